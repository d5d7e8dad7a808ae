"""Which clients of a guarantee firm belong together: by control and office as the law has it, and by guarantee circles.

Related (关联方): of one control group, or one stands under who holds an office at the other or is that person (PRC
Company Law 2023 art. 265(4)); not passed on from one to the next. Joined: by control or by one circle of guarantees,
and so on from one to the next; stricter than the law, since members of a circle fall together.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.groups.ties import control_pairs
from graph.guarantees.book import Positions
from graph.guarantees.calls import Floats
from graph.guarantees.firm_balance import FirmBalance
from graph.guarantees.portfolio import Flags
from graph.guarantees.recent import Recent
from graph.guarantees.responsibility import MOST_FIRMS
from graph.kernels.components import strong_components
from graph.kernels.csr import CSR, build_csr
from graph.kernels.join import joined
from graph.ownership.control import Control
from graph.ownership.positions import ROLES
from graph.regimes.provision import RelatedClientsProvision
from graph.snapshot import Snapshot

INSTITUTIONS: Final = ("guarantee_firm", "re_guarantee_firm", "bank", "insurer")
"""Whose business guarantees are: they stand for many who have nothing to do with one another, and join nobody."""

Numbers = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Together:
    """Who belongs together on a day. control_group, joined: int32 per party, the number of its group. officers: who
    holds one of the offices at an enterprise. controllers: who controls it, concert groups past the parties."""

    provision: RelatedClientsProvision
    control_group: Positions
    joined: Positions
    officers: CSR
    controllers: CSR
    _kept: Recent[int, "RelatedClients"] = field(default_factory=lambda: Recent(MOST_FIRMS), repr=False)

    @classmethod
    def of(cls, snapshot: Snapshot, control: Control, provision: RelatedClientsProvision, arcs: CSR) -> "Together":
        """By a test of control; `arcs`: who stands for whom, each pair once."""
        parties = snapshot.parties
        controller, controlled = control_pairs(control)
        nodes = len(parties.table) + len(control.concerts)
        controllers = build_csr(controlled, controller, nodes)
        if not provision.state_connects:
            state = control.concerts.with_groups(parties.of_kind("government"))
            connects = ~state[controller]
            controller, controlled = controller[connects], controlled[connects]
        count = len(parties.table)
        first, second = _in_circles(arcs, ~np.isin(np.arange(count), _institutions(snapshot)))
        either = (np.concatenate([controller, first]), np.concatenate([controlled, second]))
        return cls(
            provision,
            joined(controller, controlled, nodes)[:count],
            joined(either[0], either[1], nodes)[:count],
            _officers(control, provision.roles),
            controllers,
        )

    def related(self, balance: FirmBalance) -> "RelatedClients":
        """Who is related among the clients of a firm."""
        return self._kept.get(balance.firm, lambda: self._related(balance.client))

    def of_others(self) -> "Together":
        """The same for other contracts: who are a firm's clients is not taken over."""
        return replace(self, _kept=Recent(MOST_FIRMS))

    def are_related(self, one: int, other: int) -> bool:
        """Whether two parties are related, or the same."""
        groups = self.control_group[[one, other]]
        by_office = [set(self.control_group[self.officers.neighbours(party)].tolist()) for party in (one, other)]
        return bool(groups[0] == groups[1] or int(groups[1]) in by_office[0] or int(groups[0]) in by_office[1])

    def _related(self, clients: Positions) -> "RelatedClients":
        client, group = self._officers_groups(clients)
        return RelatedClients(self, clients, self.control_group[clients].astype(np.int64), client, group)

    def _officers_groups(self, clients: Positions) -> tuple[Numbers, Numbers]:
        """The control groups of the clients' officers other than a client's own: place of the client, and group."""
        held = self.officers.indptr[clients + 1] - self.officers.indptr[clients]
        place = np.repeat(np.arange(len(clients)), held)
        csr = CSR(self.officers.indptr, self.officers.indices, np.arange(len(self.officers.indices)))
        group = self.control_group[self.officers.indices[csr.edges_of_all(clients)]].astype(np.int64)
        apart = group != self.control_group[clients][place]
        count = int(self.control_group.max(initial=0)) + 1
        return np.divmod(np.unique(place[apart] * count + group[apart]), count)


