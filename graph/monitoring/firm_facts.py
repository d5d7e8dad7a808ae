"""What concerns a guarantee firm and its clients, over all time: cut out of the facts by index."""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from graph.as_of import AsOf
from graph.guarantees.book import Positions
from graph.snapshot import History, Snapshot
from graph.snapshot.part import part

Rows = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class FirmFacts:
    """Every version of the contracts a firm gave, of its clients' loans, and of what courts and lists say of them.

    firm: its position. clients: int32 positions, ascending: whoever any version of a contract of the firm was for.
    history: the part; parties keep their positions, loans and contracts are numbered anew. whole: what it was cut from.
    narrowed: to some of the clients.
    """

    firm: int
    clients: Positions
    history: History
    whole: History
    narrowed: bool

    @classmethod
    def of(cls, history: History, firm: int, among: Positions | None = None) -> "FirmFacts":
        """What there is around the firm; `among`: narrowed to these clients (positions)."""

        def ends(name: str, end: int, rows: Rows) -> Positions:
            return np.unique(history.ends(name)[end][rows])

        contracts = ends("GAVE", 1, history.rows_from("GAVE", np.array([firm])))
        secures = history.rows_from("SECURES_LOAN", contracts)
        secured = ends("SECURES_LOAN", 1, secures)
        stands_for = history.rows_from("FOR", contracts)
        clients = np.union1d(
            ends("FOR", 1, stands_for), ends("BORROWED", 0, history.rows_to("BORROWED", secured))
        ).astype(np.int32)  # fmt: skip
        clients = clients[clients != firm]
        if among is not None:
            clients = np.intersect1d(clients, among).astype(np.int32)
        loans = np.union1d(secured, ends("BORROWED", 1, history.rows_from("BORROWED", clients))).astype(np.int32)
        stood = history.rows_from("STOOD_AT", loans)
        sued, listed = history.rows_from("PARTY_TO", clients), history.rows_from("LISTED_ON", clients)
        nodes = {
            "Guarantee": contracts, "Loan": loans, "Balance": ends("STOOD_AT", 1, stood),
            "Case": ends("PARTY_TO", 1, sued), "Listing": ends("LISTED_ON", 1, listed),
        }  # fmt: skip
        rows = {
            "GAVE": history.rows_to("GAVE", contracts), "SECURES_LOAN": secures, "FOR": stands_for,
            "BORROWED": history.rows_to("BORROWED", loans), "STOOD_AT": stood, "PARTY_TO": sued, "LISTED_ON": listed,
        }  # fmt: skip
        return cls(firm, clients, part(history, nodes, rows), history, among is not None)

    def on(self, day: date, known_at: date) -> Snapshot:
        """The part on a day."""
        return self.history.at(AsOf(day, known_at))

    def places(self, parties: Positions) -> NDArray[np.int64]:
        """Where parties stand among the clients; -1 for who is none."""
        if not len(self.clients):
            return np.full(len(parties), -1, dtype=np.int64)
        at = np.minimum(np.searchsorted(self.clients, parties), len(self.clients) - 1)
        return np.where(self.clients[at] == parties, at, -1).astype(np.int64)
