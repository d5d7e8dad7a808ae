"""Kinds of evidence about those around a party who have failed or are strained, and of how it got there itself."""

from collections.abc import Callable
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph.kernels.csr import CSR, build_csr
from graph.measures.channels import CHANNELS
from graph.measures.condition import event_is
from graph.measures.facts import YEAR_DAYS, Facts, days_of
from graph.signals.evidence import Fact, Found, Shown
from graph.signals.proof.proofs import Proofs
from graph.snapshot.snapshot import Edges

Places = NDArray[np.int64]
Flags = NDArray[np.bool_]

TOLD: Final = ("HAD", "STOOD_AT", "DESCRIBED_BY")
"""The kinds of edges that say of somebody that it is in default."""

LATEST_STATEMENTS: Final = 2
"""The latest and the one before it."""


def failed_debtors(proofs: Proofs, party: int) -> Shown:
    """The debtors in default for whom the party stands, and what says so."""
    rows, debtor = proofs.network.by_guarantor.edges_of(party), proofs.network.debtor
    return _guaranteed(proofs, rows[proofs.facts.condition.in_default[debtor[rows]]], debtor, party)


def failed_guarantors(proofs: Proofs, party: int) -> Shown:
    """The guarantors in default who stand for the party, and what says so."""
    rows, guarantor = proofs.network.by_debtor.edges_of(party), proofs.network.guarantor
    return _guaranteed(proofs, rows[proofs.facts.condition.in_default[guarantor[rows]]], guarantor, party)


def debtors_troubled(proofs: Proofs, party: int) -> Shown:
    """The debtors in default or strained for whom the party stands, and what says so."""
    rows, debtor = proofs.network.by_guarantor.edges_of(party), proofs.network.debtor
    return _strained(proofs, rows[proofs.facts.condition.strained[debtor[rows]]], debtor, party)


def guarantors_troubled(proofs: Proofs, party: int) -> Shown:
    """The guarantors in default or strained who stand for the party, and what says so."""
    rows, guarantor = proofs.network.by_debtor.edges_of(party), proofs.network.guarantor
    return _strained(proofs, rows[proofs.facts.condition.strained[guarantor[rows]]], guarantor, party)


def failed_in_circle(proofs: Proofs, party: int) -> Shown:
    """The members in default of the party's circle, the guarantees that tie them to it, and what says so."""
    network = proofs.network
    component = int(network.component[party])
    others = proofs.facts.shared(_failed_members).edges_of(component)
    others = others[others != party]
    rows = proofs.facts.shared(_failed_inside).edges_of(component)
    numbers: dict[str, Fact] = {"members": len(network.members_in(component)), "failed": len(others)}
    return (proofs.guarantees(rows), *default_of(proofs, others)), numbers | proofs.amounts_inside(component)


def failed_group(proofs: Proofs, party: int) -> Shown:
    """What says of other enterprises of the party's group that they are in default."""
    others = _failed_others(proofs, "group").neighbours(party)
    return default_of(proofs, others), {"failed": len(np.unique(others))}


def failed_neighbours(proofs: Proofs, party: int) -> Shown:
    """Those tied to the party who are in default: its guarantees and stakes with them, and what says so."""
    ties = {name: np.unique(_failed_others(proofs, name).neighbours(party)) for name in CHANNELS}
    others = np.unique(np.concatenate(list(ties.values())))
    network, owns = proofs.network, proofs.facts.snapshot.edges("OWNS")
    to, by = network.by_guarantor.edges_of(party), network.by_debtor.edges_of(party)
    rows = np.concatenate([to[np.isin(network.debtor[to], others)], by[np.isin(network.guarantor[by], others)]])
    held, owners = (proofs.by("OWNS", end).edges_of(party) for end in ("source", "target"))
    stakes = [held[np.isin(owns.target[held], others)], owners[np.isin(owns.source[owners], others)]]
    numbers: dict[str, Fact] = {f"failed_{name}": len(found) for name, found in ties.items() if len(found)}
    tied = (proofs.guarantees(rows), Found("OWNS", np.sort(np.concatenate(stakes))))
    return (*tied, *default_of(proofs, others)), {"failed": len(others)} | numbers


def guarantor_statements(proofs: Proofs, party: int) -> Shown:
    """The latest statements of those who stand for the party."""
    rows = proofs.network.by_debtor.edges_of(party)
    edge = proofs.facts.statements.edge[np.unique(proofs.network.guarantor[rows])]
    return (Found("REPORTED", np.sort(edge[edge >= 0])),), {
        "guarantors": len(edge),
        "statements": int((edge >= 0).sum()),
    }


def guarantees_ended(proofs: Proofs, party: int) -> Shown:
    """The guarantees for the party whose contract ended within twelve months."""
    edges, by_debtor = proofs.facts.shared(_ended_guarantees)
    rows = by_debtor.edges_of(party)
    return (Found("GUARANTEES", np.sort(rows), edges=edges),), {"ended": len(rows)}


