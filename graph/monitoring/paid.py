"""What a guarantor paid on calls and got back: its events, and whose debts they were."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph.as_of import AsOf
from graph.guarantees.book import Ints, Positions
from graph.guarantees.portfolio import fen, last_to_begin
from graph.snapshot import History, Snapshot
from graph.snapshot.columns import float64, int32_days
from graph.snapshot.snapshot import Edges

CALL: Final = "call"
RECOVERY: Final = "recovery"


@dataclass(frozen=True, slots=True, eq=False)
class Paid:
    """Events of one kind, by day. day: int32, since 1970-01-01. amount: int64 fen, 0 where none is stated (`unstated`).
    debtor: int32 positions, -1 where neither contract nor loan is named, or nobody is known by it."""

    day: NDArray[np.int32]
    amount: Ints
    unstated: NDArray[np.bool_]
    debtor: Positions


def paid(history: History, firm: int, kind: str, at: AsOf) -> Paid:
    """The firm's events of a kind, `call` (代偿) or `recovery` (追偿回收), that had happened and were known."""
    snapshot = history.at(at)
    had = snapshot.edges("HAD")
    of_kind: NDArray[np.bool_] = pc.fill_null(
        pc.equal(snapshot.nodes("Event").column("kind").cast(pa.string()), kind), False
    ).to_numpy()
    own = np.flatnonzero((had.source == firm) & of_kind[had.target])
    event = had.target[own]
    stated = float64(snapshot.nodes("Event"), "amount_cny")[event]
    day = int32_days(had.rows(own), "valid_from")
    order = np.argsort(day, kind="stable")
    unstated = np.isnan(stated)
    amount = fen(np.nan_to_num(stated))
    return Paid(day[order], amount[order], unstated[order], _debtors(snapshot, event)[order])


def _debtors(snapshot: Snapshot, event: Positions) -> Positions:
    """Whose debt each event was about: the debtor of its contract, else the borrower of its loan; -1 for nobody."""
    of_contract = _other_end(snapshot.begun("FOR"), source=True)
    of_loan = _other_end(snapshot.begun("BORROWED"), source=False)
    by_contract = _through(snapshot.edges("ON_GUARANTEE"), of_contract)[event]
    return np.where(by_contract >= 0, by_contract, _through(snapshot.edges("ON_LOAN"), of_loan)[event])


def _through(on: Edges, party: Positions) -> Positions:
    """Per event the party of what it is about."""
    found = np.full(on.source_count, -1, dtype=np.int32)
    found[on.source] = party[on.target]
    return found


def _other_end(edges: Edges, *, source: bool) -> Positions:
    """Per contract or loan the party at the other end, of several the last to begin; in force or ended since, as a call
    may come after the contract's own end."""
    here, there = (edges.source, edges.target) if source else (edges.target, edges.source)
    found = np.full(edges.source_count if source else edges.target_count, -1, dtype=np.int32)
    last = last_to_begin(edges, here)
    found[here[last]] = there[last]
    return found
