"""When the next attempt may be made: each wait about twice the one before, spread by chance, up to six hours."""

import random
from datetime import datetime, timedelta
from typing import Final

from graph.notices import Failure

FIRST_WAIT_S: Final = 30.0
LONGEST_WAIT_S: Final = 6 * 3600.0
SPREAD: Final = (0.75, 1.25)
"""So that what failed together does not come back together."""


def wait_s(attempts: int) -> float:
    """Seconds after so many failed attempts."""
    usual = min(FIRST_WAIT_S * 2.0 ** (attempts - 1), LONGEST_WAIT_S)
    return usual * random.uniform(*SPREAD)  # noqa: S311 - spreads attempts, no secret


def failure(reason: str, attempts: int, most: int, now: datetime, least_wait_s: float = 0) -> Failure:
    """What follows from a failed attempt: another one, or none after the last."""
    if attempts >= most:
        return Failure(reason, None)
    return Failure(reason, now + timedelta(seconds=max(wait_s(attempts), least_wait_s)))
