"""Clearing by fictitious default (Eisenberg, Noe 2001, section 3.1; Rogers, Veraart 2013, section 3).

From above: all pay in full; who cannot is in default, and what those in default pay beside the others who pay in full
is solved directly; then more may be in default. Each round adds somebody, so that there are at most as many solutions
as parties; following the losses between two solutions makes them few.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from graph.contagion.clearing_rule import Flags, Waterfall
from graph.contagion.idle_loops import drained
from graph.contagion.obligations import Floats
from graph.kernels.floored_flow import Flow, floored_flow
from graph.kernels.payout import spread


class Cleared(NamedTuple):
    """rate: float64 per party, the part of the debts that share which is paid. rounds: solutions or rounds made."""

    rate: Floats
    rounds: int
    settled: bool


def greatest(waterfall: Waterfall) -> Cleared:
    """The greatest clearing vector."""
    rate = np.ones(waterfall.obligations.party_count)
    gets = waterfall.obligations.claims.copy()
    short = np.zeros(len(rate), dtype=np.bool_)
    solutions = 0
    while True:
        newly = np.flatnonzero(waterfall.short(gets) & ~short).astype(np.int32)
        if not len(newly):
            return Cleared(rate, solutions, True)
        short[newly] = True
        spread(waterfall.by_debtor, waterfall.nodes, rate, gets, (short, newly), False)
        rate = _defaulters_pay(waterfall, short, rate)
        gets = waterfall.received(rate)
        solutions += 1


def least(waterfall: Waterfall) -> Cleared:
    """The least clearing vector.

    At first nobody is taken to be solvent, and everybody pays what a default would leave him, at most what he owes;
    who can pay in full even so is solvent in every clearing vector, and so on. With one rate of recovery for all value
    (Eisenberg and Noe) the first round is the last.
    """
    kept = np.zeros(waterfall.obligations.party_count, dtype=np.bool_)
    solutions = 0
    while True:
        bounded = waterfall.keeping(kept)
        found = greatest(bounded)
        rate = drained(bounded, kept, found.rate)
        solutions += found.rounds
        gets = waterfall.received(rate)
        risen = np.flatnonzero(~kept & (rate < 1) & ~waterfall.short(gets)).astype(np.int32)
        if not len(risen):
            return Cleared(rate, solutions, True)
        kept = kept.copy()
        kept[risen] = True
        spread(waterfall.by_debtor, waterfall.nodes, rate, gets, (kept, risen), True)


def waves(waterfall: Waterfall) -> Iterator[Cleared]:
    """Fictitious default as it was first told, wave by wave: at first all pay in full, then those who could not pay by
    what they were paid last pay what they have, and so on. The last is the greatest vector and settled."""
    rate = np.ones(waterfall.obligations.party_count)
    short = np.zeros(len(rate), dtype=np.bool_)
    solutions = 0
    while True:
        newly = waterfall.short(waterfall.received(rate)) & ~short
        yield Cleared(rate, solutions, not newly.any())
        if not newly.any():
            return
        short |= newly
        rate = _defaulters_pay(waterfall, short, rate)
        solutions += 1


def _defaulters_pay(waterfall: Waterfall, short: Flags, rate: Floats) -> Floats:
    """The rates when exactly these are in default and pay what that leaves them, the others in full."""
    found = np.ones(len(rate))
    party = np.flatnonzero(short).astype(np.int32)
    found[short] = 0.0
    left = waterfall.left(waterfall.received(found))[short] - waterfall.first[short]
    shared = waterfall.shared[short]
    paid = floored_flow(_flow(waterfall, short), left, before=rate[short] * shared)
    some = shared > 0
    found[party[some]] = np.minimum(paid[some] / shared[some], 1.0)
    return found


def _flow(waterfall: Waterfall, short: Flags) -> Flow:
    """What reaches others in default of each unit that a party in default pays out to those who share.

    What it lacks of one is lost in a default, or goes outside or to parties that pay in full anyhow.
    """
    csr, beta = waterfall.obligations.by_debtor, waterfall.rule.beta
    party = np.flatnonzero(short)
    place = np.full(len(short), -1, dtype=np.int32)
    place[party] = np.arange(len(party))
    edges = csr.edges_of_all(party)
    source, target = np.repeat(np.arange(len(party)), csr.degrees(party)), place[csr.indices[edges]]
    amount, inside = waterfall.obligations.between.amount[edges], target >= 0
    outside = np.zeros(len(party)) if waterfall.is_senior else waterfall.obligations.external_liabilities[party]
    outside = outside + np.bincount(source[~inside], weights=amount[~inside], minlength=len(party))
    shared = np.where(waterfall.shared[party] > 0, waterfall.shared[party], 1.0)
    indptr = np.concatenate([[0], np.cumsum(np.bincount(source[inside], minlength=len(party)))])
    weight = beta * amount[inside] / shared[source[inside]]
    return Flow(indptr.astype(np.int64), target[inside], weight, (1 - beta) + beta * outside / shared)
