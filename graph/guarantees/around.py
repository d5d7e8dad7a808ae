"""The guarantees for some borrowers over all time: the part of the facts on which they rest, cut out by index.

What is asked of a borrower then costs what its own loans and contracts are, however many others there are, and is
answered by the same `Portfolio` as of the whole.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from graph.guarantees.book import Positions
from graph.guarantees.portfolio import Portfolio
from graph.snapshot import History
from graph.snapshot.part import part
from graph.snapshot.side_by_side import SideBySide


@dataclass(frozen=True, eq=False)
class Around:
    """Every version of the loans of some borrowers, of the contracts for them and of what else those secure.

    borrowers: int32, ascending. history: the part. loans, contracts: int32, ascending, the position in the whole of
    each of its loans and contracts; counter-guarantees are among the contracts. Parties keep their positions. Only
    loans of the borrowers have all their guarantees here.
    """

    borrowers: Positions
    history: History
    loans: Positions
    contracts: Positions

    @classmethod
    def of(cls, history: History, borrowers: Positions) -> "Around":
        """What there is around these borrowers (positions, each once)."""

        def ends(name: str, end: int, rows: "np.ndarray[tuple[int], np.dtype[np.int64]]") -> Positions:
            return np.unique(history.ends(name)[end][rows])

        own = ends("BORROWED", 1, history.rows_from("BORROWED", borrowers))
        for_them = ends("FOR", 0, history.rows_to("FOR", borrowers))
        contracts = np.union1d(for_them, ends("SECURES_LOAN", 0, history.rows_to("SECURES_LOAN", own)))
        countered = history.rows_to("SECURES_GUARANTEE", contracts)
        contracts = np.union1d(contracts, ends("SECURES_GUARANTEE", 0, countered))
        secures = history.rows_from("SECURES_LOAN", contracts)
        loans = np.union1d(own, ends("SECURES_LOAN", 1, secures))
        stood = history.rows_from("STOOD_AT", loans)
        rows = {
            "BORROWED": history.rows_to("BORROWED", loans), "GAVE": history.rows_to("GAVE", contracts),
            "FOR": history.rows_from("FOR", contracts), "SECURES_LOAN": secures, "SECURES_GUARANTEE": countered,
            "STOOD_AT": stood,
        }  # fmt: skip
        nodes = {"Loan": loans, "Guarantee": contracts, "Balance": ends("STOOD_AT", 1, stood)}
        return cls(np.sort(borrowers), part(history, nodes, rows), loans, contracts)

    def on(self, days: Sequence[date], known_at: date) -> "Portfolio":
        """The portfolio of these days side by side: the loans and contracts of each day follow those of the last."""
        return Portfolio(SideBySide.of(self.history, days, known_at))
