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
from graph.ownership.control import Control


@dataclass(frozen=True, slots=True)
class ControlStep:
    """How a member is joined: it controls, or is controlled by, `through`, a party or a concert group."""

    member: int
    tie: Tie
    through: int


@dataclass(frozen=True, eq=False)
class ControlGroups:
    """The control groups of a day; positions past `party_count` are concert groups."""

    party_count: int
    ties: Ties

    @classmethod
    def of(cls, control: Control, exempt: NDArray[np.bool_] | None = None) -> "ControlGroups":
        """By a test of control; control by an exempt party (bool per party or holder) joins nobody."""
        count, nobody = control.holdings.party_count, np.zeros(0, dtype=np.int32)
        none = Dependencies.of_arrays(nobody, nobody)
        return cls(count, Ties.of(count, control_pairs(control), none, exempt))

    @cached_property
    def number(self) -> NDArray[np.int32]:
        """The number of each party's group."""
        return joined(self.ties.controller, self.ties.controlled, self.ties.node_count)

    def members(self, party: int) -> NDArray[np.int32]:
        """The parties of a party's group, itself among them, ascending."""
        found = self._members.rows(self.number[[party]])
        return found[found < self.party_count].astype(np.int32)

    def steps(self, party: int) -> Iterator[ControlStep]:
        """The other members of the party's group, nearest first, each with the step that leads to it."""
        seen, frontier = {party}, [party]
        for one in frontier:  # grows while it is walked
            for tie, csr in ((Tie.CONTROLS, self.ties.by_controlled), (Tie.CONTROLLED, self.ties.by_controller)):
                for other in np.unique(csr.neighbours(one)).tolist():
                    if other not in seen:
                        seen.add(other)
                        frontier.append(other)
                        if other < self.party_count:
                            yield ControlStep(other, tie, one)

    @cached_property
    def _members(self) -> Lookup:
        return Lookup.of(self.number)
