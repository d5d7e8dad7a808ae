"""Parties tied by loans, guarantees and stakes at random, with equities so thin that most may fall of one."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from graph.contagion.call_book import CallBook
from graph.contagion.holdings import Holdings
from graph.contagion.multilayer import MultilayerCascade

LOANS, STAKES = 0.4, 0.2
"""Parts of all edges; the rest are guarantees, one loan each, without caps."""
HUB_LOANS = 200
LARGEST_STAKE = 0.3


@dataclass(frozen=True, eq=False)
class LayeredWorld:
    """cascade: with strict defaults and equal split. hub: who owes to so many that its fall goes far."""

    hub: int
    cascade: MultilayerCascade

    @cached_property
    def edges(self) -> int:
        """Loans, guarantees and stakes."""
        return len(self.cascade.book.due) + len(self.cascade.book.loan) + len(self.cascade.holdings.share)


def layered_world(parties: int, edges: int, seed: int) -> LayeredWorld:
    """So many edges between parties drawn evenly; ownership goes from the lower number to the higher, without loops."""
    chance = np.random.default_rng(seed)
    loans, stakes = round(edges * LOANS), round(edges * STAKES)
    contracts = edges - loans - stakes
    hub = 0
    borrower = chance.integers(1, parties, loans).astype(np.int32)
    borrower[:HUB_LOANS] = hub
    lender = ((borrower + chance.integers(1, parties, loans)) % parties).astype(np.int32)
    due = chance.lognormal(1.0, 1.0, loans)
    secured = chance.integers(0, loans, contracts).astype(np.int32)
    guarantor = ((borrower[secured] + chance.integers(1, parties, contracts)) % parties).astype(np.int32)
    book = CallBook(
        parties, borrower, lender, due, guarantor, np.full(contracts, np.inf), np.arange(contracts, dtype=np.int32),
        secured,
    )  # fmt: skip
    one, other = np.sort(chance.integers(0, parties, (2, stakes)), axis=0).astype(np.int32)
    holdings = Holdings(parties, one, other, chance.uniform(0.01, LARGEST_STAKE, stakes))
    equity = chance.lognormal(1.0, 1.0, parties)
    return LayeredWorld(hub, MultilayerCascade(book, holdings, equity, equity))
