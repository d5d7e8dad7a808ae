"""How good the data are, as the board tells it: sources, deliveries, refused rows, and whom something is wanting of."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from api.analysing import Analysing
from api.rules_known import rules_by_id
from graph.as_of import AsOf
from graph.explain.day import Day
from graph.explain.measured import measures_of
from graph.quality import (
    Concerned,
    Delivered,
    MeasureFound,
    RuleFound,
    Stated,
    delivered,
    measures_found,
    read_batches,
    rules_found,
    stated,
)
from graph.quality.aspects import TITLES, Aspect
from graph.schema import TABLES
from graph.signals.incremental import basis_of
from graph.signals.thresholds import adjusted
from graph.text import Text
from ingest import list_rejects
from ingest.reasons import REASONS
from ingest.report import Reject

Columns = dict[str, list[Any]]
FILES: Final = ("source", "table", "file", "loaded_on", "rows", "loaded", "ignored", "batches", "version")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A refused row that waits on this machine to be mended, and whose it is."""

    source: str
    row: Reject


@dataclass(frozen=True, slots=True, eq=False)
class DataQuality:
    """The state of the data on a day."""

    day: Day
    tables: tuple[Stated, ...]
    files: Delivered
    waiting: tuple[Waiting, ...]
    rules: tuple[RuleFound, ...]
    measures: tuple[MeasureFound, ...]

    @classmethod
    def of(cls, facts: Analysing, at: AsOf) -> "DataQuality":
        """As the facts stand; what follows from them alone is kept with the day."""
        day, settings = facts.day(at), facts.settings
        rules = adjusted(facts.store, list(rules_by_id(settings.rules_folder).values()))
        tables, files = day.shared("deliveries", lambda: _deliveries(facts, day))
        return cls(
            day, tables, files, waiting_rows(settings.rejects_folder),
            day.shared(("rules on data", basis_of(rules)), lambda: rules_found(measures_of(day), rules)),
            day.shared("measures of data", lambda: measures_found(measures_of(day))),
        )  # fmt: skip

    def document(self, most: int) -> dict[str, Any]:
        """All of it, at most so many of each list."""
        return {
            "tables": self._tables(),
            "files": self._files(most),
            "file_count": len(self.files.files),
            "rejects": self._rejects(most),
            "rules": [self._rule(one, most) for one in self.rules],
            "measures": [self._measure(one, most) for one in self.measures],
        }

    def _tables(self) -> Columns:
        today = self.day.snapshot.at.as_of
        columns: Columns = {name: [getattr(one, name) for one in self.tables] for name in Stated.__slots__}
        columns["title"] = [_title(one.table) for one in self.tables]
        columns["age_days"] = [None if one.recorded_on is None else (today - one.recorded_on).days
                               for one in self.tables]  # fmt: skip
        counted = _counted(self.files)
        for place, name in enumerate(("rows", "loaded", "ignored")):
            columns[name] = [counted.get((one.source, one.table), (0, 0, 0))[place] for one in self.tables]
        return columns

    def _files(self, most: int) -> Columns:
        shown = self.files.files.slice(0, most)
        columns: Columns = {name: shown.column(name).to_pylist() for name in FILES}
        refused = Counter((one.source, one.row.table, one.row.file) for one in self.waiting)
        keys = zip(*(columns[name] for name in ("source", "table", "file")), strict=True)
        columns["waiting"] = [refused[key] for key in keys]
        return columns

    def _rejects(self, most: int) -> dict[str, Any]:
        by_table = Counter((one.source, one.row.table) for one in self.waiting)
        by_code = Counter(code for one in self.waiting for code in set(one.row.code.split("; ")))
        return {
            "total": len(self.waiting),
            "tables": [
                {"source": source, "table": table, "title": _title(table), "rows": rows}
                for (source, table), rows in by_table.most_common()
            ],
            "reasons": [
                {"code": code, "reason": _reason(code), "rows": rows} for code, rows in by_code.most_common()
            ],
            "rows": [{"source": one.source, **asdict(one.row)} for one in self.waiting[:most]],
        }  # fmt: skip

    def _rule(self, found: RuleFound, most: int) -> dict[str, Any]:
        rule = found.rule
        return {
            "rule": rule.id, "title": _words(rule.title), "meaning": _words(rule.meaning),
            "check": _words(rule.check), **_aspect(found.aspect), "measure": found.measure.name,
            "unit": found.measure.unit, "count": len(found.parties),
            "at_stake_cny": float(found.parties.at_stake_cny.sum()), "parties": self._parties(found.parties, most),
        }  # fmt: skip

    def _measure(self, found: MeasureFound, most: int) -> dict[str, Any]:
        measure = found.measure
        return {
            "measure": measure.name, "title": {"zh": measure.title_zh, "en": measure.title_en},
            "definition": {"zh": measure.definition_zh, "en": measure.definition_en}, **_aspect(found.aspect),
            "unit": measure.unit, "known": found.known, "count": len(found.parties), "median": found.median,
            "most": found.most, "total_cny": found.total_cny, "parties": self._parties(found.parties, most),
        }  # fmt: skip

    def _parties(self, parties: Concerned, most: int) -> Columns:
        named = self.day.naming.parties(parties.position[:most].tolist())
        return {
            "party_id": [one.party_id for one in named], "name": [one.name for one in named],
            "kind": [one.kind for one in named], "value": parties.value[:most].tolist(),
            "at_stake_cny": parties.at_stake_cny[:most].tolist(),
        }  # fmt: skip


def waiting_rows(folder: Path) -> tuple[Waiting, ...]:
    """The refused rows that wait in the operator's folder, their values masked."""
    from api.commands.refused import Refused

    return tuple(
        Waiting(refused.source, row) for refused in Refused.all(folder) for row in list_rejects(refused.folder)
    )


def _deliveries(facts: Analysing, day: Day) -> tuple[tuple[Stated, ...], Delivered]:
    batches = read_batches(facts.store)
    return stated(day.snapshot.history, day.snapshot.at, batches), delivered(batches)


def _counted(files: Delivered) -> Mapping[tuple[str, str], tuple[int, int, int]]:
    """Rows, those that changed something and those that were known, by source and table."""
    names = ("source", "table", "rows", "loaded", "ignored")
    found: dict[tuple[str, str], tuple[int, int, int]] = {}
    for source, table, *own in zip(*(files.files.column(name).to_pylist() for name in names), strict=True):
        before: Sequence[int] = found.get((source, table), (0, 0, 0))
        rows, loaded, ignored = (a + (b or 0) for a, b in zip(before, own, strict=True))
        found[source, table] = (rows, loaded, ignored)
    return found


def _aspect(aspect: Aspect | None) -> dict[str, Any]:
    return {"aspect": aspect, "aspect_title": None if aspect is None else _words(TITLES[aspect])}


def _title(table: str) -> dict[str, str] | None:
    return {"zh": TABLES[table].zh, "en": TABLES[table].en} if table in TABLES else None


def _reason(code: str) -> dict[str, str] | None:
    return {"zh": REASONS[code].zh, "en": REASONS[code].en} if code in REASONS else None


def _words(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}
