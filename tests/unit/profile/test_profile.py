"""The profile of a day in memory: what happened in order, what changed, what is cut, and what persons do not have."""

import time
from datetime import date

import pytest

from graph.as_of import AsOf
from graph.errors import NotFound, UsageError
from graph.explain.day import Day
from graph.profile.beside import Beside, ScorePoint, SignalSeen
from graph.profile.profile import Before, ProfileAsked, profile
from graph.snapshot import Snapshot
from tests.unit.groups.snapshots import Row, enterprise, loan, person, snapshot_of, statement, tie, together

NOW, THEN = date(2025, 12, 31), date(2025, 6, 30)


def pledge(number: str, guarantor: str, debtor: str, secured: str, cap: float, since: date) -> dict[str, list[Row]]:
    """A joint and several guarantee for a loan."""
    return {
        "Guarantee": [{"guarantee_id": number, "cap_cny": cap, "form": "joint_and_several", "starts_on": since}],
        "GAVE": [tie(guarantor, number, since)],
        "FOR": [tie(number, debtor, since)],
        "SECURES_LOAN": [tie(number, secured, since)],
        "GUARANTEES": [tie(guarantor, debtor, since, guarantee_id=number, cap_cny=cap)],
    }


def world() -> dict[str, list[Row]]:
    firms = [enterprise(one) for one in ("a", "b", "g", "h")]
    return together(
        {"Enterprise": firms, "Person": [person("p"), person("q")]},
        {"OWNS": [
            tie("p", "a", date(2020, 1, 1), date(2025, 9, 1), stake_id="s1", share_ratio=0.6),
            tie("q", "a", date(2025, 9, 1), stake_id="s2", share_ratio=0.6),
        ]},
        loan("l", "a", "b", 500.0, outstanding=400.0), statement("a", date(2024, 12, 31), net_assets_cny=100.0),
        pledge("g1", "g", "a", "l", 300.0, date(2024, 1, 1)), pledge("g2", "h", "a", "l", 200.0, date(2025, 8, 1)),
    )  # fmt: skip


def snapshot(on: date = NOW) -> Snapshot:
    return snapshot_of(on, **world())


def test_what_happened_stands_in_order_the_newest_first() -> None:
    beside = Beside(
        scores=(ScorePoint(0.02, 0.01, 0.03, 365, "m", date(2025, 7, 1), date(2025, 7, 1)),),
        signals=(SignalSeen("s", "r", None, 5, date(2025, 10, 1)),),
    )
    found = profile(Day(snapshot()), "a", ProfileAsked(beside))
    told = [(one.on, one.kind) for one in found.facts.timeline]
    assert told == [
        (date(2025, 10, 1), "warned"), (date(2025, 9, 1), "stake_in_begun"), (date(2025, 8, 31), "stake_in_ended"),
        (date(2025, 8, 1), "guarantee_received"), (date(2025, 7, 1), "scored"), (date(2024, 12, 31), "statement"),
        (date(2024, 1, 1), "guarantee_received"), (date(2020, 1, 1), "stake_in_begun"),
    ]  # fmt: skip
    cut = profile(Day(snapshot()), "a", ProfileAsked(beside, most=3))
    assert ([one.kind for one in cut.facts.timeline], cut.facts.timeline_count) == ([kind for _, kind in told[:3]], 8)
    assert cut.truncated


def test_nothing_of_a_later_day_is_told() -> None:
    found = profile(Day(snapshot(THEN)), "a")
    assert [(one.on, one.kind) for one in found.facts.timeline] == [
        (date(2024, 12, 31), "statement"), (date(2024, 1, 1), "guarantee_received"),
        (date(2020, 1, 1), "stake_in_begun"),
    ]  # fmt: skip
    assert found.facts.guaranteed_by.tie_count == 1


