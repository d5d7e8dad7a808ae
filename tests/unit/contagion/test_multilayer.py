"""Cascades through all layers, worked out by hand."""

from collections.abc import Sequence

import numpy as np
import pytest

from graph.contagion.call_book import CallBook
from graph.contagion.guarantee_calls import Allocation
from graph.contagion.holdings import Holdings
from graph.contagion.loss_events import Carried, Channel
from graph.contagion.multilayer import LossRule, MultilayerCascade, MultilayerRules
from graph.errors import UsageError

PLAIN = MultilayerRules()
LENDER, BORROWER, GUARANTOR, OWNER, SUPPLIER = range(5)


def cascade(
    equity: list[float],
    loans: Sequence[tuple[int, int, float]] = (),
    guarantees: Sequence[tuple[int, float, list[int]]] = (),
    stakes: Sequence[tuple[int, int, float]] = (),
    rules: MultilayerRules = PLAIN,
) -> MultilayerCascade:
    """loans: (borrower, lender, due); guarantees: (guarantor, cap, loans); stakes: (owner, owned, share)."""
    pairs = [(contract, loan) for contract, (_, _, secured) in enumerate(guarantees) for loan in secured]
    ints = [
        np.array(column, dtype=np.int32)
        for column in (
            [one[0] for one in loans], [one[1] for one in loans], [one[0] for one in guarantees],
            [one[0] for one in pairs], [one[1] for one in pairs],
            [one[0] for one in stakes], [one[1] for one in stakes],
        )
    ]  # fmt: skip
    amounts = [np.array([one[at] for one in rows], dtype=np.float64) for rows, at in ((loans, 2), (guarantees, 1))]
    book = CallBook(len(equity), ints[0], ints[1], amounts[0], ints[2], amounts[1], ints[3], ints[4])
    shares = np.array([share for _, _, share in stakes], dtype=np.float64)
    own = np.array(equity)
    return MultilayerCascade(book, Holdings(len(equity), ints[5], ints[6], shares), own, np.maximum(own, 0.0), rules)


def three_layers(**rules: object) -> MultilayerCascade:
    return cascade(
        [100.0, 30.0, 60.0, 50.0, 8.0],
        [(BORROWER, LENDER, 100.0), (OWNER, LENDER, 40.0), (GUARANTOR, SUPPLIER, 10.0)],
        [(GUARANTOR, np.inf, [0])],
        [(OWNER, GUARANTOR, 0.7), (OWNER, BORROWER, 0.2)],
        MultilayerRules(**rules),  # type: ignore[arg-type]
    )


def seeds(*parties: int) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    return np.array(parties, dtype=np.int32)


def test_every_loss_down_to_what_carried_it() -> None:
    found = three_layers().run(seeds(BORROWER))
    assert found.default_round.tolist() == [-1, 0, 1, -1, 2]
    np.testing.assert_allclose(found.losses, [40.0, 0.0, 100.0, 48.0, 10.0])
    assert found.events.trace(OWNER) == (
        Carried(Channel.STAKE, 0, GUARANTOR, 42.0), Carried(Channel.STAKE, 1, BORROWER, 6.0),
    )  # fmt: skip
    assert found.events.trace(GUARANTOR) == (Carried(Channel.CALL, 0, BORROWER, 100.0),)
    assert found.paid.tolist() == [60.0]
    assert found.lost.tolist() == [40.0, 0.0, 10.0]


def test_the_film_of_it() -> None:
    found = three_layers().run(seeds(BORROWER))
    film = [
        (frame.fell.tolist(), frame.losses.loser.tolist(), frame.losses.amount.tolist())
        for frame in found.events.frames(found.default_round)
    ]
    assert film[:2] == [([BORROWER], [], []), ([GUARANTOR], [GUARANTOR], [100.0])]
    assert film[2][0] == [SUPPLIER]
    assert sorted(zip(*film[2][1:], strict=True)) == [(LENDER, 40.0), (OWNER, 6.0), (OWNER, 42.0), (SUPPLIER, 10.0)]


