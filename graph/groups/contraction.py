"""Control groups as one node each, and of these the ones that depend on one another as one."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.groups.ties import Ties
from graph.kernels.components import strong_components
from graph.kernels.csr import CSR, build_csr
from graph.kernels.join import joined


@dataclass(frozen=True, eq=False)
class Contraction:
    """Parties → control groups → sources and dependents.

    control_group: int32 per node. component: int32 per node, the number of the control groups that depend on one
    another. dependents: who depends on each component, without circles and from higher numbers to lower.
    """

    count: int
    control_group: NDArray[np.int32]
    component: NDArray[np.int32]
    dependents: CSR

    @classmethod
    def of(cls, ties: Ties) -> "Contraction":
        """Control first, in whatever direction; then dependency in its direction."""
        group = joined(ties.controller, ties.controlled, ties.node_count)
        group_count = int(group.max()) + 1 if len(group) else 0
        provider, dependent = group[ties.dependencies.provider], group[ties.dependencies.dependent]
        component = strong_components(build_csr(provider, dependent, group_count))
        count = int(component.max()) + 1 if group_count else 0
        provider, dependent = component[provider], component[dependent]
        apart = provider != dependent
        return cls(count, group, component[group], build_csr(provider[apart], dependent[apart], count))

    @property
    def is_source(self) -> NDArray[np.bool_]:
        """Per component whether it depends on no other."""
        return np.asarray(np.bincount(self.dependents.indices, minlength=self.count) == 0)

    def first(self) -> NDArray[np.int64]:
        """The smallest position in each component."""
        first = np.zeros(self.count, dtype=np.int64)
        first[self.component[::-1]] = np.arange(len(self.component))[::-1]
        return first

    def heads(self, ties: Ties, exposure_cny: NDArray[np.float64]) -> NDArray[np.int32]:
        """Who stands at the top of each component (int32): the head of its control group of the largest exposure.

        The head of a control group is, of those whom nobody controls (of all, where they control one another in a
        circle), the one who controls most, and then the first.
        """
        top = self._control_heads(ties)
        amount = np.bincount(self.control_group, weights=exposure_cny, minlength=len(top))
        component = self.component[top]
        heads = np.zeros(self.count, dtype=np.int32)
        heads[component] = top
        joint = np.flatnonzero(np.bincount(component, minlength=self.count)[component] > 1)
        order = joint[np.lexsort((-top[joint], amount[joint], component[joint]))]
        heads[component[order]] = top[order]
        return heads

    def _control_heads(self, ties: Ties) -> NDArray[np.int32]:
        """The head of each control group, found by one number per party that orders them."""
        controls = np.bincount(ties.controller, minlength=ties.node_count).astype(np.int64)
        is_free = np.bincount(ties.controlled, minlength=ties.node_count) == 0
        backwards = ties.node_count - 1 - np.arange(ties.node_count, dtype=np.int64)
        rank = (is_free.astype(np.int64) << 62) | (np.minimum(controls, 2**30 - 1) << 32) | backwards
        best = np.zeros(int(self.control_group.max()) + 1 if ties.node_count else 0, dtype=np.int64)
        np.maximum.at(best, self.control_group, rank)
        return (ties.node_count - 1 - (best & (2**32 - 1))).astype(np.int32)