def test_the_four_numbers_and_who_stands_for_it_by_hand() -> None:
    found = profile(Day(snapshot()), "a")
    (as_borrower,) = found.answer.exposures
    numbers = as_borrower.numbers
    assert (numbers.nominal_cny, numbers.contingent_cny, numbers.covered_cny, numbers.expected_call_cny) == (
        500, 500, 400, 400
    )  # fmt: skip
    ties = [(one.party.party_id, one.contracts, one.contingent_cny, one.expected_call_cny, one.starts_on)
            for one in found.facts.guaranteed_by.ties]  # fmt: skip
    assert ties == [("g", 1, 300, 200, date(2024, 1, 1)), ("h", 1, 200, 200, date(2025, 8, 1))]
    assert [(one.party.party_id, one.side) for one in found.facts.nearest.nodes] == [
        ("a", "centre"), ("g", "guarantor"), ("h", "guarantor"), ("q", "owner")
    ]  # fmt: skip
    assert found.facts.nearest.nodes[-1].controls
    assert found.changes, "something would change the answer"


def test_what_changed_since_a_day() -> None:
    history = snapshot().history
    now, then = Day(history.at(AsOf(NOW, NOW))), Day(history.at(AsOf(THEN, THEN)))
    found = profile(now, "a", ProfileAsked(before=Before(then, Beside()))).since
    assert found is not None
    figures = {one.name: (one.before, one.after) for one in found.figures}
    assert figures == {
        "controller": ("p", "q"), "beneficial_owners": ("p", "q"), "borrower.nominal_cny": (300, 500),
        "borrower.contingent_cny": (300, 500), "borrower.covered_cny": (300, 400),
        "borrower.expected_call_cny": (300, 400), "guarantors": (1, 2),
    }  # fmt: skip
    facts = [(one.what, one.section, one.party.party_id if one.party else None, one.reference) for one in found.facts]
    assert facts == [
        ("came", "owners", "q", "s2"), ("went", "owners", "p", "s1"), ("came", "guaranteed_by", "h", "g2")
    ]  # fmt: skip
    with pytest.raises(UsageError):
        profile(now, "a", ProfileAsked(before=Before(now, Beside())))


def test_a_person_is_told_what_does_not_apply() -> None:
    found = profile(Day(snapshot()), "q")
    assert found.answer.kind == "person"
    assert {one.section for one in found.answer.not_applicable} >= {"owners", "control", "statement", "radar", "score"}
    assert (found.answer.owners, found.answer.control, found.answer.radar) == (None, None, None)
    assert [one.owned.party_id for one in found.facts.holdings] == ["a"]
    assert found.certainty.known


def test_nobody_knows_nobody() -> None:
    with pytest.raises(NotFound):
        profile(Day(snapshot()), "nobody")
    found = profile(Day(snapshot()), "b")
    assert found.answer.exposures[0].role == "lender"


def test_many_guarantees_are_cut_and_take_less_than_a_second() -> None:
    count = 5_000
    given = together(*(
        pledge(f"g{place}", f"f{place % 2_500}", "a", f"l{place % 20}", 10.0 + place, date(2024, 1, 1))
        for place in range(count)
    ))  # fmt: skip
    rows = together(
        {"Enterprise": [enterprise("a"), *(enterprise(f"f{place}") for place in range(2_500))]},
        *(loan(f"l{place}", "a", None, 1e6) for place in range(20)), given,
    )  # fmt: skip
    day = Day(snapshot_of(NOW, **rows))
    profile(day, "f7")  # the day is known
    start = time.process_time()
    found = profile(day, "a")
    assert time.process_time() - start < 1.0
    side = found.facts.guaranteed_by
    assert (len(side.ties), side.tie_count, len(side.contracts), side.contract_count) == (20, 2_500, 20, count)
    assert found.facts.nearest.left_out["guarantor"] == 2_494
    assert (len(found.facts.timeline), found.facts.timeline_count, found.truncated) == (20, count, True)