def test_a_loss_of_just_the_equity() -> None:
    tie = [0.0, 10.0]
    loans = [(0, 1, 10.0)]
    assert cascade(tie, loans).run(seeds(0)).defaults.tolist() == [0]
    rules = MultilayerRules(default=LossRule.AT_LEAST)
    assert cascade(tie, loans, rules=rules).run(seeds(0)).defaults.tolist() == [0, 1]
    assert cascade([0.0, 0.0], rules=rules).run(seeds(0)).defaults.tolist() == [0], "without a loss nobody falls"


def test_nobody_and_everybody() -> None:
    nothing = three_layers().run(seeds())
    assert (nothing.defaults.tolist(), nothing.losses.sum(), len(nothing.events)) == ([], 0.0, 0)
    assert nothing.convergence.converged
    found = three_layers().run(seeds(0, 1, 2, 3, 4))
    assert found.default_round.tolist() == [0] * 5
    np.testing.assert_allclose(found.lost, [100.0, 40.0, 10.0])


def test_the_insolvent_by_their_books() -> None:
    loans = [(0, 1, 5.0)]
    patient = cascade([-1.0, 10.0], loans).run(seeds())
    assert (patient.defaults.tolist(), patient.insolvent_from_start.tolist()) == ([], [])
    strict = cascade([-1.0, 10.0], loans, rules=MultilayerRules(insolvent_default=True)).run(seeds())
    assert (strict.defaults.tolist(), strict.insolvent_from_start.tolist(), strict.lost.tolist()) == ([0], [0], [5.0])


def test_write_downs_through_a_loop_of_owners_and_no_more_than_there_is() -> None:
    """0 and 1 hold half of each other; 0 loses 12: it ends at 16 and 1 at 8. With less equity it stops at that."""
    loans, loop = [(2, 0, 12.0)], [(0, 1, 0.5), (1, 0, 0.5)]
    found = cascade([100.0, 100.0, 0.0], loans, stakes=loop).run(seeds(2))
    np.testing.assert_allclose(found.losses, [16.0, 8.0, 0.0], rtol=1e-10)
    assert found.convergence.converged
    capped = cascade([4.0, 100.0, 0.0], loans, stakes=loop).run(seeds(2))
    np.testing.assert_allclose(capped.losses, [13.0, 2.0, 0.0], rtol=1e-10)


def test_more_than_the_whole_counts_in_proportion() -> None:
    found = cascade([10.0, 10.0, 10.0], stakes=[(0, 2, 0.9), (1, 2, 0.6), (2, 2, 0.5)]).run(seeds(2))
    np.testing.assert_allclose(found.losses, [6.0, 4.0, 0.0])
    assert found.over_owned.tolist() == [2]


def test_what_others_take_over_is_no_lenders_loss() -> None:
    """G is called 50 and has 10; the other, called for the whole after its fall, pays it: the lender loses nothing."""
    rules = MultilayerRules(allocation=Allocation.SURVIVORS)
    found = cascade(
        [30.0, 0.0, 10.0, 100.0], [(1, 0, 100.0)], [(2, np.inf, [0]), (3, np.inf, [0])], rules=rules
    ).run(seeds(1))  # fmt: skip
    assert found.defaults.tolist() == [1, 2]
    np.testing.assert_allclose(found.losses, [0.0, 0.0, 50.0, 100.0])


def test_infinite_equity_never_falls_and_passes_its_losses_on() -> None:
    found = cascade([np.inf, 0.0, 3.0], [(1, 0, 8.0)], stakes=[(2, 0, 0.5)]).run(seeds(1))
    assert found.defaults.tolist() == [1, 2]
    np.testing.assert_allclose(found.losses, [8.0, 0.0, 4.0])


def test_refused() -> None:
    with pytest.raises(UsageError):
        three_layers().run(seeds(5))
    with pytest.raises(UsageError):
        cascade([np.nan])
    with pytest.raises(UsageError):
        MultilayerRules(initial_pay=1.5)
