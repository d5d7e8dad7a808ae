"""Groups of connected clients (集团客户与经济依存客户): whom a bank must add up, because they stand or fall together.

First control: parties joined by control, in whatever direction, are one control group. Then economic dependency
between control groups, from the provider to the dependent: each control group that depends on no other one is the
source of a group, which holds it and everybody who depends on it, directly or through others. A client that depends
on two unconnected ones is in two groups; clients that depend on one another are one source. Sources: CRR art. 4(1)(39),
EBA/GL/2017/15, Delegated Regulation (EU) 2024/1728 (control groups enlarged by dependency); PRC large-exposure rules
of 2018. The time is linear in the ties and in the members listed.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.errors import LimitExceeded, UsageError
from graph.groups.contraction import Contraction
from graph.groups.dependency import Dependencies
from graph.groups.ties import Pairs, Ties
from graph.kernels.csr import CSR, build_csr
from graph.kernels.reach import reached_items, reaches_marked
from graph.kernels.subsets import adding_sets

MOST_MEMBERSHIPS: Final = 100_000_000
"""Groups that overlap so much that more memberships would be listed are refused."""


@dataclass(frozen=True, eq=False)
class Groups:
    """All groups, by the smallest position in their source; a client connected with nobody is a group of its own.

    head: int32 per group, who stands at its top, whether a client or not; a concert group where the position is past
    the parties. client: bool per party. client_exposure_cny: float64 per party, 0 for who is no client.
    """

    ties: Ties
    control_group: NDArray[np.int32]
    client: NDArray[np.bool_]
    client_exposure_cny: NDArray[np.float64]
    head: NDArray[np.int32]
    _clients: CSR  # of each group
    _groups: CSR  # of each client

    def __len__(self) -> int:
        return len(self.head)

    def members(self, group: int) -> NDArray[np.int32]:
        """The clients of a group (int32 positions, ascending)."""
        return self._clients.neighbours(group)

    def groups_of(self, party: int) -> NDArray[np.int32]:
        """The groups that a client is in (int32): several where it depends on clients that are not connected."""
        return self._groups.neighbours(party)

    @property
    def memberships(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Every group and client of it, as two int32 arrays, by group and then client."""
        return self._clients.sources(), self._clients.indices

    @cached_property
    def size(self) -> NDArray[np.int64]:
        """How many clients each group has."""
        return np.diff(self._clients.indptr)

    @cached_property
    def exposure_cny(self) -> NDArray[np.float64]:
        """Per group the sum over its clients, each once (float64, 元)."""
        return self._sums(self.client_exposure_cny)

    @cached_property
    def shared_exposure_cny(self) -> NDArray[np.float64]:
        """How much of each group's exposure counts in another group as well (float64, 元)."""
        return self._sums(np.where(np.diff(self._groups.indptr) > 1, self.client_exposure_cny, 0.0))

    @property
    def total_exposure_cny(self) -> float:
        """The exposure to all clients, each once however many groups it is in (元)."""
        return float(self.client_exposure_cny.sum())

    @cached_property
    def overlapping(self) -> NDArray[np.int32]:
        """The clients in more than one group (int32, ascending)."""
        return np.flatnonzero(np.diff(self._groups.indptr) > 1).astype(np.int32)

    def _sums(self, amounts: NDArray[np.float64]) -> NDArray[np.float64]:
        group, client = self.memberships
        return np.bincount(group, weights=amounts[client], minlength=len(self)).astype(np.float64)


