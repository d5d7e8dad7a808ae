"""Control in a synthetic world, held against its truth: by the register, and where a nominee hides the owner."""

from functools import lru_cache

import numpy as np
import pytest

from graph.ownership.concert import Concerts
from graph.ownership.control import Control
from graph.ownership.shareholdings import Shareholdings, Stakes
from ingest.world.stakes import WHOLE
from ingest.world.truth import tell_truth
from tests.unit.world.worlds import economy

WORLDS = [(seed, 600, 0.5) for seed in (1, 2, 3)]


@lru_cache(maxsize=4)
def controllers(
    seed: int, enterprises: int, contagion: float
) -> tuple[Control, list[dict[str, str | None]], list[str]]:
    """Control by registered owners on the last day, the truth's rows by enterprise, and the identity of each party."""
    made = economy(seed, enterprises, contagion)
    stakes = made.ownership.stakes.valid_on(made.calendar.today)
    votes = np.where(stakes.votes >= 0, stakes.votes / WHOLE, np.nan)
    count = len(made.parties.ids)
    holdings = Shareholdings.of_stakes(
        count,
        Stakes(stakes.owner.astype(np.int32), stakes.owned.astype(np.int32), stakes.share / WHOLE, votes),
    )
    pairs = made.ownership.concert.astype(np.int32).reshape(-1, 2)
    control = Control.of(holdings, concerts=Concerts.of_pairs(count, pairs[:, 0], pairs[:, 1]))
    codes = [f"cn.uscc:{code}" for code in made.parties.firms.code.to_pylist()]
    return control, tell_truth(made)["controllers"].to_pylist(), [*codes, *made.parties.persons.number.to_pylist()]


def found_controller(control: Control, ids: list[str], company: int) -> str | None:
    """Who controls in the end; of a concert group the first member, as the truth has it."""
    top = int(control.ultimate[company])
    return None if top < 0 else ids[int(control.concerts.members_of(top)[0])]


@pytest.mark.parametrize("world", WORLDS)
def test_by_the_register_every_controller_is_found(world: tuple[int, int, float]) -> None:
    control, truth, ids = controllers(*world)
    assert [row["party_id"] for row in truth] == ids[: len(truth)]
    assert any(row["basis"] == "concert" for row in truth)
    differing = [
        (row, found_controller(control, ids, company))
        for company, row in enumerate(truth)
        if found_controller(control, ids, company) != row["controller_by_register"]
    ]
    assert differing == []


@pytest.mark.parametrize("world", WORLDS)
def test_every_true_controller_that_is_missed_stands_behind_a_nominee(world: tuple[int, int, float]) -> None:
    control, truth, ids = controllers(*world)
    made = economy(*world)
    stakes = made.ownership.stakes.valid_on(made.calendar.today)
    fronted = set(stakes.owned[stakes.owner != stakes.true_owner].tolist())
    missed = 0
    for company, row in enumerate(truth):
        if found_controller(control, ids, company) == row["controller"]:
            continue
        missed += 1
        assert row["hidden"]
        assert fronted & {company, *control.controllers_of(company).tolist()}
    assert 0 < missed < 0.1 * len(truth)


@pytest.mark.parametrize("world", WORLDS)
def test_abstains_only_where_nobody_is_shown_and_votes_are_missing(world: tuple[int, int, float]) -> None:
    control, *_ = controllers(*world)
    doubtful = np.flatnonzero(control.undetermined)
    assert len(doubtful) > 0
    assert (control.ultimate[doubtful] == -1).all()
    for company in doubtful.tolist():
        found = control.contenders(company)
        owners = control.holdings.by_owned.neighbours(company)
        assert found.undisclosed > 0 or control.undetermined[owners].any()
        assert found.contenders
