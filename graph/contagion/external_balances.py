"""What parties have from and owe to those outside a network of loans: their balance sheets less what stands inside it.

A balance sheet gives net assets and, often, all liabilities. What a party has lent and borrowed in the network is known
loan by loan, so the rest is outside. Net assets lead: when everybody pays, each is left with exactly those.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.contagion.exposures import Exposures
from graph.snapshot import Snapshot
from graph.snapshot.statements import LatestStatements

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class ExternalBalances:
    """assets, liabilities: 元, float64 per party, finite; liabilities never below zero, assets below zero where a party
    has lost more than it had outside. is_stated: whose liabilities its statement gives."""

    assets: Floats
    liabilities: Floats
    is_stated: Flags

    @classmethod
    def of(
        cls, loans: Exposures, owed_unknown: Floats, stated: Floats, equity: tuple[Floats, Floats]
    ) -> "ExternalBalances":
        """loans: within the network. Per party, in 元: owed_unknown, to lenders nobody knows; stated, all liabilities
        by its statement (NaN where unknown); equity, before and after shocks (not NaN).

        liabilities: all stated less those within, at least owed_unknown; and where a party has lent more than its
        equity and its debts come to, it must have borrowed the rest outside. assets: what makes up its equity then.
        An infinite equity is assets for all that is owed, whatever others pay.
        """
        count = loans.party_count
        claims = np.bincount(loans.creditor, loans.amount, count)
        debts = np.bincount(loans.debtor, loans.amount, count)
        before, after = equity
        known = np.where(np.isfinite(before), before, 0.0)
        outside = np.where(np.isnan(stated), 0.0, stated - debts)
        liabilities = np.maximum.reduce([outside, owed_unknown, claims - known - debts, np.zeros(count)])
        left = np.where(np.isfinite(after), after, claims)
        return cls(left + debts + liabilities - claims, liabilities, ~np.isnan(stated))


def stated_liabilities_cny(snapshot: Snapshot) -> Floats:
    """Per party all that it owes by its latest statement (元): as stated, or total less net assets; NaN where neither
    is known."""
    statements = LatestStatements.of(snapshot)
    owed, total, net = (
        statements.amount_cny(name) for name in ("total_liabilities_cny", "total_assets_cny", "net_assets_cny")
    )
    return np.where(np.isnan(owed), np.maximum(total - net, 0.0), owed)