def balances(proofs: Proofs, party: int) -> Shown:
    """The party's loans and how each of them stands."""
    borrowed = proofs.of("BORROWED", party)
    loans = np.unique(proofs.facts.snapshot.edges("BORROWED").target[borrowed.rows])
    stood = proofs.by("STOOD_AT", "source").edges_of_all(loans)
    return (Found("BORROWED", np.sort(borrowed.rows)), Found("STOOD_AT", np.sort(stood))), {"loans": len(loans)}


def statements(proofs: Proofs, party: int) -> Shown:
    """The party's latest statement and the one before it."""
    edges, by_party, period = proofs.facts.shared(_statements_begun)
    rows = by_party.edges_of(party)
    latest = np.unique(period[rows])[-LATEST_STATEMENTS:]
    return (Found("REPORTED", np.sort(rows[np.isin(period[rows], latest)]), edges=edges),), {}


def _guaranteed(proofs: Proofs, rows: Places, end: NDArray[np.int32], party: int) -> Shown:
    others = np.setdiff1d(end[rows], [party])
    said = default_of(proofs, others)
    return (proofs.guarantees(rows), *said), {"failed": len(others)} | proofs.amounts(rows)


def _strained(proofs: Proofs, rows: Places, end: NDArray[np.int32], party: int) -> Shown:
    others = np.setdiff1d(end[rows], [party])
    listed = Found("LISTED_ON", np.sort(proofs.by("LISTED_ON", "source").edges_of_all(others)))
    said = (*default_of(proofs, others), listed)
    return (proofs.guarantees(rows), *said), {"strained": len(others)} | proofs.amounts(rows)


def default_of(proofs: Proofs, parties: NDArray[np.integer]) -> tuple[Found, ...]:
    """What says of some parties that they are in default or late."""
    parties = np.unique(parties)
    said = proofs.facts.shared(_default_told)
    return tuple(Found(name, np.sort(said[name].edges_of_all(parties))) for name in TOLD)


def _default_told(facts: Facts) -> dict[str, CSR]:
    """By party the edges that say it is in default or late: its events, the balances of its loans past due or below
    normal, its record as bankrupt."""
    snapshot, rule = facts.snapshot, facts.rule
    had, stood, described = (snapshot.edges(name) for name in TOLD)
    borrowed = snapshot.edges("BORROWED")
    borrower = np.full(snapshot.node_count("Loan"), -1, dtype=np.int32)
    borrower[borrowed.target] = borrowed.source
    condition = facts.condition
    late = np.nan_to_num(condition.loan_days_past_due) > 0
    bad = (late | (np.nan_to_num(condition.loan_class) > 1)) & (borrower >= 0)
    status = snapshot.nodes("Record").column("status").cast(pa.string())
    bankrupt: Flags = pc.fill_null(pc.equal(status, "bankrupt"), False).to_numpy()
    chosen = {
        "HAD": (had.source, event_is(snapshot, *rule.events)[had.target]),
        "STOOD_AT": (borrower[stood.source], bad[stood.source]),
        "DESCRIBED_BY": (described.source, bankrupt[described.target]),
    }
    return {name: by_party(party, flags, facts.count) for name, (party, flags) in chosen.items()}


def by_party(party: NDArray[np.int32], chosen: Flags, count: int) -> CSR:
    """The rows of the edges chosen, by party."""
    rows = np.flatnonzero(chosen)
    found = build_csr(party[rows], party[rows], count)
    return CSR(found.indptr, found.indices, rows[found.edge])


def _failed_members(facts: Facts) -> CSR:
    """Those in default, by the number of their circle."""
    return by_party(facts.network.component, facts.condition.in_default, facts.count)


def _failed_inside(facts: Facts) -> CSR:
    """The guarantees inside circles that one in default gave or received, by the number of the circle."""
    network, failed = facts.network, facts.condition.in_default
    component = network.component[network.guarantor]
    inside = (component == network.component[network.debtor]) & (network.guarantor != network.debtor)
    return by_party(component, inside & (failed[network.guarantor] | failed[network.debtor]), facts.count)


def _failed_others(proofs: Proofs, name: str) -> CSR:
    return proofs.facts.shared(FAILED[name])


def _failed_by(name: str) -> Callable[[Facts], CSR]:
    def of(facts: Facts) -> CSR:
        """By party those in default to whom a channel ties it."""
        channel = CHANNELS[name](facts)
        failed = facts.condition.in_default[channel.other]
        return build_csr(channel.party[failed], channel.other[failed], facts.count)

    return of


FAILED: Final = {name: _failed_by(name) for name in CHANNELS}


def _ended_guarantees(facts: Facts) -> tuple[Edges, CSR]:
    """All guarantees that have begun, and by debtor those of them that ended within twelve months."""
    begun = facts.snapshot.begun("GUARANTEES")
    since = facts.days_since(days_of(begun, "valid_to"))
    return begun, by_party(begun.target, (since >= 0) & (since < YEAR_DAYS), facts.count)


def _statements_begun(facts: Facts) -> tuple[Edges, CSR, NDArray[np.int32]]:
    """All statements known, by party, and the end of the period of each."""
    begun = facts.snapshot.begun("REPORTED")
    ends = facts.snapshot.nodes("Statement").column("period_end").cast(pa.int32()).fill_null(0).to_numpy()
    return begun, by_party(begun.source, np.ones(len(begun), dtype=np.bool_), facts.count), ends[begun.target]
