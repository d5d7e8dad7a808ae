"""Broken rows among the good ones, each listed: what a loader must refuse, and nothing else.

A broken row is a copy of a good one with a key of its own and exactly one flaw. The good rows all stay, so what loads
of a dirty world is exactly the clean world.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from graph.schema import TABLES, DataType
from ingest.read.headers import written_header
from ingest.world.codes import credit_codes, identity_numbers

Ints = npt.NDArray[np.int64]

_CHECK_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_UNUSED_SERIALS = 40_000_000  # numbers that no enterprise and no person of a world has
_DAYS_TOO_EARLY = 10
_FIRST_ROW = 2  # the header is row 1
_OTHER_DAYS = 9000  # back to a time of which the world says nothing


@dataclass(frozen=True, slots=True)
class Flaw:
    """One way to break a row of a table: the flaw's kind, its column, and the columns that make its key a new one."""

    kind: str
    column: str
    new_key: tuple[str, ...] = ()
    start: str = ""  # for an end before it


FLAWS: Final[Mapping[str, tuple[Flaw, ...]]] = {
    "enterprises": (Flaw("bad_checksum", "party_id"), Flaw("missing", "name", ("party_id",)),
                    Flaw("unknown_choice", "kind", ("party_id",))),
    "persons": (Flaw("bad_checksum", "party_id"), Flaw("missing", "name", ("party_id",))),
    "same_as": (Flaw("above_one", "probability", ("valid_from",)), Flaw("dangling", "other")),
    "stakes": (Flaw("above_one", "share_ratio", ("stake_id",)), Flaw("dangling", "owned"),
               Flaw("bad_checksum", "owner"),
               Flaw("end_before_start", "valid_to", ("stake_id",), "valid_from"),
               Flaw("missing", "share_ratio", ("stake_id",))),
    "positions": (Flaw("dangling", "enterprise"), Flaw("missing", "role", ("valid_from",)),
                  Flaw("end_before_start", "valid_to", ("valid_from",), "valid_from")),
    "concerts": (Flaw("dangling", "other"),),
    "kin": (Flaw("unknown_choice", "kinship", ("valid_from",)), Flaw("dangling", "relative")),
    "dependencies": (Flaw("above_one", "share_ratio", ("valid_from",)), Flaw("dangling", "provider")),
    "statements": (Flaw("missing", "period_end"), Flaw("dangling", "enterprise"), Flaw("bad_checksum", "enterprise")),
    "loans": (Flaw("unknown_currency", "currency", ("loan_id",)), Flaw("missing", "principal", ("loan_id",)),
              Flaw("dangling", "borrower", ("loan_id",)), Flaw("missing", "drawn_on", ("loan_id",))),
    "balances": (Flaw("dangling", "loan_id"), Flaw("unknown_currency", "currency", ("valid_from",)),
                 Flaw("missing", "outstanding", ("valid_from",))),
    "guarantees": (Flaw("end_before_start", "ends_on", ("guarantee_id",), "starts_on"),
                   Flaw("unknown_currency", "currency", ("guarantee_id",)),
                   Flaw("dangling", "debtor", ("guarantee_id",)), Flaw("dangling", "secured_loans", ("guarantee_id",))),
    "collateral": (Flaw("dangling", "guarantee_id", ("collateral_id",)),),
    "cases": (Flaw("missing", "role", ("case_no",)), Flaw("dangling", "party", ("case_no",))),
    "listings": (Flaw("end_before_start", "removed_on", ("listed_on",), "listed_on"), Flaw("dangling", "party")),
    "events": (Flaw("missing", "occurred_on", ("event_id",)), Flaw("dangling", "party", ("event_id",)),
               Flaw("unknown_choice", "kind", ("event_id",))),
}  # fmt: skip
"""The flaws of each table, in the order in which its broken rows take turns."""


def soil(feed: Mapping[str, pa.Table], ratio: float, rng: np.random.Generator) -> tuple[dict[str, pa.Table], pa.Table]:
    """The feed with about `ratio` broken rows per good row in each table, and the list of them.

    The list names table, row (as a spreadsheet counts: the header is row 1), column, its Chinese header and the flaw.
    """
    soiled: dict[str, pa.Table] = {}
    lists = []
    for name, table in feed.items():
        broken = round(ratio * table.num_rows)
        broken = max(broken, 1) if ratio and table.num_rows else 0
        soiled[name], listed = _soiled(name, table, broken, rng)
        lists.append(listed)
    return soiled, pa.concat_tables(lists)


