"""Ties by place as columns of an answer, with the facts behind each."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from graph.canvas.kinds import KINDS, LENT
from graph.canvas.relevance import Relevance
from graph.explain.canvas.answer import Amounts, TieColumns
from graph.explain.day import Day
from graph.explain.naming import open_day
from graph.snapshot.snapshot import Edges

Positions = NDArray[np.int32]
Places = NDArray[np.int64]

NUMBERS_SHOWN: Final = 20
"""So many contracts, loans or stakes behind one tie are named."""

Facts = dict[str, list[Any]]


def tie_columns(day: Day, relevance: Relevance, parties: Positions, rows: Places) -> TieColumns:
    """These ties (ascending), whose ends are all among the parties."""
    ties = relevance.ties
    place = np.full(ties.party_count, -1, dtype=np.int64)
    place[parties] = np.arange(len(parties))
    source, target = place[ties.source[rows]].tolist(), place[ties.target[rows]].tolist()
    ids = day.naming.party_ids(parties)
    kinds = [KINDS[one].name for one in ties.kind[rows].tolist()]
    facts = _facts(day, relevance, rows)
    counts = np.diff(ties.facts.indptr)[rows].tolist()
    bounds = list(pairwise(np.concatenate([[0], np.cumsum(counts, dtype=np.int64)]).tolist()))
    return TieColumns(
        tuple(tie_id(kind, ids[one], ids[other]) for kind, one, other in zip(kinds, source, target, strict=True)),
        tuple(source), tuple(target), tuple(kinds), known(ties.amount[rows]), known(ties.share[rows]),
        tuple(relevance.controls[rows].tolist()),
        tuple(_distinct(facts["word"][first:last]) for first, last in bounds),
        tuple(_distinct(facts["number"][first:last])[:NUMBERS_SHOWN] for first, last in bounds), tuple(counts),
        tuple(open_day(min(facts["valid_from"][first:last])) for first, last in bounds),
        tuple(open_day(max(facts["valid_to"][first:last])) for first, last in bounds),
    )  # fmt: skip


def tie_id(kind: str, source: str, target: str) -> str:
    """The same for a tie in every picture."""
    return f"{kind} {source} {target}"


def known(values: NDArray[np.float64]) -> Amounts:
    """None for NaN."""
    return tuple(None if value != value else value for value in values.tolist())


def _distinct(texts: Sequence[str | None]) -> tuple[str, ...]:
    return tuple(sorted({text for text in texts if text}))


def _facts(day: Day, relevance: Relevance, rows: Places) -> Facts:
    """Number, word and days of each fact of these ties, tie by tie."""
    ties = relevance.ties
    found: Facts = {"number": [], "word": [], "valid_from": [], "valid_to": []}
    for number in range(len(KINDS)):
        places = ties.facts.edges_of_all(rows[ties.kind[rows] == number])
        if len(places):
            for name, values in _of_kind(day, number, places).items():
                found[name] += values
    return found


def _of_kind(day: Day, number: int, places: Places) -> Facts:
    kind = KINDS[number]
    edges: Edges = day.snapshot.edges(kind.name)
    table = edges.rows(places)
    nothing: list[str | None] = [None] * len(places)
    days: dict[str, list[date]] = {name: table.column(name).to_pylist() for name in ("valid_from", "valid_to")}
    numbers = table.column(kind.number).to_pylist() if kind.number else nothing
    if number == LENT:
        numbers = day.snapshot.nodes("Loan").column("loan_id").take(pa.array(edges.target[places])).to_pylist()
    return {"number": numbers, "word": table.column(kind.word).to_pylist() if kind.word else nothing, **days}
