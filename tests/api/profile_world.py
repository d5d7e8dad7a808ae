"""A party on one page, worked out by hand, as a firm would deliver it. Amounts in 元.

A owes LA (500, of which 400 are outstanding) to K; G1 stands for it up to 300 since 2024, G2 up to 200 since August
2025. A stands for B's LB of 250 without a cap. The person P (王建国, by an identity number) holds 0.7 of A and is its
legal representative, G1 holds 0.3, and A holds all of C. LA was normal at the end of January 2025 and 20 days past due
from the end of September, which was known on 5 October. A was sued in May 2025 over 80, which ended in November, is a
dishonest debtor since September, was overdue with 20 in September, and paid a call of 7 in March that was told in
October only. Its name has markup in it.
"""

import csv
from datetime import date
from pathlib import Path

from graph.store import Store

Row = dict[str, str]
DAY, BEFORE = "2025-12-31", "2025-06-30"
SOURCE = "pro"
IDENTITY_NUMBER = "11010519491231002X"
NAME = "甲#b[机械]*$有限公司"
OWN_NUMBER = "KH-0001"
SINCE = {"valid_from": "2020-01-01", "recorded_on": "2020-01-02"}


def guarantee(key: str, guarantor: str, debtor: str, loan: str, cap: str, starts_on: str) -> Row:
    """A row of the table of guarantees."""
    return {
        "guarantee_id": key, "guarantor": guarantor, "debtor": debtor, "secured_loans": loan,
        "form": "joint_and_several", "cap": cap, "starts_on": starts_on, "recorded_on": starts_on,
    }  # fmt: skip


def balance(day: str, outstanding: str, loan_class: str, late: str, recorded_on: str) -> Row:
    """A row of the table of balances of LA."""
    return {
        "loan_id": "LA", "valid_from": day, "outstanding": outstanding, "classification": loan_class,
        "days_past_due": late, "recorded_on": recorded_on,
    }  # fmt: skip


TABLES: dict[str, list[Row]] = {
    "enterprises": [
        {"party_id": key, "name": name, "kind": kind, "status": "active", "registered_capital_cny": capital} | SINCE
        for key, name, kind, capital in (
            ("A", NAME, "company", "1000"), ("B", "乙贸易有限公司", "company", ""),
            ("C", "丙物流有限公司", "company", ""), ("G1", "第一担保有限公司", "company", ""),
            ("G2", "第二担保有限公司", "company", ""), ("K", "之江银行股份有限公司", "bank", ""),
        )
    ],
    "persons": [{"party_id": IDENTITY_NUMBER, "name": "王建国", "recorded_on": "2020-01-02"}],
    "stakes": [
        {"stake_id": key, "owner": owner, "owned": owned, "share_ratio": share} | SINCE
        for key, owner, owned, share in (
            ("s1", IDENTITY_NUMBER, "A", "0.7"), ("s2", "G1", "A", "0.3"), ("s3", "A", "C", "1")
        )
    ],
    "positions": [{"person": IDENTITY_NUMBER, "enterprise": "A", "role": "legal_representative"} | SINCE],
    "statements": [
        {"enterprise": "A", "period_end": "2024-12-31", "total_assets_cny": "1000", "total_liabilities_cny": "600",
         "net_assets_cny": "400", "recorded_on": "2025-04-30"}
    ],
    "loans": [
        {"loan_id": key, "borrower": borrower, "lender": "K", "kind": "loan", "principal": amount,
         "drawn_on": "2024-01-01", "matures_on": "2026-12-31", "recorded_on": "2024-01-02"}
        for key, borrower, amount in (("LA", "A", "500"), ("LB", "B", "250"))
    ],
    "balances": [
        balance("2025-01-31", "400", "normal", "0", "2025-01-31"),
        balance("2025-09-30", "400", "special_mention", "20", "2025-10-05"),
    ],
    "guarantees": [
        guarantee("GA1", "G1", "A", "LA", "300", "2024-01-01"), guarantee("GA2", "G2", "A", "LA", "200", "2025-08-01"),
        guarantee("GB", "A", "B", "LB", "", "2024-01-01"),
    ],
    "cases": [
        {"case_no": "(2025)浙0106民初1号", "party": "A", "role": "defendant", "cause": "买卖合同纠纷",
         "filed_on": "2025-05-10", "closed_on": "2025-11-01", "amount_cny": "80", "court": "杭州市西湖区人民法院",
         "level": "basic", "recorded_on": "2025-05-11"}
    ],
    "listings": [{"party": "A", "list": "dishonest_debtor", "listed_on": "2025-09-01", "recorded_on": "2025-09-02"}],
    "events": [
        {"event_id": "E1", "party": "A", "kind": "overdue", "occurred_on": "2025-09-20", "amount_cny": "20",
         "loan_id": "LA", "recorded_on": "2025-09-21"},
        {"event_id": "E2", "party": "A", "kind": "call", "occurred_on": "2025-03-01", "amount_cny": "7",
         "loan_id": "", "recorded_on": "2025-10-10"},
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


def score(store: Store) -> None:
    """Two scores of A: before and after the day looked back to."""
    for key, day, chance in (("s1", "2025-06-01", 0.02), ("s2", "2025-12-01", 0.09)):
        said = {
            "score_id": key, "model": f"m{key}", "probability": chance, "low": chance / 2, "high": chance * 2,
            "horizon_days": 365, "version": 1, "as_of": date.fromisoformat(day), "known_at": date.fromisoformat(day),
        }  # fmt: skip
        text = "MATCH (p:Party {party_id: $party}) CREATE (s:Score)-[:SCORES]->(p) SET s = $said"
        store.run(text, {"party": f"{SOURCE}:A", "said": said})
