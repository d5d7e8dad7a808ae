"""What is guaranteed on a day: the bridge from the facts of a snapshot to a book of guarantees in fen.

The same definition of an active guarantee as the fragments `active_guarantee` and `counter_guarantee` of the queries: a
personal guarantee (neither mortgage nor pledge) of a loan with something outstanding, begun and not past its guarantee
period, or claimed within it (DEFINITIONS "Guarantees"; PRC Civil Code art. 692 to 694).
"""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph.as_of import FOREVER
from graph.guarantees.active import Days, active, period_end
from graph.guarantees.amount import loan_outstanding_cny
from graph.guarantees.book import FEN, UNLIMITED, GuaranteeBook, Ints, Positions, share_of, sums
from graph.snapshot import Snapshot
from graph.snapshot.columns import float64
from graph.snapshot.snapshot import Edges

Flags = NDArray[np.bool_]
FOREVER_DAY: Final = np.datetime64(FOREVER, "D")
IN_KIND: Final = pa.array(["mortgage", "pledge"])


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Contracts and what they secure, each pair once (int32 positions). last_day: of the guarantee period, NaT if open.

    alive: whether the contract can still be called for it on the day, whatever is outstanding. edge: the row among the
    begun SECURES edges.
    """

    contract: Positions
    secured: Positions
    last_day: Days
    alive: Flags
    edge: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Portfolio:
    """The guarantees of a day. A loan or contract is its position among the snapshot's `Loan` or `Guarantee` nodes; in
    `book` too, so nothing is renumbered. Everything is worked out when first asked for.
    """

    snapshot: Snapshot = field(repr=False)

    @cached_property
    def book(self) -> GuaranteeBook:
        """Who can be called for which loan; pairs that are not active are left out, loans and contracts keep places."""
        pairs = self.of_loans
        whole = GuaranteeBook(self.borrower, self.outstanding, self.guarantor, self.cap, pairs.contract, pairs.secured)
        return whole.of_pairs(self.can_be_called)

    @cached_property
    def can_be_called(self) -> Flags:
        """Per row of `of_loans` whether the guarantor can be called for the loan."""
        pairs, guarantor, borrower = self.of_loans, self.guarantor, self.borrower
        stands = pairs.alive & (self.outstanding[pairs.secured] > 0) & self.personal[pairs.contract]
        stands &= (borrower[pairs.secured] >= 0) & (guarantor[pairs.contract] >= 0)
        found: Flags = stands & (guarantor[pairs.contract] != borrower[pairs.secured])
        return found

    @cached_property
    def counter(self) -> GuaranteeBook:
        """Counter-guarantees: in the place of loans the contracts that they secure, each for the most that can be
        called under it, owed by the one who gave it."""
        return self.counter_behind(self.book.limit)

    def counter_behind(self, secured: Ints) -> GuaranteeBook:
        """The counter-guarantees that stand on the day behind contracts, in the place of loans, for so much each (fen);
        personal ones, of and for known guarantors, and for nobody's own promise."""
        pairs = self.of_guarantees
        stands = pairs.alive & (secured[pairs.secured] > 0) & self.personal[pairs.contract]
        stands &= (self.guarantor[pairs.contract] >= 0) & (self.guarantor[pairs.secured] >= 0)
        stands &= self.guarantor[pairs.contract] != self.guarantor[pairs.secured]
        contract, other = pairs.contract[stands], pairs.secured[stands]
        cap = self._capped(sums(contract, secured[other], len(secured)))
        return GuaranteeBook(self.guarantor, secured, self.guarantor, cap, contract, other)

    @cached_property
    def undrawn(self) -> Ints:
        """Per contract the room of a maximum-amount pool in force (fen): what may yet be drawn under its cap."""
        gave = self.snapshot.edges("GAVE").target
        pool = np.zeros(len(self.cap), dtype=np.bool_)
        pool[gave] = True
        pool &= self._flag("maximum_amount") & self.personal & (self.cap != UNLIMITED)
        return np.where(pool, np.maximum(self.cap - self.book.secured, 0), 0)

    @cached_property
    def outstanding(self) -> Ints:
        """Per loan what is outstanding (fen); 0 of a loan not yet drawn, and where no amount is known."""
        known = np.nan_to_num(loan_outstanding_cny(self.snapshot))
        drawn = np.zeros(len(known), dtype=np.bool_)
        drawn[self.snapshot.edges("BORROWED").target] = True
        return fen(np.where(drawn, np.maximum(known, 0.0), 0.0))

    @cached_property
    def borrower(self) -> Positions:
        """Per loan who owes it, -1 where nobody is known to on the day."""
        return _ends(self.snapshot.edges("BORROWED"), self.snapshot.node_count("Loan"))

    @cached_property
    def guarantor(self) -> Positions:
        """Per contract who gave it, the last one by the day, in force or ended since; -1 where nobody is known to."""
        return _ends(self.snapshot.begun("GAVE"), self.snapshot.node_count("Guarantee"))

    @cached_property
    def cap(self) -> Ints:
        """Per contract its cap (fen), by its agreed share of what it secures where that is less; or UNLIMITED."""
        contract, loan = self.of_loans.contract[self.can_be_called], self.of_loans.secured[self.can_be_called]
        return self._capped(sums(contract, self.outstanding[loan], self.snapshot.node_count("Guarantee")))

    def _capped(self, owed: Ints) -> Ints:
        """The same where what each contract secures comes to so much (fen)."""
        stated = float64(self.snapshot.nodes("Guarantee"), "cap_cny")
        share = float64(self.snapshot.nodes("Guarantee"), "agreed_share")
        cap = np.where(np.isnan(stated), UNLIMITED, fen(np.nan_to_num(stated)))
        part = share_of(owed, np.nan_to_num(share))
        less = ~np.isnan(share) & ((cap == UNLIMITED) | (part < cap))
        return np.where(less, part, cap)

    @cached_property
    def personal(self) -> Flags:
        """Per contract whether it is a personal guarantee; one of no stated form is (Civil Code art. 686)."""
        form = self.snapshot.nodes("Guarantee").column("form").cast(pa.string())
        found: Flags = pc.invert(pc.fill_null(pc.is_in(form, value_set=IN_KIND), False)).to_numpy()
        return found

    @cached_property
    def of_loans(self) -> Pairs:
        """Contracts with their loans."""
        return self._pairs("SECURES_LOAN", self._days("Loan", "matures_on"))

    @cached_property
    def of_guarantees(self) -> Pairs:
        """Counter-guarantees with the contracts they secure: as long as those, or for their own agreed period."""
        return self._pairs("SECURES_GUARANTEE", np.full(self.snapshot.node_count("Guarantee"), "NaT", "datetime64[D]"))

    @cached_property
    def lenders(self) -> tuple[Positions, Positions]:
        """(loan, lender) of each loan in force; a loan of several lenders stands once with each."""
        lent = self.snapshot.edges("LENT")
        return lent.target, lent.source

    def _pairs(self, name: str, maturity: Days) -> Pairs:
        edges = self.snapshot.begun(name)
        edge = last_to_begin(edges, edges.source.astype(np.int64) * edges.target_count + edges.target)
        contract, secured = edges.source[edge], edges.target[edge]
        until, superseded = (_day64(edges.column(day))[edge] for day in ("valid_to", "superseded_on"))
        claimed = self._days("Guarantee", "claimed_on")[contract]
        # The terms are those last told; of a word that was restated since, the last day as it was known then.
        as_known = np.where(until < FOREVER_DAY, until - 1, np.datetime64("NaT"))
        agreed = np.where(superseded < FOREVER_DAY, as_known, self._days("Guarantee", "ends_on")[contract])
        last = period_end(agreed, maturity[secured])
        # What ended on the contract's own last day may outlive it by law; what was ended otherwise is gone.
        at = self.snapshot.days("Guarantee", contract)
        alive = (until > at) | (until == agreed + 1)
        alive &= active(at, _day64(edges.column("valid_from"))[edge], last, claimed)
        return Pairs(contract, secured, last, alive, edge)

    def _days(self, label: str, name: str) -> Days:
        return _day64(self.snapshot.nodes(label).column(name))

    def _flag(self, name: str) -> Flags:
        found: Flags = pc.fill_null(self.snapshot.nodes("Guarantee").column(name), False).to_numpy()
        return found


def fen(amount_cny: NDArray[np.float64]) -> Ints:
    """Amounts in 元 as whole fen, to the nearest."""
    return np.rint(amount_cny * FEN).astype(np.int64)


def _day64(column: pa.ChunkedArray) -> Days:
    days: Days = column.cast(pa.date32()).to_numpy(zero_copy_only=False).astype("datetime64[D]")
    return days


def _ends(edges: Edges, count: int) -> Positions:
    """The party at the other end of each loan or contract; of several the last to begin."""
    found = np.full(count, -1, dtype=np.int32)
    last = last_to_begin(edges, edges.target)
    found[edges.target[last]] = edges.source[last]
    return found


def last_to_begin(edges: Edges, place: NDArray[np.integer]) -> NDArray[np.int64]:
    """Of the edges in one place the row of the last to begin: one source's word may end where another's begins."""
    ordered = np.sort(place)
    if not (ordered[1:] == ordered[:-1]).any():  # as good as always, and half the sorting
        return np.arange(len(place), dtype=np.int64)
    order = np.lexsort((_day64(edges.column("valid_from")), place))
    last = np.append(np.diff(place[order]) != 0, True)
    return np.sort(order[last])
