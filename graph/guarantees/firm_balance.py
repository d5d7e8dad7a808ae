"""What one guarantor stands for on a day: per client, for clients together, and in all, in full and weighted."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from graph.guarantees.book import FEN, UNLIMITED, GuaranteeBook, Ints, Positions, sums
from graph.guarantees.calls import Floats
from graph.guarantees.cover import largest_flow
from graph.guarantees.portfolio import Flags
from graph.ownership.threshold import at_least
from graph.regimes.provision import ReliefProvision


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

    @classmethod
    def of(cls, book: GuaranteeBook, rows: NDArray[np.int64]) -> "OwnPairs":
        """These rows of a book."""
        contracts, contract = np.unique(book.contract[rows], return_inverse=True)
        loans, loan = np.unique(book.loan[rows], return_inverse=True)
        return cls(book.cap[contracts], book.outstanding[loans], contract.astype(np.int32), loan.astype(np.int32))


@dataclass(frozen=True, slots=True, eq=False)
class Relief:
    """Whether a firm mainly serves those for whom its multiple is relaxed. served: bool per client; served_cny: of what
    is in guarantee, theirs; served_clients: how many they are; unknown_clients: who may be such, but for a fact."""

    provision: ReliefProvision
    served: Flags
    served_cny: float
    whole_cny: float
    served_clients: int
    unknown_clients: int
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


@dataclass(frozen=True, eq=False)
class FirmBalance:
    """What one guarantor stands for on a day, by the law of a regime.

    pairs: int64, its rows of the day's book; contracts, loans: int32, of each; own: the same, numbered on their own.
    client: int32 ascending, the borrowers; client_of: int64, the place among them of each pair's. in_guarantee (int64
    fen), weighted_cny (float64): per client, the most that can be called for it alone; a pool shared by clients counts
    in full for each, once in the totals. weight: float64 per pair. unclear: per client what might count less but for a
    missing fact (int64 fen). relief: None where the law knows none.
    """

    firm: int
    pairs: NDArray[np.int64]
    contracts: Positions
    loans: Positions
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
        count = max(1, len(self.client))
        contract, client = np.divmod(np.unique(self.own.contract.astype(np.int64) * count + self.client_of), count)
        several = np.bincount(contract, minlength=len(self.own.cap)) > 1
        return np.bincount(client[several[contract]], minlength=len(self.client)) > 0

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
        return float(self.parts_cny(parties).sum())

    def parts_cny(self, parties: Sequence[int], without: int | None = None) -> Floats:
        """Per pair what adds up to that, nothing of the others. without: a loan (by position) as if it were repaid, at
        today's weights."""
        chosen = np.isin(self.client_of, self.places(parties))
        if without is not None:
            chosen &= self.loans != without
        order = self.heaviest_first[chosen[self.heaviest_first]]
        return self.own.called(order) * self.weight / FEN