def _soiled(name: str, table: pa.Table, broken: int, rng: np.random.Generator) -> tuple[pa.Table, pa.Table]:
    """One table with this many broken rows at random places."""
    flaws = FLAWS[name]
    turns = np.arange(broken) % len(flaws)
    parts, kinds = [table], []
    for turn, flaw in enumerate(flaws):
        rows = _rows_to_copy(table, flaw, int((turns == turn).sum()), rng)
        parts.append(_broken(name, table.take(pa.array(rows)), flaw, _UNUSED_SERIALS + turn * 1_000_000))
        kinds += [flaw] * len(rows)
    count = table.num_rows
    places = np.r_[np.arange(count, dtype=np.float64), rng.uniform(0, count, len(kinds))]
    order = np.argsort(places, kind="stable")
    row_of = np.empty(len(order), np.int64)
    row_of[order] = np.arange(len(order)) + _FIRST_ROW
    listed = np.argsort(row_of[count:])
    headers = {column.name: written_header(column, "zh") for column in TABLES[name].columns}
    columns = [kinds[i].column for i in listed]
    truth = pa.table({
        "table": pa.array([name] * len(listed), pa.string()), "row": pa.array(row_of[count:][listed]),
        "field": pa.array(columns, pa.string()), "header": pa.array([headers[c] for c in columns], pa.string()),
        "kind": pa.array([kinds[i].kind for i in listed], pa.string()),
    })  # fmt: skip
    if not kinds:
        return table, truth
    everything = pa.concat_tables(parts).unify_dictionaries().combine_chunks()
    return everything.take(pa.array(order)), truth


def _rows_to_copy(table: pa.Table, flaw: Flaw, wanted: int, rng: np.random.Generator) -> Ints:
    """Random rows; for a bad checksum only those whose number has one."""
    if flaw.kind == "bad_checksum":
        fit = np.flatnonzero(pc.equal(pc.utf8_length(table[flaw.column]), 18).to_numpy())
    else:
        fit = np.arange(table.num_rows)
    chosen: Ints = rng.choice(fit, min(wanted, len(fit)), replace=False)
    return chosen


def _broken(name: str, rows: pa.Table, flaw: Flaw, serial: int) -> pa.Table:
    """The rows with new keys and the flaw."""
    for key in flaw.new_key:
        rows = _with(rows, key, _new_key(name, rows, key, serial))
    return _with(rows, flaw.column, _flawed(name, rows, flaw, serial + 500_000))


def _with(rows: pa.Table, column: str, values: pa.Array) -> pa.Table:
    return rows.set_column(rows.schema.get_field_index(column), rows.schema.field(column), values)


def _new_key(name: str, rows: pa.Table, column: str, serial: int) -> pa.Array:
    """A key that no good row has: another day, an unused party, or the number with an X behind it and a serial."""
    kind = TABLES[name].column(column).type
    if kind is DataType.PARTY:
        return _nobody(name, column, rows.num_rows, serial)
    if kind is DataType.DATE:
        return _moved(rows[column], -_OTHER_DAYS - serial // 1_000_000)
    return pa.array([f"{value or 'GQ'}X{i}" for i, value in enumerate(rows[column].to_pylist(), serial)], pa.string())


def _moved(dates: pa.ChunkedArray, days: int) -> pa.Array:
    """The dates moved by some days; from 2018-01-01 where there is none."""
    since = pc.fill_null(dates.cast(pa.int32()), 17_532)
    return pc.add(since, pa.scalar(days, pa.int32())).cast(pa.date32()).combine_chunks()


def _nobody(name: str, column: str, count: int, serial: int) -> pa.Array:
    """Valid numbers of enterprises or persons that the world has not."""
    serials = serial + np.arange(count)
    if TABLES[name].column(column).target == "Person":
        return identity_numbers(serials)
    return credit_codes(np.full(count, 91), np.full(count, 330106), serials)


def _flawed(name: str, rows: pa.Table, flaw: Flaw, serial: int) -> pa.Array:
    """The values of the flawed column."""
    spec, count = TABLES[name].column(flaw.column), rows.num_rows
    kind = rows.schema.field(flaw.column).type
    if flaw.kind == "missing":
        return pa.nulls(count, kind)
    if flaw.kind == "above_one":
        return pa.array(np.full(count, 1.7))
    if flaw.kind == "unknown_currency":
        return pa.array(["ZZZ"] * count, pa.string())
    if flaw.kind == "unknown_choice":
        return pa.array(["不详之物"] * count, pa.string()).cast(kind)
    if flaw.kind == "end_before_start":
        return _moved(rows[flaw.start], -_DAYS_TOO_EARLY)
    if flaw.kind == "bad_checksum":
        return pa.array([_mistyped(value) for value in rows[flaw.column].to_pylist()], pa.string())
    if spec.type is DataType.PARTY:
        return _nobody(name, flaw.column, count, serial)
    return pa.array([f"{spec.target[:2].upper()}{i}" for i in range(serial, serial + count)], pa.string())


def _mistyped(number: str) -> str:
    """The number with another last character, which alone can be right."""
    following = _CHECK_CHARACTERS[(_CHECK_CHARACTERS.index(number[-1]) + 1) % len(_CHECK_CHARACTERS)]
    return number[:-1] + (following if following.isdigit() else "0" if number[-1] != "0" else "1")
