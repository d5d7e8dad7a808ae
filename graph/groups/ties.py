"""What joins parties into groups: control and economic dependency."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from graph.errors import UsageError
from graph.groups.dependency import Dependencies
from graph.kernels.csr import CSR, build_csr
from graph.ownership.control import Control

Pairs = tuple[NDArray[np.int32], NDArray[np.int32]]


def control_pairs(control: Control) -> Pairs:
    """Who controls whom, by concert and alone: what a member of a concert group controls alone ties it to the group."""
    if not len(control.concerts):
        return control.pairs()
    together, alone = control.pairs(), control.alone.pairs()
    return np.concatenate([together[0], alone[0]]), np.concatenate([together[1], alone[1]])


@dataclass(frozen=True, eq=False)
class Ties:
    """Control by pairs (int32 controller, controlled), and dependencies.

    Positions are below `node_count`: those of the parties, and behind them concert groups that control as one.
    """

    node_count: int
    controller: NDArray[np.int32]
    controlled: NDArray[np.int32]
    dependencies: Dependencies

    @classmethod
    def of(
        cls, party_count: int, control: Pairs, dependencies: Dependencies, exempt: NDArray[np.bool_] | None = None
    ) -> "Ties":
        """The ties that count: those by an exempt party's control do not. UsageError where a position is negative."""
        ends = [*control, dependencies.provider, dependencies.dependent]
        if any(len(end) and int(end.min()) < 0 for end in ends) or len(control[0]) != len(control[1]):
            raise UsageError(
                "Ties join parties by their positions, two ends each, none negative. Take them from one snapshot.",
                "关联以主体位置表示，两端成对且不得为负。请取自同一快照。",
            )
        node_count = max([party_count, *(int(end.max()) + 1 for end in ends if len(end))])
        controller, controlled = (end.astype(np.int32, copy=False) for end in control)
        counts = controller != controlled
        if exempt is not None:
            counts &= ~np.append(exempt, np.zeros(max(node_count - len(exempt), 0), dtype=np.bool_))[controller]
        return cls(node_count, controller[counts], controlled[counts], dependencies)

    @cached_property
    def by_controller(self) -> CSR:
        """Whom each party controls; `edge` is the place of the pair."""
        return build_csr(self.controller, self.controlled, self.node_count)

    @cached_property
    def by_controlled(self) -> CSR:
        """Who controls each party; `edge` is the place of the pair."""
        return build_csr(self.controlled, self.controller, self.node_count)

    @cached_property
    def by_provider(self) -> CSR:
        """Who depends on each party; `edge` is the row among the dependencies."""
        return build_csr(self.dependencies.provider, self.dependencies.dependent, self.node_count)
