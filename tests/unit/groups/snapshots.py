"""Snapshots of small worlds, from rows as a store would give them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from graph.as_of import BEGINNING, FOREVER, AsOf
from graph.schema.common import DATED
from graph.snapshot import History, Snapshot
from graph.snapshot.columns import table_of_rows
from graph.snapshot.read import bulk_read

Row = dict[str, Any]
DAY = date(2025, 6, 30)


def tie(source: str, target: str, since: date = BEGINNING, until: date = FOREVER, **more: Any) -> Row:
    """A relationship between two keys, in force from a day up to another."""
    dates = dict(zip((p.name for p in DATED), (since, until, BEGINNING, FOREVER), strict=True))
    return {"source_key": source, "target_key": target, "source": "test", **dates, **more}


def enterprise(party_id: str, kind: str = "company") -> Row:
    """An enterprise of a kind."""
    return {"party_id": party_id, "canonical_id": party_id, "name": party_id, "kind": kind}


def person(party_id: str) -> Row:
    """A natural person."""
    return {"party_id": party_id, "canonical_id": party_id, "name": party_id}


def snapshot_of(day: date = DAY, /, **rows: Sequence[Row]) -> Snapshot:
    """The snapshot of a world given by label or relationship name."""
    return History.of(
        {name: table_of_rows(bulk_read(name).properties, list(found)) for name, found in rows.items()}
    ).at(AsOf(day, day))


def loan(number: str, borrower: str, lender: str | None, principal: float, **more: Any) -> dict[str, list[Row]]:
    """A loan with its two ends; `outstanding` and `undrawn` give it a balance."""
    balance = {f"{key}_cny": more.pop(key) for key in ("outstanding", "undrawn") if key in more}
    found: dict[str, list[Row]] = {
        "Loan": [{"loan_id": number, "principal_cny": principal, **more}],
        "BORROWED": [tie(borrower, number)],
        "LENT": [tie(lender, number)] if lender else [],
    }
    if balance:
        found |= {"Balance": [{"balance_id": f"{number}b", **balance}], "STOOD_AT": [tie(number, f"{number}b")]}
    return found


def guarantee(number: str, guarantor: str, debtor: str, cap: float | None) -> dict[str, list[Row]]:
    """A third-party guarantee."""
    return {
        "Guarantee": [{"guarantee_id": number, "cap_cny": cap}],
        "GUARANTEES": [tie(guarantor, debtor, guarantee_id=number, cap_cny=cap)],
    }


def statement(party: str, period_end: date = date(2024, 12, 31), **amounts: float) -> dict[str, list[Row]]:
    """A statement in force from its period's end."""
    key = f"{party}-{period_end}"
    return {
        "Statement": [{"statement_id": key, "period_end": period_end, **amounts}],
        "REPORTED": [tie(party, key, since=period_end)],
    }


def together(*parts: dict[str, list[Row]]) -> dict[str, list[Row]]:
    """The rows of several things."""
    joined: dict[str, list[Row]] = {}
    for part in parts:
        for name, rows in part.items():
            joined.setdefault(name, []).extend(rows)
    return joined
