"""Columns as the parameters of a statement, and values as the database returns them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from ingest.typed import NO_DAY, Array, day_of

MOSTLY_ALIKE: Final = ("source", "batch", "recorded_by_load", "superseded_on")
"""What the facts of a batch mostly have in common. Few, because every choice among them makes a text of its own."""


@dataclass(frozen=True, slots=True, eq=False)
class Statement:
    """A text with its parameters, and the number of facts that it writes."""

    text: str
    parameters: Mapping[str, Any]
    facts: int


class Days:
    """The distinct days of a statement: columns name them by position, so each is packed once."""

    def __init__(self) -> None:
        self._position: dict[int, int] = {}

    def positions(self, days: Iterable[int]) -> list[int | None]:
        """The position of each day, None for a missing one."""
        place = self._position
        return [None if day == NO_DAY else place.setdefault(day, len(place)) for day in days]

    def texts(self) -> list[str]:
        """The parameter ``$days``: packing a text costs a tenth of packing a date."""
        return [day_of(day).isoformat() for day in self._position]


def parameter(values: Array, days: Days) -> list[Any]:
    """A typed column as a list; missing values are None and dates positions in `days`."""
    if values.dtype == np.float64:
        absent = np.isnan(values)
        return [None if gone else value for gone, value in zip(absent.tolist(), values.tolist(), strict=True)] if (
            absent.any()
        ) else values.tolist()  # fmt: skip
    if values.dtype == np.int64:
        return days.positions(values.tolist())
    return list(values.tolist())


def of_all(columns: Mapping[str, list[Any]]) -> dict[str, Any]:
    """The columns of provenance that have the same value in every row, and that value."""
    found = {name: columns[name] for name in MOSTLY_ALIKE if columns.get(name)}
    return {name: values[0] for name, values in found.items() if values.count(values[0]) == len(values)}


def plain_value(value: Any) -> Any:
    """A value of a typed column as the database returns it."""
    if isinstance(value, np.floating):
        return None if np.isnan(value) else float(value)
    if isinstance(value, np.integer):
        return None if value == NO_DAY else day_of(int(value))
    return value
