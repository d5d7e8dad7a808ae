"""Who owes what to whoever paid: the debtor everything, the others who stood for the debt only in some cases.

Under the Civil Code co-guarantors contribute to what the debtor cannot repay only if they agreed so or signed one
document (Interpretation 2020 art. 13). Under the Guarantee Law guarantors without agreed shares always did (art. 12);
a guarantor and a third party's thing did until the Property Law (Interpretation 2000 art. 38), afterwards not.
Buying the claim counts as paying (Interpretation 2020 art. 14). Agreements on contribution are not among the facts.
"""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from graph.liability.form import Mode
from graph.liability.law import Codes, Law


class Contribution(IntEnum):
    """Whether and why another contributes to what the debtor cannot repay to the payer."""

    NONE = 0
    SIGNED_TOGETHER = 1  # Interpretation 2020 art. 13(2)
    JOINT_GUARANTORS = 2  # Guarantee Law art. 12
    GUARANTOR_AND_THING = 3  # Interpretation 2000 art. 38
    SIGNATURE_UNKNOWN = 4  # would if they signed one document; nobody states whether they did
    SAME_PARTY = 5


@dataclass(frozen=True, slots=True, eq=False)
class Standers:
    """The third parties liable for one debt, a row per contract. giver: who gave it. signed: number of the document
    that several signed, -1 unknown. share: agreed part, NaN for none."""

    giver: NDArray[np.integer]
    mode: Codes
    law: Codes
    signed: NDArray[np.integer]
    share: NDArray[np.float64]


def contribution(standers: Standers) -> Codes:
    """`Contribution`, payer by row, the other by column."""
    law, thing = standers.law, standers.mode == Mode.IN_KIND
    old = _both(law != Law.CIVIL_CODE)
    no_share = _both(np.isnan(standers.share))
    mixed = thing[:, None] != thing[None, :]
    known = _both(standers.signed >= 0)
    found = np.full(old.shape, Contribution.NONE, dtype=np.int8)
    found[~old & ~known] = Contribution.SIGNATURE_UNKNOWN
    found[~old & known & (standers.signed[:, None] == standers.signed[None, :])] = Contribution.SIGNED_TOGETHER
    found[old & _both(~thing) & no_share] = Contribution.JOINT_GUARANTORS
    found[_both(law == Law.BEFORE_PROPERTY_LAW) & mixed] = Contribution.GUARANTOR_AND_THING
    found[~no_share & ~mixed & _both(~thing)] = Contribution.NONE  # each pays but its own share
    found[standers.giver[:, None] == standers.giver[None, :]] = Contribution.SAME_PARTY
    return found


def parts(reason: Codes, at_most: NDArray[np.float64]) -> NDArray[np.float64]:
    """The part of what the debtor cannot repay that each other bears, payer by row.

    By what each is liable for at most, the payer's own part counted ("pro rata", art. 13); equal parts where the payer
    has joint guarantors under the Guarantee Law (Interpretation 2000 art. 20(2)). 0 where one does not contribute or
    that is unknown.
    """
    counted = np.isin(reason, (Contribution.SIGNED_TOGETHER, Contribution.JOINT_GUARANTORS,
                               Contribution.GUARANTOR_AND_THING))  # fmt: skip
    equal = (reason == Contribution.JOINT_GUARANTORS).any(axis=1)
    weight = np.where(equal[:, None], 1.0, at_most[None, :]) * counted
    own = np.where(equal, 1.0, at_most)
    total = weight.sum(axis=1) + own
    return np.asarray(weight / np.where(total > 0, total, 1.0)[:, None])


def _both(flag: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Per pair whether it holds of both."""
    return flag[:, None] & flag[None, :]
