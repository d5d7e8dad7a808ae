"""The catalogue of measures: each a named function over a snapshot that gives one value per party, and its evidence."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.guarantees.network import sums
from graph.guarantees.structure import guarantor_counts, witness_cycle
from graph.kernels.reach import breadth_first_tree
from graph.signals.evidence import Evidence, Fact, Found, gather
from graph.signals.inputs import Inputs

SMALL_CIRCLE: Final = 100
"""So many guarantees inside a circle are shown whole as evidence; of more, a shortest circle through the party."""

CHAIN_EDGES, CHAIN_LOANS = 120, 60
"""The most guarantees and loans shown of a chain: the nearest guarantees, the largest loans."""


class MeasureUnit(StrEnum):
    """What a measure counts in; a rule's threshold must be in the same."""

    COUNT = "count"
    CNY = "cny"
    TIMES = "times"


@dataclass(frozen=True, eq=False)
class Measured:
    """A measure of every party: its value (float64, NaN where it cannot be said), what is at stake (元), and, for one
    party by position, the facts behind it.
    """

    value: NDArray[np.float64]
    loss_cny: NDArray[np.float64]
    evidence: Callable[[int], Evidence]


@dataclass(frozen=True, slots=True)
class Measure:
    """An entry of the catalogue."""

    name: str
    zh: str
    en: str
    unit: MeasureUnit
    of: Callable[[Inputs], Measured]


def enterprise_guarantors(inputs: Inputs) -> Measured:
    """How many distinct enterprises stand for the party; at stake is what all guarantors together stand for."""
    network, is_enterprise = inputs.network, inputs.snapshot.parties.is_enterprise
    counts = guarantor_counts(network.arcs, is_enterprise)

    def evidence(party: int) -> Evidence:
        received = network.by_debtor.edges_of(party)
        received = received[is_enterprise[network.guarantor[received]]]
        facts: dict[str, Fact] = {"guarantors": int(counts[party]), "guarantees": len(received)}
        return gather(inputs.snapshot, [_guarantees(inputs, received)], facts | _amounts(inputs, received))

    return Measured(counts.astype(np.float64), network.received_cny, evidence)


def circle_size(inputs: Inputs) -> Measured:
    """Of how many members the party's guarantee circle is, 0 outside of circles; at stake is what they guarantee."""
    network = inputs.network
    size, loss = np.zeros(network.party_count), np.zeros(network.party_count)
    circle_of = {}
    for circle in network.circles:
        size[circle.members] = len(circle.members)
        loss[circle.members] = np.nansum(network.amount_cny[circle.guarantees])
        circle_of[int(network.component[circle.members[0]])] = circle

    def evidence(party: int) -> Evidence:
        circle = circle_of[int(network.component[party])]
        shown = circle.guarantees
        if len(shown) > SMALL_CIRCLE:
            shown = witness_cycle(network.arcs, party, network.component)
        facts: dict[str, Fact] = {"members": len(circle.members), "guarantees": len(circle.guarantees)}
        return gather(
            inputs.snapshot, [_guarantees(inputs, shown)], facts | _amounts(inputs, circle.guarantees)
        )  # fmt: skip

    return Measured(size, loss, evidence)


def mutual_guarantors(inputs: Inputs) -> Measured:
    """With how many parties the party exchanges guarantees; at stake is what both sides stand for."""
    network = inputs.network
    partner_ends = network.mutual_pairs.ravel()
    counts = np.bincount(partner_ends, minlength=network.party_count)
    wide = network.party_count
    low, high = np.minimum(network.guarantor, network.debtor), np.maximum(network.guarantor, network.debtor)
    pairs = network.mutual_pairs.astype(np.int64)
    mutual = np.isin(low.astype(np.int64) * wide + high, pairs[:, 0] * wide + pairs[:, 1])
    amounts = np.where(mutual, np.nan_to_num(network.amount_cny), 0.0)
    loss = sums(network.guarantor, amounts, wide) + sums(network.debtor, amounts, wide)

    def evidence(party: int) -> Evidence:
        rows = np.concatenate([network.by_guarantor.edges_of(party), network.by_debtor.edges_of(party)])
        rows = rows[mutual[rows]]
        facts: dict[str, Fact] = {"partners": int(counts[party]), "guarantees": len(rows)}
        return gather(inputs.snapshot, [_guarantees(inputs, rows)], facts | _amounts(inputs, rows))

    return Measured(counts.astype(np.float64), loss, evidence)


