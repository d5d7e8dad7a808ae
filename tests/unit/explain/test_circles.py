"""Answers about circles where something is missing, doubtful or large."""

from datetime import date, timedelta

import networkx as nx
import pytest

from graph.errors import NotFound
from graph.explain.circles.graphml import circle_network, graphml
from graph.explain.circles.of_day import circle, circles
from graph.explain.circles.of_party import party_circles
from graph.explain.circles.parts import CirclesAsked
from graph.groups.circle_finding import found_circles
from tests.unit.guarantees.circle_facts import parties
from tests.unit.guarantees.facts import TODAY

ASKED = CirclesAsked()


def test_amounts_nobody_knows_are_counted_and_not_nothing() -> None:
    facts = parties("A", "B").stands("A", "B", owed=None, cap_cny=None).stands("B", "A", cap_cny=70.0)
    facts.add("GUARANTEES", {**facts.rows["GUARANTEES"][0], "guarantee_id": "nowhere"})
    day = facts.day()
    found = circles(day, ASKED)
    (one,) = found.answer.circles
    assert (one.guarantee_count, one.nominal_cny, one.unknown_amounts, one.debt_cny) == (3, 70.0, 1, 100.0)
    assert (found.certainty.complete, found.certainty.unknown_amounts) == (False, 1)
    answer = circle(day, one.circle_id, ASKED)
    assert (answer.certainty.complete, answer.certainty.unknown_amounts) == (False, 1)
    assert answer.certainty.open_ended == 3
    assert {fact.guarantee_id for fact in answer.facts.guarantees} == {"AB", "BA"}


def test_several_contracts_of_one_for_the_other_hold_together() -> None:
    """Without one of two contracts the circle stays; the answer names both."""
    day = parties("A", "B").ring("A", "B").stands("A", "B", "more").day()
    (only,) = circles(day, ASKED).answer.circles
    changes = circle(day, only.circle_id, ASKED).changes
    assert {one.guarantee_ids for one in changes if one.what == "guarantee_ends"} == {("AB", "more"), ("BA",)}
    assert (only.mutual_pairs, only.guarantee_count) == (1, 3)


def test_circles_fall_apart_when_the_last_way_round_has_ended() -> None:
    last = TODAY + timedelta(30)
    facts = parties(*"ABCD").ring("A", "B").ring("B", "C", ends_on=TODAY).ring("C", "D", ends_on=last)
    day = facts.day()
    (only,) = circles(day, ASKED).answer.circles
    assert only.size == 4
    found = {one.what: (one.on, one.members_left) for one in circle(day, only.circle_id, ASKED).changes}
    assert found["loses_members"] == (TODAY + timedelta(1), 2)
    assert "falls_apart" not in found, "A and B never end"


def test_an_unknown_circle_is_not_found() -> None:
    day = parties("A", "B").ring("A", "B").day()
    with pytest.raises(NotFound):
        circle(day, "circle:none", ASKED)
    (only,) = circles(day, ASKED).answer.circles
    with pytest.raises(NotFound):
        circle(parties("A", "B").day(), only.circle_id, ASKED)


def test_lists_are_cut_and_say_so() -> None:
    names = [f"p{number:03}" for number in range(40)]
    facts = parties(*names).ring(*names)
    for outside in range(5):
        facts.party(f"o{outside}")
        facts.stands(f"o{outside}", "p000", cap_cny=float(outside))
    day, few = facts.day(), CirclesAsked(most=3, cycles=True)
    listed = circles(day, few)
    (only,) = listed.answer.circles
    assert (len(only.members), only.size, listed.truncated) == (20, 40, False)
    found = circle(day, only.circle_id, few)
    shown = found.answer.witness
    assert found.truncated
    assert (len(found.answer.circle.members), len(shown.parties), shown.length) == (3, 3, 40)
    assert [tie.nominal_cny for tie in found.answer.guarantors_outside] == [4.0, 3.0, 2.0]
    assert (found.answer.guarantors_outside_count, found.facts.guarantee_count) == (5, 40)
    assert found.answer.cycles is not None
    assert (found.answer.cycles.cycles, found.answer.cycles.stopped) == ((), "complete")
    assert len([one for one in found.changes if one.what == "guarantee_ends"]) == 3
    of_party = party_circles(day, "p007", few)
    assert of_party.truncated
    assert (of_party.answer.chain.length, len(of_party.answer.chain.parties)) == (40, 3)


