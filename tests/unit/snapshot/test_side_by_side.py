"""Several days in one graph: each is what the snapshot of that day is; and a part of a history keeps its facts."""

from datetime import date, timedelta

import numpy as np
import pytest

from graph.as_of import AsOf
from graph.guarantees.amount import loan_outstanding_cny
from graph.snapshot import History
from graph.snapshot.part import part
from graph.snapshot.side_by_side import SideBySide
from tests.unit.guarantees.facts import Facts, edge

DAYS = (date(2023, 12, 31), date(2024, 2, 29), date(2024, 6, 30))


def history() -> History:
    facts = Facts().party("A", "B").loan("l", "B", 100.0).loan("m", "A", 50.0, drawn_on=date(2024, 3, 1))
    facts.add("Balance", {"balance_id": "b", "outstanding_cny": 70.0})
    facts.add("STOOD_AT", edge("l", "b", date(2024, 2, 1), date(2024, 5, 31)))
    return facts.guarantee("g", "A", ("l",), ends_on=date(2024, 3, 31)).on(DAYS[-1]).snapshot.history


@pytest.mark.parametrize("name", ["BORROWED", "STOOD_AT", "GAVE", "SECURES_LOAN"])
@pytest.mark.parametrize("kind", ["edges", "begun"])
def test_each_day_has_the_edges_of_its_snapshot(name: str, kind: str) -> None:
    whole, known_at = history(), DAYS[-1]
    together = getattr(SideBySide.of(whole, DAYS, known_at), kind)(name)
    expected = [getattr(whole.at(AsOf(day, known_at)), kind)(name) for day in DAYS]
    assert len(together) == sum(map(len, expected))
    source, target = (together.source_count // 3, together.target_count // 3)
    for number, one in enumerate(expected):
        first = sum(map(len, expected[:number]))
        of_day = slice(first, first + len(one))
        moved = 0 if name in ("BORROWED", "GAVE") else number * source
        assert (together.source[of_day] - moved).tolist() == one.source.tolist()
        assert (together.target[of_day] - number * target).tolist() == one.target.tolist()
        assert together.column("valid_from")[of_day].to_pylist() == one.column("valid_from").to_pylist()


def test_amounts_follow_their_day() -> None:
    together = SideBySide.of(history(), DAYS, DAYS[-1])
    assert loan_outstanding_cny(together).tolist() == [100.0, 50.0, 70.0, 50.0, 100.0, 50.0]
    assert together.days("Loan", np.array([0, 3, 5])).astype(object).tolist() == list(DAYS)


def test_rows_by_end_and_a_part_numbered_anew() -> None:
    whole = history()
    (loan,) = whole.find("Loan", whole.table("Loan").column("loan_id").take([1]).combine_chunks())
    rows = whole.rows_to("BORROWED", np.array([loan]))
    small = part(whole, {"Loan": np.array([loan], dtype=np.int32)}, {"BORROWED": rows})
    edges = small.at(AsOf(DAYS[-1], DAYS[-1])).edges("BORROWED")
    assert (edges.source.tolist(), edges.target.tolist()) == ([0], [0])  # A keeps its position, the loan has its own
    assert small.table("Loan").column("loan_id").to_pylist() == ["m"]
    assert whole.rows_from("BORROWED", np.array([0, 1])).tolist() == [0, 1]
    assert not len(small.at(AsOf(date(2024, 3, 1) - timedelta(days=1), DAYS[-1])).edges("BORROWED"))
