"""The responsibility balance (担保责任余额) of guarantee firms: what they can be called for, weighted by the regulator.

In guarantee is the most that can be called from the firm alone: each contract to its cap, each loan once, whatever
contracts secure it. What counts only in part stands in the regimes (`WeightProvision`); what cannot be classified, for
want of a fact, counts in full and is named. Counter-guarantees received lower nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from graph.guarantees.book import FEN, UNLIMITED, GuaranteeBook, Ints, Positions, sums
from graph.guarantees.calls import Floats
from graph.guarantees.cover import largest_flow
from graph.guarantees.portfolio import Flags, Portfolio
from graph.guarantees.recent import Recent
from graph.guarantees.weights import Weighed, Weights
from graph.kernels.csr import CSR, build_csr
from graph.ownership.threshold import at_least
from graph.regimes.provision import ReliefProvision, WeightProvision
from graph.regimes.regime import Regime
from graph.snapshot.statements import LatestStatements

MOST_FIRMS: Final = 256
"""So many firms' balances are kept."""


@dataclass(frozen=True, slots=True, eq=False)
class Relief:
    """Whether a firm mainly serves those for whom its multiple is relaxed. served: bool per client; served_cny: of what
    is in guarantee, theirs; served_clients: how many they are."""

    provision: ReliefProvision
    served: Flags
    served_cny: float
    whole_cny: float
    served_clients: int
    clients: int

    @property
    def balance_share(self) -> float:
        """Their part of all that is in guarantee; 0 where nothing is."""
        return self.served_cny / self.whole_cny if self.whole_cny > 0 else 0.0

    @property
    def client_share(self) -> float:
        """Their part of all clients; 0 where there is none."""
        return self.served_clients / self.clients if self.clients else 0.0

    @property
    def met(self) -> bool:
        """Both are large enough; at the bound is."""
        provision = self.provision
        return at_least(self.balance_share, provision.balance_share) and at_least(
            self.client_share, provision.client_share
        )


@dataclass(frozen=True, slots=True, eq=False)
class OwnPairs:
    """The pairs of one firm, with its contracts and loans numbered on their own."""

    cap: Ints
    outstanding: Ints
    contract: Positions
    loan: Positions

    def called(self, order: NDArray[np.int64], scope: NDArray[np.int64] | None = None) -> Ints:
        """Per pair what is called (fen) if those in `order` are, the first ones first: in all, or in each scope alone.

        How it is divided between contracts that pools entangle is left to the solver.
        """
        contract = self.contract.astype(np.int64)
        if scope is not None:
            contract = scope * max(1, len(self.cap)) + contract
        key, number = np.unique(contract[order], return_inverse=True)
        cap, loan = self.cap[key % max(1, len(self.cap))], self.loan[order]
        secured = sums(number, self.outstanding[loan], len(key))
        limit = np.where(cap == UNLIMITED, secured, np.minimum(cap, secured))
        found = np.zeros(len(self.loan), dtype=np.int64)
        found[order] = largest_flow(limit, self.outstanding, number.astype(np.int32), loan)
        return found


@dataclass(frozen=True, eq=False)
class FirmBalance:
    """What one guarantor stands for on a day, by the law of a regime.

    pairs: int64, its rows of the day's book; own: the same, numbered on their own. client: int32 ascending, the
    borrowers; client_of: int64, the place among them of each pair's. in_guarantee (int64 fen), weighted_cny (float64):
    per client, the most that can be called for it alone; a pool shared by clients counts in full for each, once in the
    totals. weight: float64 per pair. unclear: per client what might count less but for a missing fact (int64 fen).
    relief: None where the law knows none.
    """

    firm: int
    pairs: NDArray[np.int64]
    own: OwnPairs
    client: Positions
    client_of: NDArray[np.int64]
    in_guarantee: Ints
    weighted_cny: Floats
    weight: Floats
    unclear: Ints
    relief: Relief | None

    @cached_property
    def called(self) -> Ints:
        """Per pair what adds up to all that is in guarantee (fen)."""
        return self.own.called(self.heaviest_first)

    @cached_property
    def heaviest_first(self) -> NDArray[np.int64]:
        """The pairs by weight: what weighs most is called first, so that no pool counts for less than it may."""
        return np.argsort(-self.weight, kind="stable")

    @property
    def total_cny(self) -> float:
        """All that is in guarantee."""
        return int(self.called.sum()) / FEN

    @cached_property
    def total_weighted_cny(self) -> float:
        """All of it, weighted: the responsibility balance."""
        return float((self.called * self.weight).sum()) / FEN

    @cached_property
    def shares_pool(self) -> Flags:
        """Per client whether a contract stands for it and another one."""
        clients = np.unique(np.stack([self.own.contract, self.client_of], axis=1), axis=0)
        several = np.bincount(clients[:, 0], minlength=len(self.own.cap)) > 1
        return np.bincount(clients[several[clients[:, 0]], 1], minlength=len(self.client)) > 0

    def places(self, parties: Sequence[int]) -> NDArray[np.int64]:
        """Where parties stand among the clients; -1 for who is none."""
        wanted = np.asarray(parties, dtype=np.int64)
        at = np.searchsorted(self.client, wanted)
        inside = at < len(self.client)
        inside[inside] = self.client[at[inside]] == wanted[inside]
        return np.where(inside, at, -1)

    def amount_cny(self, parties: Sequence[int]) -> float:
        """The most that can be called for some parties (each once) together, weighted."""
        places = self.places(parties)
        places = places[places >= 0]
        if self.shares_pool[places].sum() < 2:
            return float(self.weighted_cny[places].sum())
        chosen = np.isin(self.client_of, places)
        order = self.heaviest_first[chosen[self.heaviest_first]]
        return float((self.own.called(order) * self.weight).sum()) / FEN

    def without_cny(self, parties: Sequence[int], loan: int) -> float:
        """The same once a loan (its number in `own`) is repaid, at the weights of today."""
        chosen = np.isin(self.client_of, self.places(parties)) & (self.own.loan != loan)
        order = self.heaviest_first[chosen[self.heaviest_first]]
        return float((self.own.called(order) * self.weight).sum()) / FEN