def test_cycles_stop_at_their_count() -> None:
    names = [f"p{number}" for number in range(7)]
    facts = parties(*names)
    for first in names:
        for second in names:
            if first != second:
                facts.stands(first, second)
    found = circles(facts.day(), CirclesAsked(most=10, cycles=True))
    assert found.answer.cycles is not None
    assert (len(found.answer.cycles.cycles), found.answer.cycles.stopped) == (10, "count")
    assert any("count" in note.en for note in found.certainty.notes)


def test_a_drawing_holds_names_that_xml_cannot() -> None:
    facts = parties("A", "B", "C").ring("A", "B", ends_on=date(2025, 1, 31)).stands("C", "A")
    facts.rows["Enterprise"][0]["name"] = "甲\x0b<公司>\x00&"
    day = facts.day()
    drawn = nx.parse_graphml(graphml(circle_network(day, [0])), force_multigraph=True)
    assert drawn.nodes["A"]["name"] == "甲\ufffd<公司>\ufffd&"
    assert {node: facts.get("circle") for node, facts in drawn.nodes(data=True)} == {
        "A": day.structures.identity[0], "B": day.structures.identity[0], "C": None,
    }  # fmt: skip
    known = {facts["guarantee_id"]: facts for _, _, facts in drawn.edges(data=True)}
    assert (known["AB"]["valid_to"], known["AB"]["inside"], known["CA"]["inside"]) == ("2025-02-01", True, False)
    assert "valid_to" not in known["CA"]
    assert (drawn.graph["truncated"], circle_network(day, [0], most=1).graph["truncated"]) == (False, True)


def test_joint_guarantees_signed_together_and_apart() -> None:
    facts = parties(*"ABCD")
    facts.loan("l", "D", 100.0).loan("m", "D", 100.0)
    for key, guarantor, loan, signed in (
        ("g", "A", "l", "s"),
        ("h", "B", "l", "s"),
        ("i", "A", "m", "s"),
        ("j", "C", "m", None),
    ):
        facts.guarantee(key, guarantor, (loan,), co_signed=signed)
    facts.guarantee("k", "A", ("l",), form="mortgage").guarantee("o", "D", ("m",))
    found = party_circles(facts.day(), "D", ASKED).answer
    assert [(one.loan_id, one.signed_together, one.guarantee_ids) for one in found.joint] == [
        ("l", True, ("g", "h")), ("m", False, ("i", "j")),
    ]  # fmt: skip
    assert [[party.party_id for party in one.guarantors] for one in found.joint] == [["A", "B"], ["A", "C"]]
    assert party_circles(facts.day(), "C", ASKED).answer.joint_count == 1


def test_ones_own_mortgage_is_no_error() -> None:
    facts = parties("A").stands("A", "A", "own").stands("A", "A", "house", form="mortgage")
    found = party_circles(facts.day(), "A", ASKED)
    assert (found.answer.self_guarantees, found.answer.circle) == (("own",), None)


def test_members_are_written_with_the_one_their_largest_contract_stands_for() -> None:
    facts = parties(*"ABC").ring("A", "B", "C", cap_cny=10.0).stands("A", "C", cap_cny=20.0)
    (group,) = found_circles(facts.day().structures)
    assert [(one.party_id, one.through_id, one.exposure_cny) for one in group.members] == [
        ("A", "C", 100.0), ("B", "C", 100.0), ("C", "A", 200.0),
    ]  # fmt: skip
    assert (group.guaranteed_cny, group.exposure_cny, group.head_id) == (50.0, 400.0, None)
