"""The responsibility balance (担保责任余额) of guarantee firms: what they can be called for, weighted by the regulator.

In guarantee is the most that can be called from the firm alone: each contract to its cap, each loan once, whatever
contracts secure it. What counts only in part stands in the regimes (`WeightProvision`); what cannot be classified, for
want of a fact, counts in full and is named. Counter-guarantees received lower nothing.
"""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph.guarantees.book import FEN, GuaranteeBook, Ints, Positions, sums
from graph.guarantees.calls import Floats
from graph.guarantees.cover import largest_flow
from graph.guarantees.portfolio import Flags, Portfolio
from graph.kernels.csr import CSR, build_csr
from graph.regimes.provision import ReliefProvision, WeightProvision
from graph.regimes.regime import Regime
from graph.snapshot.statements import LatestStatements

MOST_FIRMS: Final = 256
"""So many firms' balances are kept."""

PERSON: Final = "person"
SOLE_PROPRIETOR: Final = "sole_proprietor"


@dataclass(frozen=True, slots=True, eq=False)
class Weighed:
    """Per guarantee the part that counts. unclear: it might be less, but a fact is missing."""

    weight: Floats
    unclear: Flags


@dataclass(frozen=True, slots=True, eq=False)
class Relief:
    """Whether a firm mainly serves those for whom its multiple is relaxed: their part of all that is in guarantee, and
    of all clients. served: bool per client. met: both are large enough."""

    provision: ReliefProvision
    served: Flags
    balance_share: float
    client_share: float

    @property
    def met(self) -> bool:
        """At the bound is enough."""
        enough = 1.0 - 1e-12
        return bool(
            self.balance_share >= self.provision.balance_share * enough
            and self.client_share >= self.provision.client_share * enough
        )


@dataclass(frozen=True, slots=True, eq=False)
class FirmBalance:
    """What one guarantor stands for on a day, by the law of a regime.

    pairs: int64, its rows of the day's book. client: int32 ascending, the borrowers; client_of: int64, the place among
    them of each pair's. in_guarantee (int64 fen), weighted_cny (float64): per client, the most that can be called for
    it alone; a pool shared by clients counts in full for each, once in the totals. weight: float64 per pair. unclear:
    per client what might count less but for a missing fact (int64 fen). relief: None where the law knows none.
    """

    firm: int
    pairs: NDArray[np.int64]
    client: Positions
    client_of: NDArray[np.int64]
    in_guarantee: Ints
    weighted_cny: Floats
    weight: Floats
    unclear: Ints
    total: int
    total_weighted_cny: float
    relief: Relief | None

    def places(self, parties: Sequence[int]) -> NDArray[np.int64]:
        """Where parties stand among the clients; -1 for who is none."""
        wanted = np.asarray(parties, dtype=np.int64)
        at = np.searchsorted(self.client, wanted)
        inside = at < len(self.client)
        inside[inside] = self.client[at[inside]] == wanted[inside]
        return np.where(inside, at, -1)


