"""Who holds which office at which enterprise on a day: legal representative, chairman, general manager …"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph.kernels.csr import CSR, build_csr
from graph.schema.ownership import ROLE
from graph.snapshot import Snapshot

ROLES = tuple(choice.value for choice in ROLE.choices)
"""The offices that the schema knows."""

ACTUAL_CONTROLLER = "actual_controller"
"""The office of who is registered as the actual controller."""


@dataclass(frozen=True, eq=False)
class Positions:
    """One row per person, enterprise and role.

    person, enterprise: int32 positions of parties. role: int8, places in `ROLES`.
    """

    party_count: int
    person: NDArray[np.int32]
    enterprise: NDArray[np.int32]
    role: NDArray[np.int8]

    @classmethod
    def of(cls, snapshot: Snapshot) -> "Positions":
        """The offices held in the snapshot, in the order of its HOLDS_POSITION edges."""
        edges = snapshot.edges("HOLDS_POSITION")
        place = pc.index_in(edges.column("role").cast(pa.string()), value_set=pa.array(ROLES, pa.string()))
        role = pc.fill_null(place, -1).to_numpy().astype(np.int8)
        return cls(snapshot.node_count("Party"), edges.source, edges.target, role)

    @classmethod
    def of_rows(
        cls,
        party_count: int,
        person: NDArray[np.int32],
        enterprise: NDArray[np.int32],
        roles: Sequence[str | None],
    ) -> "Positions":
        """The offices as given; a role that the schema does not know counts as none."""
        place = {role: i for i, role in enumerate(ROLES)}
        return cls(party_count, person, enterprise, np.array([place.get(r or "", -1) for r in roles], dtype=np.int8))

    @classmethod
    def none(cls, party_count: int) -> "Positions":
        """Nobody holds an office."""
        empty = np.zeros(0, dtype=np.int32)
        return cls.of_rows(party_count, empty, empty, ())

    @cached_property
    def by_enterprise(self) -> CSR:
        """Who holds an office at each enterprise; `edge` is the row."""
        return build_csr(self.enterprise, self.person, self.party_count)

    def holders(self, enterprise: int, role: str) -> tuple[int, ...]:
        """The persons in that role, by position."""
        rows = self.by_enterprise.edges_of(enterprise)
        return tuple(np.unique(self.person[rows[self.role[rows] == ROLES.index(role)]]).tolist())
