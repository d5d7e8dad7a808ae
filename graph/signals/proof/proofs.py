"""What the kinds of evidence of a day share: guarantees, edges by party, sums, each worked out once."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from graph.guarantees.network import GuaranteeNetwork
from graph.kernels.csr import CSR, build_csr
from graph.measures.facts import Facts
from graph.measures.structure import mutual_guarantees
from graph.signals.evidence import Fact, Found

Places = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Proofs:
    """What the kinds of evidence share, each worked out when first needed."""

    facts: Facts

    @property
    def network(self) -> GuaranteeNetwork:
        """The guarantees in force."""
        return self.facts.network

    @cached_property
    def mutual(self) -> NDArray[np.bool_]:
        """Which guarantees are exchanged."""
        return mutual_guarantees(self.network)

    @cached_property
    def inside(self) -> dict[int, Places]:
        """The guarantees between members, by circle."""
        component = self.network.component
        return {int(component[one.members[0]]): one.guarantees for one in self.network.circles}

    @cached_property
    def loans_of(self) -> CSR:
        """The loans of the network by borrower."""
        return build_csr(self.network.borrower, self.network.borrower, self.network.party_count)

    def name(self, party: int) -> str:
        """The id of a party."""
        found: str = self.facts.snapshot.parties.table.column("party_id")[party].as_py()
        return found

    def of(self, name: str, party: int) -> Found:
        """The edges of a relationship that go out from a party."""
        return Found(name, self.by(name, "source").edges_of(party))

    def to(self, name: str, party: int) -> Found:
        """The edges of a relationship that come in to a party."""
        return Found(name, self.by(name, "target").edges_of(party))

    def guarantees(self, rows: Places, *, by_amount: bool = True) -> Found:
        """Guarantees of the network, the largest first."""
        network = self.network
        if by_amount:
            rows = rows[np.argsort(-np.nan_to_num(network.amount_cny[rows]), kind="stable")]
        return Found("GUARANTEES", network.edge[rows], network.amount_cny[rows])

    def amounts(self, rows: Places) -> dict[str, Fact]:
        """The sum of guarantees and for how many of them the amount is unknown."""
        amounts = self.network.amount_cny[rows]
        return {"amount_cny": round(float(np.nansum(amounts)), 2), "without_amount": int(np.isnan(amounts).sum())}

    def amounts_inside(self, component: int) -> dict[str, Fact]:
        """The same of a circle, worked out once for all its members."""
        if component not in self._amounts_inside:
            inside = self.inside.get(component, np.empty(0, dtype=np.int64))
            self._amounts_inside[component] = self.amounts(inside)
        return self._amounts_inside[component]

    def by(self, name: str, end: str) -> CSR:
        """The edges of a relationship by their "source" or their "target"."""
        if (name, end) not in self._sorted:
            edges = self.facts.snapshot.edges(name)
            ends = (edges.source, edges.target) if end == "source" else (edges.target, edges.source)
            self._sorted[name, end] = build_csr(*ends, max(edges.source_count, edges.target_count))
        return self._sorted[name, end]

    @cached_property
    def _amounts_inside(self) -> dict[int, dict[str, Fact]]:
        return {}

    @cached_property
    def _sorted(self) -> dict[tuple[str, str], CSR]:
        return {}
