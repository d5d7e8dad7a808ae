"""As what somebody stands for a debt: after the debtor's assets, beside the debtor, or with a thing."""

from enum import IntEnum
from typing import Final

import numpy as np

from graph.liability.law import Codes, Law

UNSTATED: Final = -1
"""No form is stated."""


class Mode(IntEnum):
    """How one is liable."""

    GENERAL = 0  # after the debtor's assets (Civil Code art. 687; Guarantee Law art. 17)
    JOINT = 1  # at once (Civil Code art. 688; Guarantee Law art. 18)
    IN_KIND = 2  # with the thing mortgaged or pledged only


FORMS: Final = {
    "general": Mode.GENERAL, "joint_and_several": Mode.JOINT, "mortgage": Mode.IN_KIND, "pledge": Mode.IN_KIND,
}  # fmt: skip
"""The modes by the words of the facts."""


def mode_of(form: Codes, law: Codes) -> Codes:
    """The mode of each contract, from what it states (a `Mode`, or UNSTATED) and its law.

    Without clear agreement: general by the Civil Code (art. 686(2)), joint and several by the Guarantee Law (art. 19).
    """
    presumed = np.where(law == Law.CIVIL_CODE, np.int8(Mode.GENERAL), np.int8(Mode.JOINT))
    found: Codes = np.where(form == UNSTATED, presumed, form).astype(np.int8)
    return found