@dataclass(frozen=True, eq=False)
class RelatedClients:
    """Who is related among the clients of one firm. group: the control group of each client. by_office, office_group:
    places of clients, and the control groups of their officers."""

    together: Together
    client: Positions
    group: Numbers
    by_office: Numbers
    office_group: Numbers

    def places(self, party: int) -> Numbers:
        """The places of the clients related to a party, client or not; itself among them if it is one."""
        own = int(self.together.control_group[party])
        officers = self.together.control_group[self.together.officers.neighbours(party)].astype(np.int64)
        found = np.isin(self.group, np.append(officers, own))
        found[self.by_office[self.office_group == own]] = True
        return np.flatnonzero(found)

    def joined_places(self, party: int) -> Numbers:
        """The places of the clients joined with a party."""
        return np.flatnonzero(self.together.joined[self.client] == self.together.joined[party])

    @cached_property
    def keys(self) -> Numbers:
        """Per client a number that it has in common with clients to whom surely the same ones are related."""
        touched = np.isin(self.group, self.office_group)
        touched[self.by_office] = True
        return np.where(touched, -1 - np.arange(len(self.group)), self.group)

    @property
    def joined_keys(self) -> Numbers:
        """Per client the number of those joined with it."""
        return self.together.joined[self.client].astype(np.int64)

    def sums(self, amount: Floats) -> Floats:
        """Per client the amounts of it and all who are related to it; linear in clients and offices."""
        groups, own = np.unique(np.append(self.group, self.office_group), return_inverse=True)
        mine, office = own[: len(self.group)], own[len(self.group) :]
        count = len(groups)
        of_group = np.bincount(mine, weights=amount, minlength=count)
        # Clients at whom somebody of the group holds an office.
        through = np.bincount(office, weights=amount[self.by_office], minlength=count)
        total = (of_group + through)[mine]
        # By the client's own officers; who is there through an office at both ends is counted once.
        key, back = office * count + mine[self.by_office], mine[self.by_office] * count + office
        keys, at = np.unique(np.append(key, back), return_inverse=True)
        both = np.bincount(at[: len(key)], weights=amount[self.by_office], minlength=len(keys))
        extra = of_group[office] - both[at[len(key) :]]
        return np.asarray(total + np.bincount(self.by_office, weights=extra, minlength=len(amount)), dtype=np.float64)

    def joined_sums(self, amount: Floats) -> Floats:
        """Per client the amounts of all who are joined with it."""
        _, number = np.unique(self.together.joined[self.client], return_inverse=True)
        return np.asarray(np.bincount(number, weights=amount)[number] if len(number) else amount, dtype=np.float64)


def _in_circles(arcs: CSR, joins: Flags) -> tuple[Positions, Positions]:
    """The guarantees within circles of parties that join."""
    source, target = arcs.sources(), arcs.indices
    kept = joins[source] & joins[target]
    source, target = source[kept], target[kept]
    component = strong_components(build_csr(source, target, arcs.node_count))
    inside = component[source] == component[target]
    return source[inside], target[inside]


def _institutions(snapshot: Snapshot) -> Numbers:
    flags = np.zeros(len(snapshot.parties.table), dtype=np.bool_)
    for kind in INSTITUTIONS:
        flags |= snapshot.parties.of_kind(kind)
    return np.flatnonzero(flags)


def _officers(control: Control, roles: Sequence[str]) -> CSR:
    held = control.declared
    chosen = np.isin(held.role, [ROLES.index(role) for role in roles])
    return build_csr(held.enterprise[chosen], held.person[chosen], held.party_count)
