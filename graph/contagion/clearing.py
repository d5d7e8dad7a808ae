"""Who pays how much of what it owes when everybody pays out of what it is paid.

Clearing vectors after Eisenberg and Noe 2001 ("Systemic risk in financial systems") and, with costs of default, Rogers
and Veraart 2013 ("Failure and rescue in an interbank network"): limited liability, priority of debts over equity, and
equal treatment of the creditors of one rank. Vectors are ordered and there are a greatest and a least; the greatest is
the usual answer, the least says what is left when nobody trusts that he will be paid.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np

from graph.contagion.clearing_fictitious import Cleared, greatest, least, waves
from graph.contagion.clearing_picard import iterated
from graph.contagion.clearing_rule import ClearingRule, ExternalRank, Flags, Waterfall
from graph.contagion.convergence import Convergence
from graph.contagion.obligations import Floats, Obligations

__all__ = ["Clearing", "ClearingRule", "ExternalRank", "Fixpoint", "Method", "Obligations", "clear", "clearing_waves"]

MOST_ROUNDS: Final = 100_000
"""Rounds of Picard's iteration before it gives up and says so."""

EXACT: Final = 1e-9
"""A residual of more than this part of what a party owes is not final."""


class Fixpoint(StrEnum):
    """Which clearing vector where there are several."""

    GREATEST = "greatest"
    LEAST = "least"


class Method(StrEnum):
    """How it is found. Both find the same; `fictitious` solves, exactly in finitely many steps, `picard` iterates."""

    FICTITIOUS = "fictitious"
    PICARD = "picard"


@dataclass(frozen=True, slots=True, eq=False)
class Clearing:
    """What everybody pays; float64 per party, in 元.

    payments: to all creditors, interbank_paid: to other parties, the rest goes to external creditors. equity: what is
    left when all is paid, 0 in a default. default_costs: value that a default destroys. outlays_paid: of what comes
    before all debts where external assets are below zero. defaults: bool, who has not enough for all that is due, its
    outlay included; it pays less than it owes if it owes anything. A lack of less than 1e-12 of what is due is none:
    rounding may be as much. What comes in, assets and payments received, is what goes out: payments, outlays, costs and
    equity.
    """

    payments: Floats
    interbank_paid: Floats
    equity: Floats
    default_costs: Floats
    outlays_paid: Floats
    defaults: Flags
    owed: Floats
    convergence: Convergence

    @property
    def recovery(self) -> Floats:
        """The part of all its debts that each pays; 1 where it owes nothing."""
        part = np.ones(len(self.owed))
        np.divide(self.payments, self.owed, out=part, where=self.owed > 0)
        return part

    @property
    def external_paid(self) -> Floats:
        """What each pays to its external creditors."""
        return np.asarray(self.payments - self.interbank_paid)


def clear(
    obligations: Obligations,
    rule: ClearingRule | None = None,
    *,
    fixpoint: Fixpoint = Fixpoint.GREATEST,
    method: Method = Method.FICTITIOUS,
    most_rounds: int = MOST_ROUNDS,
) -> Clearing:
    """The clearing vector of these obligations; by default the greatest one of Eisenberg and Noe.

    most_rounds: of Picard's iteration; a vector that it does not reach in so many is not `converged`, but a bound from
    above for the greatest and from below for the least. Near linear in the obligations where debtors in default owe one
    another in small circles; circles of several thousand in default are solved by sweeps, with a residual.
    """
    waterfall = Waterfall(obligations, rule or ClearingRule())
    if method is Method.PICARD:
        found = iterated(waterfall, fixpoint is Fixpoint.GREATEST, most_rounds)
    else:
        found = greatest(waterfall) if fixpoint is Fixpoint.GREATEST else least(waterfall)
    return _clearing(waterfall, found)


def clearing_waves(obligations: Obligations, rule: ClearingRule | None = None) -> Iterator[Clearing]:
    """How the greatest clearing vector comes about: after each wave of defaults what everybody pays. The first is as if
    all paid in full, and its `defaults` are those who cannot even so; those of each further wave could not pay by the
    payments of the one before. Payments of all but the last are no clearing vector (not `converged`)."""
    waterfall = Waterfall(obligations, rule or ClearingRule())
    return (_clearing(waterfall, found) for found in waves(waterfall))


def _clearing(waterfall: Waterfall, found: Cleared) -> Clearing:
    given, rate = waterfall.obligations, found.rate
    gets = waterfall.received(rate)
    short, left = waterfall.short(gets), waterfall.left(gets)
    outlays = np.where(short, np.minimum(given.outlay, left), given.outlay)
    external = rate * given.external_liabilities
    if waterfall.is_senior:
        senior = np.minimum(given.external_liabilities, left - outlays)
        external = np.where(short, senior, given.external_liabilities)
    between = rate * given.owed_between
    has = given.assets + gets
    error = np.abs(waterfall.rates(gets) - rate) * waterfall.shared
    return Clearing(
        payments=between + external,
        interbank_paid=between,
        equity=np.where(short, 0.0, np.maximum(has - given.outlay - given.owed, 0.0)),
        default_costs=np.where(short, has - left, 0.0),
        outlays_paid=outlays,
        defaults=short,
        owed=given.owed,
        convergence=Convergence(
            found.rounds,
            float(error.max(initial=0.0)),
            found.settled and bool((error <= EXACT * waterfall.shared).all()),
        ),
    )