@dataclass(frozen=True, eq=False)
class Responsibilities:
    """The balances of a day's guarantors; indexes are built once, a question touches its firm's contracts alone."""

    portfolio: Portfolio
    _kept: "OrderedDict[tuple[str, int], FirmBalance]" = field(default_factory=OrderedDict, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def of(self, firm: int, law: Regime) -> FirmBalance:
        """The balance of one firm, by its position."""
        key = (law.id, firm)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        found = self._balance(firm, law)
        with self._lock:
            self._kept[key] = found
            while len(self._kept) > MOST_FIRMS:
                self._kept.popitem(last=False)
        return found

    def weigh(
        self, provisions: Sequence[WeightProvision], clients: Positions, balances: Ints, kind: pa.Array,
        product: pa.Array,
    ) -> Weighed:  # fmt: skip
        """The part that counts of guarantees: client, its balance (fen), kind of loan and product of each."""
        weight, lowest = np.ones(len(clients)), np.ones(len(clients))
        for provision in provisions:
            holds, may_hold = self._holds(provision, clients, kind, product)
            if provision.client_at_most_cny is not None:
                small = balances <= round(provision.client_at_most_cny * FEN)
                holds, may_hold = holds & small, may_hold & small
            weight = np.where(holds, np.minimum(weight, provision.weight), weight)
            lowest = np.where(may_hold, np.minimum(lowest, provision.weight), lowest)
        return Weighed(weight, lowest < weight)

    @cached_property
    def net_assets_cny(self) -> Floats:
        """Per party its net assets by its latest statement; NaN where none is known."""
        return self.statements.amount_cny("net_assets_cny")

    @cached_property
    def statements(self) -> LatestStatements:
        """The statements by which parties are judged on the day."""
        return LatestStatements.of(self.portfolio.snapshot)

    @cached_property
    def _pairs_of(self) -> CSR:
        """The rows of the book by guarantor."""
        guarantor, count = self.portfolio.book.pair_guarantor, self.portfolio.snapshot.node_count("Party")
        return build_csr(guarantor, np.zeros(len(guarantor), dtype=np.int32), count)

    @cached_property
    def _size(self) -> pa.Array:
        """Per party what it is for the weights: its size, sole_proprietor or person; null where not known."""
        parties, described = self.portfolio.snapshot.parties, self.portfolio.snapshot.edges("DESCRIBED_BY")
        record = np.full(len(parties.table), -1, dtype=np.int64)
        record[described.source] = described.target
        sizes = self.portfolio.snapshot.nodes("Record").column("size").cast(pa.string()).combine_chunks()
        found = sizes.take(pa.array(record, mask=record < 0))
        kind = parties.table.column("kind").cast(pa.string()).combine_chunks()
        own = pc.fill_null(pc.equal(kind, SOLE_PROPRIETOR), False)
        found = pc.if_else(own, SOLE_PROPRIETOR, found)
        return pc.if_else(pa.array(parties.is_enterprise), found, PERSON)

    def _balance(self, firm: int, law: Regime) -> FirmBalance:
        book, on = self.portfolio.book, self.portfolio.snapshot.at.as_of
        rows = self._pairs_of.edges_of(firm)
        client, client_of = np.unique(book.borrower[book.loan[rows]], return_inverse=True)
        own = _own(book, rows)
        weighed = self._weighed(law.weights_on(on), rows, (client, client_of), own)
        # What weighs most is called first, so that a pool never counts for less than it may come to.
        order = np.argsort(-weighed.weight, kind="stable")
        apart, together = own.called(order, client_of), own.called(order)
        count = len(client)
        return FirmBalance(
            firm, rows, client.astype(np.int32), client_of,
            sums(client_of, apart, count),
            np.bincount(client_of, weights=apart * weighed.weight, minlength=count).astype(np.float64) / FEN,
            weighed.weight,
            sums(client_of, np.where(weighed.unclear, apart, 0), count),
            int(together.sum()), float((together * weighed.weight).sum()) / FEN,
            self._relief(law, rows, (client, client_of), together),
        )  # fmt: skip

    def _weighed(
        self, provisions: Sequence[WeightProvision], rows: NDArray[np.int64],
        clients: tuple[NDArray[np.integer], NDArray[np.int64]], own: "_Own",
    ) -> Weighed:  # fmt: skip
        client, of = clients
        balances = sums(of, own.called(np.arange(len(rows)), of), len(client))
        found = self.weigh(provisions, client[of].astype(np.int32), balances[of], *self._words(rows))
        # A loan secured by two contracts of the firm weighs as the heavier.
        heaviest = np.zeros(int(own.loan.max(initial=-1)) + 1)
        np.maximum.at(heaviest, own.loan, found.weight)
        return Weighed(heaviest[own.loan], found.unclear)

    def _relief(
        self, law: Regime, rows: NDArray[np.int64], clients: tuple[NDArray[np.integer], NDArray[np.int64]], called: Ints
    ) -> Relief | None:
        on = self.portfolio.snapshot.at.as_of
        ids = [limit.source.id for limit in law.limits_on(on) if limit.relaxed is not None]
        provision = next((one for one in (law.relief(on, id) for id in ids) if one is not None), None)
        if provision is None:
            return None
        client, of = clients
        named = [one for one in law.weights_on(on) if one.source.id in provision.weights]
        serves = self._serves(named, client[of].astype(np.int32), self._words(rows)[1])
        served = np.bincount(of, weights=serves, minlength=len(client)) > 0
        whole = int(called.sum())
        return Relief(
            provision, served, int(called[served[of]].sum()) / whole if whole else 0.0,
            float(served.mean()) if len(served) else 0.0,
        )  # fmt: skip

    def _words(self, rows: NDArray[np.int64]) -> tuple[pa.Array, pa.Array]:
        """The kind of loan and the product of each pair."""
        book, snapshot = self.portfolio.book, self.portfolio.snapshot
        kind = snapshot.nodes("Loan").column("kind").take(pa.array(book.loan[rows]))
        product = snapshot.nodes("Guarantee").column("product").take(pa.array(book.contract[rows]))
        return kind.cast(pa.string()).combine_chunks(), product.cast(pa.string()).combine_chunks()

    def _serves(self, provisions: Sequence[WeightProvision], clients: Positions, product: pa.Array) -> Flags:
        """Whether a client is one of those that some weights name, whatever is guaranteed and how much."""
        size = self._size.take(pa.array(clients))
        found = np.zeros(len(clients), dtype=np.bool_)
        for one in provisions:
            found |= _sure(_among(size, one.clients)) & _sure(_named(product, one.products))
        return found

    def _holds(
        self, provision: WeightProvision, clients: Positions, kind: pa.Array, product: pa.Array
    ) -> tuple[Flags, Flags]:
        """Whether what a weight asks for holds, and whether it might; amounts apart. Ratings are in no fact."""
        size = self._size.take(pa.array(clients))
        tests = [
            _among(kind, provision.loan_kinds),
            _among(size, provision.clients),
            _named(product, provision.products),
        ]
        holds = np.full(len(clients), provision.rating is None)
        may_hold = np.ones(len(clients), dtype=np.bool_)
        for test in tests:
            holds &= _sure(test)
            may_hold &= pc.fill_null(test, True).to_numpy(zero_copy_only=False)
        return holds, may_hold


@dataclass(frozen=True, slots=True, eq=False)
class _Own:
    """The pairs of one firm, with its contracts and loans numbered on their own."""

    cap: Ints
    outstanding: Ints
    contract: Positions
    loan: Positions

    def called(self, order: NDArray[np.int64], scope: NDArray[np.int64] | None = None) -> Ints:
        """Per pair what is called in all, or in each scope alone, those first in `order` first (fen)."""
        contract = self.contract.astype(np.int64)
        if scope is not None:
            contract = scope * max(1, len(self.cap)) + contract
        key, number = np.unique(contract, return_inverse=True)
        limit = self.cap[key % max(1, len(self.cap))]
        secured = sums(number, self.outstanding[self.loan], len(key))
        limit = np.where(limit < 0, secured, np.minimum(limit, secured))
        found = np.empty(len(order), dtype=np.int64)
        found[order] = largest_flow(limit, self.outstanding, number[order].astype(np.int32), self.loan[order])
        return found


def _own(book: GuaranteeBook, rows: NDArray[np.int64]) -> _Own:
    contracts, contract = np.unique(book.contract[rows], return_inverse=True)
    loans, loan = np.unique(book.loan[rows], return_inverse=True)
    return _Own(book.cap[contracts], book.outstanding[loans], contract.astype(np.int32), loan.astype(np.int32))


def _among(values: pa.Array, allowed: Sequence[str]) -> pa.Array:
    """Whether each value is one of these, null where it is not known; anything is one of none."""
    if not allowed:
        return pa.array(np.ones(len(values), dtype=np.bool_))
    found = pc.is_in(values, value_set=pa.array(allowed, pa.string()))
    return pc.if_else(pc.is_valid(values), found, pa.scalar(None, pa.bool_()))


def _named(products: pa.Array, words: Sequence[str]) -> pa.Array:
    """Whether each product is called by one of these words, null where it is not known; any is by none."""
    if not words:
        return pa.array(np.ones(len(products), dtype=np.bool_))
    named = [pc.match_substring(products, word, ignore_case=True) for word in words]
    found = named[0]
    for other in named[1:]:
        found = pc.or_(found, other)
    return found


def _sure(test: pa.Array) -> Flags:
    flags: Flags = pc.fill_null(test, False).to_numpy(zero_copy_only=False)
    return flags
