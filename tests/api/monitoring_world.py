"""A guarantee firm's clients over half a year, worked out by hand, as a firm would deliver it. Amounts in 元.

F stood for A (a loan of 100), B (50), C (a pool of 70 behind a loan of 40) and, until it paid 10 for it in November
2024, H. February: A repays 40; 4 are recovered of H, the loan named, not the contract. March: C draws 50 more under
the pool, so 70 stand for 90. April: F pays 50 for B, whose loan is gone; B is sued. May: B is listed; D is new with 30.
June: 20 are recovered of B, something more without an amount, and F pays 5 for nobody knows whom; B's case is closed.
B was 20 days past due at the end of January and 95 on 10 March, which was known on 5 April only.
"""

import csv
from pathlib import Path

Row = dict[str, str]
SOURCE = "mon"
LAST = "2025-06-30"
SINCE = {"valid_from": "2020-01-01", "recorded_on": "2020-01-02"}
NAMES = {
    "A": "甲机械有限公司",
    "B": "乙化工有限公司",
    "C": "丙纺织有限公司",
    "D": "丁食品有限公司",
    "H": "辛建材有限公司",
}


def loan(key: str, borrower: str, amount: str, drawn_on: str = "2024-06-01", matures_on: str = "2026-12-31") -> Row:
    """A row of the table of loans."""
    return {
        "loan_id": key, "borrower": borrower, "kind": "loan", "principal": amount, "drawn_on": drawn_on,
        "matures_on": matures_on, "recorded_on": drawn_on,
    }  # fmt: skip


def balance(loan_id: str, day: str, outstanding: str, loan_class: str, late: str, recorded_on: str = "") -> Row:
    """A row of the table of balances."""
    return {
        "loan_id": loan_id, "valid_from": day, "outstanding": outstanding, "classification": loan_class,
        "days_past_due": late, "recorded_on": recorded_on or day,
    }  # fmt: skip


def contract(key: str, debtor: str, loans: str, starts_on: str = "2024-06-01", **more: str) -> Row:
    """A row of the table of guarantees."""
    return {
        "guarantee_id": key, "guarantor": "F", "debtor": debtor, "form": "joint_and_several", "secured_loans": loans,
        "maximum_amount": "", "cap": "", "starts_on": starts_on, "recorded_on": starts_on,
    } | more  # fmt: skip


def event(key: str, kind: str, day: str, amount: str, loan_id: str = "", guarantee_id: str = "") -> Row:
    """A row of the table of events: what F paid or got back."""
    return {
        "event_id": key, "party": "F", "kind": kind, "occurred_on": day, "amount_cny": amount, "loan_id": loan_id,
        "guarantee_id": guarantee_id, "recorded_on": day,
    }  # fmt: skip


TABLES: dict[str, list[Row]] = {
    "enterprises": [
        {"party_id": key, "name": name, "kind": "company"} | SINCE for key, name in NAMES.items()
    ] + [{"party_id": "F", "name": "信诚融资担保有限公司", "kind": "guarantee_firm"} | SINCE],
    "loans": [
        loan("LA", "A", "100"), loan("LB", "B", "50", matures_on="2025-01-11"), loan("LC1", "C", "40"),
        loan("LC2", "C", "50", "2025-03-05"), loan("LD", "D", "30", "2025-05-10"), loan("LH", "H", "10"),
    ],
    "balances": [
        balance("LA", "2024-06-01", "100", "normal", "0"), balance("LA", "2025-02-15", "60", "normal", "0"),
        balance("LB", "2024-06-01", "50", "normal", "0"), balance("LB", "2025-01-31", "50", "special_mention", "20"),
        balance("LB", "2025-03-10", "50", "doubtful", "95", "2025-04-05"), balance("LB", "2025-04-20", "0", "", ""),
        balance("LH", "2024-11-05", "0", "", ""),
    ],
    "guarantees": [
        contract("GA", "A", "LA"), contract("GB", "B", "LB"),
        contract("GC", "C", "LC1;LC2", maximum_amount="yes", cap="70"), contract("GD", "D", "LD", "2025-05-10"),
        contract("GH", "H", "LH"),
    ],
    "cases": [
        {"case_no": "(2025)民初1号", "party": "B", "role": "defendant", "filed_on": "2025-04-25",
         "closed_on": "2025-06-15", "recorded_on": "2025-04-25"},
        {"case_no": "(2025)民初2号", "party": "A", "role": "plaintiff", "filed_on": "2025-04-25",
         "closed_on": "", "recorded_on": "2025-04-25"},
    ],
    "listings": [
        {"party": "B", "list": "dishonest_debtor", "listed_on": "2025-05-05", "recorded_on": "2025-05-05"}
    ],
    "events": [
        event("E1", "call", "2024-11-05", "10", guarantee_id="GH"), event("E2", "recovery", "2025-02-20", "4", "LH"),
        event("E3", "call", "2025-04-20", "50", "LB", "GB"), event("E4", "recovery", "2025-06-10", "20", "", "GB"),
        event("E5", "recovery", "2025-06-11", "", "", "GB"), event("E6", "call", "2025-06-20", "5"),
    ],
}  # fmt: skip


def deliver(folder: Path) -> Path:
    """The folder with the files of the delivery."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in TABLES.items():
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as out:
            writer = csv.DictWriter(out, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    return folder
