"""What distress comes to an enterprise from others over several steps, what it leaves of its buffer, and what its own
failure would do to others.

DebtRank on the facts of a day (`graph.contagion.debtrank`): what each party would lose by the failure of another, over
its net assets, passes on distress in proportion. Guarantors lose what they are to expect to be called for, lenders what
guarantors do not pay, owners their share of net assets.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.contagion.exposures import Exposures
from graph.contagion.leverage import Leverage
from graph.contagion.scenario import LGD
from graph.kernels.propagate import Rule
from graph.measures.channels import CHANNELS, Channel, owned
from graph.measures.condition import NEVER
from graph.measures.facts import Facts
from graph.measures.loans import lending, outstanding_cny
from graph.measures.measure import Columns, as_columns
from graph.measures.sums import FEN, ratio, total_cny, weighted_mean

Floats = NDArray[np.float64]

STEPS: Final = Rule(rounds=8, tolerance=1e-9)
"""Within a year distress goes a few steps; in loops it would go round for ever."""

PROVISIONS: Final = (0.0, 0.02, 0.25, 0.5, 1.0)
"""How distressed the borrower of a loan of each class is held to be: what is set aside for such loans
(银行贷款损失准备计提指引 2002, art. 5; nothing for those that are normal)."""

STRAIN: Final = 0.25
"""Of a party past due or listed, whatever its class: as of a loan that is substandard."""

HALF_LIFE_DAYS: Final = 182.5
"""How soon an old failure says only half as much: its losses are borne or provided for."""

SHOCK: Final = 0.05
"""A common loss of assets, which hits each party by its leverage (Battiston et al. 2016, "Leveraging the network")."""

FINEST: Final = 1e6
"""Sums depend on their order in the last bits: distress is told in so many parts of one."""


def contagion_measures(facts: Facts) -> Columns:
    """The family `contagion`. Shares of net assets are NaN where none are known or none are left."""
    web = LossWeb(facts)
    graded = web.reaches(web.graded)
    values = {
        "distress_of_failed": web.comes(web.failed),
        "distress_of_lately_failed": web.comes(web.lately_failed),
        "distress_of_strained": web.comes(web.graded),
        "distress_of_shock": web.comes(web.shocked),
        "expected_calls_to_liquid": ratio(web.expected_calls_cny(graded), facts.stated_cny("liquid_assets_cny")),
        "buffer_after_failed": web.buffer_after(web.failed),
        "buffer_after_strained": web.buffer_after(graded),
        "debtors_distress": _mean(CHANNELS["debtors"](facts), graded, facts),
        "guarantors_distress": _mean(CHANNELS["guarantors"](facts), graded, facts),
        "group_distress": _mean(CHANNELS["group"](facts), graded, facts),
        "failure_costs_others_cny": web.costs_others_cny,
        "failure_takes_buffers": web.takes_buffers,
    }
    return as_columns("contagion", facts.of_enterprises(values))


@dataclass(frozen=True, eq=False)
class LossWeb:
    """Who loses what by whose failure, and what that is to whoever loses. Arrays have one value per party."""

    facts: Facts

    @cached_property
    def exposures(self) -> Exposures:
        """元, a row per guarantor and loan, lender and loan, owner and enterprise."""
        parts = (self._calls, self._lent, self._stakes)
        creditor, debtor = (np.concatenate([part[end] for part in parts]).astype(np.int32) for end in (0, 1))
        return Exposures(self.facts.count, creditor, debtor, np.concatenate([part[2] for part in parts]))

    @cached_property
    def leverage(self) -> Leverage:
        """Where no net assets are known, nobody knows what comes, and it stays there. Who is in default has nothing
        left to lose, so that an old failure is not told anew by what came back from others."""
        net = self.facts.net_assets_cny
        return Leverage.of(self.exposures, np.where(np.isnan(net) | self.facts.condition.in_default, np.inf, net))

    @cached_property
    def failed(self) -> Floats:
        """1 for those in default."""
        return self.facts.condition.in_default.astype(np.float64)

    @cached_property
    def lately_failed(self) -> Floats:
        """As above, less the longer ago; whose failure has no day has just failed."""
        on = self.facts.condition.defaulted_on
        age = np.where(on == NEVER, 0.0, self.facts.days_since(on))
        return np.asarray(self.failed * 0.5 ** (age / HALF_LIFE_DAYS))

    @cached_property
    def graded(self) -> Floats:
        """0 to 1: in default, by the worst class of its loans, or strained."""
        borrowed = self.facts.snapshot.edges("BORROWED")
        grade = np.nan_to_num(self.facts.condition.loan_class, nan=1.0).astype(np.int64)
        found = np.where(self.facts.condition.strained, STRAIN, 0.0)
        np.maximum.at(found, borrowed.source, np.asarray(PROVISIONS)[grade - 1][borrowed.target])
        return np.maximum(found, self.failed)

    @cached_property
    def shocked(self) -> Floats:
        """What a common loss of assets takes of each party's net assets; all of it where there are none left."""
        net, assets = self.facts.net_assets_cny, self.facts.stated_cny("total_assets_cny")
        hit = np.minimum(1.0, ratio(SHOCK * assets, net))
        return np.nan_to_num(np.where(net <= 0, 1.0, hit))

    def reaches(self, initial: Floats) -> Floats:
        """Distress of each party in the end, its own at the start included: 0 to 1."""
        return self.leverage.network.settle(initial, STEPS).value

    def comes(self, initial: Floats) -> Floats:
        """The share of net assets that others' distress takes, at most all, and nothing of who is in default; NaN where
        none are known or left."""
        lost = np.minimum(1.0, self.leverage.matrix @ self.reaches(initial))
        return np.where(self.facts.net_assets_cny > 0, np.rint(lost * FINEST) / FINEST, np.nan)

    def buffer_after(self, distress: Floats) -> Floats:
        """Net assets less what others' distress costs, over all assets: may be below zero."""
        cost = self._borne(self.exposures, distress)
        left = ratio(self.facts.net_assets_cny - cost, self.facts.stated_cny("total_assets_cny"))
        return np.asarray(np.rint(left * FINEST) / FINEST)

    def expected_calls_cny(self, distress: Floats) -> Floats:
        """What it is to expect to be called for (元), each call by the distress of the debtor."""
        guarantor, debtor, amount = self._calls
        return self._borne(Exposures(self.facts.count, guarantor, debtor, amount), distress)

    @cached_property
    def costs_others_cny(self) -> Floats:
        """What others lose at once if the party fails (元)."""
        return total_cny(self.exposures.debtor, self.exposures.amount, self.facts.count)

    @cached_property
    def takes_buffers(self) -> Floats:
        """How many times the whole net assets of another its failure takes at once, partly taken ones by their part."""
        weights = self.leverage.matrix
        found = np.bincount(weights.indices, np.minimum(1.0, weights.data), self.facts.count)
        return np.asarray(np.rint(found * FINEST) / FINEST)

    def _borne(self, exposures: Exposures, distress: Floats) -> Floats:
        distress = np.rint(distress * FINEST) / FINEST
        return total_cny(exposures.creditor, exposures.amount * distress[exposures.debtor], self.facts.count)

    @cached_property
    def _calls(self) -> tuple[NDArray[np.int32], NDArray[np.int32], Floats]:
        """Guarantor, debtor and what is called (元) per pair of the book, of others' loans."""
        book, paid = self.facts.portfolio.book, self.facts.book.calls.paid
        guarantor, debtor = book.pair_guarantor, book.borrower[book.loan]
        apart = guarantor != debtor
        return guarantor[apart].astype(np.int32), debtor[apart].astype(np.int32), np.rint(paid[apart]) / FEN * LGD

    @cached_property
    def _lent(self) -> tuple[NDArray[np.int32], NDArray[np.int32], Floats]:
        """Lender, borrower and what guarantors are not expected to pay of what is lost (元)."""
        borrower, lender, amount = self.facts.shared(lending)
        _, debtor, called = self._calls
        paid = total_cny(debtor, called, self.facts.count)
        uncovered = np.clip(1.0 - np.nan_to_num(ratio(paid, LGD * self.facts.shared(outstanding_cny))), 0.0, 1.0)
        return lender, borrower, amount * LGD * uncovered[borrower]

    @property
    def _stakes(self) -> tuple[NDArray[np.int32], NDArray[np.int32], Floats]:
        """Owner, owned and its part of the net assets (元); of unknown worth is nothing."""
        held = owned(self.facts)
        return held.party, held.other, np.nan_to_num(held.weight)


def _mean(channel: Channel, distress: Floats, facts: Facts) -> Floats:
    rounded = np.rint(distress * FINEST) / FINEST
    return weighted_mean(channel.party, rounded[channel.other], channel.weight, facts.count)
