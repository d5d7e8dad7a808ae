"""Whether a general guarantor may still point to the debtor's assets first.

Civil Code art. 687(2): not where (1) the debtor's whereabouts are unknown and it has nothing to enforce against,
(2) its bankruptcy is accepted, (3) the creditor shows that its assets do not suffice, or (4) the guarantor waived the
right in writing. The Guarantee Law (art. 17) knows (1), as a changed domicile that makes claiming very hard, (2) and
(4), but not (3). What public records show is of unequal strength, and a waiver stands in no record.
"""

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Final

import numpy as np

from graph.liability.form import Mode
from graph.liability.law import Codes, Flags, Law


class Strength(StrEnum):
    """What a public record is worth as proof that the defence has fallen."""

    PROVES = "proves"
    SUGGESTS = "suggests"  # the creditor has to show more
    HINTS = "hints"  # fits a debtor who could pay as well


class Sign(StrEnum):
    """A public record of a debtor."""

    BANKRUPTCY_ACCEPTED = "bankruptcy_accepted"
    REGISTERED_BANKRUPT = "registered_bankrupt"
    OWN_ENFORCEMENT_ENDED = "own_enforcement_ended"  # without result, at the suit of a lender of the loan
    ENFORCEMENT_ENDED = "enforcement_ended"  # without result, at another's suit
    REVOKED = "revoked"
    DEREGISTERED = "deregistered"
    DISHONEST_DEBTOR = "dishonest_debtor"
    RESTRICTED_SPENDING = "restricted_spending"


STRENGTH: Final = {
    Sign.BANKRUPTCY_ACCEPTED: Strength.PROVES, Sign.REGISTERED_BANKRUPT: Strength.PROVES,
    Sign.OWN_ENFORCEMENT_ENDED: Strength.PROVES, Sign.ENFORCEMENT_ENDED: Strength.SUGGESTS,
    Sign.REVOKED: Strength.SUGGESTS, Sign.DEREGISTERED: Strength.SUGGESTS, Sign.DISHONEST_DEBTOR: Strength.HINTS,
    Sign.RESTRICTED_SPENDING: Strength.HINTS,
}  # fmt: skip
"""A dishonest debtor is one who does not pay what a court ordered, often because he will not."""


class Defence(IntEnum):
    """Whether one may point to the debtor's assets first."""

    NONE = 0  # never could: joint and several, or a thing
    STANDS = 1
    DOUBTFUL = 2  # records suggest that it has fallen; the creditor would have to show it
    FALLEN = 3


@dataclass(frozen=True, slots=True)
class DebtorState:
    """What is known of the debtor of each pair, a flag each. bankrupt: accepted or registered. exhausted: the lender's
    own enforcement ended without result. insufficient, gone: records suggest case 3, case 1."""

    bankrupt: Flags
    exhausted: Flags
    insufficient: Flags
    gone: Flags


def defence(mode: Codes, law: Codes, debtor: DebtorState, guarantor_bankrupt: Flags) -> Codes:
    """The `Defence` of each pair.

    A guarantor that is itself bankrupt has none: the creditor files the claim (Bankruptcy Provisions III art. 4).
    """
    fallen = debtor.bankrupt | debtor.exhausted | guarantor_bankrupt
    doubtful = debtor.gone | (debtor.insufficient & (law == Law.CIVIL_CODE))
    found = np.where(fallen, Defence.FALLEN, np.where(doubtful, Defence.DOUBTFUL, Defence.STANDS)).astype(np.int8)
    found[mode != Mode.GENERAL] = Defence.NONE
    return found
