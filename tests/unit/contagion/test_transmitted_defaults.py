"""The cascade against the defaults that a synthetic world transmits, and against a world that transmits none.

`foretold.py` says what is known when, what is predicted and what is true; the benchmark of the same name does the same
on larger worlds. One world is small: what is claimed holds for the lower end of the interval over its years.
"""

from datetime import date
from functools import lru_cache

import numpy as np
import pytest

from ingest.world import WorldOptions, build_world
from tests.unit.contagion.delivered_book import delivered_book
from tests.unit.contagion.foretelling_scores import Scores, average_precision, scores
from tests.unit.contagion.foretold import CASCADE, RULES, Foretelling, Quarter, Truth, expected, first_ones

SEED, ENTERPRISES = 5, 10_000
PLAIN_RULES = RULES[2:]


@lru_cache(maxsize=2)
def quarters(contagion: float) -> tuple[Quarter, ...]:
    return tuple(Foretelling(build_world(WorldOptions(SEED, ENTERPRISES, contagion))).quarters())


@lru_cache(maxsize=2)
def found(contagion: float) -> Scores:
    return scores([quarters(contagion)])


@pytest.mark.parametrize("figure", ["precision", "recall", "f1", "average_precision"])
@pytest.mark.parametrize("rule", PLAIN_RULES)
def test_with_contagion_the_cascade_is_ahead_of_plain_rules(figure: str, rule: str) -> None:
    assert found(0.5).brought_down > 100
    assert found(0.5).ahead[figure][rule].low > 0, found(0.5).found[figure]


def test_whom_calls_alone_bring_down_is_named_more_surely_and_less_often() -> None:
    precision, recall = found(0.5).found["precision"], found(0.5).found["recall"]
    assert precision["guarantee_calls"].value > precision[CASCADE].value
    assert recall["guarantee_calls"].value < recall[CASCADE].value


def test_with_contagion_those_named_fail_far_more_often_than_others_as_weak() -> None:
    assert found(0.5).found["lift"][CASCADE].low > 3


def test_without_contagion_nobody_is_brought_down_and_those_named_fail_as_others_do() -> None:
    calm = found(0.0)
    assert (calm.brought_down, calm.named[CASCADE] > 50) == (0, True)
    lift = calm.found["lift"][CASCADE]
    assert lift.low <= 1 <= lift.high, lift


def test_seeds_and_truth_are_of_their_quarter() -> None:
    """A year of horizon is left, nobody who was brought down had failed before, and plain rules name as many."""
    for quarter in quarters(0.5):
        assert date(2018, 12, 31) < quarter.on <= date(2024, 12, 31)
        assert (~quarter.brought_down | quarter.failed).mean() > 0.999  # unless known only after the quarter's end
        counts = [quarter.named[rule].sum() for rule in (CASCADE, *PLAIN_RULES)]
        assert counts == pytest.approx([counts[0]] * len(counts))


def test_truth_follows_chains_of_transmissions() -> None:
    """Who was brought down by all who failed by themselves is who is said to have failed of contagion."""
    world = build_world(WorldOptions(SEED, 2_000, 0.5))
    history = delivered_book(world)
    truth, rows = Truth.of(world, history), world.truth["defaults"].to_pylist()
    party = {row["party_id"]: place for place, row in enumerate(history.parties.table.to_pylist())}
    themselves = np.array([party[row["party_id"]] for row in rows if row["driver"] != "contagion"])
    down = truth.brought_down(themselves, np.zeros(len(party), dtype=np.bool_), world.options.as_of)
    assert set(np.flatnonzero(down)) == {party[row["party_id"]] for row in rows if row["driver"] == "contagion"}
    assert 20 < down.sum() < len(rows)
    until = date(2021, 6, 30)
    some = truth.brought_down(themselves, np.zeros(len(party), dtype=np.bool_), until)
    assert 0 < some.sum() < down.sum()
    assert (truth.day[some] <= np.datetime64(until)).all()


def test_average_precision_by_hand() -> None:
    """Found at the first place and at the fourth of a tie from the third on: (1 + 2/4) / 2."""
    assert average_precision(np.array([9.0, 5, 2, 2, 1]), np.array([1, 0, 1, 0, 0], dtype=bool)) == pytest.approx(0.75)


def test_those_of_equal_score_share_the_places_that_are_left() -> None:
    assert first_ones(np.array([3.0, 1, 1, 1, 0]), 2).tolist() == pytest.approx([1, 1 / 3, 1 / 3, 1 / 3, 0])
    assert first_ones(np.array([3.0, 1]), 0).tolist() == [0, 0]


def test_what_is_expected_is_the_share_of_the_band() -> None:
    band = np.array([0, 0, 2, 2, 2])
    assert expected(band, np.array([1, 0, 0, 0, 1], dtype=bool)).tolist() == pytest.approx([0.5, 0.5] + [1 / 3] * 3)
