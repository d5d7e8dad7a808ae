"""What a load did, counted so that nothing is lost between the file and the graph."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graph.errors import RingfenceError


@dataclass(frozen=True, slots=True)
class TableCount:
    """The rows of one table: as delivered, written, refused, and already known or not wanted."""

    in_: int
    loaded: int
    rejected: int
    ignored: int

    def __post_init__(self) -> None:
        """Raises RingfenceError if rows were lost or counted twice."""
        if self.in_ != self.loaded + self.rejected + self.ignored:
            raise RingfenceError(
                f"Rows do not add up: {self.in_} in, {self.loaded} loaded, {self.rejected} rejected, "
                f"{self.ignored} ignored. Please report this; the data may be incomplete.",
                f"行数不平：读入 {self.in_}，装入 {self.loaded}，拒绝 {self.rejected}，忽略 {self.ignored}。"
                "请反馈此问题；数据可能不完整。",
            )

    def as_dict(self) -> dict[str, int]:
        """With the names of the JSON output."""
        return {"in": self.in_, "loaded": self.loaded, "rejected": self.rejected, "ignored": self.ignored}


@dataclass(frozen=True, slots=True)
class Reject:
    """One refused row. `value` is masked where it is private."""

    table: str
    file: str
    sheet: str
    row: int
    field: str
    value: str
    code: str
    reason_zh: str
    reason_en: str
    remedy_zh: str
    remedy_en: str


@dataclass(frozen=True, slots=True)
class Warning:
    """Something loaded that a person should look at."""

    code: str
    zh: str
    en: str
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load did. Counts per table, what was refused or looks odd, and how much was written."""

    tables: Mapping[str, TableCount]
    rejects: tuple[Reject, ...] = ()
    warnings: tuple[Warning, ...] = ()
    ignored_columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    skipped_files: tuple[str, ...] = ()
    nodes: int = 0
    relationships: int = 0
    batches: int = 0
    batches_skipped: int = 0
    seconds: float = 0.0
    reject_files: tuple[str, ...] = ()

    @property
    def rejected(self) -> int:
        """Rejected rows of all tables; above 0 the command's exit code is 3."""
        return sum(count.rejected for count in self.tables.values())

    @property
    def loaded(self) -> int:
        """Rows of all tables that changed the graph."""
        return sum(count.loaded for count in self.tables.values())

    @classmethod
    def joined(cls, reports: "Sequence[LoadReport]") -> "LoadReport":
        """What several loads did together, each of tables of its own."""
        return cls(
            {name: count for report in reports for name, count in report.tables.items()},
            tuple(reject for report in reports for reject in report.rejects),
            tuple(warning for report in reports for warning in report.warnings),
            {file: names for report in reports for file, names in report.ignored_columns.items()},
            tuple(file for report in reports for file in report.skipped_files),
            nodes=sum(report.nodes for report in reports),
            relationships=sum(report.relationships for report in reports),
            batches=sum(report.batches for report in reports),
            batches_skipped=sum(report.batches_skipped for report in reports),
            seconds=sum(report.seconds for report in reports),
            reject_files=tuple(file for report in reports for file in report.reject_files),
        )

    def as_dict(self) -> dict[str, Any]:
        """For the JSON output."""
        return {
            "tables": {name: count.as_dict() for name, count in self.tables.items()},
            "nodes": self.nodes,
            "relationships": self.relationships,
            "batches": self.batches,
            "batches_skipped": self.batches_skipped,
            "seconds": round(self.seconds, 3),
            "warnings": [{"code": w.code, "zh": w.zh, "en": w.en, **w.details} for w in self.warnings],
            "ignored_columns": {file: list(names) for file, names in self.ignored_columns.items()},
            "skipped_files": list(self.skipped_files),
            "reject_files": list(self.reject_files),
        }
