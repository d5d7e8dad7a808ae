"""Evidence of what is missing, stale or contradictory: the loans, guarantees, stakes and statements in question."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from graph.measures.data import doubtful_loans
from graph.measures.disputes import disputed_stakes
from graph.measures.doubtful_guarantees import for_oneself, too_early, unheard_of, written_twice
from graph.signals.evidence import Fact, Found

if TYPE_CHECKING:
    from graph.signals.evidence import Shown
    from graph.signals.proof import Proofs

Flags = NDArray[np.bool_]


def doubtful_loans_of(proofs: "Proofs", party: int) -> "Shown":
    """The party's loans without a balance, with a stale one, or past maturity without being called overdue."""
    facts = proofs.facts
    doubt = facts.shared(doubtful_loans)
    borrowed, stood = facts.snapshot.edges("BORROWED"), facts.snapshot.edges("STOOD_AT")
    rows = proofs.of("BORROWED", party).rows
    rows = rows[(doubt.bare | doubt.stale | doubt.hushed)[rows]]
    balances = np.flatnonzero(np.isin(stood.source, borrowed.target[rows]))
    told: dict[str, Fact] = {
        "without_balance": int(doubt.bare[rows].sum()), "stale": int(doubt.stale[rows].sum()),
        "matured_not_overdue": int(doubt.hushed[rows].sum()),
    }  # fmt: skip
    return (Found("BORROWED", rows, doubt.amount_cny[rows]), Found("STOOD_AT", balances)), told


def guarantees_too_early(proofs: "Proofs", party: int) -> "Shown":
    """The guarantees for the party that were signed before the guarantor was founded."""
    return _received(proofs, party, proofs.facts.shared(too_early), "before_founding")


def guarantees_by_unknown(proofs: "Proofs", party: int) -> "Shown":
    """The guarantees for the party by enterprises of which nothing is known."""
    flags = proofs.facts.shared(unheard_of)[proofs.network.guarantor]
    return _received(proofs, party, flags, "by_unknown")


def guarantees_without_amount(proofs: "Proofs", party: int) -> "Shown":
    """The guarantees for the party of which no amount is known."""
    return _received(proofs, party, np.isnan(proofs.network.amount_cny), "no_amount")


def guarantees_written_twice(proofs: "Proofs", party: int) -> "Shown":
    """The guarantees for the party that repeat parties and number of another."""
    return _received(proofs, party, proofs.facts.shared(written_twice), "repeated")


def self_guarantees(proofs: "Proofs", party: int) -> "Shown":
    """The guarantees that the party gave for its own debts."""
    rows, amount = proofs.facts.shared(for_oneself)
    own = proofs.facts.snapshot.edges("GAVE").source[rows] == party
    return (Found("GAVE", rows[own], amount[own]),), {"self_guarantees": int(own.sum())}


def disputed_owners(proofs: "Proofs", party: int) -> "Shown":
    """The stakes in the party, and by how much sources differ about them."""
    owned, apart = proofs.facts.shared(disputed_stakes)
    of = apart[owned == party]
    told: dict[str, Fact] = {"stakes_disputed": len(of), "shares_apart": round(float(np.sort(of).sum()), 4)}
    return (Found("OWNS", np.sort(proofs.to("OWNS", party).rows)),), told


def _received(proofs: "Proofs", party: int, flags: Flags, name: str) -> "Shown":
    network = proofs.network
    rows = np.flatnonzero(flags & (network.debtor == party) & (network.guarantor != party))
    return (proofs.guarantees(rows),), {name: len(rows)} | proofs.amounts(rows)
