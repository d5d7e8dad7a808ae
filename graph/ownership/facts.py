"""What is known on a day about who holds, who votes and who manages: what beneficial owners follow from."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from graph.ownership.concert import Concerts
from graph.ownership.control import Control
from graph.ownership.control_rule import ControlRule
from graph.ownership.integrated import IntegratedOwnership
from graph.ownership.positions import ACTUAL_CONTROLLER, Positions
from graph.ownership.shareholdings import Shareholdings, Stakes
from graph.snapshot import Snapshot
from graph.snapshot.columns import float64


@dataclass(frozen=True, eq=False)
class OwnershipFacts:
    """The facts of a day on arrays; what takes time to derive is derived once, when first asked for.

    is_person, is_state: bool per party, natural persons and government bodies. doubts: int32, k × 2, pairs of parties,
    the smaller position first, of which a source says that they may be one.
    """

    holdings: Shareholdings
    is_person: NDArray[np.bool_]
    is_state: NDArray[np.bool_]
    positions: Positions
    concerts: Concerts
    doubts: NDArray[np.int32] = field(default_factory=lambda: np.zeros((0, 2), dtype=np.int32))
    _controls: dict[ControlRule, Control] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, snapshot: Snapshot) -> "OwnershipFacts":
        """The facts in force in a snapshot."""
        same = snapshot.edges("SAME_AS")
        ruled_out = float64(same.columns, "probability") == 0  # not so where no probability is stated
        doubtful = (same.source != same.target) & ~ruled_out
        return cls(
            Shareholdings.of(snapshot),
            ~snapshot.parties.is_enterprise,
            snapshot.parties.of_kind("government"),
            Positions.of(snapshot),
            Concerts.of(snapshot),
            np.unique(np.sort(np.stack([same.source[doubtful], same.target[doubtful]], axis=1), axis=1), axis=0),
        )

    @cached_property
    def shares(self) -> IntegratedOwnership:
        """The look-through of shares."""
        return IntegratedOwnership.of(self.holdings)

    @cached_property
    def votes(self) -> IntegratedOwnership:
        """The look-through of votes: as for shares, with votes in their place."""
        rows = self.holdings
        if np.array_equal(rows.share, rows.votes):
            return self.shares
        return IntegratedOwnership.of(
            Shareholdings.of_stakes(rows.party_count, Stakes(rows.owner, rows.owned, rows.votes, rows.votes))
        )

    def control(self, rule: ControlRule) -> Control:
        """Who controls whom by a rule."""
        if rule not in self._controls:
            self._controls[rule] = Control.of(self.holdings, rule, self.concerts, self.positions)
        return self._controls[rule]

    def registered_controllers(self, target: int) -> tuple[int, ...]:
        """Who is registered as the party's actual controller."""
        return self.positions.holders(target, ACTUAL_CONTROLLER)
