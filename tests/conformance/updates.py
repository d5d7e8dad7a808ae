"""A small world that deliveries change at random: facts of every kind are added, told otherwise, ended and taken back.

Rows are those of a feed; all that was delivered so far makes the history, and what is new makes the next delivery.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, Final

import pyarrow as pa
from pyarrow import parquet

from graph.as_of import AsOf
from graph.schema import TABLES
from ingest.world import WorldOptions, build_world
from ingest.world.options import SMALLEST
from ingest.world.write import as_template

Row = dict[str, Any]
Rows = dict[str, list[Row]]

WORLD_SEED: Final = 3
PARTIES: Final = 60
FIRST_DAY: Final = date(2025, 3, 3)
MOVES: Final = (0, 0, 1, 1, 30, 92)
"""Days between two deliveries."""

PARTY_COLUMNS: Final = frozenset({
    "party_id", "party", "other", "owner", "owned", "person", "enterprise", "relative", "provider", "borrower",
    "lender", "guarantor", "debtor",
})  # fmt: skip
NODES: Final = ("enterprises", "persons", "loans", "guarantees")
"""Tables to whose rows others refer: they are never held back or taken back."""
OWN_KEYS: Final = {"loans": "loan_id", "guarantees": "guarantee_id", "events": "event_id", "cases": "case_no"}
AMOUNTS: Final = (0.0, 0.01, 0.3, 1.1, 4.0, 50.0)
NOT_MOVED: Final = frozenset({"probability", "share_ratio", "vote_ratio", "rank", "agreed_share"})
TOLD_OTHERWISE: Final = (
    "kind",
    "status",
    "classification",
    "role",
    "list",
    "industry",
    "address",
    "phone",
    "resolution",
)


@dataclass
class Updates:
    """What has been told so far (`told`), what waits to be (`held`), and the day."""

    random: Random
    told: Rows
    held: Rows
    day: date = FIRST_DAY
    number: int = 0

    @classmethod
    def of(cls, seed: int) -> "Updates":
        """The world before the first delivery; of each kind of fact some are told later."""
        random = Random(seed)  # noqa: S311 - draws a test
        told: Rows = {}
        held: Rows = {}
        for name, rows in small_world().items():
            for row in rows:
                later = name not in NODES and random.random() < 0.2
                (held if later else told).setdefault(name, []).append(dict(row))
        return cls(random, told, held)

    @property
    def at(self) -> AsOf:
        """The day, as it is known on it."""
        return AsOf(self.day, self.day)

    def step(self) -> Rows:
        """The rows of the next delivery, some days later; facts that it takes back are gone from `told`."""
        self.day += timedelta(days=self.random.choice(MOVES))
        self.number += 1
        delivery: Rows = {}
        for _ in range(self.random.randint(0, 3)):
            name = self.random.choice([name for name in TABLES if self.told.get(name)])
            for row in self._change(name):
                delivery.setdefault(name, []).append(row)
                self.told.setdefault(name, []).append(row)
        return delivery

    def take_back(self) -> tuple[str, Row] | None:
        """A fact that is told no more, as a full delivery does without it."""
        names = [name for name in self.told if name not in NODES and self.told[name]]
        name = self.random.choice(names)
        return name, self.told[name].pop(self.random.randrange(len(self.told[name])))

    def _change(self, name: str) -> Iterator[Row]:
        how = self.random.choice(("add", "again", "otherwise", "end"))
        if how == "add" and self.held.get(name):
            yield self._known_today(self.held[name].pop())
            return
        row = dict(self.random.choice(self.told[name]))
        if how in ("add", "again") and name in OWN_KEYS:
            yield self._another(name, row)
        elif how == "end" and "valid_to" in row:
            yield self._known_today(row | {"valid_to": self.day})
        else:
            yield self._otherwise(name, row)

    def _another(self, name: str, row: Row) -> Row:
        """The same under a key of its own, of other parties where it has any."""
        row[OWN_KEYS[name]] = f"{row[OWN_KEYS[name]]}-{self.number}"
        for column in PARTY_COLUMNS & row.keys() - {"lender"}:
            row[column] = self.random.choice(self.told[name])[column]
        if row.get("guarantor") is not None and row["guarantor"] == row.get("debtor"):
            row["debtor"] = self.random.choice(self.told["loans"])["borrower"]
        for column in ("occurred_on", "filed_on", "listed_on"):
            if column in row:
                row[column] = self.day
        return self._known_today(row)

    def _otherwise(self, name: str, row: Row) -> Row:
        """The same fact with another amount, state or word, told today."""
        amounts = [
            column for column, value in row.items()
            if isinstance(value, float) and column not in NOT_MOVED and column.split("_")[-1] != "on"
        ]  # fmt: skip
        words = [column for column in TOLD_OTHERWISE if row.get(column) is not None and name != "persons"]
        if words and (not amounts or self.random.random() < 0.5):
            column = self.random.choice(words)
            row[column] = self.random.choice(self.told[name])[column]
        elif amounts:
            column = self.random.choice(amounts)
            row[column] = round(row[column] * self.random.choice(AMOUNTS), 2)
        if "valid_from" in row and name in ("enterprises", "balances"):
            row["valid_from"] = self.day
        if row.get("days_past_due") is not None:
            row["days_past_due"] = self.random.choice((0, 0, 20, 45, 120))
        return self._known_today(row)

    def _known_today(self, row: Row) -> Row:
        return row | {"recorded_on": self.day}


def delivered(folder: Path, rows: Rows) -> Path:
    """A folder with a delivery, as a firm would send it."""
    folder.mkdir(parents=True)
    schemas = {name: table.schema for name, table in _world().items()}
    for name, some in rows.items():
        if some:
            table = pa.Table.from_pylist(some, schema=schemas[name])
            parquet.write_table(as_template(TABLES[name], table), folder / f"{name}.parquet")
    return folder


@cache
def _world() -> Mapping[str, pa.Table]:
    return build_world(WorldOptions(WORLD_SEED, SMALLEST, years=2)).tables


@cache
def small_world() -> Mapping[str, tuple[Row, ...]]:
    """The rows of a world around a few enterprises: those of whom all parties are among them."""
    tables = {
        name: table.to_pylist()
        for name, table in build_world(WorldOptions(WORLD_SEED, SMALLEST, years=2)).tables.items()
    }
    chosen = _around(tables)
    rows = {
        name: tuple(row for row in every if all(row[c] in chosen for c in PARTY_COLUMNS & row.keys() if row[c]))
        for name, every in tables.items() if name != "collateral"
    }  # fmt: skip
    loans = {row["loan_id"] for row in rows["loans"]}
    contracts = {row["guarantee_id"] for row in rows["guarantees"]}
    rows["balances"] = tuple(row for row in rows["balances"] if row["loan_id"] in loans)
    rows["guarantees"] = tuple(
        row | {"secured_loans": _among(row, "secured_loans", loans),
               "secured_guarantees": _among(row, "secured_guarantees", contracts)}
        for row in rows["guarantees"]
    )  # fmt: skip
    rows["events"] = tuple(row | {"loan_id": None, "guarantee_id": None} for row in rows["events"])
    return rows


def _among(row: Row, column: str, keys: set[str]) -> str | None:
    kept = [key for key in (row[column] or "").split(";") if key in keys]
    return ";".join(kept) or None


def _around(tables: Mapping[str, list[Row]]) -> set[str]:
    """Parties of several neighbourhoods: those of circles and chains first, then whom they are tied to."""
    ties: dict[str, list[str]] = {}
    for name in ("guarantees", "stakes", "positions", "loans", "concerts", "kin", "dependencies"):
        for row in tables[name]:
            ends = [row[column] for column in PARTY_COLUMNS & row.keys() if row[column]]
            for one in ends:
                ties.setdefault(one, []).extend(end for end in ends if end != one)
    chosen: set[str] = set()
    for start in (row["debtor"] for row in tables["guarantees"][:: len(tables["guarantees"]) // 4]):
        level, most = [start], len(chosen) + PARTIES // 4
        while level and len(chosen) < most:
            chosen |= set(level)
            level = sorted({other for one in level for other in ties.get(one, [])[:6]} - chosen)[: most - len(chosen)]
    return chosen | {row["person"] for row in tables["positions"] if row["enterprise"] in chosen}
