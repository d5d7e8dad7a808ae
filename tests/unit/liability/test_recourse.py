"""Who contributes to what the debtor cannot repay: hand-worked cases before 2007, before 2021 and since."""

from dataclasses import dataclass

import numpy as np
import pytest

from graph.liability.form import Mode
from graph.liability.law import Law
from graph.liability.recourse import Contribution, Standers, contribution, parts

GENERAL, JOINT, THING = Mode.GENERAL, Mode.JOINT, Mode.IN_KIND
NEW, OLD, OLDER = Law.CIVIL_CODE, Law.GUARANTEE_LAW, Law.BEFORE_PROPERTY_LAW


@dataclass(frozen=True)
class One:
    """Somebody who stands for the debt; without a giver's number, somebody of his own."""

    mode: Mode = JOINT
    law: Law = NEW
    signed: int = -1
    share: float = np.nan
    giver: int | None = None


def between(*some: One) -> Standers:
    return Standers(
        np.array([100 + place if one.giver is None else one.giver for place, one in enumerate(some)]),
        np.array([one.mode for one in some], np.int8), np.array([one.law for one in some], np.int8),
        np.array([one.signed for one in some]), np.array([one.share for one in some]),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("payer", "other", "reason"),
    [
        (One(), One(), Contribution.SIGNATURE_UNKNOWN),
        (One(signed=1), One(), Contribution.SIGNATURE_UNKNOWN),
        (One(signed=1), One(signed=1), Contribution.SIGNED_TOGETHER),  # Interpretation 2020 art. 13(2)
        (One(signed=1), One(signed=2), Contribution.NONE),  # art. 13(3)
        (One(THING, signed=1), One(signed=1), Contribution.SIGNED_TOGETHER),  # things too
        (One(signed=1, share=0.5), One(signed=1, share=0.5), Contribution.NONE),  # each its own share
        (One(law=OLD), One(law=OLD), Contribution.JOINT_GUARANTORS),  # Guarantee Law art. 12
        (One(GENERAL, OLD), One(JOINT, OLDER), Contribution.JOINT_GUARANTORS),
        (One(law=OLD, share=0.5), One(law=OLD), Contribution.NONE),
        (One(THING, OLDER), One(JOINT, OLDER), Contribution.GUARANTOR_AND_THING),  # Interpretation 2000 art. 38
        (One(THING, OLD), One(JOINT, OLD), Contribution.NONE),  # Property Law art. 176; Minutes 2019 art. 56
        (One(law=OLD), One(law=NEW), Contribution.SIGNATURE_UNKNOWN),  # one of each: by the Civil Code
        (One(giver=7), One(giver=7), Contribution.SAME_PARTY),
    ],
)
def test_whether_another_contributes(payer: One, other: One, reason: Contribution) -> None:
    found = contribution(between(payer, other))
    assert found[0, 1] == found[1, 0] == reason
    assert found[0, 0] == Contribution.SAME_PARTY


def test_pro_rata_by_what_each_is_liable_for_and_equal_under_the_guarantee_law() -> None:
    new = contribution(between(One(signed=1), One(signed=1), One(signed=2)))
    assert parts(new, np.array([30.0, 10.0, 50.0])).tolist() == [[0.0, 0.25, 0.0], [0.75, 0.0, 0.0], [0.0, 0.0, 0.0]]
    old = contribution(between(One(law=OLD), One(law=OLD), One(law=OLD)))
    assert parts(old, np.array([30.0, 10.0, 50.0]))[0] == pytest.approx([0.0, 1 / 3, 1 / 3])
    assert parts(new, np.zeros(3)).sum() == 0.0
