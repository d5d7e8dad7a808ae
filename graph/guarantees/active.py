"""When a guarantor can still be called for a loan: the guarantee period, agreed or by law."""

from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

Days = NDArray[np.datetime64]
"""datetime64[D], NaT where nobody states a day."""

DEFAULT_PERIOD_MONTHS: Final = 6
"""PRC Civil Code art. 692 (2); so does "until repaid" (Judicial Interpretation on Security 2020 art. 32)."""


def period_end(agreed_end: Days, maturity: Days, months: int = DEFAULT_PERIOD_MONTHS) -> Days:
    """The last day of the guarantee period of each guarantee of a loan.

    The agreed day, unless it is the loan's maturity or earlier: that, like no agreement, means so many months from
    maturity (art. 692). NaT where neither day is known: the period has not begun to run.
    """
    by_law = add_months(maturity, months)
    agreed = ~np.isnat(agreed_end) & ~(agreed_end <= maturity)
    last: Days = np.where(agreed, agreed_end, by_law)
    return last


def add_months(days: Days, months: int) -> Days:
    """The same day of the month so many months later, or the last of that month where there is none."""
    month = days.astype("datetime64[M]")
    last = (month + months + 1).astype("datetime64[D]") - 1
    day: Days = np.minimum((month + months).astype("datetime64[D]") + (days - month.astype("datetime64[D]")), last)
    return day


def active(as_of: date | Days, start: Days, end: Days, claimed_on: Days | None = None) -> NDArray[np.bool_]:
    """Whether each guarantee of a loan is alive on a day, or each on a day of its own; its last day included.

    A claim made within the period keeps it alive afterwards (art. 693, 694). NaT: no beginning, no end, no claim known.
    """
    day = np.asarray(as_of, dtype="datetime64[D]")
    begun = np.isnat(start) | (start <= day)
    open_still = np.isnat(end) | (day <= end)
    if claimed_on is not None:
        open_still |= (claimed_on <= day) & (np.isnat(end) | (claimed_on <= end))
    return begun & open_still
