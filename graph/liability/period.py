"""Whether a contract can still be called for a debt: begun, within its guarantee period, or claimed in time.

For a single debt the period is that of `graph.guarantees.active`. A maximum-amount guarantee without an agreed one has
one period for all its debts, which runs from the maturity of the last, or from the determination of its claims where
that is later (Interpretation 2020 art. 30; determination: Civil Code art. 423). The day of determination is not among
the facts, so the last day of such a pool is the earliest that it can be. A thing has no guarantee period: it answers
until the debt itself is barred (art. 419).
"""

from datetime import date
from enum import IntEnum
from typing import Final, NamedTuple

import numpy as np

from graph.guarantees.active import Days, add_months, period_end
from graph.guarantees.book import Positions
from graph.liability.law import Codes, Flags

UNCLEAR_MONTHS: Final = 24
"""Before 2021, where the words are unclear, as "until repaid": two years (Interpretation 2000 art. 32(2); temporal
effect art. 27)."""
LIMITATION_MONTHS: Final = 36
"""Of any claim since 2017-10-01, unless interrupted (Civil Code art. 188, 195)."""

NEVER: Final = np.datetime64("NaT", "D")


class Standing(IntEnum):
    """Where a contract stands towards a debt on a day."""

    WITHIN = 0  # within its period, or a thing
    CLAIMED = 1  # claimed in time
    NOT_BEGUN = 2
    EXPIRED = 3  # the period ended and no claim in time is known
    ENDED = 4  # released or replaced before its own last day


class Pairs(NamedTuple):
    """One row per contract and debt it secures. pool: without own days the debts share one. withdrawn: by its facts
    the tie ended otherwise than by its own last day."""

    contract: Positions
    start: Days
    agreed_end: Days
    maturity: Days
    claimed_on: Days
    pool: Flags
    in_kind: Flags
    withdrawn: Flags


def last_day(pairs: Pairs) -> Days:
    """The last day of the guarantee period of each pair; NaT where it has not begun to run, and of things."""
    own = period_end(pairs.agreed_end, pairs.maturity)
    of_pool = period_end(pairs.agreed_end, latest_maturity(pairs.contract, pairs.maturity))
    agreed = ~np.isnat(pairs.agreed_end) & ~(pairs.agreed_end <= pairs.maturity)
    last = np.where(pairs.pool & ~agreed, of_pool, own)
    found: Days = np.where(pairs.in_kind, NEVER, last)
    return found


def latest_maturity(contract: Positions, maturity: Days) -> Days:
    """Per pair the maturity of the last of its contract's debts; NaT where that of one of them is unknown."""
    latest = np.full(int(contract.max(initial=-1)) + 1, np.iinfo(np.int64).min, dtype=np.int64)
    np.maximum.at(latest, contract, maturity.astype(np.int64))
    latest[contract[np.isnat(maturity)]] = np.iinfo(np.int64).min  # which numpy reads as NaT
    found: Days = latest[contract].astype("datetime64[D]")
    return found


def standing(as_of: date, pairs: Pairs, last: Days) -> Codes:
    """The `Standing` of each pair on a day, given the last days of their periods."""
    day = np.datetime64(as_of, "D")
    open_end = np.isnat(last)
    in_time = (pairs.claimed_on <= day) & (open_end | (pairs.claimed_on <= last))
    found = np.where(open_end | (day <= last), Standing.WITHIN, Standing.EXPIRED).astype(np.int8)
    found[in_time] = Standing.CLAIMED
    found[pairs.in_kind] = Standing.WITHIN
    found[pairs.withdrawn] = Standing.ENDED
    found[pairs.start > day] = Standing.NOT_BEGUN
    return found


def barred_after(from_day: Days) -> Days:
    """The last day of the limitation period that starts on a day, if nothing interrupts it."""
    return add_months(from_day, LIMITATION_MONTHS)