@dataclass(frozen=True, eq=False)
class Responsibilities:
    """The balances of a day's guarantors; indexes are built once, a question touches its firm's contracts alone."""

    portfolio: Portfolio
    _kept: Recent[tuple[str, int], FirmBalance] = field(default_factory=lambda: Recent(MOST_FIRMS), repr=False)

    def of(self, firm: int, law: Regime) -> FirmBalance:
        """The balance of one firm, by its position."""
        return self._kept.get((law.id, firm), lambda: self._balance(firm, law))

    @cached_property
    def weights(self) -> Weights:
        """What part of a guarantee counts."""
        return Weights(self.portfolio.snapshot)

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

    def _balance(self, firm: int, law: Regime) -> FirmBalance:
        book, on = self.portfolio.book, self.portfolio.snapshot.at.as_of
        rows = self._pairs_of.edges_of(firm)
        client, client_of = np.unique(book.borrower[book.loan[rows]], return_inverse=True)
        own = _own(book, rows)
        weighed = self._weighed(law.weights_on(on), rows, (client, client_of), own)
        apart = own.called(np.argsort(-weighed.weight, kind="stable"), client_of)
        found = FirmBalance(
            firm, rows, own, client.astype(np.int32), client_of,
            sums(client_of, apart, len(client)),
            np.bincount(client_of, weights=apart * weighed.weight, minlength=len(client)).astype(np.float64) / FEN,
            weighed.weight, sums(client_of, np.where(weighed.unclear, apart, 0), len(client)), None,
        )  # fmt: skip
        return replace(found, relief=self._relief(law, found))

    def _weighed(
        self, provisions: Sequence[WeightProvision], rows: NDArray[np.int64],
        clients: tuple[NDArray[np.integer], NDArray[np.int64]], own: OwnPairs,
    ) -> Weighed:  # fmt: skip
        client, of = clients
        balances = sums(of, own.called(np.arange(len(rows)), of), len(client))
        found = self.weights.weigh(provisions, client[of].astype(np.int32), balances[of], *self._words(rows))
        # A loan secured by two contracts of the firm weighs as the heavier.
        heaviest = np.zeros(int(own.loan.max(initial=-1)) + 1)
        np.maximum.at(heaviest, own.loan, found.weight)
        return Weighed(heaviest[own.loan], found.unclear)

    def _relief(self, law: Regime, found: FirmBalance) -> Relief | None:
        on = self.portfolio.snapshot.at.as_of
        ids = [limit.source.id for limit in law.limits_on(on) if limit.relaxed is not None]
        provision = next((one for one in (law.relief(on, id) for id in ids) if one is not None), None)
        if provision is None:
            return None
        clients, products = found.client[found.client_of], self._words(found.pairs)[1]
        serves = self.weights.serves(provision, law.weights_on(on), clients, products)
        served = np.bincount(found.client_of, weights=serves, minlength=len(found.client)) > 0
        return Relief(
            provision, served, int(found.called[served[found.client_of]].sum()) / FEN, found.total_cny,
            int(served.sum()), len(served),
        )  # fmt: skip

    def _words(self, rows: NDArray[np.int64]) -> tuple[pa.Array, pa.Array]:
        """The kind of loan and the product of each pair."""
        book, snapshot = self.portfolio.book, self.portfolio.snapshot
        kind = snapshot.nodes("Loan").column("kind").take(pa.array(book.loan[rows]))
        product = snapshot.nodes("Guarantee").column("product").take(pa.array(book.contract[rows]))
        return kind.cast(pa.string()).combine_chunks(), product.cast(pa.string()).combine_chunks()


def _own(book: GuaranteeBook, rows: NDArray[np.int64]) -> OwnPairs:
    contracts, contract = np.unique(book.contract[rows], return_inverse=True)
    loans, loan = np.unique(book.loan[rows], return_inverse=True)
    return OwnPairs(book.cap[contracts], book.outstanding[loans], contract.astype(np.int32), loan.astype(np.int32))
