"""Cutting a day out of the history, on a world small enough to work out by hand."""

from datetime import date
from typing import Any

import pyarrow as pa
import pytest

from graph.as_of import BEGINNING, FOREVER, AsOf
from graph.errors import StoreDamaged, UsageError
from graph.schema.common import DATED
from graph.snapshot import History
from graph.snapshot.columns import table_of_rows
from graph.snapshot.read import bulk_read

Rectangle = tuple[date, date, date, date]
ALWAYS: Rectangle = (BEGINNING, FOREVER, BEGINNING, FOREVER)


def table(name: str, *rows: dict[str, Any]) -> pa.Table:
    return table_of_rows(bulk_read(name).properties, rows)


def party(party_id: str, canonical_id: str = "", **more: Any) -> dict[str, Any]:
    return {"party_id": party_id, "canonical_id": canonical_id or party_id, "name": party_id, **more}


def edge(source: str, target: str, when: Rectangle = ALWAYS, **more: Any) -> dict[str, Any]:
    dates = dict(zip((p.name for p in DATED), when, strict=True))
    return {"source_key": source, "target_key": target, **dates, **more}


def on(as_of: str, known_at: str = "") -> AsOf:
    return AsOf(date.fromisoformat(as_of), date.fromisoformat(known_at or as_of))


def guarantees(history: History, at: AsOf) -> list[str]:
    return sorted(history.at(at).edges("GUARANTEES").columns.column("guarantee_id").to_pylist())


def test_a_fact_is_in_force_from_its_first_day_to_the_day_before_its_last() -> None:
    when = (date(2020, 3, 1), date(2021, 3, 1), date(2020, 5, 1), FOREVER)
    history = History.of(
        {
            "Enterprise": table("Enterprise", party("a"), party("b")),
            "GUARANTEES": table("GUARANTEES", edge("a", "b", when, guarantee_id="g", cap_cny=5.0)),
        }
    )
    assert guarantees(history, on("2020-02-29", "2022-01-01")) == []
    assert guarantees(history, on("2020-03-01", "2022-01-01")) == ["g"]
    assert guarantees(history, on("2021-02-28", "2022-01-01")) == ["g"]
    assert guarantees(history, on("2021-03-01", "2022-01-01")) == []
    assert guarantees(history, on("2020-04-30")) == []  # in force, but nobody knew
    assert guarantees(history, on("2020-05-01")) == ["g"]


def test_a_correction_is_seen_from_the_day_it_was_known() -> None:
    first = (date(2020, 1, 1), FOREVER, date(2020, 1, 1), date(2020, 6, 1))
    corrected = (date(2020, 1, 1), FOREVER, date(2020, 6, 1), FOREVER)
    history = History.of(
        {
            "Enterprise": table("Enterprise", party("a"), party("b")),
            "GUARANTEES": table(
                "GUARANTEES",
                edge("a", "b", first, guarantee_id="wrong"),
                edge("a", "b", corrected, guarantee_id="right"),
            ),
        }
    )
    assert guarantees(history, on("2020-03-01", "2020-05-31")) == ["wrong"]
    assert guarantees(history, on("2020-03-01", "2020-06-01")) == ["right"]


def test_ends_are_positions_in_their_nodes() -> None:
    history = History.of(
        {
            "Enterprise": table("Enterprise", party("a"), party("c", kind="bank")),
            "Person": table("Person", party("p")),
            "Loan": table("Loan", {"loan_id": "l1"}, {"loan_id": "l2"}),
            "BORROWED": table("BORROWED", edge("p", "l2"), edge("c", "l1")),
        }
    )
    snapshot = history.at(on("2024-01-01"))
    parties = snapshot.nodes("Party")
    assert parties.column("party_id").to_pylist() == ["a", "c", "p"]
    assert parties.column("label").to_pylist() == ["Enterprise", "Enterprise", "Person"]
    assert parties.column("kind").to_pylist() == [None, "bank", None]
    borrowed = snapshot.edges("BORROWED")
    assert borrowed.source.tolist() == [2, 1]
    assert borrowed.target.tolist() == [1, 0]
    assert snapshot.nodes("Person").column("position").to_pylist() == [2]
    assert borrowed.csr().neighbours(2).tolist() == [1]
    assert snapshot.find("Loan", ["l2", "none"]).tolist() == [1, -1]


def test_parties_that_are_one_are_contracted() -> None:
    """b is a, and so is the person-numbered c; each of their guarantees is a's."""
    history = History.of(
        {
            "Enterprise": table("Enterprise", party("a"), party("b", "a"), party("c", "b"), party("d", "gone")),
            "GUARANTEES": table("GUARANTEES", edge("b", "d"), edge("c", "a"), edge("d", "a")),
        }
    )
    snapshot = history.at(on("2024-01-01"))
    assert snapshot.nodes("Party").column("party_id").to_pylist() == ["a", "d"]
    assert snapshot.find("Party", ["a", "b", "c", "d", "e"]).tolist() == [0, 0, 0, 1, -1]
    edges = snapshot.edges("GUARANTEES")
    assert list(zip(edges.source.tolist(), edges.target.tolist(), strict=True)) == [(0, 1), (0, 0), (1, 0)]


def test_an_empty_world() -> None:
    snapshot = History.of({}).at(on("2024-01-01"))
    assert len(snapshot.nodes("Party")) == len(snapshot.nodes("Enterprise")) == len(snapshot.edges("OWNS")) == 0
    assert snapshot.edges("OWNS").csr().node_count == 0


def test_a_kind_that_was_not_read_is_not_taken_for_empty() -> None:
    with pytest.raises(UsageError, match="without OWNS"):
        History(1, {}).at(on("2024-01-01")).edges("OWNS")


def test_a_relationship_to_nothing_is_damage() -> None:
    history = History.of({"Enterprise": table("Enterprise", party("a")), "OWNS": table("OWNS", edge("a", "b"))})
    with pytest.raises(StoreDamaged, match="OWNS joins a node without"):
        history.at(on("2024-01-01")).edges("OWNS")
