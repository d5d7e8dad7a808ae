"""Evidence about those around a party who have failed, on the village: which facts are shown, and no others."""

from datetime import date
from typing import Any

import pytest

from graph.as_of import AsOf
from graph.measures.day import DayMeasures
from graph.signals.evidence import Evidence, Gathering
from graph.signals.proof.kinds import PROOFS
from graph.signals.proof.proofs import Proofs
from tests.unit.measures.village import CUT_OFF, Row, balance, event, guarantee, history, loan, statement

FAILED = {
    "events": [event("E1", "b", "default", date(2023, 3, 1)), event("E2", "b", "downgrade", date(2022, 9, 1))],
    "balances": [balance("Lb", date(2023, 5, 31), 700_000.0, days_past_due=100, classification="substandard")],
}
"""b is in default, for whom a stands and who stands for c; the downgrade does not say so."""


def proof(kind: str, party: str, **more: Any) -> Evidence:
    day = DayMeasures.of(history(**more), AsOf(CUT_OFF, CUT_OFF))
    snapshot = day.facts.snapshot
    (place,) = snapshot.find("Party", [party])
    (evidence,) = Gathering(snapshot).gather([PROOFS[kind](Proofs(day.facts), int(place))])
    return evidence


def told(evidence: Evidence) -> list[tuple[str, str, str]]:
    return [(edge.type, edge.source, edge.target) for edge in evidence.edges]


def types(evidence: Evidence) -> list[str]:
    return [edge.type for edge in evidence.edges]


def test_a_failed_debtor_is_shown_with_its_event_and_its_late_loan() -> None:
    found = proof("failed_debtors", "a", **FAILED)
    assert told(found)[:2] == [("GUARANTEES", "a", "b"), ("HAD", "b", "E1")]
    assert types(found) == ["GUARANTEES", "HAD", "STOOD_AT"]
    assert found.facts["failed"] == 1
    assert proof("failed_debtors", "d", **FAILED).edges == ()


def test_a_failed_guarantor_is_shown_to_whom_it_stands_for() -> None:
    found = proof("failed_guarantors", "c", **FAILED)
    assert told(found)[:2] == [("GUARANTEES", "b", "c"), ("HAD", "b", "E1")]
    assert proof("failed_guarantors", "a", **FAILED).facts["failed"] == 0


def test_a_bankrupt_by_the_register_is_shown_by_its_record() -> None:
    record = {"party_id": "b", "name": "b", "kind": "company", "status": "bankrupt", "valid_from": date(2023, 2, 1),
              "recorded_on": date(2023, 2, 5)}  # fmt: skip
    found = proof("failed_debtors", "a", enterprises=[record])
    assert types(found) == ["DESCRIBED_BY", "GUARANTEES"]
    assert found.edges[0].valid_from == "2023-02-01"


def test_of_a_circle_what_ties_to_the_failed_member_is_shown() -> None:
    found = proof("circle_failed", "a", **FAILED)
    assert [pair for kind, *pair in told(found) if kind == "GUARANTEES"] == [["a", "b"], ["b", "c"]]
    assert (found.facts["members"], found.facts["failed"]) == (3, 1)
    assert proof("circle_failed", "b", **FAILED).facts["failed"] == 0


def test_those_strained_are_shown_by_their_late_loan_and_their_listing() -> None:
    late = [balance("Lb", date(2023, 5, 31), 700_000.0, days_past_due=10)]
    listing: list[Row] = [
        {"party": "b", "list": "tax_arrears", "listed_on": date(2023, 1, 1), "recorded_on": date(2023, 1, 2)}
    ]
    found = proof("debtors_troubled", "a", balances=late, listings=listing)
    assert types(found) == ["GUARANTEES", "LISTED_ON", "STOOD_AT"]
    assert found.facts["strained"] == 1
    assert types(proof("guarantors_troubled", "c", balances=late)) == ["GUARANTEES", "STOOD_AT"]


def test_a_failed_member_of_the_group_is_shown() -> None:
    found = proof("failed_group", "a", **FAILED)
    assert ("HAD", "b", "E1") in told(found)
    assert found.facts["failed"] == 1
    assert proof("failed_group", "e", **FAILED).edges == ()


def test_failed_neighbours_are_counted_by_tie_and_shown_once() -> None:
    found = proof("failed_neighbours", "a", **FAILED)
    assert found.facts["failed"] == 1
    assert (found.facts["failed_debtors"], found.facts["failed_group"], found.facts["failed_officers"]) == (1, 1, 1)
    assert "failed_guarantors" not in found.facts
    assert types(found) == ["GUARANTEES", "HAD", "STOOD_AT"]
    owned = proof("failed_neighbours", "a", events=[event("E3", "c", "bankruptcy", date(2023, 3, 1))])
    assert ("OWNS", "a", "c") in told(owned)


def test_guarantors_statements_are_shown_and_counted() -> None:
    found = proof("guarantor_statements", "a")
    assert [(edge.source, edge.id) for edge in found.edges] == [("c", found.edges[0].id), ("d", found.edges[1].id)]
    assert found.facts == {"guarantors": 2, "statements": 2}


def test_guarantees_that_ended_within_a_year_are_shown_with_their_end() -> None:
    ended = [
        guarantee("Gx", "e", "a", "La", ends_on=date(2023, 3, 31)),
        guarantee("Gy", "e", "a", "La", ends_on=date(2022, 6, 1)),
    ]
    found = proof("guarantees_ended", "a", guarantees=ended)
    assert [(edge.id, edge.valid_to) for edge in found.edges] == [("Gx", "2023-04-01")]
    assert proof("guarantees_ended", "a").edges == ()


def test_loans_are_shown_with_the_balances_in_force() -> None:
    found = proof("balances", "a", loans=[loan("M", "a")])
    assert types(found) == ["BORROWED", "BORROWED", "STOOD_AT"]
    assert found.facts["loans"] == 2


def test_the_latest_statement_and_the_one_before_are_shown() -> None:
    found = proof("statements", "a", statements=[statement("a", 2019, 1e7, 1e6)])
    assert len(found.edges) == 2
    assert found.edges == proof("statements", "a").edges  # that of 2019 is neither
    assert proof("statements", "bank").edges == ()


@pytest.mark.parametrize("kind", PROOFS)
def test_every_kind_of_evidence_shows_nothing_of_whom_nothing_is_known(kind: str) -> None:
    unknown = {"party_id": "zed", "name": "Zed", "recorded_on": date(2010, 1, 1)}
    assert proof(kind, "zed", persons=[unknown]).edges == ()
