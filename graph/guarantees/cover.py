"""How much of the loans is really covered: a maximum flow from the caps of contracts to what is outstanding.

Where no pool is shared the flow has a closed form; the rest is solved by OR-tools in int64. scipy's maximum_flow works
in int32 and overflows above 2³¹ fen without a word.
"""

import numpy as np
from numpy.typing import NDArray

from graph.guarantees.book import GuaranteeBook, Ints, sums
from graph.kernels.distinct import distinct_pairs
from graph.kernels.pouring import poured


def cover(book: GuaranteeBook) -> Ints:
    """Per pair of contract and loan, what of the loan it covers (fen), so that as much as possible is covered in all.

    No loan is covered beyond what is outstanding and no contract used beyond its cap. How a total is divided between
    contracts that could take each other's place is arbitrary, but the same for the same book.
    """
    return largest_flow(book.limit, book.outstanding, book.contract, book.loan)


def contingent(book: GuaranteeBook, guarantor_count: int) -> Ints:
    """Per guarantor the most that can be called from it alone (fen): its pools counted once, its loans once."""
    stands = distinct_pairs(book.pair_guarantor, book.loan)
    flow = largest_flow(book.limit, book.outstanding[stands.second], book.contract, stands.number)
    return sums(book.pair_guarantor, flow, guarantor_count)


def largest_flow(
    limit: Ints, amount: Ints, contract: NDArray[np.integer], slot: NDArray[np.integer]
) -> Ints:  # fmt: skip
    """Per pair a flow from contracts (up to their limit) to slots (up to their amount), the largest in all."""
    wide = np.bincount(contract, minlength=len(limit)) > 1
    pooled = np.bincount(slot, weights=wide[contract], minlength=len(amount)) > 0
    shared = np.bincount(slot, minlength=len(amount)) > 1
    # A contract none of whose loans anybody else secures is a pool for itself.
    meets = np.bincount(contract, weights=shared[slot], minlength=len(limit)) > 0
    alone = wide & ~meets
    flow = np.zeros(len(contract), dtype=np.int64)
    by_slot = ~pooled[slot]
    flow[by_slot] = poured(amount, slot[by_slot], limit[contract[by_slot]])
    by_contract = alone[contract]
    flow[by_contract] = poured(limit, contract[by_contract], amount[slot[by_contract]])
    rest = ~(by_slot | by_contract)
    if rest.any():
        flow[rest] = _solved(limit, amount, contract[rest], slot[rest])
    return flow


def _solved(limit: Ints, amount: Ints, contract: NDArray[np.integer], slot: NDArray[np.integer]) -> Ints:
    """The pairs whose pools and loans are entangled, by OR-tools. The nodes: contracts, slots, source, sink."""
    from ortools.graph.python.max_flow import SimpleMaxFlow

    contracts, of = np.unique(contract, return_inverse=True)
    slots, to = np.unique(slot, return_inverse=True)
    source, sink = len(contracts) + len(slots), len(contracts) + len(slots) + 1
    network = SimpleMaxFlow()
    pairs = network.add_arcs_with_capacity(of, len(contracts) + to, np.minimum(limit[contract], amount[slot]))
    every = np.arange(len(contracts))
    network.add_arcs_with_capacity(np.full(len(contracts), source), every, limit[contracts])
    ends = len(contracts) + np.arange(len(slots))
    network.add_arcs_with_capacity(ends, np.full(len(slots), sink), amount[slots])
    status = network.solve(source, sink)
    if status != network.OPTIMAL:
        raise ValueError(f"the maximum flow ended with {status}")
    return np.asarray(network.flows(pairs), dtype=np.int64)
