"""How much a guarantee is for, at a date, from the arrays of a snapshot.

The same definition as the fragments `guarantee_amount` and `loan_balance` of the queries.
"""

import numpy as np
from numpy.typing import NDArray

from graph.snapshot import Snapshot
from graph.snapshot.columns import float64


def loan_outstanding_cny(snapshot: Snapshot) -> NDArray[np.float64]:
    """Per loan (float64, 元): the balance in force; without one the principal; NaN where neither is known."""
    outstanding = float64(snapshot.nodes("Loan"), "principal_cny").copy()
    stood = snapshot.edges("STOOD_AT")
    balance = float64(snapshot.nodes("Balance"), "outstanding_cny")[stood.target]
    known = ~np.isnan(balance)
    outstanding[stood.source[known]] = balance[known]
    return outstanding


def guarantee_amount_cny(snapshot: Snapshot) -> NDArray[np.float64]:
    """Per guarantee contract (float64, 元): its cap; without one the outstanding of the loans it secures.

    NaN where there is neither: not nothing, but unknown.
    """
    amount = float64(snapshot.nodes("Guarantee"), "cap_cny").copy()
    secures = snapshot.edges("SECURES_LOAN")
    outstanding = np.nan_to_num(loan_outstanding_cny(snapshot)[secures.target])
    secured = np.bincount(secures.source, weights=outstanding, minlength=len(amount))
    secures_any = np.bincount(secures.source, minlength=len(amount)) > 0
    return np.where(np.isnan(amount) & secures_any, secured, amount)
