"""What loans stood at on days of their own, and what guarantees without a cap came to, from all versions of the facts.

The same definitions as `graph.guarantees.amount` has for one day.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from graph.kernels.csr import runs
from graph.snapshot import History
from graph.snapshot.columns import float64, int32_days

Positions = NDArray[np.int32]
Places = NDArray[np.int64]
Floats = NDArray[np.float64]
Days = NDArray[np.int32]

NEVER: Final = np.iinfo(np.int32).max


@dataclass(frozen=True, slots=True)
class Outstanding:
    """As known on a day (days since 1970-01-01)."""

    history: History
    known_at: int

    def on(self, loans: Positions, days: Days) -> Floats:
        """Per loan and day (元): the balance in force; without one the principal; NaN where neither is known."""
        found = float64(self.history.table("Loan").take(pa.array(loans)), "principal_cny").copy()
        asked, rows = self._versions("STOOD_AT", loans)
        since, until = self._days("STOOD_AT", rows)
        stands = (since <= days[asked]) & (days[asked] < until)
        asked, amount = asked[stands], self._balances(rows[stands])
        known = ~np.isnan(amount)
        found[asked[known]] = amount[known]
        return found

    def repaid_on(self, loans: Positions) -> Days:
        """Per loan the first day from which on nothing is outstanding (int32), `NEVER` where there is none. Between two
        draws of one that was repaid meanwhile it goes on."""
        asked, rows = self._versions("STOOD_AT", loans)
        since, until = self._days("STOOD_AT", rows)
        amount = self._balances(rows)
        found = np.full(len(loans), NEVER, dtype=np.int32)
        order = np.lexsort((since, asked))
        last = order[np.append(np.diff(asked[order]) != 0, True)] if len(order) else order
        gone = last[amount[last] <= 0]
        first_day = np.full(len(loans), NEVER, dtype=np.int32)
        np.minimum.at(first_day, asked, since)
        owed_until = first_day.copy()
        positive = ~(amount <= 0)
        np.maximum.at(owed_until, asked[positive], until[positive])
        found[asked[gone]] = owed_until[asked[gone]]
        return found

    def guaranteed(self, rows: Places, days: Days) -> Floats:
        """Per row of GUARANTEES and day (元): the cap of its contract; without one what it secures that day."""
        ids = self.history.table("GUARANTEES").column("guarantee_id").take(pa.array(rows))
        contract = self.history.find("Guarantee", ids.combine_chunks().cast(pa.string()))
        stated = float64(self.history.table("Guarantee"), "cap_cny")
        amount = np.where(contract >= 0, np.append(stated, np.nan)[contract], np.nan)
        open_ = np.flatnonzero((contract >= 0) & np.isnan(amount))
        asked, secures = self._versions("SECURES_LOAN", contract[open_])
        since, until = self._days("SECURES_LOAN", secures)
        day = days[open_][asked]
        stands = (since <= day) & (day < until)
        asked, loans = asked[stands], self.history.ends("SECURES_LOAN")[1][secures[stands]]
        owed = np.nan_to_num(self.on(loans, day[stands]))
        secured = np.bincount(asked, minlength=len(open_)) > 0
        amount[open_] = np.where(secured, np.bincount(asked, owed, len(open_)), np.nan)
        return amount

    def _versions(self, name: str, sources: Positions) -> tuple[Places, Places]:
        """The known rows that leave each of these nodes: the place of the node, and the row."""
        unique, place = np.unique(sources, return_inverse=True)
        rows = self.history.rows_from(name, unique)
        table = self.history.table(name)
        known = int32_days(table, "recorded_on")[rows] <= self.known_at
        known &= self.known_at < int32_days(table, "superseded_on")[rows]
        rows = rows[known]
        of = np.searchsorted(unique, self.history.ends(name)[0][rows])
        order = np.argsort(of, kind="stable")
        counts = np.bincount(of, minlength=len(unique))[place]
        first = np.searchsorted(of[order], place)
        return np.repeat(np.arange(len(sources)), counts), rows[order[runs(first.astype(np.int64), counts)]]

    def _days(self, name: str, rows: Places) -> tuple[Days, Days]:
        table = self.history.table(name)
        return int32_days(table, "valid_from")[rows], int32_days(table, "valid_to")[rows]

    def _balances(self, rows: Places) -> Floats:
        """What was outstanding by each row of STOOD_AT."""
        balances = self.history.ends("STOOD_AT")[1][rows]
        return float64(self.history.table("Balance").take(pa.array(balances)), "outstanding_cny")
