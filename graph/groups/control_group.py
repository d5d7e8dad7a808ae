"""Whom control joins, in whatever direction: the control group of a party, and by which step each member is in it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from graph.groups.dependency import Dependencies
from graph.groups.membership import Tie
from graph.groups.ties import Ties, control_pairs
from graph.kernels.join import joined
from graph.kernels.lookup import Lookup
from graph.ownership.concert import Concerts
from graph.ownership.control import Control


@dataclass(frozen=True, slots=True)
class ControlStep:
    """How a member is joined: it controls, or is controlled by, `through`, a party or a concert group."""

    member: int
    tie: Tie
    through: int


@dataclass(frozen=True, eq=False)
class ControlGroups:
    """The control groups of a day. In `ties`, positions past the parties are concert groups: their members belong to
    the group that they control together.
    """

    ties: Ties
    concerts: Concerts

    @classmethod
    def of(cls, control: Control, exempt: NDArray[np.bool_] | None = None) -> "ControlGroups":
        """By a test of control; control by an exempt party (bool per party or holder) joins nobody."""
        count, nobody = control.holdings.party_count, np.zeros(0, dtype=np.int32)
        none = Dependencies.of_arrays(nobody, nobody)
        return cls(Ties.of(count, control_pairs(control), none, exempt), control.concerts)

    @cached_property
    def number(self) -> NDArray[np.int32]:
        """The number of each party's group."""
        return joined(self.ties.controller, self.ties.controlled, self.ties.node_count)

    def members(self, party: int) -> NDArray[np.int32]:
        """The parties of a party's group, itself among them, ascending."""
        found = self._members.rows(np.unique(self.number[self._votes_as(party)]))
        together = [self.concerts.members_of(holder) for holder in found[found >= self.concerts.party_count].tolist()]
        return np.unique(np.concatenate([found[found < self.concerts.party_count], *together])).astype(np.int32)

    def steps(self, party: int) -> Iterator[ControlStep]:
        """The other members of the party's group, nearest first, each with the step that leads to it."""
        frontier = self._votes_as(party)
        seen = {party}
        for one in frontier:  # grows while it is walked
            for tie, csr in ((Tie.CONTROLS, self.ties.by_controlled), (Tie.CONTROLLED, self.ties.by_controller)):
                for other in np.unique(csr.neighbours(one)).tolist():
                    if other not in seen:
                        seen.add(other)
                        frontier.append(other)
                        yield from (ControlStep(member, tie, one) for member in self._parties(other, seen))

    def _votes_as(self, party: int) -> list[int]:
        """The party, and the concert group as which it controls."""
        holder = self.concerts.holder_of(party)
        return [party] if holder == party or holder >= self.ties.node_count else [party, holder]

    def _parties(self, holder: int, seen: set[int]) -> list[int]:
        """The party, or of a concert group the members not seen before."""
        if holder < self.concerts.party_count:
            return [holder]
        found = [member for member in self.concerts.members_of(holder).tolist() if member not in seen]
        seen.update(found)
        return found

    @cached_property
    def _members(self) -> Lookup:
        return Lookup.of(self.number)