def connected_groups(
    control: Pairs,
    dependencies: Dependencies,
    exposure_cny: NDArray[np.float64],
    *,
    client: NDArray[np.bool_] | None = None,
    exempt: NDArray[np.bool_] | None = None,
) -> Groups:
    """The groups of the clients among the parties, whose exposures (float64, 元, not negative) stand by position.

    control: int32 arrays of who controls whom; positions past the parties are concert groups. client: bool per party;
    without it, whoever there is an exposure to. Parties that are no clients connect clients and are members of
    nothing; a group whose clients another group all has is left out where its source has none. exempt: bool per party,
    state bodies where control by the state alone connects nobody (PRC Company Law 2023 art. 265(4)): whom they control
    is not connected by that, and they are clients only by an exposure; behind the parties it may go on with concert
    groups, those of state bodies alone.
    Raises UsageError where arrays do not fit, LimitExceeded where groups overlap beyond all use.
    """
    exposure, is_client = _checked(exposure_cny, client, exempt)
    ties = Ties.of(len(exposure), control, dependencies, exempt)
    past = ties.node_count - len(exposure)
    is_client = np.append(is_client, np.zeros(past, dtype=np.bool_))
    exposure = np.where(is_client, np.append(exposure, np.zeros(past)), 0.0)
    contraction = Contraction.of(ties)
    starts, clients, groups = _listed(contraction, is_client)
    head = contraction.heads(ties, exposure)[starts]
    return Groups(ties, contraction.control_group, is_client, exposure, head, clients, groups)


def _checked(
    exposure_cny: NDArray[np.float64], client: NDArray[np.bool_] | None, exempt: NDArray[np.bool_] | None
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """The exposures, and who is a client."""
    exposure = np.asarray(exposure_cny, dtype=np.float64)
    fits = (client is None or len(client) == len(exposure)) and (exempt is None or len(exempt) >= len(exposure))
    if not fits:
        raise UsageError("Exposures and flags are one per party.", "敞口与标志须与主体一一对应。")
    if not (np.isfinite(exposure) & (exposure >= 0)).all():
        raise UsageError(
            "An exposure is an amount of 0 or more. Leave out what is unknown, and say so.",
            "敞口须为不小于 0 的金额。未知者请剔除并注明。",
        )
    is_client = exposure > 0 if client is None else client.astype(np.bool_)
    return exposure, is_client if exempt is None else is_client & ~(exempt[: len(exposure)] & (exposure == 0))


def _listed(contraction: Contraction, client: NDArray[np.bool_]) -> tuple[NDArray[np.int64], CSR, CSR]:
    """The sources of the groups, the clients of each group and the groups of each client."""
    node_count = len(client)
    position = np.flatnonzero(client).astype(np.int32)
    own = _rows(contraction.component[position], position, contraction.count)
    has_clients = np.diff(own.indptr) > 0
    starts = np.flatnonzero(contraction.is_source & reaches_marked(contraction.dependents, has_clients))
    starts = starts[np.argsort(contraction.first()[starts])]
    found = reached_items(contraction.dependents, starts.astype(np.int32), own, MOST_MEMBERSHIPS)
    if found is None:
        raise LimitExceeded(
            f"The groups overlap so much that they have more than {MOST_MEMBERSHIPS:,} members in all. Ask for the "
            "clients of one lender, or count dependencies from a higher share.",
            f"各组高度重叠，成员合计超过 {MOST_MEMBERSHIPS:,}。请只分析一家机构的客户，或提高经济依存的占比门槛。",
            limit=MOST_MEMBERSHIPS,
        )
    bounds, members = found
    number = np.repeat(np.arange(len(starts), dtype=np.int32), np.diff(bounds))
    clients, groups = _both_ways(number, members, len(starts), node_count)
    stays = adding_sets(clients, ~has_clients[starts], node_count)
    if not stays.all():
        number, members = clients.sources(), clients.indices
        renumbered = (np.cumsum(stays) - 1).astype(np.int32)
        kept = stays[number]
        clients, groups = _both_ways(renumbered[number[kept]], members[kept], int(stays.sum()), node_count)
    return starts[stays], clients, groups


def _both_ways(
    group: NDArray[np.int32], member: NDArray[np.int32], group_count: int, node_count: int
) -> tuple[CSR, CSR]:
    """The clients of each group and the groups of each client, both ascending."""
    groups = _rows(member, group, node_count)
    return _rows(groups.indices, groups.sources(), group_count), groups


def _rows(row: NDArray[np.int32], value: NDArray[np.int32], row_count: int) -> CSR:
    """The values of each row, in their order; other than ends of edges, values are numbered on their own."""
    wide = max(row_count, int(value.max()) + 1 if len(value) else 0)
    csr = build_csr(row, value, wide)
    return CSR(csr.indptr[: row_count + 1], csr.indices, csr.edge)
