"""From the positions of parties to a picture: names, ties, hulls, and what was left out at whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from graph.canvas.kinds import KINDS
from graph.canvas.relevance import Relevance
from graph.errors import LimitExceeded, UsageError
from graph.explain.canvas.answer import CanvasFound, LeftOutColumns, NodeColumns
from graph.explain.canvas.hulls import Hulls
from graph.explain.canvas.tie_columns import tie_columns
from graph.explain.day import Day
from graph.regimes.provision import Wording
from graph.regimes.regime import Regime

Positions = NDArray[np.int32]
Places = NDArray[np.int64]

MOST_NODES: Final = 2_000
"""A picture with more is no picture."""
MOST_TIES: Final = 8_000
"""Of more ties the largest of each kind are shown, in the order of the kinds."""
DIRECTIONS: Final = ("out", "in")


@dataclass(frozen=True, slots=True)
class Levels:
    """The level of each party that has open warnings, and the day on which they stood so."""

    of: Mapping[str, int]
    on: date


@dataclass(frozen=True, eq=False)
class Canvas:
    """The day, law and levels of a picture. most: parties in it, at most."""

    day: Day
    law: Regime
    levels: Levels
    most: int = MOST_NODES

    @cached_property
    def relevance(self) -> Relevance:
        """The ties of the day and the walks along them."""
        return self.day.relevance(self.law)

    def found(self, party_ids: Sequence[str]) -> tuple[Positions, tuple[str, ...]]:
        """The positions of these identities, each party once, and the identities that nobody has."""
        positions = self.day.snapshot.find("Party", list(party_ids))
        unknown = tuple(dict.fromkeys(one for one, at in zip(party_ids, positions, strict=True) if at < 0))
        return np.array(list(dict.fromkeys(positions[positions >= 0].tolist())), dtype=np.int32), unknown


@dataclass(frozen=True, eq=False)
class Shown:
    """What is shown: positions, each once; the starts stand first where there are any. relevance, came_by: beside the
    parties. hidden: parties that were found and not shown."""

    canvas: Canvas
    parties: Positions
    starts: int = 0
    relevance: NDArray[np.float64] | None = None
    came_by: Places | None = None
    hidden: int = 0
    unknown: tuple[str, ...] = ()
    notes: tuple[Wording, ...] = field(default=())

    def told(self) -> dict[str, Any]:
        """The fields of `CanvasFound`."""
        canvas, ties = self.canvas, self._ties
        day, at = canvas.day, canvas.day.snapshot.at
        hulls = Hulls.of(day, canvas.law, self.parties)
        left_out = self._left_out()
        return {
            "as_of": at.as_of, "known_at": at.known_at, "version": day.snapshot.version, "regime": canvas.law.id,
            "starts": tuple(range(self.starts)), "nodes": self._nodes(hulls),
            "ties": tie_columns(day, canvas.relevance, self.parties, ties), "left_out": left_out,
            "hulls": hulls.columns, "hidden": self.hidden, "unknown": self.unknown,
            "truncated": bool(self.hidden) or len(ties) < len(self._among), "levels_on": canvas.levels.on,
            "notes": (*self.notes, *self._notes()),
        }  # fmt: skip

    @cached_property
    def _among(self) -> Places:
        """All ties among the parties."""
        return self.canvas.relevance.ties.among(self.parties)

    @cached_property
    def _ties(self) -> Places:
        ties, found = self.canvas.relevance.ties, self._among
        if len(found) <= MOST_TIES:
            return found
        needed = np.zeros(len(found), dtype=np.bool_) if self.came_by is None else np.isin(found, self.came_by)
        rank = ties.rank
        order = np.lexsort((
            rank[ties.target[found]], rank[ties.source[found]], -ties.size[found], ties.kind[found], ~needed,
        ))  # fmt: skip
        return np.sort(found[order[:MOST_TIES]])

    def _nodes(self, hulls: Hulls) -> NodeColumns:
        day, levels = self.canvas.day, self.canvas.levels
        places = pa.array(self.parties)
        parties = day.snapshot.parties.table.select(["party_id", "name", "kind", "label"]).take(places)
        ids, names, kinds, labels = (column.to_pylist() for column in parties.columns)
        amounts = (day.structures.owed_cny, day.network.given_cny, day.network.received_cny)
        owed, given, received = (tuple(amount[self.parties].tolist()) for amount in amounts)
        return NodeColumns(
            tuple(ids), tuple(names),
            tuple("person" if label == "Person" else kind for kind, label in zip(kinds, labels, strict=True)),
            tuple(map(levels.of.get, ids)), hulls.group_of, hulls.circle_of,
            self._lists(),
            owed, given, received,
            (None,) * len(ids) if self.relevance is None else tuple(self.relevance.tolist()), self._came_by(len(ids)),
        )  # fmt: skip

    def _lists(self) -> tuple[tuple[str, ...], ...]:
        """The lists on which each of the parties stands, each once."""
        snapshot = self.canvas.day.snapshot
        edges, place = snapshot.edges("LISTED_ON"), np.full(snapshot.node_count("Party"), -1, dtype=np.int64)
        place[self.parties] = np.arange(len(self.parties))
        rows = np.flatnonzero(place[edges.source] >= 0)
        kinds = snapshot.nodes("Listing").column("list").take(pa.array(edges.target[rows])).to_pylist()
        found: list[set[str]] = [set() for _ in self.parties]
        for node, kind in zip(place[edges.source[rows]].tolist(), kinds, strict=True):
            found[node].add(str(kind))
        return tuple(tuple(sorted(kinds)) for kinds in found)

    def _came_by(self, count: int) -> tuple[int | None, ...]:
        if self.came_by is None:
            return (None,) * count
        place = np.searchsorted(self._ties, np.maximum(self.came_by, 0)).tolist()
        return tuple(None if tie < 0 else at for tie, at in zip(self.came_by.tolist(), place, strict=True))

    def _left_out(self) -> LeftOutColumns:
        shown, total = self.canvas.relevance.ties.counts(self.parties, self._ties)
        node, kind, direction = np.nonzero(total > shown)
        return LeftOutColumns(
            tuple(node.tolist()), tuple(KINDS[one].name for one in kind.tolist()),
            tuple(DIRECTIONS[one] for one in direction.tolist()),
            tuple(shown[node, kind, direction].tolist()), tuple(total[node, kind, direction].tolist()),
        )  # fmt: skip

    def _notes(self) -> tuple[Wording, ...]:
        found = []
        if self.canvas.day.snapshot.at.known_at < self.canvas.levels.on:
            on = self.canvas.levels.on
            found.append(
                Wording(
                    zh=f"等级为 {on} 的预警汇总等级，不随知悉截至日回溯。",
                    en=f"Levels are those of the warnings open on {on}; they do not go back with the day of knowledge.",
                )
            )
        if len(self._among) > len(self._ties):
            found.append(
                Wording(
                    zh=f"关系超过 {MOST_TIES} 条，仅显示各类中最大的。",
                    en=f"There are more than {MOST_TIES} ties: the largest of each kind are shown.",
                )
            )
        return tuple(found)


def told(shown: Shown) -> CanvasFound:
    """The picture as an answer."""
    return CanvasFound(**shown.told())


def checked_ids(party_ids: Sequence[str], most: int) -> None:
    """UsageError where nobody is named, LimitExceeded where more are than a picture holds."""
    if not party_ids:
        raise UsageError("No party is named. Name at least one.", "未指定主体。请至少指定一个。", parameter="party_ids")
    if len(party_ids) > most:
        raise LimitExceeded(
            f"{len(party_ids):,} parties are named, of at most {most:,}. Name fewer.",
            f"指定了 {len(party_ids):,} 个主体，上限为 {most:,}。请减少。",
            parameter="party_ids", asked=len(party_ids), allowed=most,
        )  # fmt: skip


def checked_nodes(nodes: int, most: int) -> None:
    """LimitExceeded for more nodes than a picture holds."""
    if nodes > most:
        raise LimitExceeded(
            f"{nodes:,} nodes are more than the {most:,} of a picture. Ask for fewer.",
            f"{nodes:,} 个节点超过画布上限 {most:,}，请减小。",
            parameter="nodes", asked=nodes, allowed=most,
        )  # fmt: skip
