"""Facts of guarantees as they are stored, said contract by contract, without a database in between."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from graph.as_of import BEGINNING, FOREVER, AsOf
from graph.guarantees.portfolio import Portfolio
from graph.snapshot import History
from graph.snapshot.columns import table_of_rows
from graph.snapshot.read import bulk_read

Row = dict[str, Any]
DRAWN, MATURITY = date(2024, 1, 1), date(2024, 12, 31)
TODAY = date(2024, 6, 30)


def edge(source: str, target: str, since: date = DRAWN, last: date | None = None, **more: Any) -> Row:
    return {
        "source_key": source, "target_key": target, "valid_from": since, "recorded_on": BEGINNING,
        "valid_to": FOREVER if last is None else last + timedelta(days=1), "superseded_on": FOREVER,
    } | more  # fmt: skip


class Facts:
    """What is known, one fact after the other."""

    def __init__(self) -> None:
        self.rows: dict[str, list[Row]] = {"Enterprise": [], "Person": []}

    def add(self, name: str, row: Mapping[str, Any]) -> None:
        self.rows.setdefault(name, []).append(dict(row))

    def party(self, *party_ids: str) -> "Facts":
        for one in party_ids:
            self.add("Enterprise", {"party_id": one, "canonical_id": one, "name": one, "kind": "company"})
        return self

    def loan(
        self, loan_id: str, borrower: str, amount: float | None, balance: float | None = None, **terms: Any
    ) -> "Facts":
        drawn = terms.pop("drawn_on", DRAWN)
        self.add("Loan", {"loan_id": loan_id, "principal_cny": amount, "matures_on": MATURITY, **terms})
        self.add("BORROWED", edge(borrower, loan_id, drawn))
        if balance is not None:
            self.add("Balance", {"balance_id": f"{loan_id}-b", "outstanding_cny": balance})
            self.add("STOOD_AT", edge(loan_id, f"{loan_id}-b", drawn))
        return self

    def guarantee(self, key: str, guarantor: str, loans: tuple[str, ...] = (), **terms: Any) -> "Facts":
        secures = terms.pop("secures", ())
        start, end = terms.setdefault("starts_on", DRAWN), terms.get("ends_on")
        self.add("Guarantee", {"guarantee_id": key, **terms})
        self.add("GAVE", edge(guarantor, key, start, end))
        for loan in loans:
            self.add("SECURES_LOAN", edge(key, loan, start, end))
        for other in secures:
            self.add("SECURES_GUARANTEE", edge(key, other, start, end))
        return self

    def on(self, day: date) -> Portfolio:
        tables = {name: table_of_rows(bulk_read(name).properties, rows) for name, rows in self.rows.items()}
        return Portfolio(History.of(tables).at(AsOf(day, day)))
