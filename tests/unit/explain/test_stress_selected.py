"""Whom a scenario means."""

from typing import Any

import pytest

from graph.contagion.selection import End, Measure, Selection
from graph.errors import NotFound
from graph.explain.day import Day
from graph.explain.stress.selected import population
from tests.unit.guarantees.facts import TODAY, Facts, edge


@pytest.fixture(scope="module")
def day() -> Day:
    """A and B stand for each other, C for A; D owes most and guarantees nothing; P is a person."""
    facts = Facts().party("A", "B", "C", "D")
    facts.rows["Enterprise"][3]["kind"] = "bank"
    facts.add("Person", {"party_id": "P", "canonical_id": "P", "name": "P"})
    for loan, borrower, amount in (("LA", "A", 100.0), ("LB", "B", 60.0), ("LD", "D", 900.0)):
        facts.loan(loan, borrower, amount)
    facts.guarantee("g1", "B", ("LA",)).guarantee("g2", "A", ("LB",)).guarantee("g3", "C", ("LA",), cap_cny=30.0)
    for key, guarantor, debtor in (("g1", "B", "A"), ("g2", "A", "B"), ("g3", "C", "A")):
        facts.add("GUARANTEES", edge(guarantor, debtor, guarantee_id=key, cap_cny=None))
    for party, industry, region, net_assets in (
        ("A", "建筑装饰业", "浙江杭州", 50.0), ("B", "房地产", "浙江宁波", -5.0), ("C", "零售", "江苏苏州", 60.0),
    ):  # fmt: skip
        facts.add("Record", {"record_id": f"r{party}", "industry": industry, "region": region})
        facts.add("DESCRIBED_BY", edge(party, f"r{party}"))
        facts.add("Statement", {"statement_id": f"s{party}", "net_assets_cny": net_assets})
        facts.add("REPORTED", edge(party, f"s{party}"))
    return Day(facts.on(TODAY).snapshot)


def found(day: Day, **said: Any) -> str:
    ids = day.snapshot.parties.table.column("party_id").to_pylist()
    selection = Selection(**said)
    return "".join(ids[at] for at in population(day, lambda text: text, [selection]).select(selection).parties)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({}, "ABCDP"),
        ({"parties": ("C", "A")}, "AC"),
        ({"circle": "largest"}, "AB"),
        ({"kinds": ("bank", "person")}, "DP"),
        ({"industries": ("建筑", "零售")}, "AC"),
        ({"regions": ("浙江",)}, "AB"),
        ({"regions": ("宁波",)}, ""),
        ({"regions": ("浙江",), "industries": ("房地产",)}, "B"),
        ({"order": Measure.OUTSTANDING, "most": 1}, "D"),
        ({"order": Measure.OUTSTANDING, "most": 1, "end": End.LOWEST}, "B"),
        ({"order": Measure.GUARANTEED, "most": 2}, "AB"),
        ({"order": Measure.NET_ASSETS, "most": 1, "end": End.LOWEST}, "B"),
        ({"order": Measure.NET_ASSETS, "share": 0.34}, "AC"),
        ({"order": Measure.GUARANTEED_TO_NET_ASSETS, "most": 1}, "B"),
        ({"order": Measure.GUARANTEED_TO_NET_ASSETS, "most": 2}, "AB"),
        ({"order": Measure.OUTSTANDING, "most": 9, "kinds": ("person",)}, ""),
    ],
)
def test_a_selection(said: dict[str, Any], expected: str, day: Day) -> None:
    assert found(day, **said) == expected


def test_a_circle_by_its_identity_or_none(day: Day) -> None:
    (identity,) = day.structures.identity
    assert found(day, circle=identity) == "AB"
    with pytest.raises(NotFound):
        found(day, circle="circle:nobody")
    lonely = Day(Facts().party("A").on(TODAY).snapshot)
    assert found(lonely, circle="largest") == ""


def test_parties_are_named_as_in_any_question(day: Day) -> None:
    names = {"甲": "A"}
    found_parties = population(day, names.__getitem__, []).select(Selection(parties=("甲",))).parties
    assert found_parties.tolist() == [0]
    with pytest.raises(NotFound):
        found(day, parties=("X",))
