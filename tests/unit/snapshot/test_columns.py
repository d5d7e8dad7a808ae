from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.schema.model import DataType, Property
from graph.schema.read import NO_BOOLEAN, NO_DATE, NO_INTEGER, NO_TEXT
from graph.snapshot.columns import column_of, days_of, float64, int32_days


def prop(kind: DataType, name: str = "x") -> Property:
    return Property(name, kind, "某", "some")


def as_sent(day: date) -> int:
    return day.year * 1000 + day.timetuple().tm_yday


@given(st.lists(st.dates()))
def test_days_are_those_of_the_calendar(days: list[date]) -> None:
    found, missing = days_of(np.array([as_sent(day) for day in days], dtype=np.int64))
    assert [date(1970, 1, 1) + timedelta(int(day)) for day in found] == days
    assert not missing.any()


@pytest.mark.parametrize(
    ("kind", "sent", "expected"),
    [
        (DataType.TEXT, ["a", NO_TEXT, "担保"], ["a", None, "担保"]),
        (DataType.CHOICE, ["bank", NO_TEXT, "bank"], ["bank", None, "bank"]),
        (DataType.MONEY, [1.5, float("nan"), 0], [1.5, None, 0.0]),
        (DataType.INTEGER, [7, NO_INTEGER, -1], [7, None, -1]),
        (DataType.BOOLEAN, [1, NO_BOOLEAN, 0], [True, None, False]),
        (DataType.DATE, [1001, NO_DATE, 9999365], [date(1, 1, 1), None, date(9999, 12, 31)]),
    ],
)
def test_marks_of_missing_values_become_nulls(kind: DataType, sent: list[object], expected: list[object]) -> None:
    assert column_of(prop(kind), sent).to_pylist() == expected
    assert column_of(prop(kind), []).to_pylist() == []


def test_what_repeats_is_kept_once() -> None:
    column = column_of(prop(DataType.TEXT, "source"), ["crm", "crm", "court"])
    assert column.dictionary.to_pylist() == ["crm", "court"]


def test_columns_as_arrays() -> None:
    table = pa.table({"on": pa.array([date(1970, 1, 2), date(1969, 12, 31)]), "x": pa.array([1.0, None])})
    assert int32_days(table, "on").tolist() == [1, -1]
    assert np.isnan(float64(table, "x")).tolist() == [False, True]
    assert int32_days(table.slice(0, 0), "on").tolist() == []
