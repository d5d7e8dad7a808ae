"""A book of calls as the kernel takes it: loans by borrower, and who fills what of them.

All contracts of one guarantor for the same loans are one promise, and a guarantor is one head among those of a loan
(as in `graph.guarantees.calls`). A contract that secures several loans for less than they come to is a pool: loans that
pools tie together are filled together, all guarantors rising alike (max-min fair). A borrower's own promise for its own
loan adds nothing. Where everybody is called for the whole, each guarantor fills its loans as if it were alone.
"""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.contagion.call_book import CallBook, Floats, Positions
from graph.guarantees.calls import bundles
from graph.kernels.call_state import TIE, Net
from graph.kernels.csr import sorted_by
from graph.kernels.distinct import DistinctPairs, distinct_pairs
from graph.kernels.join import joined
from graph.kernels.pouring import water_filled
from graph.kernels.rising import rising

Places = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class CallNetwork:
    """strength: 元 per party. alone: each guarantor is called for the whole. survivors: others take over from those
    who fail, so that nothing is known beforehand."""

    book: CallBook = field(repr=False)
    strength: Floats
    alone: bool
    survivors: bool

    @cached_property
    def order(self) -> Places:
        """The loans by their borrower."""
        return sorted_by(self.book.borrower, self.book.party_count)

    @cached_property
    def pairs(self) -> Places:
        """The pairs of the book that count: of another's loan with something due."""
        book = self.book
        other = book.guarantor[book.contract] != book.borrower[book.loan]
        return np.flatnonzero(other & (book.due[book.loan] > 0))

    @cached_property
    def row(self) -> Places:
        """Per counted pair the row of the net to which it belongs."""
        return self._rows.number

    @property
    def row_borrower(self) -> Positions:
        """Per row whose loan it is."""
        borrower: Positions = self.book.borrower[self.order[self._heads.first[self._row_head]]]
        return borrower

    @cached_property
    def weight(self) -> Floats:
        """Per counted pair its part in its row, before division by their sum: the contract's cap, at most what all its
        loans come to."""
        return np.minimum(self.book.cap[self._contract], self._secured[self._promise])

    @property
    def net(self) -> Net:
        """What the kernel takes."""
        return self._built[0]

    @property
    def complete(self) -> bool:
        """Whether all that is known beforehand was followed to its end."""
        return self._built[1]

    @cached_property
    def _built(self) -> tuple[Net, bool]:
        book, slots = self.book, self._slots
        slot, giver = slots[self._row_head], self._heads.second[self._row_head].astype(np.int32)
        loan_of_slot = np.arange(len(book.due)) if not self.alone else self._heads.first
        counts = np.bincount(loan_of_slot, minlength=len(book.due))
        room, opener = self._due[loan_of_slot], book.borrower[self.order][loan_of_slot].astype(np.int32)
        part, shared = self._parts(slot, opener)
        fixed, complete = self._fixed(slot, room, part)
        row_ptr, items = _bounds(slot, len(room)), _bounds(book.borrower, book.party_count)
        first_row = row_ptr[_ends(counts)]
        item = np.stack(
            [first_row, np.append(self._due, 0.0), np.append(book.lender[self.order], -1),
             self._uncalled(loan_of_slot, part, np.bincount(slot, fixed, len(room)))], axis=1,
        )  # fmt: skip
        net = Net(
            np.stack([items, first_row[items]], axis=1), _bounds(opener, book.party_count), row_ptr, item,
            book.lender[self.order[self._heads.first[self._row_head]]].astype(np.int32),
            room, self._pace[loan_of_slot], opener, part, giver, self._most,
            np.stack([fixed, giver], axis=1), self._pool, slot.astype(np.int32), self._limit, shared,
            _bounds(giver, book.party_count), sorted_by(giver, book.party_count), self.strength,
        )  # fmt: skip
        return net, complete

    @cached_property
    def _due(self) -> Floats:
        return self.book.due[self.order]

    @cached_property
    def _pace(self) -> Floats:
        """Per loan in `order` how fast it fills beside others that pools tie to it."""
        return self.book.parts[self.order]

    @cached_property
    def _loan(self) -> Places:
        """Per counted pair the place of its loan in `order`."""
        place = np.empty(len(self.order), dtype=np.int64)
        place[self.order] = np.arange(len(self.order))
        return place[self.book.loan[self.pairs]]

    @property
    def _contract(self) -> Positions:
        return self.book.contract[self.pairs]

    @cached_property
    def _promise(self) -> Places:
        """Per counted pair the number of its promise: the contracts of one guarantor for the same loans."""
        return bundles(self.book.guarantor, self._contract, self._loan)[self._contract]

    @cached_property
    def _promised(self) -> Floats:
        """Per promise the caps of its contracts."""
        contracts, first = np.unique(self._contract, return_index=True)
        return _sums(self._promise[first], self.book.cap[contracts], self._promises)

    @cached_property
    def _secured(self) -> Floats:
        """Per promise what its loans come to."""
        each = distinct_pairs(self._promise, self._loan)
        return _sums(each.first, self._due[each.second], self._promises)

    @property
    def _promises(self) -> int:
        return int(self._promise.max(initial=-1)) + 1

    @cached_property
    def _is_pool(self) -> Flags:
        """Per promise whether it binds several loans together."""
        each = distinct_pairs(self._promise, self._loan)
        return (np.bincount(each.first, minlength=self._promises) > 1) & (self._promised < self._secured)

    @cached_property
    def _heads(self) -> DistinctPairs:
        """Loans with their guarantors; number: per counted pair."""
        return distinct_pairs(self._loan, self.book.guarantor[self._contract])

    @property
    def _slots(self) -> Places:
        """Per head its slot: the loan, or where each is called alone the head itself."""
        return np.arange(len(self._heads)) if self.alone else self._heads.first.astype(np.int64)

    @cached_property
    def _rows(self) -> DistinctPairs:
        """Heads with their promises; in a slot without pools those of a head are one row."""
        slot = self._slots[self._heads.number]
        pooled = np.bincount(slot, self._is_pool[self._promise], int(slot.max(initial=-1)) + 1) > 0
        return distinct_pairs(self._heads.number, np.where(pooled[slot], self._promise + 1, 0))

    @property
    def _row_head(self) -> Places:
        return self._rows.first.astype(np.int64)

    @cached_property
    def _row_promise(self) -> Places:
        """Per row a promise of it: its only one where the slot has pools."""
        promise = np.zeros(len(self._rows), dtype=np.int64)
        promise[self._rows.number] = self._promise
        return promise

    @cached_property
    def _most(self) -> Floats:
        """Per row the most that can be called for it alone: its promises, no more than the loan."""
        each = distinct_pairs(self._rows.number, self._promise)
        able = _sums(each.first, self._promised[each.second], len(self._rows))
        most: Floats = np.minimum(able, self._due[self._heads.first[self._row_head]])
        return most

    @cached_property
    def _pool(self) -> Positions:
        """Per row the number of its pool, -1 for none."""
        number = np.cumsum(self._is_pool) - 1
        return np.where(self._is_pool[self._row_promise], number[self._row_promise], -1).astype(np.int32)

    @property
    def _limit(self) -> Floats:
        return self._promised[self._is_pool]

    def _uncalled(self, loan_of_slot: NDArray[np.integer], part: Positions, filled: NDArray[np.number[Any]]) -> Floats:
        """Per loan, in `order`, and one more, what nobody is called for, -1 where that is not known beforehand; what is
        left by rounding only is nothing."""
        missing = self._due - np.bincount(loan_of_slot, filled, len(self._due))
        missing[missing <= TIE * self._due] = 0.0
        moves = np.bincount(loan_of_slot, part >= 0, len(self._due)) > 0
        return np.append(np.where(moves, -1.0, missing), 0.0)

    def _parts(self, slot: Places, opener: Positions) -> tuple[Positions, Flags]:
        """Per slot its part where that has to be filled anew in each cascade, else -1; per part whether it has pools.

        A part whose loans are all of one borrower is filled at once when that fails, so it is known beforehand, unless
        others take over.
        """
        slots, pooled = len(opener), self._pool >= 0
        part = joined(
            slot[pooled].astype(np.int32), (slots + self._pool[pooled]).astype(np.int32), slots + len(self._limit)
        )[:slots]
        count = int(part.max(initial=-1)) + 1
        shared = np.bincount(part[slot[pooled]], minlength=count) > 0
        least, greatest = np.full(count, len(self.strength)), np.full(count, -1)
        np.minimum.at(least, part, opener)
        np.maximum.at(greatest, part, opener)
        moves = np.full(count, self.survivors) | (shared & (least < greatest))
        return np.where(moves, np.cumsum(moves) - 1, -1).astype(np.int32)[part], shared[moves]

    def _fixed(self, slot: Places, room: Floats, part: Positions) -> tuple[Floats, bool]:
        """Per row what it fills where that is known beforehand, and whether that was followed to the end."""
        found, complete = np.zeros(len(slot)), True
        pooled = np.bincount(slot, self._pool >= 0, len(room))[slot] > 0
        known = part[slot] < 0
        simple = known & ~pooled
        found[simple] = water_filled(room, slot[simple], self._most[simple])
        tied = np.flatnonzero(known & pooled)
        if len(tied):
            contract, limit = self._contracts(tied)
            stand = np.unique(self._row_head[tied], return_inverse=True)[1]
            pace = self._pace[self._heads.first[self._row_head[tied]]]
            found[tied], complete = rising(room, limit, slot[tied], contract, stand, pace)
        return found, complete

    def _contracts(self, rows: Places) -> tuple[Places, Floats]:
        """Per row the number of its pool, or one of its own, and the limit of each number."""
        pool = self._pool[rows].astype(np.int64)
        number = np.where(pool >= 0, pool, len(self._limit) + np.arange(len(rows)))
        return number, np.concatenate([self._limit, self._most[rows]])


def _bounds(key: NDArray[np.integer], count: int) -> Places:
    return _ends(np.bincount(key, minlength=count))


def _ends(counts: NDArray[np.integer]) -> Places:
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)


def _sums(place: NDArray[np.integer], amounts: Floats, count: int) -> Floats:
    return np.bincount(place, weights=amounts, minlength=count).astype(np.float64)
