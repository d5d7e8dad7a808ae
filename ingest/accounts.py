"""What became of every row that was delivered: each counts once, whatever the number of facts in it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ingest.read.raw import Delivery, Sheet
from ingest.report import TableCount
from ingest.typed import TypedTable


class Outcome(IntEnum):
    """In ascending precedence: a row of which anything was written is loaded; a refused one is written nowhere."""

    NONE = 0
    IGNORED = 1
    LOADED = 2
    REJECTED = 3


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a row: the header, the text that stood there, and the reason's code."""

    field: str
    column: str
    value: str
    code: str


class Accounts:
    """The outcome of every row of a delivery."""

    def __init__(self, delivery: Delivery) -> None:
        self.delivery = delivery
        self._outcome: dict[Sheet, NDArray[np.int8]] = {
            sheet: np.zeros(sheet.text.num_rows, dtype=np.int8) for sheet in delivery.count_as
        }
        self.problems: dict[Sheet, dict[int, list[Problem]]] = defaultdict(lambda: defaultdict(list))

    def reject(self, part: int, rows: NDArray[np.int64], column: str, code: str) -> None:
        """Refuse rows of a raw table for what stands in a column."""
        raw = self.delivery.tables[part]
        texts = raw.columns[column].take(rows).to_pylist() if column in raw.columns else [""] * len(rows)
        for row, text in zip(rows.tolist(), texts, strict=True):
            problem = Problem(raw.titles.get(column, column), column, text, code)
            for origin in raw.origins:
                at = int(origin.rows[row])
                if at >= 0:
                    self._outcome[origin.sheet][at] = Outcome.REJECTED
                    if problem not in self.problems[origin.sheet][at]:
                        self.problems[origin.sheet][at].append(problem)

    def reject_rows(self, table: TypedTable, mask: NDArray[np.bool_], column: str, code: str) -> None:
        """Refuse rows of a typed table."""
        for part in np.unique(table.part[mask]).tolist():
            self.reject(part, table.row[mask & (table.part == part)], column, code)

    def mark(self, table: TypedTable, rows: NDArray[Any], outcome: Outcome) -> None:
        """Note what became of rows of a typed table, given by mask or positions."""
        parts, positions = table.part[rows], table.row[rows]
        for part in np.unique(parts).tolist():
            of_part = positions[parts == part]
            for origin in self.delivery.tables[part].origins:
                at = origin.rows[of_part]
                noted = self._outcome[origin.sheet]
                noted[at[at >= 0]] = np.maximum(noted[at[at >= 0]], outcome)

    def refused(self, table: TypedTable) -> NDArray[np.bool_]:
        """Which rows share a delivered row that has been refused."""
        refused = np.zeros(len(table), dtype=bool)
        for part in np.unique(table.part).tolist():
            mask = table.part == part
            for origin in self.delivery.tables[part].origins:
                at = origin.rows[table.row[mask]]
                refused[mask] |= (at >= 0) & (self._outcome[origin.sheet][at] == Outcome.REJECTED)
        return refused

    def ignore_unused(self) -> None:
        """Count the sheets that state nothing as ignored, and refuse rows that found no place in any table."""
        for sheet, outcome in self._outcome.items():
            left = np.flatnonzero(outcome == Outcome.NONE)
            if sheet in self.delivery.unused:
                outcome[left] = Outcome.IGNORED
            for row in left.tolist() if sheet not in self.delivery.unused else ():
                outcome[row] = Outcome.REJECTED
                field = sheet.headers[0]
                self.problems[sheet][row].append(Problem(field, "", sheet.text[field][row].as_py(), "dangling"))

    def counts(self) -> Mapping[str, TableCount]:
        """Per name under which the sheets are reported. Raises RingfenceError if a row was lost."""
        counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
        for sheet, outcome in self._outcome.items():
            of = counts[self.delivery.count_as[sheet]]
            broken = len(sheet.broken)
            of[0] += len(outcome) + broken
            of[1] += int((outcome == Outcome.LOADED).sum())
            of[2] += int((outcome == Outcome.REJECTED).sum()) + broken
            of[3] += int((outcome == Outcome.IGNORED).sum())
        return {name: TableCount(*values) for name, values in counts.items()}

    def rejected(self) -> Iterator[tuple[Sheet, Mapping[int, list[Problem]]]]:
        """The sheets with refused rows or broken lines, and what is wrong with each row."""
        for sheet in self._outcome:
            if self.problems.get(sheet) or sheet.broken:
                yield sheet, self.problems.get(sheet, {})
