"""The circles of a day under the identities that they keep from month to month.

Followed over the month ends since the first guarantee anybody knows of, so that the same circle has the same identity
whenever it is asked for. Month ends at which no guarantee began or ended change nothing and are passed over. The day
asked about stands for the end of its month: a circle that came up within the month has its identity already.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from graph.as_of import BEGINNING
from graph.guarantees import structure
from graph.guarantees.lineage import Change, CircleEvent, circle_history, circle_id
from graph.kernels.components import strong_components
from graph.kernels.csr import build_csr, merged
from graph.snapshot import Snapshot
from graph.snapshot.snapshot import Edges

MOST_ARCS: Final = 20_000_000
"""Guarantees of circles in force, summed over the month ends: about a minute; of more there is no history."""

_APPEARED: Final = (Change.FOUND, Change.BORN, Change.SPLIT, Change.RETURNED)


@dataclass(frozen=True, slots=True, eq=False)
class CircleTimeline:
    """The circles of a day by identity, and how they came to be.

    circles: identity to party ids. since: per identity ever met, the month end at which it was first there; BEGINNING
    where nobody says when its guarantees began. events: of all months up to the day, in order. lasting: False where
    there were too many guarantees to follow; then identities are those of the day, and there is no history.
    """

    day: date
    circles: Mapping[str, frozenset[str]]
    since: Mapping[str, date]
    events: tuple[CircleEvent, ...]
    lasting: bool

    def events_of(self, months: int) -> tuple[CircleEvent, ...]:
        """What happened in so many months up to the day's, the latest first."""
        after = _month_end(_month(self.day) - months)
        return tuple(event for event in reversed(self.events) if event.day > after)


@dataclass(frozen=True, slots=True, eq=False)
class _Versions:
    """The guarantees that were ever part of a circle, or of one that those of different days would make together.

    source, target: places among `party_ids`. since, until: months in whose end each is first in force, and first no
    more. today: whether in force on the day itself.
    """

    party_ids: pa.Array
    source: NDArray[np.int32]
    target: NDArray[np.int32]
    since: NDArray[np.int64]
    until: NDArray[np.int64]
    today: NDArray[np.bool_]

    @classmethod
    def of(cls, snapshot: Snapshot) -> "_Versions":
        edges = snapshot.begun("GUARANTEES")
        component = strong_components(merged(build_csr(edges.source, edges.target, snapshot.node_count("Party"))))
        kept = (component[edges.source] == component[edges.target]) & (edges.source != edges.target)
        parties, place = np.unique(np.stack([edges.source[kept], edges.target[kept]]), return_inverse=True)
        since, until = _days(edges, "valid_from")[kept], _days(edges, "valid_to")[kept]
        source, target = place.reshape(2, -1).astype(np.int32)
        return cls(
            snapshot.parties.table.column("party_id").take(pa.array(parties)).combine_chunks(), source, target,
            since.astype("datetime64[M]").astype(np.int64), until.astype("datetime64[M]").astype(np.int64),
            until > np.datetime64(snapshot.at.as_of, "D"),
        )  # fmt: skip

    def months(self, last: int) -> NDArray[np.int64]:
        """The months before the last in which something changed."""
        changed = np.unique(np.concatenate([self.since, self.until]))
        return np.asarray(changed[changed < last])

    def work(self, months: NDArray[np.int64]) -> int:
        """How many guarantees are in force at these month ends, and on the day."""
        at_ends = np.searchsorted(months, self.until) - np.searchsorted(months, self.since)
        return int(np.maximum(at_ends, 0).sum()) + int(self.today.sum())

    def circles(self, chosen: NDArray[np.bool_]) -> list[frozenset[str]]:
        """The circles of some of the guarantees."""
        source, target = self.source[chosen], self.target[chosen]
        found = structure.circles(structure.arcs(len(self.party_ids), source, target), source, target)
        return [frozenset(self.party_ids.take(pa.array(one.members)).to_pylist()) for one in found]


def circle_timeline(snapshot: Snapshot, most: int = MOST_ARCS) -> CircleTimeline:
    """The timeline of a snapshot, by what is known at its `known_at`.

    Memory: linear in the guarantees and in what happened. Time: as `most` bounds it.
    """
    at, versions = snapshot.at, _Versions.of(snapshot)
    last = _month(at.as_of)
    months = versions.months(last)
    if versions.work(months) > most:
        today = versions.circles(versions.today)
        named = {circle_id(_month_end(last), members): members for members in today}
        return CircleTimeline(at.as_of, named, {}, (), lasting=False)
    events: list[CircleEvent] = []
    since: dict[str, date] = {}
    circles: Mapping[str, frozenset[str]] = {}
    for day in circle_history(_states(versions, months, last)):
        circles = day.circles
        events += [replace(event, day=min(event.day, at.as_of)) for event in day.events]
        for event in day.events:
            if event.change in _APPEARED:
                since.setdefault(event.identity, BEGINNING if event.change is Change.FOUND else event.day)
    return CircleTimeline(at.as_of, circles, since, tuple(events), lasting=True)


def _states(
    versions: _Versions, months: NDArray[np.int64], last: int
) -> Iterator[tuple[date, list[frozenset[str]]]]:  # fmt: skip
    """The circles at each of these month ends, then on the day, which stands for the end of its month.

    Before them a day without any, so that the first ones are born; not where guarantees were there since nobody knows
    when: these are found.
    """
    if not len(months) or _month_end(int(months[0])) > _month_end(_month(BEGINNING)):
        yield BEGINNING, []
    for month in months.tolist():
        yield _month_end(month), versions.circles((versions.since <= month) & (month < versions.until))
    yield _month_end(last), versions.circles(versions.today)


def _days(edges: Edges, name: str) -> NDArray[np.datetime64]:
    days: NDArray[np.datetime64] = edges.column(name).cast(pa.date32()).to_numpy().astype("datetime64[D]")
    return days


def _month(day: date) -> int:
    """The months since 1970-01."""
    return (day.year - 1970) * 12 + day.month - 1


def _month_end(month: int) -> date:
    """The last day of a month."""
    end: date = (np.datetime64(month + 1, "M").astype("datetime64[D]") - 1).astype(object)
    return end
