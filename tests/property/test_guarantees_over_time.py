"""The course of a borrower's guarantees: each point is what a full snapshot of that day says."""

from datetime import date, timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from graph.as_of import AsOf
from graph.guarantees.around import Around
from graph.guarantees.exposure import exposure, stands
from graph.guarantees.over_time import OverTime, month_ends
from graph.guarantees.portfolio import Portfolio
from graph.snapshot import History
from graph.snapshot.columns import table_of_rows
from graph.snapshot.read import bulk_read
from tests.unit.guarantees.facts import Facts, edge

PARTIES = ("A", "B", "C", "D", "E")
BEGIN = date(2023, 1, 1)
DAYS = st.integers(0, 900).map(lambda days: BEGIN + timedelta(days=days))
MAYBE = st.one_of(st.none(), DAYS)
FORMS = st.sampled_from([None, "general", "mortgage"])


@st.composite
def worlds(draw: st.DrawFn) -> History:
    """Up to four loans with changing balances, up to six contracts, some of which secure others or were restated."""
    facts, count = Facts().party(*PARTIES), draw(st.integers(1, 4))
    for number in range(count):
        drawn, later = sorted((draw(DAYS), draw(DAYS)))
        key = f"l{number}"
        facts.loan(
            key, draw(st.sampled_from(PARTIES)), draw(st.one_of(st.none(), st.integers(1, 99).map(float))),
            drawn_on=drawn, matures_on=draw(MAYBE),
        )  # fmt: skip
        for version, since in enumerate((drawn, later)[: draw(st.integers(0, 2))]):
            facts.add("Balance", {"balance_id": f"{key}-{version}", "outstanding_cny": float(draw(st.integers(0, 90)))})
            last = later - timedelta(days=1) if version == 0 else None
            facts.add("STOOD_AT", edge(key, f"{key}-{version}", since, last))
    for number in range(draw(st.integers(1, 6))):
        loans = draw(st.lists(st.integers(0, count - 1), unique=True, max_size=3))
        others = draw(st.lists(st.integers(0, max(0, number - 1)), unique=True, max_size=1)) if number else []
        start = draw(DAYS)
        facts.guarantee(
            f"g{number}", draw(st.sampled_from(PARTIES)), tuple(f"l{one}" for one in loans),
            secures=tuple(f"g{one}" for one in others), starts_on=start,
            ends_on=None if draw(st.booleans()) else start + timedelta(days=draw(st.integers(0, 600))),
            claimed_on=draw(MAYBE), form=draw(FORMS), maximum_amount=draw(st.booleans()),
            cap_cny=draw(st.one_of(st.none(), st.integers(0, 99).map(float))),
            agreed_share=draw(st.sampled_from([None, None, 0.5])),
        )  # fmt: skip
        facts.add("FOR", edge(f"g{number}", draw(st.sampled_from(PARTIES)), start))
    return History.of({name: table_of_rows(bulk_read(name).properties, rows) for name, rows in facts.rows.items()})


@settings(max_examples=80, deadline=None)
@given(worlds(), st.sets(st.integers(0, 4), min_size=1, max_size=3), DAYS, DAYS)
def test_every_point_is_what_a_snapshot_of_the_day_says(
    history: History, borrowers: set[int], day: date, known_at: date
) -> None:
    wanted, days = np.array(sorted(borrowers), dtype=np.int32), month_ends(day, 8)
    over_time = OverTime(Around.of(history, wanted), tuple(days), known_at)
    scope = over_time.of(wanted)
    for number, one in enumerate(days):
        portfolio = Portfolio(history.at(AsOf(one, known_at)))
        rows = np.flatnonzero(np.isin(portfolio.book.borrower[portfolio.book.loan], wanted))
        book, nowhere = portfolio.book.of_pairs(rows), np.zeros(len(rows), dtype=np.int64)
        whole, each, course = exposure(book, nowhere, 1), stands(book, nowhere, 1), scope.course
        owed = portfolio.outstanding[np.isin(portfolio.borrower, wanted)].sum()
        assert (course.guarantors[number], course.contracts[number]) == (len(each.scope), each.contracts.sum())
        assert course.owed[number] == owed
        assert [int(figures[number]) for figures in (course.outstanding, course.nominal, course.covered)] == [
            int(figures[0]) for figures in (whole.outstanding, whole.nominal, whole.covered)
        ]  # fmt: skip
        assert scope.nominal(number) == dict(zip(each.guarantor.tolist(), each.nominal.tolist(), strict=True))


@settings(max_examples=50, deadline=None)
@given(worlds(), st.integers(0, 4), DAYS)
def test_pools_and_counter_guarantees_are_those_of_the_whole(history: History, borrower: int, day: date) -> None:
    around = Around.of(history, np.array([borrower], dtype=np.int32))
    part, whole = around.on((day,), day), Portfolio(history.at(AsOf(day, day)))
    debtors = whole.snapshot.begun("FOR")
    own = np.intersect1d(debtors.source[debtors.target == borrower], around.contracts)
    assert part.undrawn[np.searchsorted(around.contracts, own)].tolist() == whole.undrawn[own].tolist()

    def countered(portfolio: Portfolio, contracts: NDArray[np.integer]) -> set[tuple[int, int]]:
        book = portfolio.book
        here = np.unique(book.contract[book.borrower[book.loan] == borrower])
        counter = portfolio.counter
        rows = np.isin(counter.loan, here)
        return set(zip(contracts[counter.contract[rows]].tolist(), contracts[counter.loan[rows]].tolist(), strict=True))

    assert countered(part, around.contracts) == countered(whole, np.arange(len(whole.cap)))
