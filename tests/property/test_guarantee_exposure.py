"""The four numbers on random books: bounds, what changes nothing, and the maximum flow of networkx."""

import networkx as nx
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.guarantees.book import GuaranteeBook
from graph.guarantees.calls import Split, expected_calls
from graph.guarantees.circle_cover import CircleCover
from graph.guarantees.cover import contingent, cover
from graph.guarantees.exposure import exposure, from_outside
from tests.unit.guarantees.books import Contract, Loan, book_of

LOANS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 200)), min_size=1, max_size=5)
CAPS = st.one_of(st.none(), st.integers(0, 300))
Drawn = tuple[list[Loan], list[Contract]]


@st.composite
def books(draw: st.DrawFn) -> Drawn:
    """Up to five loans and six contracts of four guarantors."""
    loans = draw(LOANS)
    some = st.lists(st.integers(0, len(loans) - 1), unique=True, max_size=4)
    return loans, draw(st.lists(st.tuples(st.integers(4, 7), CAPS, some), max_size=6))


def whole(book: GuaranteeBook) -> tuple[int, int, int, float]:
    """Outstanding of the guaranteed loans, nominal, covered and called of the whole book."""
    found = exposure(book, np.zeros(len(book.loan), dtype=np.int32), 1)
    return int(found.outstanding[0]), int(found.nominal[0]), int(found.covered[0]), float(found.called[0])


@settings(max_examples=500, deadline=None)
@given(books())
def test_bounds(drawn: Drawn) -> None:
    book = book_of(*drawn)
    outstanding, nominal, covered, called = whole(book)
    assert 0 <= covered <= min(nominal, outstanding)
    assert called <= covered + 1e-6
    if all(len(secured) <= 1 for _, _, secured in drawn[1]):
        assert abs(called - covered) < 1e-6
    for split in Split:
        calls = expected_calls(book, split)
        assert calls.complete
        assert (calls.paid >= 0).all()
        assert (np.bincount(book.contract, calls.paid, len(book.cap)) <= book.limit + 1e-6).all()
        assert (np.bincount(book.loan, calls.paid, len(book.outstanding)) <= book.outstanding + 1e-6).all()


@settings(max_examples=500, deadline=None)
@given(books())
def test_no_cap_is_left_beside_an_unpaid_loan(drawn: Drawn) -> None:
    book = book_of(*drawn)
    for split in Split:
        paid = expected_calls(book, split).paid
        used = np.bincount(book.contract, paid, len(book.cap))
        filled = np.bincount(book.loan, paid, len(book.outstanding))
        open_loan = filled[book.loan] < book.outstanding[book.loan] - 1e-6
        assert (used[book.contract] >= book.limit[book.contract] - 1e-6)[open_loan].all()


@settings(max_examples=500, deadline=None)
@given(books())
def test_cover_is_the_maximum_flow(drawn: Drawn) -> None:
    loans, contracts = drawn
    book = book_of(loans, contracts)
    flow = cover(book)
    assert (flow >= 0).all()
    assert (np.bincount(book.contract, flow, len(contracts)) <= book.limit).all()
    assert (np.bincount(book.loan, flow, len(loans)) <= book.outstanding).all()
    assert int(flow.sum()) == network_flow(loans, contracts)
    for guarantor in range(4, 8):
        own = [contract for contract in contracts if contract[0] == guarantor]
        assert contingent(book, 8)[guarantor] == network_flow(loans, own)


def network_flow(loans: list[Loan], contracts: list[Contract]) -> int:
    """The same by networkx."""
    network: nx.DiGraph[object] = nx.DiGraph()
    network.add_nodes_from(("source", "sink"))
    for place, (_, outstanding) in enumerate(loans):
        network.add_edge(("loan", place), "sink", capacity=outstanding)
    for place, (_, cap, secured) in enumerate(contracts):
        network.add_edge("source", ("contract", place), **({} if cap is None else {"capacity": cap}))
        for loan in secured:
            network.add_edge(("contract", place), ("loan", loan))
    return int(nx.maximum_flow_value(network, "source", "sink"))


@settings(max_examples=200, deadline=None)
@given(books(), st.lists(st.integers(0, 3), min_size=8, max_size=8))
def test_the_cover_of_all_circles_is_that_of_each(drawn: Drawn, numbers: list[int]) -> None:
    book, component = book_of(*drawn), np.array([*numbers, 4], dtype=np.int32)
    found = CircleCover.of(book, component)
    for number in range(4):
        members = np.flatnonzero(component == number)
        assert len(members) == (found.size[number] if number < len(found.size) else 0)
        if len(members) > 1:
            assert found.covered[number] == from_outside(book, members)


@settings(max_examples=500, deadline=None)
@given(books(), st.integers(4, 7), CAPS)
def test_another_guarantee_never_lowers_cover(drawn: Drawn, guarantor: int, cap: int | None) -> None:
    loans, contracts = drawn
    more = [*contracts, (guarantor, cap, [0])]
    assert int(cover(book_of(loans, more)).sum()) >= int(cover(book_of(loans, contracts)).sum())


@settings(max_examples=500, deadline=None)
@given(books(), st.integers(4, 7), st.integers(0, 200), st.integers(0, 200), st.booleans())
def test_splitting_a_capped_contract_changes_nothing(
    drawn: Drawn, guarantor: int, one: int, other: int, everything: bool
) -> None:
    """Into two of the same guarantor for the same loan, or for all loans, whose caps come to the one."""
    loans, contracts = drawn
    secured = range(len(loans)) if everything else [0]
    single = book_of(loans, [*contracts, (guarantor, one + other, secured)])
    double = book_of(loans, [*contracts, (guarantor, one, secured), (guarantor, other, secured)])
    assert whole(single)[:3] == whole(double)[:3]
    assert contingent(single, 8).tolist() == contingent(double, 8).tolist()
    for split in Split:
        one_way, other_way = (
            np.bincount(book.pair_guarantor, expected_calls(book, split).paid, 8) for book in (single, double)
        )
        np.testing.assert_allclose(one_way, other_way, atol=1e-6)
