"""The radar on a population of which every rank can be counted by hand."""

from collections.abc import Mapping
from datetime import date

import pytest

from graph.as_of import AsOf
from graph.measures.catalogue import every_measure
from graph.measures.day import DayMeasures
from graph.profile.radar import MADE_OF, TITLES, Radar, Ranks
from tests.unit.groups.snapshots import Row, enterprise, snapshot_of, statement, tie, together

DAY = date(2025, 6, 30)
PARTS = {"finances": {"own.liabilities_to_assets": 1, "own.return_on_assets": -1}}
FIRMS: Mapping[str, tuple[float, float]] = {
    # liabilities of 100, profit: leverage and return rank apart
    "a": (90, 9), "b": (80, 1), "c": (70, 5), "d": (60, 5), "e": (50, 5), "f": (40, 5), "g": (30, 5),
}  # fmt: skip


def ranks(firms: Mapping[str, tuple[float, float]] = FIRMS, more: dict[str, list[Row]] | None = None) -> Ranks:
    """Firms by liabilities and profit, each with assets of 100."""
    rows = together(
        {"Enterprise": [enterprise(firm) for firm in firms]},
        *(
            statement(firm, total_assets_cny=100.0, total_liabilities_cny=owed, profit_cny=profit)
            for firm, (owed, profit) in firms.items()
        ),
        more or {},
    )
    return Ranks.of(DayMeasures.of(snapshot_of(DAY, **rows).history, AsOf(DAY, DAY)), PARTS)


def radar(found: Ranks, firm: str) -> Radar:
    told = found.radar(firm, PARTS)
    assert told is not None
    return told


def test_ranks_are_the_part_of_the_others_that_are_better() -> None:
    found = ranks()
    for firm, leverage, earning in (("a", 100, 0), ("b", 500 / 6, 100), ("c", 400 / 6, 100 / 6), ("g", 0, 100 / 6)):
        (one,) = radar(found, firm).dimensions
        assert [part.rank for part in one.measures] == [pytest.approx(leverage), pytest.approx(earning)], firm


def test_a_dimension_is_the_rank_of_the_mean_rank() -> None:
    # Mean ranks of 100: a 50, b 91.7, c 41.7, d 33.3, e 25, f 16.7, g 8.3.
    found = ranks()
    values = {firm: radar(found, firm).dimensions[0].value for firm in FIRMS}
    expected = {"b": 6, "a": 5, "c": 4, "d": 3, "e": 2, "f": 1, "g": 0}
    assert values == {firm: pytest.approx(100 * better / 6) for firm, better in expected.items()}
    (one,) = radar(found, "b").dimensions
    assert (one.known, one.compared, radar(found, "b").population_size) == (2, 6, 7)


def test_who_shares_the_best_value_stands_best() -> None:
    found = ranks({firm: (90 if firm == "a" else 30, 5) for firm in FIRMS})
    assert radar(found, "a").dimensions[0].value == 100
    assert {radar(found, firm).dimensions[0].value for firm in FIRMS if firm != "a"} == {0}


def test_what_is_missing_is_missing_and_said() -> None:
    found = ranks(
        more={
            "Enterprise": [enterprise("nothing")],
            "OWNS": [tie("a", "nothing", stake_id="s", share_ratio=0.1)],
        }
    )
    (one,) = radar(found, "nothing").dimensions
    assert (one.value, one.known) == (None, 0)
    assert "less than half" in one.said.en
    assert [part.value for part in one.measures] == [None, None]


def test_too_few_to_compare_with() -> None:
    (one,) = radar(ranks(dict(list(FIRMS.items())[:4])), "a").dimensions
    assert one.value is None


def test_lenders_stand_beside_lenders() -> None:
    banks = [enterprise(f"k{place}", "bank") for place in range(3)]
    sheets = together(
        *(statement(row["party_id"], total_assets_cny=100.0, total_liabilities_cny=99.0) for row in banks)
    )
    found = ranks(more=together({"Enterprise": banks}, sheets))
    assert radar(found, "b").dimensions[0].compared == 6, "banks are not among the others"
    told = radar(found, "k0")
    assert (told.population, told.population_size, told.dimensions[0].value) == ("credit_business", 3, None)


def test_who_is_gone_is_compared_but_compares_nobody() -> None:
    gone = {
        "Enterprise": [enterprise("gone")],
        "Record": [{"record_id": "r", "status": "deregistered"}],
        "DESCRIBED_BY": [tie("gone", "r")],
    }
    found = ranks(
        more=together(gone, statement("gone", total_assets_cny=100.0, total_liabilities_cny=95.0, profit_cny=0.0))
    )
    assert radar(found, "a").dimensions[0].compared == 6
    assert radar(found, "gone").dimensions[0].value == 100


def test_of_nobody_known_and_of_persons_nothing_is_said() -> None:
    found = ranks(more={"Person": [{"party_id": "p", "canonical_id": "p", "name": "人"}]})
    assert found.radar("p", PARTS) is None
    assert found.radar("nobody", PARTS) is None


def test_every_dimension_is_made_of_described_measures() -> None:
    assert list(MADE_OF) == list(TITLES)
    assert {name for parts in MADE_OF.values() for name in parts} <= set(every_measure())
    assert {sign for parts in MADE_OF.values() for sign in parts.values()} == {1, -1}
