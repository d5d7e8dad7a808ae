"""Which facts prove a finding about a party: kinds of evidence that rules name, each a few edges of the day's graph."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.guarantees.network import GuaranteeNetwork
from graph.guarantees.structure import witness_cycle
from graph.kernels.csr import CSR, build_csr
from graph.kernels.reach import breadth_first_tree
from graph.measures.facts import Facts
from graph.measures.structure import mutual_guarantees
from graph.signals import proof_of_data, proof_of_ties
from graph.signals.evidence import Fact, Found, Shown
from graph.signals.proof_of_failure import (
    balances,
    debtors_troubled,
    failed_debtors,
    failed_group,
    failed_guarantors,
    failed_in_circle,
    failed_neighbours,
    guarantees_ended,
    guarantor_statements,
    guarantors_troubled,
    statements,
)

SMALL_CIRCLE: Final = 100
"""So many guarantees inside a circle are shown whole; of more, a shortest circle through the party."""

CHAIN_EDGES, CHAIN_LOANS = 120, 60
"""The most guarantees and loans shown of a chain: the nearest guarantees, the largest loans."""

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


def received(proofs: Proofs, party: int) -> Shown:
    """Who stands for the party."""
    rows = proofs.network.by_debtor.edges_of(party)
    return (proofs.guarantees(rows),), {"guarantees": len(rows)} | proofs.amounts(rows)


def received_from_enterprises(proofs: Proofs, party: int) -> Shown:
    """Which enterprises stand for the party."""
    network = proofs.network
    rows = network.by_debtor.edges_of(party)
    rows = rows[proofs.facts.snapshot.parties.is_enterprise[network.guarantor[rows]]]
    guarantors = len(np.unique(network.guarantor[rows]))
    return (proofs.guarantees(rows),), {"guarantors": guarantors, "guarantees": len(rows)} | proofs.amounts(rows)


def given(proofs: Proofs, party: int) -> Shown:
    """For whom the party stands."""
    network = proofs.network
    rows = network.by_guarantor.edges_of(party)
    debtors = len(np.unique(network.debtor[rows]))
    return (proofs.guarantees(rows),), {"debtors": debtors, "guarantees": len(rows)} | proofs.amounts(rows)


def circle(proofs: Proofs, party: int) -> Shown:
    """The party's circle of guarantees."""
    network = proofs.network
    component = int(network.component[party])
    inside = shown = proofs.inside.get(component, np.empty(0, dtype=np.int64))
    if len(inside) > SMALL_CIRCLE:
        shown = witness_cycle(network.arcs, party, network.component)
    members = len(network.members_in(component))
    told: dict[str, Fact] = {"members": members, "guarantees": len(inside)}
    return (proofs.guarantees(shown),), told | proofs.amounts_inside(component)


def mutual(proofs: Proofs, party: int) -> Shown:
    """The guarantees that the party exchanges with others."""
    network = proofs.network
    rows = np.concatenate([network.by_guarantor.edges_of(party), network.by_debtor.edges_of(party)])
    rows = rows[proofs.mutual[rows]]
    ends = np.union1d(network.guarantor[rows], network.debtor[rows])
    return (
        (proofs.guarantees(rows),),
        {"partners": max(len(ends) - 1, 0), "guarantees": len(rows)} | proofs.amounts(rows),
    )


def chain(proofs: Proofs, party: int) -> Shown:
    """What hangs downstream of the party's guarantees: the nearest of them, and the largest loans."""
    network = proofs.network
    parties, edges = breadth_first_tree(network.arcs, party)
    loans = np.sort(proofs.loans_of.edges_of_all(parties[1:]))
    # Of loans alike in amount the one that stands first among the nodes, in whatever order the edges come.
    loan = proofs.facts.snapshot.edges("BORROWED").target[network.loan_edge[loans]]
    loans = loans[np.lexsort((loan, -np.nan_to_num(network.loan_amount_cny[loans])))]
    borrowed = Found("BORROWED", network.loan_edge[loans[:CHAIN_LOANS]], network.loan_amount_cny[loans[:CHAIN_LOANS]])
    shown = proofs.guarantees(edges[:CHAIN_EDGES], by_amount=False)
    return (shown, borrowed), {"parties": len(parties) - 1, "loans": len(loans)}


