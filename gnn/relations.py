"""Who is tied to whom at a cut-off, as a typed network: ownership, guarantees, lending, control, officers, contacts.

The same relations stand in every network, also those without ties on the day, so that a model meets the same ones.
Attributes are as the facts state them, NaN where not known; a relation of a party to itself is left out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from gnn.network import ENTERPRISE, PERSON, Relation, TypedNetwork
from graph.measures.facts import Facts, days_of
from graph.measures.loans import lending
from graph.measures.ownership import contact_pairs, officer_pairs
from graph.measures.sums import ratio
from graph.snapshot.columns import float64

Floats = NDArray[np.float64]
Positions = NDArray[np.int32]
Flags = NDArray[np.bool_]

ROLES = ("legal_representative", "chairman", "director", "supervisor", "general_manager", "finance_officer",
         "actual_controller")  # fmt: skip
KINDS = {True: ENTERPRISE, False: PERSON}


def network_of(facts: Facts) -> TypedNetwork:
    """The network of a day. Enterprise i is the i-th of the snapshot's enterprises, as in its tables of features."""
    places = _Places.of(facts)
    relations = [
        *places.relations("owns", _stakes(facts), (True, False), (True,)),
        *places.relations("guarantees", _guarantees(facts), (True, False), (True, False)),
        *places.relations("controls", _control(facts), (True, False), (True,)),
        *places.relations("holds_position", _posts(facts), (False,), (True,)),
        *places.relations("related_to", _kin(facts), (False,), (False,)),
        *places.relations("lends", _loans(facts), (True,), (True,)),
        *places.relations("depends_on", _dependence(facts), (True,), (True,)),
        *places.relations("shares_officer", _Edges(*facts.shared(officer_pairs)), (True,), (True,)),
        *places.relations("shares_contact", _Edges(*facts.shared(contact_pairs)), (True,), (True,)),
    ]
    return TypedNetwork(places.counts, tuple(relations))


@dataclass(frozen=True, eq=False)
class _Edges:
    """Ties between parties by position, with named columns."""

    source: Positions
    target: Positions
    columns: Sequence[Floats] = ()
    names: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class _Places:
    """Where each party stands among the nodes of its kind."""

    is_enterprise: Flags
    number: Positions

    @classmethod
    def of(cls, facts: Facts) -> "_Places":
        is_enterprise = facts.snapshot.parties.is_enterprise
        number = np.where(is_enterprise, np.cumsum(is_enterprise), np.cumsum(~is_enterprise)) - 1
        return cls(is_enterprise, number.astype(np.int32))

    @property
    def counts(self) -> dict[str, int]:
        enterprises = int(self.is_enterprise.sum())
        return {ENTERPRISE: enterprises, PERSON: len(self.is_enterprise) - enterprises}

    def relations(
        self, name: str, edges: _Edges, sources: tuple[bool, ...], targets: tuple[bool, ...]
    ) -> list[Relation]:  # fmt: skip
        """One relation per pair of kinds; of several the names tell the kinds: person_guarantees_enterprise."""
        several = len(sources) * len(targets) > 1
        found = []
        for source in sources:
            for target in targets:
                chosen = (self.is_enterprise[edges.source] == source) & (self.is_enterprise[edges.target] == target)
                full = f"{KINDS[source]}_{name}_{KINDS[target]}" if several else name
                found.append(self._relation(full, edges, chosen & (edges.source != edges.target), (source, target)))
        return found

    def _relation(self, name: str, edges: _Edges, chosen: Flags, ends: tuple[bool, bool]) -> Relation:
        """In an order that follows from the ties, not from how their facts stand in the store."""
        source, target = self.number[edges.source[chosen]], self.number[edges.target[chosen]]
        columns = [column[chosen] for column in edges.columns]
        keys: list[NDArray[Any]] = [*columns[::-1], target, source]
        order = np.lexsort(keys)
        attributes = np.column_stack([column[order] for column in columns]) if columns else np.zeros((len(order), 0))
        return Relation(
            name, KINDS[ends[0]], KINDS[ends[1]], source[order], target[order], attributes.astype(np.float64),
            edges.names,
        )  # fmt: skip


def _stakes(facts: Facts) -> _Edges:
    held = facts.ownership.holdings
    return _Edges(held.owner, held.owned, (held.share, held.votes), ("share_ratio", "vote_ratio"))


def _guarantees(facts: Facts) -> _Edges:
    """A tie per contract in force."""
    network = facts.network
    form = pc.fill_null(facts.snapshot.nodes("Guarantee").column("form").cast(pa.string()), "")
    joint = np.append(pc.equal(form, "joint_and_several").to_numpy(), False)[network.contract].astype(np.float64)
    since = facts.days_since(days_of(facts.snapshot.edges("GUARANTEES")))[network.edge]
    borne = ratio(network.amount_cny, facts.net_assets_cny[network.guarantor])
    names = ("amount_cny", "amount_to_guarantor_net_assets", "joint_and_several", "age_days")
    return _Edges(network.guarantor, network.debtor, (network.amount_cny, borne, joint, since), names)


def _control(facts: Facts) -> _Edges:
    """Who controls each enterprise in the end; a concert group is no node."""
    ultimate = facts.control.ultimate
    controlled = np.flatnonzero((ultimate >= 0) & (ultimate < facts.count)).astype(np.int32)
    return _Edges(ultimate[controlled].astype(np.int32), controlled)


def _posts(facts: Facts) -> _Edges:
    edges = facts.snapshot.edges("HOLDS_POSITION")
    role = edges.column("role").cast(pa.string())
    flags = [pc.fill_null(pc.equal(role, one), False).to_numpy().astype(np.float64) for one in ROLES]
    return _Edges(edges.source, edges.target, flags, ROLES)


def _kin(facts: Facts) -> _Edges:
    edges = facts.snapshot.edges("RELATED_TO")
    return _Edges(edges.source, edges.target)


def _loans(facts: Facts) -> _Edges:
    borrower, lender, amount = facts.shared(lending)
    borne = ratio(amount, facts.net_assets_cny[lender])
    return _Edges(lender, borrower, (amount, borne), ("outstanding_cny", "outstanding_to_lender_net_assets"))


def _dependence(facts: Facts) -> _Edges:
    edges = facts.snapshot.edges("DEPENDS_ON")
    return _Edges(edges.source, edges.target, (float64(edges.columns, "share_ratio"),), ("share_ratio",))
