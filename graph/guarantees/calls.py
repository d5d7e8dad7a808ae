"""What each guarantor would have to pay if the borrowers failed: the call expected under a rule of division.

A creditor may turn to any of several guarantors for the whole (PRC Civil Code art. 699); what each is to expect follows
from a rule: claims rise together until the loan is paid or a cap is reached, and the others go on. This is max-min fair
(Bertsekas and Gallager, Data Networks, 1992, section 6.5.2), and leaves no cap unused beside an unpaid loan it secures.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from graph.guarantees.book import GuaranteeBook

Floats = NDArray[np.float64]
Places = NDArray[np.integer]

MOST_ROUNDS: Final = 10_000
"""So many times at most something fills up or runs dry within one entanglement of pools and loans."""
TOGETHER: Final = 1e-12
"""What ends within this part of a step ends with it."""


class Split(StrEnum):
    """How what is called is divided among the guarantors of a loan."""

    EQUAL = "equal_capped"  # each guarantor the same, up to its caps
    BY_CAP = "proportional_to_cap"  # by caps, or by what is secured where there is none


@dataclass(frozen=True, slots=True, eq=False)
class Calls:
    """paid: fen per pair of contract and loan (float64). complete: false where an entanglement of pools was so large
    that it was not followed to the end: `paid` is then a lower bound.
    """

    paid: Floats
    complete: bool


def expected_calls(book: GuaranteeBook, split: Split = Split.EQUAL) -> Calls:
    """The call under each contract for each loan, given that all its borrowers fail. At most the cover in all; as much
    where no contract secures several loans.

    Contracts of one guarantor for the same loans count as one, so that it does not matter into how many a promise is
    split; what is called under them is divided by their caps.
    """
    wide = np.bincount(book.contract, minlength=len(book.cap)) > 1
    pooled = (np.bincount(book.loan, weights=wide[book.contract], minlength=len(book.outstanding)) > 0)[book.loan]
    paid = np.zeros(len(book.loan))
    paid[~pooled] = _by_loan(book, ~pooled, split)
    paid[pooled], complete = _by_pool(book, pooled, split)
    return Calls(paid, complete)


def _by_loan(book: GuaranteeBook, chosen: NDArray[np.bool_], split: Split) -> Floats:
    """The calls on loans that share no pool, in closed form."""
    room, loan = book.outstanding.astype(np.float64), book.loan[chosen]
    promised = book.nominal[book.contract[chosen]].astype(np.float64)
    if split is Split.BY_CAP:
        return promised * _part(room, _sums(loan, promised, len(room)))[loan]
    head, first = _heads(book, chosen)
    able = _sums(head, promised, len(first))
    return promised * _part(water_filled(room, loan[first], able), able)[head]


def _by_pool(book: GuaranteeBook, chosen: NDArray[np.bool_], split: Split) -> tuple[Floats, bool]:
    """The calls on loans entangled by pools, and whether that was followed to the end."""
    bundle = _bundles(book, chosen)
    promised = _sums(bundle, book.nominal.astype(np.float64), int(bundle.max(initial=-1)) + 1)
    key = bundle[book.contract[chosen]].astype(np.int64) * max(1, len(book.outstanding)) + book.loan[chosen]
    _, first, of = np.unique(key, return_index=True, return_inverse=True)
    pair = np.flatnonzero(chosen)[first]
    contract, loan = bundle[book.contract[pair]], book.loan[pair]
    if split is Split.EQUAL:
        weight, stand = np.ones(len(pair)), _heads(book, pair)[0]
    else:
        weight, stand = promised[contract], np.arange(len(pair))
    paid, complete = fill(book.outstanding.astype(np.float64), promised, loan, contract, stand, weight)
    own = book.nominal[book.contract[chosen]]
    whole = promised[contract][of]
    return paid[of] * np.divide(own, whole, out=np.zeros(len(own)), where=whole > 0), complete


def _heads(book: GuaranteeBook, chosen: NDArray[np.bool_] | Places) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Guarantors on loans among some pairs, numbered: a guarantor is one head on a loan, however many its contracts.

    The number of each pair's, and where each first stands among the pairs.
    """
    key = book.loan[chosen].astype(np.int64) * (int(book.guarantor.max(initial=0)) + 1) + book.pair_guarantor[chosen]
    _, first, head = np.unique(key, return_index=True, return_inverse=True)
    return head, first