def troubled(proofs: Proofs, party: int) -> Shown:
    """Those tied to the party by a guarantee who are in default or strained, and what says so of them."""
    network, strained = proofs.network, proofs.facts.condition.strained
    to, by = network.by_guarantor.edges_of(party), network.by_debtor.edges_of(party)
    rows = np.concatenate([to[strained[network.debtor[to]]], by[strained[network.guarantor[by]]]])
    others = np.setdiff1d(np.union1d(network.guarantor[rows], network.debtor[rows]), [party])
    said = [one for name in ("HAD", "LISTED_ON") for one in _each(proofs, name, others)]
    return (proofs.guarantees(rows), *said), {"troubled": len(others)} | proofs.amounts(rows)


def _each(proofs: Proofs, name: str, parties: NDArray[np.integer]) -> list[Found]:
    return [Found(name, np.sort(proofs.by(name, "source").edges_of_all(parties)))] if len(parties) else []


def _out(name: str) -> Callable[[Proofs, int], Shown]:
    def shown(proofs: Proofs, party: int) -> Shown:
        found = proofs.of(name, party)
        return (Found(name, np.sort(found.rows)),), {}

    return shown


def _in(name: str) -> Callable[[Proofs, int], Shown]:
    def shown(proofs: Proofs, party: int) -> Shown:
        found = proofs.to(name, party)
        return (Found(name, np.sort(found.rows)),), {}

    return shown


def statement(proofs: Proofs, party: int) -> Shown:
    """The party's latest statement."""
    edge = proofs.facts.statements.edge[[party]]
    net_assets = float(proofs.facts.net_assets_cny[party])
    told: dict[str, Fact] = {} if np.isnan(net_assets) else {"net_assets_cny": round(net_assets, 2)}
    return (Found("REPORTED", edge[edge >= 0]),), told


PROOFS: Final[Mapping[str, Callable[[Proofs, int], Shown]]] = MappingProxyType(
    {
        "received": received,
        "received_from_enterprises": received_from_enterprises,
        "given": given,
        "circle": circle,
        "mutual": mutual,
        "chain": chain,
        "troubled": troubled,
        "statement": statement,
        "record": _out("DESCRIBED_BY"),
        "loans": _out("BORROWED"),
        "lent": _out("LENT"),
        "events": _out("HAD"),
        "cases": _out("PARTY_TO"),
        "listings": _out("LISTED_ON"),
        "owners": _in("OWNS"),
        "owned": _out("OWNS"),
        "officers": _in("HOLDS_POSITION"),
        "kin": _out("RELATED_TO"),
        "circle_failed": failed_in_circle,
        "failed_debtors": failed_debtors,
        "failed_guarantors": failed_guarantors,
        "failed_group": failed_group,
        "failed_neighbours": failed_neighbours,
        "debtors_troubled": debtors_troubled,
        "guarantors_troubled": guarantors_troubled,
        "guarantor_statements": guarantor_statements,
        "guarantees_ended": guarantees_ended,
        "balances": balances,
        "statements": statements,
        "controllers": proof_of_ties.controllers,
        "stakes_ended": proof_of_ties.stakes_ended,
        "posts_ended": proof_of_ties.posts_ended,
        "hidden_guarantees": proof_of_ties.hidden_guarantees,
        "group_guarantees": proof_of_ties.group_guarantees,
        "owner_guarantees": proof_of_ties.owner_guarantees,
        "loop": proof_of_ties.loop,
        "represented": proof_of_ties.represented,
        "defaulted_of_officers": proof_of_ties.defaulted_of_officers,
        "troubles_behind": proof_of_ties.troubles_behind,
        "doubtful_loans": proof_of_data.doubtful_loans_of,
        "guarantees_too_early": proof_of_data.guarantees_too_early,
        "guarantees_by_unknown": proof_of_data.guarantees_by_unknown,
        "guarantees_without_amount": proof_of_data.guarantees_without_amount,
        "guarantees_written_twice": proof_of_data.guarantees_written_twice,
        "self_guarantees": proof_of_data.self_guarantees,
        "disputed_owners": proof_of_data.disputed_owners,
    }
)
"""What rules name as their evidence."""
