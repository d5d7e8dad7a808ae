"""What lies upstream of one enterprise, cut out of the facts of a day: who controls it depends on nothing else.

So that a question about one enterprise takes the time of its owners, not of all parties of the graph.
"""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from graph.kernels.reach import reachable
from graph.ownership.concert import Concerts
from graph.ownership.control import Control
from graph.ownership.control_reason import ControlReason
from graph.ownership.control_rule import ControlRule
from graph.ownership.facts import OwnershipFacts
from graph.ownership.positions import Positions
from graph.ownership.shareholdings import Shareholdings, Stakes

Ints = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Upstream:
    """The part of the facts that can decide about `target`; parties go in and out by their position in the whole.

    nodes: int32, ascending: the target, its owners, theirs and so on, and whoever acts in concert with one of these.
    """

    facts: OwnershipFacts
    target: int
    nodes: Ints
    _controls: dict[ControlRule, "UpstreamControl"] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, facts: OwnershipFacts, target: int) -> "Upstream":
        """What lies upstream of an enterprise."""
        nodes = reachable(facts.holdings.by_owned, target)
        groups = np.unique(facts.concerts.group_of[nodes])
        members = [facts.concerts.members.neighbours(group) for group in groups[groups >= 0].tolist()]
        return cls(facts, target, np.unique(np.concatenate([nodes, *members])).astype(np.int32))

    def place(self, party: int) -> int:
        """Where a party stands among `nodes`."""
        return int(np.searchsorted(self.nodes, party))

    @cached_property
    def stakes(self) -> Stakes:
        """The holdings of these parties in one another, by their places among `nodes`."""
        whole = self.facts.holdings
        rows = whole.by_owned.edges_of_all(self.nodes)
        kept = np.isin(whole.owner[rows], self.nodes)  # a partner in concert may have owners who are not upstream
        rows = rows[kept]
        owner, owned = (np.searchsorted(self.nodes, ends[rows]) for ends in (whole.owner, whole.owned))
        return Stakes(owner.astype(np.int32), owned.astype(np.int32), whole.share[rows], whole.votes[rows])

    @cached_property
    def holdings(self) -> Shareholdings:
        """The same as holdings."""
        return Shareholdings.of_stakes(len(self.nodes), self.stakes)

    @cached_property
    def concerts(self) -> Concerts:
        """The concert groups of these parties, whole."""
        whole = self.facts.concerts
        inside = np.isin(whole.party, self.nodes) & np.isin(whole.other, self.nodes)
        party, other = (np.searchsorted(self.nodes, ends[inside]) for ends in (whole.party, whole.other))
        basis = [whole.basis[place] for place in np.flatnonzero(inside)]
        return Concerts.of_pairs(len(self.nodes), party.astype(np.int32), other.astype(np.int32), basis)

    @cached_property
    def positions(self) -> Positions:
        """The offices that these parties hold at one another."""
        whole = self.facts.positions
        rows = whole.by_enterprise.edges_of_all(self.nodes)
        rows = rows[np.isin(whole.person[rows], self.nodes)]
        person, enterprise = (np.searchsorted(self.nodes, ends[rows]) for ends in (whole.person, whole.enterprise))
        return Positions(len(self.nodes), person.astype(np.int32), enterprise.astype(np.int32), whole.role[rows])

    def control(self, rule: ControlRule) -> "UpstreamControl":
        """Who controls whom upstream by a rule."""
        if rule not in self._controls:
            self._controls[rule] = UpstreamControl(
                self, Control.of(self.holdings, rule, self.concerts, self.positions)
            )  # fmt: skip
        return self._controls[rule]


@dataclass(frozen=True, eq=False)
class UpstreamControl:
    """Control among the parties upstream of an enterprise, by their positions in the whole."""

    upstream: Upstream
    local: Control

    def controllers_of(self, party: int) -> tuple[int, ...]:
        """Every holder that controls a party upstream, ascending; a concert group as its pseudo-holder in the whole."""
        controller, controlled = self._by_controlled
        first, last = np.searchsorted(controlled, [self.upstream.place(party), self.upstream.place(party) + 1])
        return tuple(sorted(self.holder(place) for place in controller[first:last].tolist()))

    def persons_in_control(self, party: int) -> frozenset[int]:
        """The natural persons who control a party, alone or as members of a concert group."""
        whole = self.upstream.facts
        members = (m for holder in self.controllers_of(party) for m in whole.concerts.members_of(holder).tolist())
        return frozenset(member for member in members if whole.is_person[member])

    def ultimate(self, party: int) -> int:
        """The controller whom nobody controls; -1 where nobody is shown to control."""
        return self.holder(int(self.local.ultimate[self.upstream.place(party)]))

    def undetermined(self, party: int) -> bool:
        """Whether undisclosed votes could make somebody control whom nobody is shown to."""
        return bool(self.local.undetermined[self.upstream.place(party)])

    def why(self, party: int, controlled: int) -> ControlReason:
        """On what control rests; its parties are places upstream: `holder` and `nodes` say who they are."""
        return self.local.why(self.upstream.place(party), self.upstream.place(controlled))

    def holder(self, place: int) -> int:
        """Who stands at a place upstream, in the whole; -1 for nobody."""
        if place < len(self.upstream.nodes):
            return int(self.upstream.nodes[place]) if place >= 0 else -1
        member = int(self.upstream.nodes[self.local.concerts.members_of(place)[0]])
        return self.upstream.facts.concerts.holder_of(member)

    @cached_property
    def _by_controlled(self) -> tuple[Ints, Ints]:
        controller, controlled = self.local.pairs()
        order = np.argsort(controlled, kind="stable")
        return controller[order], controlled[order]
