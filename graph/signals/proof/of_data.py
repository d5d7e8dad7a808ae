"""Evidence of what is missing, stale or contradictory: the loans, guarantees, stakes and statements in question."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from graph.kernels.csr import CSR, build_csr
from graph.measures.data import doubtful_loans
from graph.measures.disputes import disputed_stakes
from graph.measures.doubtful_guarantees import for_oneself, too_early, unheard_of, written_twice
from graph.measures.facts import Facts
from graph.signals.evidence import Fact, Found, Shown
from graph.signals.proof.proofs import Proofs

Flags = NDArray[np.bool_]
Places = NDArray[np.int64]


def doubtful_loans_of(proofs: Proofs, party: int) -> Shown:
    """The party's loans without a balance, with a stale one, or past maturity without being called overdue."""
    facts = proofs.facts
    doubt = facts.shared(doubtful_loans)
    borrowed = facts.snapshot.edges("BORROWED")
    rows = proofs.of("BORROWED", party).rows
    rows = rows[doubt.bare[rows] | doubt.stale[rows] | doubt.hushed[rows]]
    balances = np.sort(proofs.by("STOOD_AT", "source").edges_of_all(np.unique(borrowed.target[rows])))
    told: dict[str, Fact] = {
        "without_balance": int(doubt.bare[rows].sum()), "stale": int(doubt.stale[rows].sum()),
        "matured_not_overdue": int(doubt.hushed[rows].sum()),
    }  # fmt: skip
    return (Found("BORROWED", rows, doubt.amount_cny[rows]), Found("STOOD_AT", balances)), told


def guarantees_too_early(proofs: Proofs, party: int) -> Shown:
    """The guarantees for the party that were signed before the guarantor was founded."""
    return _received(proofs, party, proofs.facts.shared(too_early).__getitem__, "before_founding")


def guarantees_by_unknown(proofs: Proofs, party: int) -> Shown:
    """The guarantees for the party by enterprises of which nothing is known."""
    unheard, guarantor = proofs.facts.shared(unheard_of), proofs.network.guarantor
    return _received(proofs, party, lambda rows: unheard[guarantor[rows]], "by_unknown")


def guarantees_without_amount(proofs: Proofs, party: int) -> Shown:
    """The guarantees for the party of which no amount is known."""
    amount = proofs.network.amount_cny
    return _received(proofs, party, lambda rows: np.isnan(amount[rows]), "no_amount")


def guarantees_written_twice(proofs: Proofs, party: int) -> Shown:
    """The guarantees for the party that repeat parties and number of another."""
    return _received(proofs, party, proofs.facts.shared(written_twice).__getitem__, "repeated")


def self_guarantees(proofs: Proofs, party: int) -> Shown:
    """The guarantees that the party gave for its own debts."""
    rows, amount = proofs.facts.shared(for_oneself)
    own = proofs.facts.shared(_by_giver).edges_of(party)
    return (Found("GAVE", rows[own], amount[own]),), {"self_guarantees": len(own)}


def disputed_owners(proofs: Proofs, party: int) -> Shown:
    """The stakes in the party, and by how much sources differ about them."""
    _, apart = proofs.facts.shared(disputed_stakes)
    of = apart[proofs.facts.shared(_by_disputed).edges_of(party)]
    told: dict[str, Fact] = {"stakes_disputed": len(of), "shares_apart": round(float(np.sort(of).sum()), 4)}
    return (Found("OWNS", np.sort(proofs.to("OWNS", party).rows)),), told


def _by_giver(facts: Facts) -> CSR:
    """The guarantees for oneself by who gave them."""
    rows, _ = facts.shared(for_oneself)
    giver = facts.snapshot.edges("GAVE").source[rows]
    return build_csr(giver, giver, facts.count)


def _by_disputed(facts: Facts) -> CSR:
    """The disputed stakes by the party in which they are."""
    owned, _ = facts.shared(disputed_stakes)
    return build_csr(owned, owned, facts.count)


def _received(proofs: Proofs, party: int, doubtful: Callable[[Places], Flags], name: str) -> Shown:
    rows = proofs.network.by_debtor.edges_of(party)
    rows = rows[doubtful(rows)]
    return (proofs.guarantees(rows),), {name: len(rows)} | proofs.amounts(rows)
