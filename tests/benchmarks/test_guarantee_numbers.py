"""The four numbers of a portfolio of a million parties and five million guarantees, and of everybody in it.

The plain way is to hand the whole book to the flow solver of OR-tools for what is covered, and to pandas for the other
sums; it has no expected call at all.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pytest
from ortools.graph.python.max_flow import SimpleMaxFlow

from graph.guarantees.book import GuaranteeBook
from graph.guarantees.calls import Split
from graph.guarantees.whole_book import WholeBook
from tests.benchmarks.guarantee_world import GuaranteeWorld, guarantee_world
from tests.benchmarks.measuring import Measurement, Recorder, peak_memory, seconds

PARTIES = 1_000_000
SEED = 5
WHOLE_S, EVERYBODY_S = 10.0, 60.0
WARMING = 2_000


@dataclass(frozen=True, eq=False)
class Plain:
    """What the plain way finds (fen)."""

    nominal: int
    covered: int


@pytest.fixture(scope="module")
def world(record: Recorder) -> GuaranteeWorld:
    """The world of the run's size; what is compiled at the first question is compiled with a small one before."""
    small = guarantee_world(WARMING, SEED)
    for split in Split:
        warm = WholeBook(small.book, small.party_count, small.lent, split)
        assert warm.whole.covered[0] > 0
        assert len(warm.borrowers.covered) == len(warm.lenders.covered) == WARMING
    return guarantee_world(record.scaled(PARTIES, 5_000), SEED)


@pytest.mark.parametrize("split", list(Split))
def test_the_four_numbers_of_the_whole_portfolio(split: Split, world: GuaranteeWorld, record: Recorder) -> None:
    found: list[WholeBook] = []
    with peak_memory() as peak:
        taken = seconds(lambda: found.append(_whole(world, split)))
    whole = found[0].whole
    assert whole.complete
    assert whole.called[0] <= whole.covered[0] * (1 + 1e-9)
    plain: list[Plain] = []
    plain_s = seconds(lambda: plain.append(_plainly(world.book))) if split is Split.EQUAL else None
    if plain:
        assert (plain[0].nominal, plain[0].covered) == (int(whole.nominal[0]), int(whole.covered[0]))
    record.keep(
        Measurement(
            figure=f"four numbers of the portfolio, {split.value}", value=taken, target=WHOLE_S, plain=plain_s,
            plain_way="OR-tools and pandas, without the expected call", note=_note(found[0]), wall_s=taken,
            peak_mib=peak.mib, **_common(world),
        )
    )  # fmt: skip


def test_the_four_numbers_of_everybody(world: GuaranteeWorld, record: Recorder) -> None:
    whole = _whole(world, Split.EQUAL)
    with peak_memory() as peak:
        taken = seconds(lambda: (whole.borrowers, whole.lenders))
    owed = np.bincount(world.book.loan, minlength=len(world.book.outstanding)) > 0
    assert whole.borrowers.outstanding.sum() == world.book.outstanding[owed].sum()
    assert whole.borrowers.covered.sum() >= whole.whole.covered[0]
    record.keep(
        Measurement(
            figure="four numbers of every borrower and every lender", value=taken, target=EVERYBODY_S, wall_s=taken,
            peak_mib=peak.mib, **_common(world),
        )
    )  # fmt: skip


def _whole(world: GuaranteeWorld, split: Split) -> WholeBook:
    """All that the numbers of the whole need, from a book that has worked out nothing yet."""
    book = world.book
    fresh = GuaranteeBook(book.borrower, book.outstanding, book.guarantor, book.cap, book.contract, book.loan)
    found = WholeBook(fresh, world.party_count, world.lent, split)
    assert found.whole.outstanding[0] > 0
    return found


def _plainly(book: GuaranteeBook) -> Plain:
    pairs = pd.DataFrame({"contract": book.contract, "owed": book.outstanding[book.loan]})
    secured = pairs.groupby("contract")["owed"].sum()
    cap = pd.Series(book.cap)[secured.index]
    limit = cap.where(cap >= 0, secured)
    network, contracts, loans = SimpleMaxFlow(), len(book.cap), len(book.outstanding)
    source, sink = contracts + loans, contracts + loans + 1
    network.add_arcs_with_capacity(book.contract, contracts + book.loan, book.outstanding[book.loan])
    network.add_arcs_with_capacity(
        np.full(len(limit), source), secured.index.to_numpy(), np.minimum(limit.to_numpy(), secured.to_numpy())
    )
    network.add_arcs_with_capacity(contracts + np.arange(loans), np.full(loans, sink), book.outstanding)
    assert network.solve(source, sink) == network.OPTIMAL
    return Plain(int(limit.sum()), int(network.optimal_flow()))


def _note(found: WholeBook) -> str:
    whole = found.whole
    parts = ((name, float(getattr(whole, name)[0]) / 1e14) for name in ("nominal", "contingent", "covered", "called"))
    return "In 万亿元: " + ", ".join(f"{name} {amount:,.2f}" for name, amount in parts) + "."


def _common(world: GuaranteeWorld) -> dict[str, Any]:
    size = f"{world.party_count:,} parties, {len(world.book.cap):,} guarantees, {len(world.book.loan):,} pairs"
    return {"claim": "guarantees", "unit": "s", "size": size, "seed": SEED}
