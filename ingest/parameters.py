"""Columns as the parameters of a statement."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import numpy as np

from ingest.typed import NO_DAY, Array, day_of


class Days:
    """The distinct days of a statement: columns name them by position, so each is packed once."""

    def __init__(self) -> None:
        self._position: dict[int, int] = {}

    def positions(self, days: Iterable[int]) -> list[int | None]:
        """The position of each day, None for a missing one."""
        place = self._position
        return [None if day == NO_DAY else place.setdefault(day, len(place)) for day in days]

    def dates(self) -> list[date]:
        """The parameter ``$days``."""
        return [day_of(day) for day in self._position]


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
