"""Facts of the distribution: what makes a world look like a province."""

import numpy as np
import pytest

from graph.errors import UsageError
from ingest.world import WorldOptions
from tests.unit.world.worlds import economy, frame, world


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_sizes_have_a_heavy_tail(seed: int) -> None:
    assets = np.sort(economy(seed, 8000, 0.5).parties.firms.assets)
    gini = 1 - 2 * float((np.cumsum(assets) / assets.sum()).mean())
    assert gini > 0.6
    assert assets[-1] > 200 * np.median(assets)


@pytest.mark.parametrize("contagion", [0.0, 0.5, 1.0])
def test_some_borrowers_have_many_guarantors(contagion: float) -> None:
    made = world(4, 8000, contagion)
    balances = frame(made.tables["balances"]).groupby("loan_id").last()
    loans = frame(made.tables["loans"]).set_index("loan_id")
    borrowers = loans.borrower[balances.outstanding.reindex(loans.index) > 0].nunique()
    assert 0.05 <= made.truth["multi_guaranteed"].num_rows / borrowers <= 0.12


def test_circles_come_in_sizes_and_change() -> None:
    circles = frame(world(4, 8000, 0.5).truth["planted_circles"])
    ever = circles[circles.kind == "circle"].groupby("circle_id").party_id.nunique()
    assert len(ever) > 30
    assert ever.min() >= 3
    assert ever.max() >= 8
    starts = circles[circles.kind == "circle"].groupby("circle_id")["from"].nunique()
    assert (starts > 1).mean() > 0.3  # somebody joined later
    assert (circles.kind == "mutual_pair").sum() > 30


def test_nominees_are_few_and_hide_control() -> None:
    made = world(4, 8000, 0.5)
    nominees = frame(made.truth["nominees"])
    controllers = frame(made.truth["controllers"]).set_index("party_id")
    assert 0.01 < len(nominees) / 8000 < 0.05
    assert (nominees.nominee != nominees.true_owner).all()
    majority = nominees[nominees.share_ratio > 0.5]
    assert (controllers.loc[majority.party_id].controller.to_numpy() == majority.true_owner.to_numpy()).mean() > 0.95
    assert controllers.loc[majority.party_id].hidden.mean() > 0.95
    assert controllers.controller.notna().mean() > 0.6


def test_same_names_are_different_persons_of_one_name() -> None:
    made = world(4, 8000, 0.5)
    names = frame(made.tables["persons"]).set_index("party_id").name
    pairs = made.truth["same_names"].to_pylist()
    assert len(pairs) > 100
    for row in pairs:
        assert row["person_a"] != row["person_b"]
        assert names[row["person_a"]] == names[row["person_b"]] == row["name"]


def test_variants_stand_for_known_parties() -> None:
    made = world(4, 8000, 0.5)
    rows = made.truth["variants"].to_pylist()
    named = frame(made.tables["enterprises"]).drop_duplicates("party_id").set_index("party_id").name
    doubles = [row for row in rows if row["own_number"].startswith("KH")]
    assert len(doubles) == 80
    assert all(named[row["own_number"]] == row["name"] for row in doubles)
    renamed = {row["party_id"] for row in made.truth["renamings"].to_pylist()}
    same = [row for row in doubles if row["party_id"] not in renamed]
    assert all(named[row["party_id"].removeprefix("cn.uscc:")] != row["name"] for row in same)


WISHES = ({"enterprises": 10}, {"contagion": 1.5}, {"dirty": -0.1}, {"seed": -1}, {"years": 1})


@pytest.mark.parametrize("wrong", WISHES)
def test_impossible_wishes_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(UsageError):
        WorldOptions(**wrong)  # type: ignore[arg-type]
