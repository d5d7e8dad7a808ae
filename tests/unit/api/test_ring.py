"""The ring that a picture of a circle shows."""

import pytest

from api.commands.ring import shortest_ring

RING = {"A": ["B"], "B": ["C", "D"], "C": ["A"], "D": ["E"], "E": ["D"]}


@pytest.mark.parametrize(
    ("start", "ring"),
    [("A", ["A", "B", "C"]), ("C", ["C", "A", "B"]), ("D", ["D", "E"]), ("E", ["E", "D"]), ("Z", [])],
)
def test_shortest_ring(start: str, ring: list[str]) -> None:
    assert shortest_ring(RING, start) == ring


def test_chain_has_no_ring() -> None:
    assert shortest_ring({"A": ["B"], "B": ["C"]}, "A") == []


def test_shorter_of_two_rings_is_taken() -> None:
    assert shortest_ring({"A": ["B", "X"], "B": ["C"], "C": ["A"], "X": ["A"]}, "A") == ["A", "X"]
