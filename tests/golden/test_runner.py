"""The runner itself: nothing of a case is ignored, and a wrong answer is told."""

import json
from pathlib import Path

import pytest

from tests.golden.case import Case
from tests.golden.kinds import KINDS
from tests.golden.matching import differences, same


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


def test_lists_agree_in_any_order_and_tuples_in_theirs() -> None:
    assert same([["a", "b"], ["c"]], [["c"], ["b", "a"]], 0)
    assert same([["a", "b", 0.5]], [("a", "b", 0.5)], 0)
    assert not same([["a", "b"]], [("b", "a")], 0)
    assert not same([["a"], ["a"]], [["a"], ["b"]], 0)
    assert not same(["a"], ["a", "b"], 0)
