"""Which law governs a contract of guarantee: that of the day on which it was signed.

Facts from before the Civil Code are judged by the law of their time (temporal effect art. 1(2)); the contract is that
fact, so its form, the period it agreed and recourse under it follow the day of signing, whenever the loan fails.
"""

from enum import IntEnum
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from graph.guarantees.active import Days

Codes = NDArray[np.int8]
Flags = NDArray[np.bool_]

CIVIL_CODE_FROM: Final = np.datetime64("2021-01-01", "D")
PROPERTY_LAW_FROM: Final = np.datetime64("2007-10-01", "D")
"""From here on a guarantor had no recourse against third parties' security in kind unless agreed (its art. 176)."""


class Law(IntEnum):
    """The law of a contract. `BEFORE_PROPERTY_LAW`: the Guarantee Law as it stood until the Property Law."""

    CIVIL_CODE = 0
    GUARANTEE_LAW = 1
    BEFORE_PROPERTY_LAW = 2


class Governing(NamedTuple):
    """law: int8 `Law` per contract. assumed: nobody states the day of signing, so that of the start stands for it."""

    law: Codes
    assumed: Flags


def governing_law(signed_on: Days, starts_on: Days) -> Governing:
    """The law of each contract; without any day the Civil Code, and that is assumed."""
    day = np.where(np.isnat(signed_on), starts_on, signed_on)
    law = np.full(len(day), Law.CIVIL_CODE, dtype=np.int8)
    law[day < CIVIL_CODE_FROM] = Law.GUARANTEE_LAW
    law[day < PROPERTY_LAW_FROM] = Law.BEFORE_PROPERTY_LAW
    return Governing(law, np.isnat(signed_on))
