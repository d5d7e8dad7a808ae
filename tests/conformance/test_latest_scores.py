"""Scores of more parties than one question takes."""

from datetime import date

import pytest

from graph.as_of import AsOf
from graph.ask import scores
from graph.store import Store
from tests.conformance.world import create, world

DAY = AsOf(date(2024, 12, 31), date(2024, 12, 31))


def test_many_parties_are_asked_for_in_parts(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scores, "PER_QUESTION", 2)
    parties = [f"p{number}" for number in range(5)]
    lines = [f"company {party} {party}" for party in parties]
    create(store, world("\n".join(lines)))
    assert scores.latest_scores(store, parties, DAY) == []
    create(store, world("\n".join([f"company q{n} q{n}" for n in range(3)] + [
        f"score s{n} q{n} 0.0{n + 1} model=trees as_of=2024-06-30" for n in range(3)
    ])))  # fmt: skip
    found = scores.latest_scores(store, [*parties, "q0", "q1", "q2"], DAY)
    assert [(row["party_id"], row["probability"]) for row in found] == [("q0", 0.01), ("q1", 0.02), ("q2", 0.03)]