def debtors_while_dishonest(inputs: Inputs) -> Measured:
    """For how many parties a listed dishonest debtor still stands, 0 for who is not listed; at stake is the sum."""
    network = inputs.network
    listed = inputs.hard_facts["dishonest_debtor"]
    counts = np.where(listed, np.diff(network.arcs.indptr), 0)

    def evidence(party: int) -> Evidence:
        given = network.by_guarantor.edges_of(party)
        listings = Found("LISTED_ON", np.sort(inputs.dishonest.edges_of(party)))
        facts: dict[str, Fact] = {"debtors": int(counts[party]), "guarantees": len(given)}
        return gather(inputs.snapshot, [listings, _guarantees(inputs, given)], facts | _amounts(inputs, given))

    return Measured(counts.astype(np.float64), network.given_cny, evidence)


def guarantees_to_net_assets(inputs: Inputs) -> Measured:
    """The sum of the party's guarantees as a multiple of its net assets by its latest statement.

    Net assets at or below zero count as one 元, so that the multiple is finite and huge; without a statement there is
    no value. At stake is the sum of guarantees.
    """
    network, net_assets = inputs.network, inputs.net_assets_cny
    multiple = network.given_cny / np.maximum(net_assets, 1.0)

    def evidence(party: int) -> Evidence:
        given = network.by_guarantor.edges_of(party)
        statement = Found("REPORTED", inputs.statement[[party]])
        facts: dict[str, Fact] = {"net_assets_cny": round(float(net_assets[party]), 2), "guarantees": len(given)}
        return gather(inputs.snapshot, [statement, _guarantees(inputs, given)], facts | _amounts(inputs, given))

    return Measured(multiple, network.given_cny, evidence)


def chain_amount_cny(inputs: Inputs) -> Measured:
    """What is outstanding on the distinct loans of everyone the party stands for, directly or through others.

    A scenario, not a debt: each guarantee in between would have to be called.
    """
    network = inputs.network
    reach = network.chain_reach
    amount = np.zeros(network.party_count)
    amount[reach.guarantors] = reach.amount_cny

    def evidence(party: int) -> Evidence:
        parties, edges = breadth_first_tree(network.arcs, party)
        loans = np.flatnonzero(np.isin(network.borrower, parties[1:]))
        loans = loans[np.argsort(-network.loan_amount_cny[loans], kind="stable")]
        place = int(np.searchsorted(reach.guarantors, party))
        facts: dict[str, Fact] = {"parties": int(reach.parties[place]), "loans": int(reach.loans[place])}
        borrowed = Found("BORROWED", network.loan_edge[loans], network.loan_amount_cny[loans])
        shown = [_guarantees(inputs, edges[:CHAIN_EDGES], by_amount=False), borrowed]
        return gather(inputs.snapshot, shown, facts, limit=CHAIN_EDGES + CHAIN_LOANS)

    return Measured(amount, amount, evidence)


def _guarantees(inputs: Inputs, rows: NDArray[np.int64], *, by_amount: bool = True) -> Found:
    """Guarantees as evidence, the largest first."""
    network = inputs.network
    if by_amount:
        rows = rows[np.argsort(-np.nan_to_num(network.amount_cny[rows]), kind="stable")]
    return Found("GUARANTEES", network.edge[rows], network.amount_cny[rows])


def _amounts(inputs: Inputs, rows: NDArray[np.int64]) -> dict[str, Fact]:
    """The sum of the guarantees and for how many of them the amount is unknown."""
    amounts = inputs.network.amount_cny[rows]
    return {"amount_cny": round(float(np.nansum(amounts)), 2), "without_amount": int(np.isnan(amounts).sum())}


MEASURES: Final[Mapping[str, Measure]] = MappingProxyType(
    {
        measure.name: measure
        for measure in (
            Measure("enterprise_guarantors", "为其担保的企业家数", "enterprises that stand for it",
                    MeasureUnit.COUNT, enterprise_guarantors),
            Measure("circle_size", "所在担保圈成员数", "members of its guarantee circle",
                    MeasureUnit.COUNT, circle_size),
            Measure("mutual_guarantors", "互保对象数", "parties with which it exchanges guarantees",
                    MeasureUnit.COUNT, mutual_guarantors),
            Measure("debtors_while_dishonest", "失信期间仍被其担保的主体数",
                    "parties it stands for while listed as a dishonest debtor",
                    MeasureUnit.COUNT, debtors_while_dishonest),
            Measure("guarantees_to_net_assets", "对外担保总额与净资产之比", "its guarantees to its net assets",
                    MeasureUnit.TIMES, guarantees_to_net_assets),
            Measure("chain_amount_cny", "担保链下游贷款余额合计", "outstanding loans downstream of its guarantees",
                    MeasureUnit.CNY, chain_amount_cny),
        )
    }
)  # fmt: skip
