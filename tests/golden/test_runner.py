"""The runner itself: nothing of a case is ignored, and a wrong answer is told."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.golden.case import Case
from tests.golden.kinds import KINDS
from tests.golden.matching import Simulated, differences, same


def written(folder: Path, **parts: object) -> Path:
    case = {"name": "x", "kind": "ubo", "nodes": [], "edges": [], "parameters": {}, "expected": {}} | parts
    path = folder / "x.json"
    path.write_text(json.dumps(case), encoding="utf-8")
    return path


def test_a_case_with_an_unknown_key_fails(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="hints"):
        Case.read(written(tmp_path, hints=["none"]))


def test_an_unknown_parameter_edge_field_or_node_field_fails(tmp_path: Path) -> None:
    stake = {"owner": "P", "owned": "T", "share": 0.5}
    for parts in (
        {"parameters": {"target": "T", "method": "product_sum", "moon": "full"}, "edges": [stake]},
        {"parameters": {"target": "T", "method": "product_sum"}, "edges": [stake | {"colour": "red"}]},
        {"parameters": {"target": "T", "method": "product_sum"}, "nodes": [{"id": "T", "mood": "glad"}]},
    ):
        with pytest.raises(AssertionError, match="unknown here"):
            KINDS["ubo"](Case.read(written(tmp_path, **parts)))


def test_numbers_agree_within_the_tolerance_only() -> None:
    assert differences({"P": {"T": 0.25}}, {"P": {"T": 0.25 + 1e-10, "S": 1.0}}, 1e-9) == []
    assert differences({"P": {"T": 0.25}}, {"P": {"T": 0.26}}, 1e-9)
    assert differences({"P": {"T": 0.0}}, {"P": {}}, 1e-9)
    assert differences({"P": {"T": True}}, {"P": {"T": 1}}, 1e-9)


def test_simulated_numbers_agree_within_four_standard_errors_only() -> None:
    assert differences({"P": 0.25}, {"P": Simulated(0.2539, 0.001)}, 1e-9) == []
    assert differences({"P": 0.25}, {"P": Simulated(0.2541, 0.001)}, 1e-9)
    assert differences({"P": 0.25}, {"P": Simulated(0.25 + 1e-8, 0.0)}, 1e-9)
    assert differences({"P": True}, {"P": Simulated(1.0, 1.0)}, 1e-9)


def test_lists_agree_in_any_order_and_tuples_in_theirs() -> None:
    assert same([["a", "b"], ["c"]], [["c"], ["b", "a"]], 0)
    assert same([["a", "b", 0.5]], [("a", "b", 0.5)], 0)
    assert not same([["a", "b"]], [("b", "a")], 0)
    assert not same([["a"], ["a"]], [["a"], ["b"]], 0)
    assert not same(["a"], ["a", "b"], 0)


def answered(folder: Path, kind: str, **parts: object) -> dict[str, Any]:
    """Every field of a case of a kind."""
    return {field: answer() for field, answer in KINDS[kind](Case.read(written(folder, kind=kind, **parts))).items()}


def test_concert_groups_keep_their_names_whatever_their_size(tmp_path: Path) -> None:
    """ONE is P1 alone, TWO and THREE share P3 and vote as one."""
    stakes = [("P1", "A", 0.6), ("P2", "B", 0.2), ("P3", "B", 0.2), ("P4", "B", 0.2), ("P5", "C", 0.6)]
    found = answered(
        tmp_path, "company_control", nodes=[{"id": f"P{i}", "type": "person"} for i in range(1, 6)],
        edges=[{"owner": owner, "owned": owned, "share": share} for owner, owned, share in stakes],
        parameters={"concert_groups": {"ONE": ["P1"], "TWO": ["P2", "P3"], "THREE": ["P3", "P4"]}},
    )  # fmt: skip
    assert sorted(found["controls"]) == [("ONE", "A"), ("P5", "C"), ("TWO+THREE", "B")]
    assert sorted(found["individual_controls"]) == [("P1", "A"), ("P5", "C")]
    assert found["ultimate"] == {"A": "ONE", "B": "TWO+THREE", "C": "P5"} | dict.fromkeys(
        ("P1", "P2", "P3", "P4", "P5")
    )
    assert found["equity"]["TWO+THREE"]["B"] == pytest.approx(0.6)
    assert found["votes"]["TWO+THREE"]["B"] == pytest.approx(0.6)


def test_an_edge_of_another_kind_fails_and_one_without_a_kind_is_told_by_its_ends(tmp_path: Path) -> None:
    nodes = [{"id": name, "exposure": 10} for name in "ABC"]
    ends = [{"from": "A", "to": "B"}, {"provider": "B", "dependent": "C"}]
    limits = {"tier1": 100, "group_limit": 0.2}
    found = answered(tmp_path, "connected_groups", nodes=nodes, edges=ends, parameters=limits)
    assert (found["groups"], found["breaches"]) == ([["A", "B", "C"]], {"A,B,C"})
    with pytest.raises(AssertionError, match="guarantee"):
        answered(
            tmp_path, "connected_groups", nodes=nodes, edges=[{"type": "guarantee", "from": "A", "to": "B"}],
            parameters=limits,
        )  # fmt: skip


def test_a_stake_may_end_on_the_last_day_there_is(tmp_path: Path) -> None:
    stake = {"owner": "P", "owned": "T", "share": 0.5, "start": "2020-01-01", "end": "9999-12-31"}
    nodes = [{"id": "P", "type": "person"}, {"id": "T", "type": "listed_company"}]
    found = answered(tmp_path, "integrated_ownership", nodes=nodes, edges=[stake], parameters={})
    assert found["ultimate"]["P"]["T"] == 0.5