def _bundles(book: GuaranteeBook, chosen: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Per contract a number that those of one guarantor for the same loans share."""
    order = np.lexsort((book.loan[chosen], book.contract[chosen]))
    contract, loan = book.contract[chosen][order], book.loan[chosen][order]
    ends = np.searchsorted(contract, np.arange(len(book.cap) + 1)).tolist()
    numbers: dict[tuple[int, bytes], int] = {}
    return np.array(
        [
            numbers.setdefault((guarantor, loan[ends[place] : ends[place + 1]].tobytes()), len(numbers))
            for place, guarantor in enumerate(book.guarantor.tolist())
        ],
        dtype=np.int64,
    )


def _sums(place: Places, amounts: Floats, count: int) -> Floats:
    return np.bincount(place, weights=amounts, minlength=count).astype(np.float64)


def _part(given: Floats, of: Floats) -> Floats:
    """What part of each is given, at most all of it; nothing of nothing."""
    return np.minimum(1.0, np.divide(given, of, out=np.zeros(len(of)), where=of > 0))


def water_filled(room: Floats, place: Places, capacity: Floats) -> Floats:
    """What each row pours into its place: as much as any other there up to its capacity, together at most the room."""
    order = np.lexsort((capacity, place))
    at, most = place[order], capacity[order]
    count = np.bincount(at, minlength=len(room))
    first = np.cumsum(count) - count
    rank = np.arange(len(at)) - first[at]
    running = np.cumsum(most) - most
    before = running - running[first[at]] if len(at) else running
    # The smaller capacities are used up; what is left, divided by those that are left, is the level.
    level = np.maximum(0.0, (room[at] - before) / (count[at] - rank))
    fits = most >= level
    reached = np.zeros(len(room))
    np.maximum.at(reached, at[fits], level[fits])
    below = np.full(len(room), np.inf)
    below[np.unique(at[fits])] = reached[np.unique(at[fits])]
    given = np.empty(len(at))
    given[order] = np.minimum(most, below[at])
    return given


def fill(
    room: Floats, limit: Floats, slot: Places, contract: Places, stand: Places, weight: Floats
) -> tuple[Floats, bool]:  # fmt: skip
    """What each pair pays when all rise together, and whether that was followed to the end.

    room: per slot; limit: per contract; slot, contract, stand, weight (of the stand): per pair.
    """
    paid, live = np.zeros(len(slot)), np.flatnonzero(weight > 0)
    room, limit = room.copy(), limit.copy()
    part = _entangled(slot, contract, len(room))
    parts = int(part.max(initial=-1)) + 1
    for _ in range(MOST_ROUNDS):
        if not len(live):
            return paid, True
        at, of, by, one = slot[live], contract[live], part[live], stand[live]
        rate = weight[live] / np.bincount(one)[one]
        slot_rate = np.bincount(at, weights=rate, minlength=len(room))
        contract_rate = np.bincount(of, weights=rate, minlength=len(limit))
        until = np.minimum(room[at] / slot_rate[at], limit[of] / contract_rate[of])
        step = np.full(parts, np.inf)
        np.minimum.at(step, by, until)
        paid[live] += rate * step[by]
        full, dry = room[at] / slot_rate[at], limit[of] / contract_rate[of]
        room -= np.bincount(at, weights=rate * step[by], minlength=len(room))
        limit -= np.bincount(of, weights=rate * step[by], minlength=len(limit))
        np.maximum(room, 0.0, out=room)
        np.maximum(limit, 0.0, out=limit)
        live = live[np.minimum(full, dry) > step[by] * (1 + TOGETHER)]
    return paid, False


def _entangled(slot: Places, contract: Places, slots: int) -> NDArray[np.int32]:
    """Per pair the number of the connected part that it is in: time runs for each part by itself."""
    size = slots + int(contract.max(initial=-1)) + 1
    ties = coo_array((np.ones(len(slot), dtype=np.int8), (slot, slots + contract)), shape=(size, size))
    parts: NDArray[np.int32] = connected_components(ties, directed=False)[1]
    return parts[slot]
