"""A guarantee firm and its clients with limits worked out by hand, as a firm would deliver it.

F has net assets of 1,000 元: at most 10,000 in all, 100 for one client, 150 with those related to it. In guarantee:
A (micro) 80, B (small, A has 60 % of it) 40, C (large) 120, D (large) 40, E (medium) 10 of a pool of 50, the farmer P
20 and H, whose size nobody knows, 5: 315 in all. Weighted by three quarters are A 60, B 30 and P 15: 280 in all.
So C is above 100 by 20; A and B have 90 together. C and D stand for each other: joined 160. H has 60 % of F, which may
guarantee nothing for it. A counter-guarantees F's contract for C up to 30. Small clients and farmers are 140 of 315 and
3 of 7 clients, so ten times holds. X is an ordinary company that guarantees E's loan, too.
"""

import csv
from pathlib import Path

DAY = "2025-12-31"
SOURCE = "gua"
SINCE = {"valid_from": "2020-01-01", "recorded_on": "2020-01-02"}
RECORDED = {"recorded_on": "2024-01-02"}
SIZES = {"A": "micro", "B": "small", "C": "large", "D": "large", "E": "medium", "H": "", "X": "large"}
LOANS = {"A": "80", "B": "40", "C": "120", "D": "40", "E": "10", "P": "20", "H": "5"}


def contract(key: str, guarantor: str, debtor: str, **more: str) -> dict[str, str]:
    """A row of the table of guarantees."""
    empty = dict.fromkeys(("secured_loans", "secured_guarantees", "maximum_amount", "cap", "product"), "")
    row = {"guarantee_id": key, "guarantor": guarantor, "debtor": debtor, "form": "joint_and_several"}
    return row | empty | {"starts_on": "2024-01-01"} | RECORDED | more


def deliver(folder: Path) -> Path:
    """The folder with the files of the delivery."""
    folder.mkdir(parents=True, exist_ok=True)
    given = [contract(f"G{client}", "F", client, secured_loans=f"L{client}") for client in LOANS]
    given[4] |= {"maximum_amount": "yes", "cap": "50"}
    given[5] |= {"product": "农户贷款担保"}
    given += [contract("GX", "X", "E", secured_loans="LE"), contract("K", "A", "C", secured_guarantees="GC", cap="30")]
    given += [contract("M1", "C", "D", secured_loans="LD"), contract("M2", "D", "C", secured_loans="LC")]
    tables: dict[str, list[dict[str, str]]] = {
        "enterprises": [
            {"party_id": key, "name": f"{key}有限公司", "kind": "company", "size": size} | SINCE
            for key, size in SIZES.items()
        ] + [{"party_id": "F", "name": "信诚融资担保有限公司", "kind": "guarantee_firm", "size": ""} | SINCE],
        "persons": [{"party_id": "P", "name": "钱农户", "recorded_on": "2020-01-02"}],
        "stakes": [
            {"stake_id": key, "owner": owner, "owned": owned, "share_ratio": "0.6"} | SINCE
            for key, owner, owned in (("s1", "A", "B"), ("s2", "H", "F"))
        ],
        "loans": [
            {"loan_id": f"L{client}", "borrower": client, "kind": "loan", "principal": amount, "drawn_on": "2024-01-01",
             "matures_on": "2026-12-31"} | RECORDED
            for client, amount in LOANS.items()
        ],
        "guarantees": given,
        "statements": [
            {"enterprise": "F", "period_end": "2025-06-30", "net_assets_cny": "1000", "recorded_on": "2025-07-15"}
        ],
    }  # fmt: skip
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as out:
            writer = csv.DictWriter(out, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    return folder
