"""The ties between some parties in force at any time between two days, each with its own days, as known on one."""

from datetime import date
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from graph.canvas.kinds import KINDS, LENT, OWNS
from graph.canvas.outstanding import Outstanding
from graph.canvas.ties import SHARES
from graph.snapshot import History
from graph.snapshot.columns import float64, int32_days

Positions = NDArray[np.int32]
Places = NDArray[np.int64]
Floats = NDArray[np.float64]
Days = NDArray[np.int32]

EPOCH: Final = date(1970, 1, 1)


class Span(NamedTuple):
    """Two days, both included, and the day on which this was known; in days since 1970-01-01."""

    first: int
    last: int
    known_at: int

    @classmethod
    def of(cls, first: date, last: date, known_at: date) -> "Span":
        """The same of dates."""
        return cls(*((day - EPOCH).days for day in (first, last, known_at)))


class DatedTies(NamedTuple):
    """One row per fact and stretch of days, by kind, source, target and day. kind (int8): its place in `KINDS`. since,
    until: days since 1970-01-01, until the first day on which it is no longer in force. row: of the kind's table; of a
    loan, of LENT. amount (元): by the last of those days that is asked about; NaN where unknown."""

    kind: NDArray[np.int8]
    source: Positions
    target: Positions
    since: Days
    until: Days
    amount: Floats
    share: Floats
    row: Places

    def some(self, rows: Places | NDArray[np.bool_]) -> "DatedTies":
        """These rows, in this order."""
        return DatedTies(*(getattr(self, name)[rows] for name in self._fields))


def ties_over_time(history: History, parties: Positions, span: Span) -> DatedTies:
    """Every tie among the parties. A fact told anew with the same content goes on; a stake that changes its share is
    another stretch. A loan ends when nothing is outstanding any more."""
    found = [_of_kind(history, number, parties, span) for number in range(len(KINDS))]
    joined = DatedTies(*(np.concatenate([getattr(one, name) for one in found]) for name in DatedTies._fields))
    order = np.lexsort((joined.row, joined.until, joined.since, joined.target, joined.source, joined.kind))
    return joined.some(order)


def _of_kind(history: History, number: int, parties: Positions, span: Span) -> DatedTies:
    if number == LENT:
        return _loans(history, parties, span)
    name = KINDS[number].name
    source, target = history.ends(name)
    rows = history.rows_from(name, np.unique(parties))
    rows = rows[np.isin(target[rows], parties) & (source[rows] != target[rows])]
    rows = rows[_touches(history, name, rows, span)]
    share = np.full(len(rows), np.nan)
    if name in SHARES:
        share = float64(history.table(name).take(pa.array(rows)), SHARES[name])
        kept = ~(share == 0) if number != OWNS else np.ones(len(rows), dtype=np.bool_)
        rows, share = rows[kept], share[kept]
    since, until = _days(history, name, rows)
    found = DatedTies(
        np.full(len(rows), number, dtype=np.int8), source[rows], target[rows], since, until,
        np.full(len(rows), np.nan), share, rows,
    )  # fmt: skip
    whole = _continued(found, _fact_codes(history, number, rows))
    if name != "GUARANTEES":
        return whole
    amount = Outstanding(history, span.known_at).guaranteed(whole.row, _asked_day(whole.until, span))
    return whole._replace(amount=amount)


def _touches(history: History, name: str, rows: Places, span: Span) -> NDArray[np.bool_]:
    """Which rows are known then and in force on some of the days."""
    table = history.table(name)
    valid_from, valid_to, recorded, superseded = (
        int32_days(table, day)[rows] for day in ("valid_from", "valid_to", "recorded_on", "superseded_on")
    )
    known = (recorded <= span.known_at) & (span.known_at < superseded)
    return np.asarray(known & (valid_from <= span.last) & (span.first < valid_to) & (valid_from < valid_to))


def _days(history: History, name: str, rows: Places) -> tuple[Days, Days]:
    table = history.table(name)
    return int32_days(table, "valid_from")[rows], int32_days(table, "valid_to")[rows]


def _asked_day(until: Days, span: Span) -> Days:
    """The last day of each that is asked about."""
    return np.minimum(until - 1, span.last).astype(np.int32)


def _fact_codes(history: History, number: int, rows: Places) -> NDArray[np.int64]:
    """Per row a number of the fact that it is a version of: the contract, the stake, or as what the tie holds."""
    column = KINDS[number].number or KINDS[number].word
    if column is None:
        return np.zeros(len(rows), dtype=np.int64)
    texts = history.table(KINDS[number].name).column(column).take(pa.array(rows)).cast(pa.string()).combine_chunks()
    texts = texts.fill_null("")
    return np.asarray(texts.dictionary_encode().indices.to_numpy() if len(rows) else np.zeros(0), dtype=np.int64)


def _continued(ties: DatedTies, fact: NDArray[np.int64]) -> DatedTies:
    """Rows of one fact whose days follow each other without a change as one, with the last of their rows."""
    if not len(fact):
        return ties
    share = np.nan_to_num(ties.share, nan=-1.0)
    order = np.lexsort((ties.since, fact, ties.target, ties.source))
    one = ties.some(order)
    begins = np.ones(len(order), dtype=np.bool_)
    begins[1:] = one.since[1:] != one.until[:-1]
    for column in (one.source, one.target, fact[order], share[order]):
        begins[1:] |= column[1:] != column[:-1]
    first, last = np.flatnonzero(begins), np.flatnonzero(np.append(begins[1:], True))
    return one.some(last)._replace(since=one.since[first])


def _loans(history: History, parties: Positions, span: Span) -> DatedTies:
    """From lenders to borrowers: while both are so, and something is outstanding or nobody knows how much."""
    lenders, borrowers = (_ends_of(history, name, parties, span) for name in ("LENT", "BORROWED"))
    (lent_rows, loan), (borrowed_rows, borrowed) = lenders, borrowers
    order = np.argsort(borrowed, kind="stable")
    first, last = (np.searchsorted(borrowed[order], loan, side) for side in ("left", "right"))
    each = np.repeat(np.arange(len(loan)), last - first)
    other = order[
        np.arange(len(each)) - np.repeat(np.cumsum(last - first) - (last - first), last - first) + first[each]
    ]
    lent, owed, loan = lent_rows[each], borrowed_rows[other], loan[each]
    outstanding = Outstanding(history, span.known_at)
    starts, ends = zip(_days(history, "LENT", lent), _days(history, "BORROWED", owed), strict=True)
    since = np.maximum(*starts)
    until = np.minimum(np.minimum(*ends), outstanding.repaid_on(loan))
    kept = (since <= span.last) & (span.first < until) & (since < until)
    lent, owed, loan, since, until = lent[kept], owed[kept], loan[kept], since[kept], until[kept]
    source, target = history.ends("LENT")[0][lent], history.ends("BORROWED")[0][owed]
    apart = source != target
    found = DatedTies(
        np.full(len(lent), LENT, dtype=np.int8), source, target, since.astype(np.int32), until.astype(np.int32),
        outstanding.on(loan, _asked_day(until, span)), np.full(len(lent), np.nan), lent,
    )  # fmt: skip
    return _continued(found.some(apart), loan[apart].astype(np.int64))


def _ends_of(history: History, name: str, parties: Positions, span: Span) -> tuple[Places, Positions]:
    """The rows of these parties' LENT or BORROWED that touch the days, and their loans."""
    rows = history.rows_from(name, np.unique(parties))
    rows = rows[_touches(history, name, rows, span)]
    return rows, history.ends(name)[1][rows]
