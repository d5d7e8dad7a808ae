"""What came and what went between some parties from one day to another, as ties with their own days."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from graph.as_of import BEGINNING
from graph.canvas.kinds import KINDS, LENT
from graph.canvas.over_time import EPOCH, DatedTies, Span, ties_over_time
from graph.errors import UsageError
from graph.explain.canvas.answer import DatedTieColumns, InForce, OverTimeFound
from graph.explain.canvas.picture import Canvas, checked_ids
from graph.explain.canvas.tie_columns import known, tie_id
from graph.explain.naming import open_day
from graph.regimes.provision import Wording

Positions = NDArray[np.int32]
Places = NDArray[np.int64]

MOST_TIES: Final = 20_000
"""Of more the largest are told."""
CHANGES: Final = ("passed", "went", "came", "stayed")
"""By whether a tie is in force on the first day (1) and on the last (2)."""


def over_time(canvas: Canvas, party_ids: Sequence[str], first: date, last: date) -> OverTimeFound:
    """Every tie among these parties in force at any time from the first day to the last, both included, as known on the
    day of the question: one answer for a slider.

    UsageError where the first day lies after the last or no party is named; LimitExceeded for too many.
    """
    checked_ids(party_ids, canvas.most)
    if first > last:
        raise UsageError(
            f"The first day, {first}, lies after the last, {last}. Exchange them.",
            f"起始日 {first} 晚于截止日 {last}。请对调。",
            parameter="from",
        )
    snapshot = canvas.day.snapshot
    parties, unknown = canvas.found(party_ids)
    span = Span.of(first, last, snapshot.at.known_at)
    found = ties_over_time(snapshot.history, parties, span)
    told = _largest(canvas, found)
    return OverTimeFound(
        first, last, snapshot.at.known_at, snapshot.version, tuple(canvas.day.naming.party_ids(parties)),
        _columns(canvas, parties, told, span), len(found.kind), _days(found, span), unknown,
        len(told.kind) < len(found.kind), _notes(found),
    )  # fmt: skip


def _largest(canvas: Canvas, found: DatedTies) -> DatedTies:
    if len(found.kind) <= MOST_TIES:
        return found
    rank, size = canvas.relevance.ties.rank, np.nan_to_num(found.amount) + np.nan_to_num(found.share)
    order = np.lexsort((found.since, rank[found.target], rank[found.source], -size, found.kind))
    return found.some(np.sort(order[:MOST_TIES]))


def _columns(canvas: Canvas, parties: Positions, ties: DatedTies, span: Span) -> DatedTieColumns:
    day = canvas.day
    place = np.full(day.snapshot.node_count("Party"), -1, dtype=np.int64)
    place[parties] = np.arange(len(parties))
    source, target = place[ties.source].tolist(), place[ties.target].tolist()
    ids = day.naming.party_ids(parties)
    kinds = [KINDS[one].name for one in ties.kind.tolist()]
    words, numbers = _said(canvas, ties)
    held = (ties.since <= span.first) + 2 * (span.last < ties.until)
    return DatedTieColumns(
        tuple(tie_id(kind, ids[one], ids[other]) for kind, one, other in zip(kinds, source, target, strict=True)),
        tuple(source), tuple(target), tuple(kinds), known(ties.amount), known(ties.share), tuple(words), tuple(numbers),
        tuple(map(_day, ties.since.tolist())), tuple(map(_day, ties.until.tolist())),
        tuple(CHANGES[one] for one in held.tolist()),
    )  # fmt: skip


def _day(number: int) -> date | None:
    """The day; None where the start is not stated, or the end is open."""
    day = EPOCH + timedelta(number)
    return open_day(day)


def _said(canvas: Canvas, ties: DatedTies) -> tuple[list[str | None], list[str | None]]:
    """As what each tie holds, and the number of its contract, loan or stake; the rows stand by kind."""
    history = canvas.day.snapshot.history
    words: list[str | None] = []
    numbers: list[str | None] = []
    for number, kind in enumerate(KINDS):
        rows = ties.row[ties.kind == number]
        nothing: list[str | None] = [None] * len(rows)
        table = history.table(kind.name)
        words += table.column(kind.word).take(pa.array(rows)).to_pylist() if kind.word else nothing
        if number == LENT:
            loans = pa.array(history.ends("LENT")[1][rows])
            numbers += history.table("Loan").column("loan_id").take(loans).to_pylist()
        else:
            numbers += table.column(kind.number).take(pa.array(rows)).to_pylist() if kind.number else nothing
    return words, numbers


def _days(ties: DatedTies, span: Span) -> InForce:
    """How many ties came, went and were in force on the first day and on every day of a change."""
    came, went = ties.since[ties.since > span.first], ties.until[ties.until <= span.last]
    days = np.unique(np.concatenate([[span.first], came, went]))
    on_first = int((ties.since <= span.first).sum())
    counted = [np.bincount(np.searchsorted(days, one), minlength=len(days)) for one in (came, went)]
    standing = on_first + np.cumsum(counted[0] - counted[1])
    return InForce(
        tuple(EPOCH + timedelta(one) for one in days.tolist()), tuple(counted[0].tolist()), tuple(counted[1].tolist()),
        tuple(standing.tolist()),
    )  # fmt: skip


def _notes(ties: DatedTies) -> tuple[Wording, ...]:
    found = []
    if (ties.kind == LENT).any():
        found.append(
            Wording(
                zh="贷款按放款至结清显示；金额为所示期间最后一日的余额。",
                en="Loans are shown until nothing is outstanding; amounts are those of the last day shown.",
            )
        )
    if (ties.since == (BEGINNING - EPOCH).days).any():
        found.append(
            Wording(
                zh="部分关系未说明起始日，视为一直存在。",
                en="Some ties have no stated start and count as always in force.",
            )
        )
    return tuple(found)
