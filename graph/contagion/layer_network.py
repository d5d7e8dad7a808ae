"""All layers as the kernel takes them, and its places as the pairs, loans and stakes from which they come."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from graph.contagion.call_network import CallNetwork
from graph.contagion.holdings import Holdings
from graph.contagion.loss_events import Channel, LossEvents
from graph.kernels.call_state import Net
from graph.kernels.csr import CSR, build_csr
from graph.kernels.layered_state import KINDS, Items, Stakes, Tape

Floats = NDArray[np.float64]
Positions = NDArray[np.int32]
Places = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class LayerNetwork:
    """Each index is built when first asked for."""

    calls: CallNetwork
    holdings: Holdings

    @property
    def net(self) -> Net:
        """Loans and guarantees."""
        return self.calls.net

    @property
    def complete(self) -> bool:
        """Whether all calls known beforehand were followed to their end."""
        return self.calls.complete

    @cached_property
    def stakes(self) -> Stakes:
        """Stakes by the party that is owned."""
        owners = self.holdings.owners_of
        tie = np.stack([self.holdings.weight[owners.edge], owners.indices], axis=1)
        return Stakes(owners.indptr, tie, np.diff(owners.indptr) == 0)

    @cached_property
    def items(self) -> Items:
        """The loan of each row of the net, and of the rows of each guarantor."""
        return Items(self.item_of_row, self.item_of_row[self.net.given_rows])

    @cached_property
    def item_of_row(self) -> Positions:
        """Per row of the net the place of its loan."""
        first = self.net.item[:, 0].astype(np.int64)
        return np.repeat(np.arange(len(first) - 1, dtype=np.int32), np.diff(first))

    @cached_property
    def pairs_of_row(self) -> CSR:
        """The counted pairs of each row of the net, as `edge`."""
        row = self.calls.row.astype(np.int32)
        return build_csr(row, np.zeros(len(row), dtype=np.int32), len(self.net.giver))

    @cached_property
    def part_of_row(self) -> Floats:
        """Per counted pair its part in what its row is called for: by what its contract promises."""
        calls = self.calls
        whole = np.bincount(calls.row, calls.weight, len(self.net.giver))[calls.row]
        return np.divide(calls.weight, whole, out=np.zeros(len(whole)), where=whole > 0)

    def by_loan(self, amount: Floats) -> Floats:
        """Amounts of the net's items as those of the book's loans."""
        found = np.zeros(len(amount))
        found[self.calls.order] = amount
        return found

    def paid(self, called: Floats, unpaid: Floats, default_round: Positions) -> Floats:
        """Per pair of the book what was paid: what guarantors can pay of their calls, together no more than is due.

        called: per row. unpaid: per party, the part of its calls that it cannot pay.
        """
        net, item = self.net, self.item_of_row
        able = np.where(default_round[net.opener[net.slot]] >= 0, called * (1.0 - unpaid[net.giver]), 0.0)
        offered = np.bincount(item, able, len(net.item) - 1)
        part = np.divide(net.item[:-1, 1], offered, out=np.ones(len(offered)), where=offered > net.item[:-1, 1])
        found = np.zeros(len(self.calls.book.loan))
        found[self.calls.pairs] = (able * part[item])[self.calls.row] * self.part_of_row
        return found

    def events(self, tape: Tape, ends: Places) -> LossEvents:
        """The losses of a tape by contract, loan and stake; of several contracts of a guarantor for the same loans each
        has its part. ends: where each round ends on it."""
        rounds = np.repeat(np.arange(1, len(ends) + 1, dtype=np.int32), np.diff(ends, prepend=0))
        channel, place = (tape.code % KINDS).astype(np.int8), tape.code // KINDS
        copies = np.ones(len(place), dtype=np.int64)
        copies[channel == Channel.CALL] = self.pairs_of_row.degrees(place[channel == Channel.CALL])
        event = np.repeat(np.arange(len(place)), copies)
        nth = np.arange(len(event)) - np.repeat(np.cumsum(copies) - copies, copies)
        channel, place, amount = channel[event], place[event], tape.amount[event]
        call = channel == Channel.CALL
        counted = self.pairs_of_row.edge[self.pairs_of_row.indptr[place[call]] + nth[call]]
        amount[call] *= self.part_of_row[counted]
        place[call] = self.calls.pairs[counted]
        place[channel == Channel.LOAN] = self.calls.order[place[channel == Channel.LOAN]]
        place[channel == Channel.STAKE] = self.holdings.owners_of.edge[place[channel == Channel.STAKE]]
        return LossEvents(rounds[event], channel, place, *self._ends(channel, place), amount)

    def _ends(self, channel: NDArray[np.int8], place: Places) -> tuple[Positions, Positions]:
        """Who loses through each place, and by whose default or loss."""
        book, held = self.calls.book, self.holdings
        loser, source = np.empty((2, len(place)), dtype=np.int32)
        call, loan, stake = (channel == one for one in Channel)
        loser[call] = book.guarantor[book.contract[place[call]]]
        source[call] = book.borrower[book.loan[place[call]]]
        loser[loan], source[loan] = book.lender[place[loan]], book.borrower[place[loan]]
        loser[stake], source[stake] = held.owner[place[stake]], held.owned[place[stake]]
        return loser, source
