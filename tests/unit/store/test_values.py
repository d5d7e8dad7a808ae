"""What the driver returns, in standard Python types."""

from datetime import date

from neo4j.time import Date

from graph.store.values import concatenated, plain, plain_list


def test_dates_are_converted_at_any_depth() -> None:
    value = {"a": [Date(2020, 1, 1), None, {"b": Date(9999, 12, 31)}], "c": "2020-01-01"}
    assert plain(value) == {"a": [date(2020, 1, 1), None, {"b": date(9999, 12, 31)}], "c": "2020-01-01"}


def test_a_list_without_dates_is_not_copied() -> None:
    values = [1.0, "a", None, True]
    assert plain_list(values) is values


def test_buckets_are_joined_column_by_column() -> None:
    rows = [[0, [Date(2020, 1, 1)], ["a"]], [1, [], []], [2, [Date(2020, 1, 2)], ["b"]]]
    assert concatenated(["bucket", "day", "text"], rows) == {
        "bucket": [0, 1, 2],
        "day": [date(2020, 1, 1), date(2020, 1, 2)],
        "text": ["a", "b"],
    }
