"""Who comes first, from when, for how much: hand-worked cases; and bounds on random ones."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.guarantees.book import UNLIMITED
from graph.liability.defence import DebtorState, Defence
from graph.liability.form import Mode
from graph.liability.order import LIABLE, Claims, Order, When, order
from graph.liability.period import Standing

GENERAL, JOINT, THING = Mode.GENERAL, Mode.JOINT, Mode.IN_KIND


@dataclass(frozen=True)
class One:
    """A claim of 100 fen."""

    mode: Mode
    own: bool = False
    standing: Standing = Standing.WITHIN
    defence: Defence = Defence.NONE
    due: bool = True
    bankrupt: bool = False
    owed: int = 100
    cap: int = UNLIMITED
    share: float = np.nan
    debt: int = 0


def ordered(*claims: One) -> Order:
    no = np.zeros(len(claims), np.bool_)

    def column(name: str, kind: type[np.generic]) -> Any:
        return np.array([getattr(one, name) for one in claims], dtype=kind)

    return order(
        Claims(
            column("debt", np.int32), 4, column("mode", np.int8), column("own", np.bool_),
            column("standing", np.int8), DebtorState(no, no, no, no), column("defence", np.int8),
            column("due", np.bool_), column("bankrupt", np.bool_), column("owed", np.int64), column("cap", np.int64),
            column("share", np.float64),
        )
    )  # fmt: skip


OWN = One(THING, own=True)
STANDS = Defence.STANDS


@pytest.mark.parametrize(
    ("claims", "ranks", "whens"),
    [
        # art. 392: the debtor's own thing, then the others as the creditor chooses, general guarantors last
        (
            (One(GENERAL, defence=STANDS), One(JOINT), One(THING), OWN),
            [3, 2, 2, 1],
            [When.AFTER_DEBTORS_ASSETS, When.AFTER_OWN_SECURITY, When.AFTER_OWN_SECURITY, When.NOW],
        ),
        # a third party's thing beside guarantors: as the creditor chooses
        ((One(JOINT), One(THING)), [2, 2], [When.NOW, When.NOW]),
        # things alone: art. 392 speaks of a thing beside a guarantee
        ((One(THING), OWN), [2, 1], [When.NOW, When.NOW]),
        # art. 687(2): the defence has fallen
        ((One(GENERAL, defence=Defence.FALLEN), One(JOINT)), [2, 2], [When.NOW, When.NOW]),
        # doubtful: it still has to be shown
        ((One(GENERAL, defence=Defence.DOUBTFUL),), [3], [When.AFTER_DEBTORS_ASSETS]),
        # not due yet, but a bankrupt guarantor's promise is
        ((One(JOINT, due=False), One(JOINT, due=False, bankrupt=True)), [2, 2], [When.WHEN_DUE, When.NOW]),
        # expired, released, not begun, repaid, the debtor's own promise: nobody's turn
        (
            (One(JOINT, standing=Standing.EXPIRED), One(JOINT, standing=Standing.ENDED),
             One(JOINT, standing=Standing.NOT_BEGUN), One(JOINT, owed=0), One(JOINT, own=True)),
            [0, 0, 0, 0, 0],
            [When.EXPIRED, When.ENDED, When.NOT_BEGUN, When.NOTHING_OWED, When.NO_GUARANTEE],
        ),
        # an own thing that is released makes nobody wait
        ((One(THING, own=True, standing=Standing.ENDED), One(JOINT)), [0, 2], [When.ENDED, When.NOW]),
        # an expired guarantee is no guarantee beside the things
        ((OWN, One(THING), One(JOINT, standing=Standing.EXPIRED)), [1, 2, 0], [When.NOW, When.NOW, When.EXPIRED]),
        # another debt's own thing makes nobody wait
        ((One(THING, own=True, debt=1), One(JOINT)), [1, 2], [When.NOW, When.NOW]),
        # claimed in time
        ((One(JOINT, standing=Standing.CLAIMED),), [2], [When.NOW]),
    ],
)  # fmt: skip
def test_the_order_of_liability(claims: tuple[One, ...], ranks: list[int], whens: list[When]) -> None:
    found = ordered(*claims)
    assert found.rank.tolist() == ranks
    assert found.when.tolist() == whens


def test_each_for_the_whole_up_to_cap_and_agreed_share() -> None:
    found = ordered(
        One(JOINT), One(JOINT, cap=30), One(JOINT, share=0.4), One(JOINT, share=0.4, cap=10), One(JOINT, cap=0),
        One(JOINT, cap=500), One(JOINT, standing=Standing.EXPIRED, cap=30),
    )  # fmt: skip
    assert found.at_most.tolist() == [100, 30, 40, 10, 0, 100, 0]


CLAIMS = st.builds(
    One, st.sampled_from(Mode), st.booleans(), st.sampled_from(Standing), st.sampled_from(Defence), st.booleans(),
    st.booleans(), st.integers(0, 1000), st.integers(-1, 1500), st.one_of(st.just(np.nan), st.floats(0, 1)),
    st.integers(0, 3),
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(CLAIMS, min_size=1, max_size=12))
def test_never_more_than_debt_cap_and_share_and_nothing_of_those_not_liable(claims: list[One]) -> None:
    found = ordered(*claims)
    for place, one in enumerate(claims):
        most = int(found.at_most[place])
        assert 0 <= most <= one.owed
        assert one.cap == UNLIMITED or most <= one.cap
        assert np.isnan(one.share) or most <= one.owed * one.share
        liable = When(int(found.when[place])) in LIABLE
        assert liable == bool(found.rank[place])
        assert liable or most == 0


@settings(max_examples=300, deadline=None)
@given(st.lists(CLAIMS, min_size=1, max_size=12))
def test_a_bankruptcy_brings_nobody_later(claims: list[One]) -> None:
    """That the debtor is bankrupt makes debts due and defences fall: whoever could be called can be no later."""
    before = ordered(*claims)
    fallen = [
        One(**{**vars(one), "due": True, "defence": Defence.FALLEN if one.mode is GENERAL else Defence.NONE})
        for one in claims
    ]
    after = ordered(*fallen)
    for place in range(len(claims)):
        if When(int(before.when[place])) is When.NOW and claims[place].due:
            assert When(int(after.when[place])) in (When.NOW, When.AFTER_OWN_SECURITY)
        assert (before.at_most == after.at_most).all()
