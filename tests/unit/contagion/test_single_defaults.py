"""Each default alone, beside the cascade run for it by itself."""

import numpy as np
import pytest

from graph.contagion import single_defaults as module
from graph.contagion.guarantee_calls import Allocation, CallCascade
from graph.contagion.single_defaults import BorneAlone, borrowers, single_defaults
from tests.unit.contagion.enumeration import random_world


@pytest.mark.parametrize("seed", range(12))
def test_each_default_alone_is_the_cascade_run_by_itself(seed: int) -> None:
    cascade, _ = random_world(seed, 9)
    found, told = single_defaults(cascade), []
    for party in range(cascade.book.party_count):
        alone = cascade.run(np.array([party], dtype=np.int32))
        told.append((alone.loss.sum(), alone.paid.sum(), (alone.default_round > 0).sum()))
    loss, paid, induced = np.array(told).T
    np.testing.assert_allclose(found.lender_loss, loss, rtol=1e-12, atol=1e-9)
    np.testing.assert_allclose(found.paid, paid, rtol=1e-12, atol=1e-9)
    assert found.induced.tolist() == induced.tolist()
    assert found.convergence.converged


def test_blocks_and_threads_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    cascade, _ = random_world(3, 40)
    whole = single_defaults(cascade)
    monkeypatch.setattr(module, "AT_ONCE", 3)
    steps: list[tuple[int, int]] = []
    cut = single_defaults(cascade, threads=2, on_progress=lambda done, total: steps.append((done, total)))
    assert (whole.lender_loss == cut.lender_loss).all()
    assert (whole.induced == cut.induced).all()
    owing = len(borrowers(cascade.book))
    assert [done for done, _ in steps] == sorted({done for done, _ in steps})
    assert steps[-1] == (owing, owing)


@pytest.mark.parametrize("seed", range(8))
def test_what_is_borne_alone_comes_to_what_is_due(seed: int) -> None:
    """By equal splits guarantors and known lenders bear it all, but for what lenders that nobody knows lose."""
    cascade, _ = random_world(seed, 9)
    cascade = CallCascade(cascade.book, cascade.buffer, Allocation.EQUAL)
    book, borne = cascade.book, BorneAlone.of(cascade)
    both = borne.exposures
    by_debtor = np.bincount(both.debtor, both.amount, book.party_count)
    for party in range(book.party_count):
        alone = CallCascade(book, np.full(book.party_count, np.inf)).run(np.array([party], dtype=np.int32))
        unknown = alone.loss[book.lender < 0].sum()
        assert by_debtor[party] == pytest.approx(book.due[book.borrower == party].sum() - unknown)
        mine = borne.by_guarantors.debtor == party
        assert borne.by_guarantors.amount[mine].sum() == pytest.approx(alone.called.sum())


def test_without_loans_there_is_nothing() -> None:
    cascade, _ = random_world(1, 5)
    none = np.zeros(0, dtype=np.int32)
    empty = type(cascade.book)(5, none, none, np.zeros(0), none, np.zeros(0), none, none)
    found = single_defaults(CallCascade(empty, np.zeros(5)))
    assert not found.lender_loss.any()
    assert not found.induced.any()
    assert len(BorneAlone.of(CallCascade(empty, np.zeros(5))).exposures.amount) == 0
