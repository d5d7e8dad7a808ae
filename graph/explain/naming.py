"""From positions to who and what stands there: the one place where arrays become names and facts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from graph.as_of import BEGINNING, FOREVER
from graph.explain.answer import Article, Holder, PartyName, StakeFact, TieFact
from graph.ownership.concert import Concerts
from graph.regimes.provision import Source
from graph.schema import RELATIONSHIPS
from graph.schema.common import PARTY_LABELS
from graph.snapshot import Snapshot

PERSON: Final = "person"
WORDS: Final = {"HOLDS_POSITION": "role", "ACTS_WITH": "basis", "RELATED_TO": "kinship", "DEPENDS_ON": "kind"}
"""The column that says as what a tie holds."""


@dataclass(frozen=True, eq=False)
class Naming:
    """The names and facts of a snapshot, by the positions and places that the analytics use."""

    snapshot: Snapshot
    concerts: Concerts

    def party(self, position: int) -> PartyName:
        """Who stands at a position."""
        party_id, name, kind, label = [column[position].as_py() for column in self._columns]
        return PartyName(party_id, name, PERSON if label == "Person" else kind)

    @cached_property
    def _columns(self) -> list[pa.Array]:
        """What is said of each party; looked up one by one, a column in one piece is several times as fast."""
        table = self.snapshot.parties.table.select(["party_id", "name", "kind", "label"])
        return [column.combine_chunks() if column.num_chunks != 1 else column.chunk(0) for column in table.columns]

    def parties(self, positions: Iterable[int]) -> tuple[PartyName, ...]:
        """Who stands at each of these positions."""
        return tuple(self.party(int(position)) for position in positions)

    def party_ids(self, positions: NDArray[np.integer]) -> list[str]:
        """The identity of whoever stands at each of these positions."""
        found: list[str] = self.snapshot.parties.table.column("party_id").take(pa.array(positions)).to_pylist()
        return found

    def holder(self, position: int) -> Holder:
        """A party, or the members of the concert group whose pseudo-holder stands there."""
        return Holder(position >= self.concerts.party_count, self.parties(self.concerts.members_of(position).tolist()))

    def stakes(self, places: Sequence[int]) -> tuple[StakeFact, ...]:
        """The registered stakes at these places."""
        edges = self.snapshot.edges("OWNS")
        rows = edges.rows(np.array(places, dtype=np.int64)).to_pylist()
        return tuple(
            StakeFact(
                row["stake_id"], self.party(int(edges.source[place])), self.party(int(edges.target[place])),
                row["share_ratio"], row["vote_ratio"], *_dates(row), row["source"],
            )
            for place, row in zip(places, rows, strict=True)
        )  # fmt: skip

    def ties(self, relation: str, places: Sequence[int]) -> tuple[TieFact, ...]:
        """The ties of a kind at these places."""
        edges, between_parties = self.snapshot.edges(relation), RELATIONSHIPS[relation].target in PARTY_LABELS
        rows = edges.rows(np.array(places, dtype=np.int64)).to_pylist()
        return tuple(
            TieFact(
                relation, self.party(int(edges.source[place])),
                self.party(int(edges.target[place])) if between_parties else None,
                row.get(WORDS.get(relation, "")), row.get("share_ratio"), row.get("guarantee_id"), *_dates(row),
                row["source"],
            )
            for place, row in zip(places, rows, strict=True)
        )  # fmt: skip


def article(regime: str, source: Source) -> Article:
    """A provision's source as an answer gives it."""
    return Article(
        regime, source.id, source.title, source.law, source.article, source.is_verified, source.verified, source.since,
        open_day(source.until), source.note,
    )  # fmt: skip


def _dates(row: Mapping[str, Any]) -> tuple[date | None, date | None, date | None]:
    return open_day(row["valid_from"]), open_day(row["valid_to"]), open_day(row["recorded_on"])


def open_day(day: date | None) -> date | None:
    """No day where the start was not stated, or the end is open."""
    return None if day in (BEGINNING, FOREVER) else day
