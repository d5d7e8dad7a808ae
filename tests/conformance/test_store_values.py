"""Every store keeps values as they were given and returns them in plain Python types."""

from datetime import date
from math import isnan
from typing import Any

import pytest

from graph.as_of import BEGINNING, FOREVER
from graph.store import Store

VALUES = {
    "text": "杭州临江机械有限公司",
    "empty text": "",
    "beyond the basic plane": "𠮷野家 🏦",
    "fen": 1029746372.19,
    "whole float": 1.0,
    "large float": 9e13,
    "smallest float": 5e-324,
    "negative zero": -0.0,
    "integer": 2**62,
    "yes": True,
    "no": False,
    "date": date(2024, 2, 29),
    "beginning": BEGINNING,
    "forever": FOREVER,
    "texts": ["甲", "乙"],
    "dates": [date(2020, 1, 1), FOREVER],
    "ten megabytes": "圈" * 3_500_000,
}


@pytest.mark.parametrize("name", VALUES)
def test_a_stored_value_comes_back_as_given(store: Store, name: str) -> None:
    given: Any = VALUES[name]
    store.run("CREATE (:Loan {loan_id: '1', value: $value})", {"value": given})
    [row] = store.rows("MATCH (l:Loan) RETURN l.value AS value, [l.value] AS inside, {a: l.value} AS named")
    assert repr(row["value"]) == repr(given)
    assert (row["inside"], row["named"]) == ([given], {"a": given})


def test_not_a_number_and_nothing_come_back(store: Store) -> None:
    store.run("CREATE (:Loan {loan_id: '1', value: $value, none: $none})", {"value": float("nan"), "none": None})
    [row] = store.rows("MATCH (l:Loan) RETURN l.value AS value, l.none AS none")
    assert isnan(row["value"])
    assert row["none"] is None


def test_a_node_and_a_relationship_are_their_properties(store: Store) -> None:
    store.run(
        "CREATE (:Party {party_id: 'a'})-[:OWNS {valid_from: $day}]->(:Party {party_id: 'b'})", {"day": BEGINNING}
    )
    [row] = store.rows("MATCH (n:Party)-[r:OWNS]->() RETURN n, r")
    assert row == {"n": {"party_id": "a"}, "r": {"valid_from": BEGINNING}}


def test_columns_join_the_lists_of_all_buckets(store: Store) -> None:
    columns = store.columns(
        "UNWIND range(0, 9) AS i WITH i / 4 AS bucket, i ORDER BY bucket, i "
        "RETURN bucket, collect(toString(i)) AS text, collect(date('2020-01-0' + toString(i % 9 + 1))) AS day "
        "ORDER BY bucket"
    )
    assert columns["bucket"] == [0, 1, 2]
    assert columns["text"] == [str(i) for i in range(10)]
    assert columns["day"] == [date(2020, 1, i % 9 + 1) for i in range(10)]


def test_no_rows_give_no_rows_and_empty_columns(store: Store) -> None:
    assert store.rows("MATCH (l:Loan) RETURN l.loan_id AS loan_id") == []
    columns = store.columns("MATCH (l:Loan) WITH l, 0 AS bucket RETURN collect(l.loan_id) AS loan_id, bucket")
    assert (columns["loan_id"], columns["bucket"]) == ([], [])


def test_dates_in_parameters_compare_with_stored_dates(store: Store) -> None:
    store.run("CREATE (:Loan {loan_id: '1', drawn_on: $day})", {"day": date(2020, 5, 1)})
    text = "MATCH (l:Loan) WHERE $start <= l.drawn_on < $end RETURN count(l) AS loans"
    counts = [store.rows(text, {"start": date(2020, 5, 1), "end": date(2020, 5, day)}) for day in (1, 2)]
    assert counts == [[{"loans": 0}], [{"loans": 1}]]
