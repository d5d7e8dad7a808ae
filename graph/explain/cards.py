"""Parties as a list shows them: who, where, in what trade, in which group and circle; looked up in columns of a day."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph.errors import NotFound
from graph.explain.day import Day
from graph.explain.recorded import recorded
from graph.groups.connected_clients import Groups
from graph.groups.finding import group_id
from graph.identifiers import USCC_SCHEME
from graph.kernels.csr import CSR, build_csr
from graph.regimes.regime import Regime
from graph.snapshot.parties import whole

USCC: Final = f"{USCC_SCHEME}:"


@dataclass(frozen=True, slots=True)
class GroupOf:
    """A group of connected clients, of all lenders together, and how many clients it has."""

    group_id: str
    size: int


@dataclass(frozen=True, slots=True)
class CircleOf:
    """A guarantee circle, and how many members it has."""

    circle_id: str
    size: int


@dataclass(frozen=True, slots=True)
class Card:
    """A party in brief. kind: a kind of enterprise, or person. uscc: without the name of the scheme. group: the largest
    of two clients or more that it is in."""

    party_id: str
    name: str | None
    kind: str | None
    uscc: str | None
    region: str | None
    industry: str | None
    group: GroupOf | None
    circle: CircleOf | None


@dataclass(frozen=True, eq=False)
class Cards:
    """The parties of a day; groups by a law."""

    day: Day
    law: Regime

    @classmethod
    def of(cls, day: Day, law: Regime) -> "Cards":
        """Those of a day, the same for all questions of it."""
        return day.shared(("cards", law.id), lambda: cls(day, law))

    def card(self, position: int) -> Card:
        """The party at a position."""
        party = self.day.naming.party(position)
        region, industry = (column[position].as_py() for column in self._recorded)
        return Card(
            party.party_id, party.name, party.kind, self._uscc(position), region, industry, self.group(position),
            self.circle(position),
        )  # fmt: skip

    def group(self, position: int) -> GroupOf | None:
        """The largest group of two clients or more that a party is in."""
        if self._groups is None:
            return None
        own = self._groups.groups_of(position)
        sizes = self._groups.size[own]
        if not len(own) or sizes.max() < 2:
            return None
        number = int(own[np.argmax(sizes)])
        if number not in self._group_ids:
            members = self.day.naming.party_ids(self._groups.members(number))
            self._group_ids[number] = group_id(self.day.snapshot.at, self.law.id, None, members)
        return GroupOf(self._group_ids[number], int(sizes.max()))

    def circle(self, position: int) -> CircleOf | None:
        """The guarantee circle of a party."""
        number = int(self.day.structures.circle_of[position])
        if number < 0:
            return None
        return CircleOf(self.day.structures.identity[number], len(self.day.network.circles[number].members))

    def identities(self, position: int) -> list[str]:
        """All identities of the party at a position."""
        rows = pa.array(self._identities.neighbours(position))
        every: list[str] = self.day.snapshot.parties.every_id.take(rows).to_pylist()
        return every

    def _uscc(self, position: int) -> str | None:
        row = int(self._coded[position])
        return None if row < 0 else self.day.snapshot.parties.every_id[row].as_py().removeprefix(USCC)

    @cached_property
    def _groups(self) -> Groups | None:
        try:
            return self.day.groups(self.law, None).groups
        except NotFound:  # of that day the law has no rule on groups
            return None

    @cached_property
    def _group_ids(self) -> dict[int, str]:
        return {}

    @cached_property
    def _recorded(self) -> tuple[pa.Array, pa.Array]:
        """Region and industry of each party by the register's record in force; null without one."""
        return recorded(self.day, "region"), recorded(self.day, "industry")

    @cached_property
    def _coded(self) -> NDArray[np.int32]:
        """Per party the row of an identity that is a credit code, its canonical one if that is; -1 without."""
        parties = self.day.snapshot.parties
        found = np.full(len(parties.table), -1, dtype=np.int32)
        rows = np.flatnonzero(pc.starts_with(parties.every_id, USCC).to_numpy(zero_copy_only=False)).astype(np.int32)
        canonical = whole(parties.table.column("party_id"))
        own = pc.equal(parties.every_id.take(pa.array(rows)), canonical.take(pa.array(parties.position[rows])))
        first = np.argsort(own.to_numpy(zero_copy_only=False), kind="stable")  # the canonical one is written last
        found[parties.position[rows[first]]] = rows[first]
        return found

    @cached_property
    def _identities(self) -> CSR:
        parties = self.day.snapshot.parties
        rows = np.arange(len(parties.every_id), dtype=np.int32)
        return build_csr(parties.position, rows, max(len(rows), 1))
