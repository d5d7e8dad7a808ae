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

from graph.guarantees.book import FEN, sums
from graph.guarantees.calls import Floats
from graph.guarantees.firm_balance import FirmBalance, OwnPairs, Relief
from graph.guarantees.not_counted import Beside
from graph.guarantees.portfolio import Portfolio
from graph.guarantees.recent import Recent
from graph.guarantees.weights import Weighed, Weights
from graph.kernels.csr import CSR, build_csr
from graph.regimes.provision import WeightProvision
from graph.regimes.regime import Regime
from graph.snapshot.statements import LatestStatements

MOST_FIRMS: Final = 256
"""So many firms' balances are kept."""


@dataclass(frozen=True, eq=False)
class Responsibilities:
    """The balances of a day's guarantors; indexes are built once, a question touches its firm's contracts alone."""

    portfolio: Portfolio
    _kept: Recent[tuple[str, int], FirmBalance] = field(default_factory=lambda: Recent(MOST_FIRMS), repr=False)

    def of(self, firm: int, law: Regime) -> FirmBalance:
        """The balance of one firm, by its position."""
        return self._kept.get((law.id, firm), lambda: self._balance(firm, law))

    @cached_property
    def beside(self) -> Beside:
        """What stands beside the balances and counts nothing in them."""
        return Beside(self.portfolio)

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
        own = OwnPairs.of(book, rows)
        weighed = self._weighed(law.weights_on(on), rows, (client, client_of), own)
        apart = own.called(np.argsort(-weighed.weight, kind="stable"), client_of)
        found = FirmBalance(
            firm, rows, book.contract[rows], book.loan[rows], own, client.astype(np.int32), client_of,
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
        flags = self.weights.serves(provision, law.weights_on(on), clients, products)
        served, may = (np.bincount(found.client_of, weights=one, minlength=len(found.client)) > 0 for one in flags)
        return Relief(
            provision, served, int(found.called[served[found.client_of]].sum()) / FEN, found.total_cny,
            int(served.sum()), int((may & ~served).sum()), len(served),
        )  # fmt: skip

    def _words(self, rows: NDArray[np.int64]) -> tuple[pa.Array, pa.Array]:
        """The kind of loan and the product of each pair."""
        book, snapshot = self.portfolio.book, self.portfolio.snapshot
        kind = snapshot.nodes("Loan").column("kind").take(pa.array(book.loan[rows]))
        product = snapshot.nodes("Guarantee").column("product").take(pa.array(book.contract[rows]))
        return kind.cast(pa.string()).combine_chunks(), product.cast(pa.string()).combine_chunks()
