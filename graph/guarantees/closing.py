"""Which circles a guarantee would close that nobody has given yet."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.guarantees.network import GuaranteeNetwork
from graph.kernels.path_between import between, shortest_path


@dataclass(frozen=True, slots=True, eq=False)
class Closing:
    """What a guarantee of one party for another would close.

    path: int32, a shortest chain of guarantees in force from the debtor back to the guarantor, both included; empty
    where there is none, and then no circle closes. arcs: int64, the places of its guarantees in the network. members:
    int32, ascending, who would be in the circle. merged: the smallest member of each circle there is already and that
    would be part of it. inside: both are in one circle already. mutual: the debtor stands for the guarantor.
    complete: false where so many are reached that members and merged circles are only those on the path.
    """

    path: NDArray[np.int32]
    arcs: NDArray[np.int64]
    members: NDArray[np.int32]
    merged: tuple[int, ...]
    inside: bool
    mutual: bool
    complete: bool


def closing(network: GuaranteeNetwork, guarantor: int, debtor: int) -> Closing:
    """What a guarantee of `guarantor` for another, `debtor`, would close."""
    path = shortest_path(network.arcs, network.back_arcs, debtor, guarantor)
    members, complete = path, True
    inside = bool(network.component[guarantor] == network.component[debtor])
    if inside:
        members = network.members_of(guarantor)
    elif len(path):
        members, complete = between(network.arcs, network.back_arcs, debtor, guarantor)
        members = members if complete else np.unique(path)
    components = np.unique(network.component[members[:1] if inside else members])
    circles = [network.members_in(int(one)) for one in components]
    merged = tuple(sorted(int(circle[0]) for circle in circles if len(circle) > 1))
    return Closing(path, _arcs(network, path), members, merged, inside, len(path) == 2, complete)


def _arcs(network: GuaranteeNetwork, path: NDArray[np.int32]) -> NDArray[np.int64]:
    """The (first) guarantee from each party of a path to the next; a party's arcs are in the order of their debtors."""
    arcs = network.arcs
    found = []
    for one, other in zip(path[:-1].tolist(), path[1:].tolist(), strict=True):
        found.append(int(arcs.edges_of(one)[np.searchsorted(arcs.neighbours(one), other)]))
    return np.array(found, dtype=np.int64)
