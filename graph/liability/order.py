"""Who can be called for a debt, when, in which order, and for how much at most.

Unless agreed otherwise the debtor's own thing comes first; then, as the creditor chooses, third parties' things and
guarantors (Civil Code art. 392, before 2021 Property Law art. 176), each up to the whole unless shares are agreed
(art. 699); a general guarantor after the debtor's other assets too, while its defence stands (art. 687).
"""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from graph.guarantees.book import UNLIMITED, Ints, Positions, share_of
from graph.liability.defence import DebtorState, Defence
from graph.liability.form import Mode
from graph.liability.law import Codes, Flags
from graph.liability.period import Standing


class When(IntEnum):
    """From when one can be called."""

    NOW = 0
    AFTER_OWN_SECURITY = 1  # once the debtor's own thing is realised
    AFTER_DEBTORS_ASSETS = 2  # once enforcement against the debtor has failed
    WHEN_DUE = 3  # not before the debt is due and unpaid
    NOT_BEGUN = 4
    EXPIRED = 5
    ENDED = 6
    NOTHING_OWED = 7
    NO_GUARANTEE = 8  # a personal promise of the debtor for its own debt adds nothing


LIABLE = (When.NOW, When.AFTER_OWN_SECURITY, When.AFTER_DEBTORS_ASSETS, When.WHEN_DUE)
"""Under these one stands for the debt on the day."""


@dataclass(frozen=True, slots=True, eq=False)
class Claims:
    """One row per contract and debt. debt: int32, its number below `debts`. own: the debtor gave it. debtor:
    what the defence was judged by. outstanding, cap:
    fen, UNLIMITED for none. share: agreed part of the debt, NaN for none. due: the debt is due and unpaid.
    guarantor_bankrupt: whoever gave it is, so that it counts as due (Bankruptcy Provisions III art. 4)."""

    debt: Positions
    debts: int
    mode: Codes
    own: Flags
    standing: Codes
    debtor: DebtorState
    defence: Codes
    due: Flags
    guarantor_bankrupt: Flags
    outstanding: Ints
    cap: Ints
    share: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Order:
    """rank: int8, 1 first, equal ranks at the creditor's choice, 0 not liable. when: int8 `When`. at_most: fen."""

    rank: Codes
    when: Codes
    at_most: Ints


def order(claims: Claims) -> Order:
    """Rank, time and bound of each claim. Within a debt only; caps shared by several debts are the caller's to add."""
    when = _shut(claims)
    liable = when == When.NOW
    own_thing = liable & claims.own
    first = np.bincount(claims.debt[own_thing], minlength=claims.debts) > 0
    guaranteed = np.bincount(claims.debt[liable & (claims.mode != Mode.IN_KIND)], minlength=claims.debts) > 0
    defended = liable & ((claims.defence == Defence.STANDS) | (claims.defence == Defence.DOUBTFUL))
    # Art. 392 speaks of a thing beside a guarantee; among things alone the creditor chooses.
    waits = liable & ~claims.own & (first & guaranteed)[claims.debt]
    rank = np.where(own_thing, 1, np.where(defended, 3, 2)).astype(np.int8) * liable
    when[waits] = When.AFTER_OWN_SECURITY
    when[defended] = When.AFTER_DEBTORS_ASSETS
    when[liable & ~claims.due & ~claims.guarantor_bankrupt] = When.WHEN_DUE
    return Order(rank.astype(np.int8), when, np.where(liable, at_most(claims), 0))


def at_most(claims: Claims) -> Ints:
    """The most that each claim comes to: the debt or the agreed share of it, no more than the cap."""
    whole = np.where(claims.cap == UNLIMITED, claims.outstanding, np.minimum(claims.cap, claims.outstanding))
    part = share_of(claims.outstanding, np.nan_to_num(claims.share, nan=1.0))
    return np.where(np.isnan(claims.share), whole, np.minimum(whole, part))


def _shut(claims: Claims) -> Codes:
    """NOW where one is liable in principle, else why not."""
    when = np.full(len(claims.debt), When.NOW, dtype=np.int8)
    for stands, answer in (
        (Standing.ENDED, When.ENDED), (Standing.EXPIRED, When.EXPIRED), (Standing.NOT_BEGUN, When.NOT_BEGUN),
    ):  # fmt: skip
        when[claims.standing == stands] = answer
    when[claims.outstanding <= 0] = When.NOTHING_OWED
    when[claims.own & (claims.mode != Mode.IN_KIND)] = When.NO_GUARANTEE
    return when
