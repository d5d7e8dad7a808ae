"""A few enterprises whose facts fit on a page, as rows of a feed; tests add to them what they are about."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

import pyarrow as pa

from graph.snapshot import History
from tests.unit.measures.told import told

Row = dict[str, Any]
Rows = dict[str, list[Row]]

CUT_OFF = date(2023, 6, 30)
TODAY = date(2025, 12, 31)
SOLD, KNOWN = date(2023, 5, 1), date(2023, 5, 5)


def firm(name: str, **more: Any) -> Row:
    """An enterprise known since it was founded."""
    return {
        "party_id": name, "name": name, "kind": "company", "established_on": date(2010, 1, 1), "status": "active",
        "valid_from": date(2010, 1, 1), "recorded_on": date(2010, 1, 11), "size": "small", "industry": "mills",
        "registered_capital_cny": 1_000_000.0, "paid_in_capital_cny": 500_000.0,
    } | more  # fmt: skip


def loan(number: str, borrower: str, lender: str = "bank", **more: Any) -> Row:
    """A loan of a million drawn at the beginning of 2022, for five years."""
    drawn = more.get("drawn_on", date(2022, 1, 1))
    return {
        "loan_id": number, "borrower": borrower, "lender": lender, "kind": "loan", "principal": 1_000_000.0,
        "drawn_on": drawn, "matures_on": date(2026, 12, 31), "recorded_on": drawn,
    } | more  # fmt: skip


def balance(number: str, on: date, outstanding: float, **more: Any) -> Row:
    """What a loan stood at on a day, known on it."""
    return {
        "loan_id": number, "valid_from": on, "outstanding": outstanding, "undrawn": 0.0, "classification": "normal",
        "days_past_due": 0, "recorded_on": on,
    } | more  # fmt: skip


def guarantee(number: str, guarantor: str, debtor: str, loans: str | None, **more: Any) -> Row:
    """A joint and several guarantee of loans, from the beginning of 2022 for five years."""
    return {
        "guarantee_id": number, "guarantor": guarantor, "debtor": debtor, "secured_loans": loans,
        "form": "joint_and_several", "starts_on": date(2022, 1, 1), "ends_on": date(2027, 6, 30),
        "recorded_on": date(2022, 1, 1),
    } | more  # fmt: skip


def statement(name: str, year: int, assets: float, liabilities: float, **more: Any) -> Row:
    """Of a year's end, known in the April after it."""
    return {
        "enterprise": name, "period_end": date(year, 12, 31), "total_assets_cny": assets,
        "total_liabilities_cny": liabilities, "net_assets_cny": assets - liabilities, "liquid_assets_cny": assets / 4,
        "revenue_cny": assets / 2, "profit_cny": assets / 20, "recorded_on": date(year + 1, 4, 30),
    } | more  # fmt: skip


def event(number: str, party: str, kind: str, on: date, known: date | None = None, **more: Any) -> Row:
    """An event known five days later, unless another day is given."""
    return {
        "event_id": number, "party": party, "kind": kind, "occurred_on": on,
        "recorded_on": known or on + timedelta(5),
    } | more  # fmt: skip


def stake(owner: str, owned: str, share: float, since: date = date(2015, 1, 1), **more: Any) -> Row:
    """A stake known on the day on which it began."""
    return {"owner": owner, "owned": owned, "share_ratio": share, "valid_from": since, "recorded_on": since} | more


def post(name: str, enterprise: str, since: date, **more: Any) -> Row:
    """A legal representative, known on the day on which they took office."""
    return {"person": name, "enterprise": enterprise, "role": "legal_representative", "valid_from": since,
            "recorded_on": since} | more  # fmt: skip


def person(name: str) -> Row:
    """A natural person."""
    return {"party_id": name, "name": name, "recorded_on": date(2010, 1, 1)}


def sale() -> list[Row]:
    """Wang's stake in b passes to e on the first of May."""
    return [stake("wang", "b", 0.8, valid_to=SOLD - timedelta(1), recorded_on=KNOWN), stake("e", "b", 0.8, SOLD)]


def unheard(name: str) -> Row:
    """Known of, but with a record that begins later."""
    return firm(name, valid_from=date(2024, 1, 1), recorded_on=date(2023, 1, 1))


def said_too(history: History, since: date, share: float, **more: Any) -> History:
    """Another source says on a day that wang's stake in a is another one; it is outranked unless `more` says not."""
    table = history.table("OWNS")
    told_one = next(row for row in table.to_pylist() if (row["source_key"], row["target_key"]) == ("wang", "a"))
    word = told_one | {"share_ratio": share, "source": "file", "recorded_on": since, "superseded_on": since} | more
    stakes = pa.concat_tables([table, pa.Table.from_pylist([word], table.schema)])
    return History.of(dict(history.tables) | {"OWNS": stakes})


def village() -> Rows:
    """A bank, borrowers a to e in a circle a → b → c → a with d standing for a, and a person who owns a and b."""
    firms = "abcde"
    return {
        "enterprises": [firm("bank", kind="bank"), *(firm(name) for name in firms)],
        "persons": [{"party_id": "wang", "name": "Wang", "recorded_on": date(2010, 1, 1)}],
        "stakes": [
            {"owner": owner, "owned": owned, "share_ratio": share, "valid_from": since, "recorded_on": since}
            for owner, owned, share, since in (
                ("wang", "a", 0.6, date(2015, 1, 1)), ("wang", "b", 0.8, date(2015, 1, 1)),
                ("e", "a", 0.4, date(2023, 1, 15)), ("a", "c", 0.9, date(2016, 1, 1)),
            )
        ],
        "positions": [
            {"person": "wang", "enterprise": name, "role": "legal_representative", "valid_from": date(2015, 1, 1),
             "recorded_on": date(2015, 1, 1)} for name in ("a", "b", "d")
        ],
        "statements": [
            *(statement(name, 2021, 8e6, 4e6) for name in firms), *(statement(name, 2022, 1e7, 6e6) for name in firms),
        ],
        "loans": [loan(f"L{name}", name) for name in firms],
        "balances": [balance(f"L{name}", date(2023, 3, 31), 800_000.0) for name in firms],
        "guarantees": [
            guarantee("Gab", "a", "b", "Lb"), guarantee("Gbc", "b", "c", "Lc"), guarantee("Gca", "c", "a", "La"),
            guarantee("Gda", "d", "a", "La", cap=300_000.0),
        ],
    }  # fmt: skip


def with_rows(rows: Mapping[str, Iterable[Row]], **more: Iterable[Row]) -> Rows:
    """The rows and more of them."""
    return {name: [*rows.get(name, ()), *more.get(name, ())] for name in {**rows, **more}}


def history(**more: Iterable[Row]) -> History:
    """The village with more rows."""
    return told(with_rows(village(), **more))
