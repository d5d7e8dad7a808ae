"""A small world of guarantee circles with answers worked out by hand, as a guarantee firm would deliver it.

Contracts run from 2024-01-01 to 2026-12-31 and have one loan of 100 元 each, unless said otherwise; all loans mature
with them. The ring: A stands for B (ab), B for C (bc), C for A (ca), all capped at 80 元; since 2025-06-10 also C for D
(cd, to 2026-03-31) and D for A (da), so that the ring has four members in two cycles: A-B-C and A-B-C-D.
The pair: M and N stand for each other (mn capped at 500, nm for its loan of 1,000).
X guarantees the loan of ab (of B) too, signed together with ab; so X stands outside the ring. C stands for E (ce).
P, Q, R are a chain that ends at A: P for Q (pq), Q for R (qr), R for A (ra). S personally guarantees its own loan (ss).
V has a loan and no guarantee.
"""

import csv
from pathlib import Path

DAY = "2025-12-31"
SOURCE = "cir"
NAMES = {
    "A": "安平机械有限公司", "B": "宝成纺织有限公司", "C": "昌盛化工有限公司", "D": "鼎新建材有限公司",
    "E": "恩泽食品有限公司", "M": "茂源木业有限公司", "N": "宁远电气有限公司", "P": "普惠贸易有限公司",
    "Q": "庆丰农业有限公司", "R": "瑞祥物流有限公司", "S": "顺达科技有限公司", "V": "万和置业有限公司",
    "X": "兴业投资有限公司",
}  # fmt: skip
START, LATER, MATURITY = "2024-01-01", "2025-06-10", "2026-12-31"
CONTRACTS = (
    ("ab", "A", "B", "80", START, MATURITY, "js1"), ("bc", "B", "C", "80", START, MATURITY, ""),
    ("ca", "C", "A", "80", START, MATURITY, ""), ("cd", "C", "D", "", LATER, "2026-03-31", ""),
    ("da", "D", "A", "", LATER, MATURITY, ""), ("mn", "M", "N", "500", START, MATURITY, ""),
    ("nm", "N", "M", "", START, MATURITY, ""), ("ce", "C", "E", "", START, MATURITY, ""),
    ("pq", "P", "Q", "", START, MATURITY, ""), ("qr", "Q", "R", "", START, MATURITY, ""),
    ("ra", "R", "A", "", START, MATURITY, ""), ("ss", "S", "S", "", START, MATURITY, ""),
)  # fmt: skip
"""Contract, guarantor, debtor, cap, first and last day, joint signing; each secures the loan of its own name."""


def deliver(folder: Path) -> Path:
    """The folder with the files of the delivery."""
    folder.mkdir(parents=True, exist_ok=True)
    common = {"form": "joint_and_several", "recorded_on": "2024-01-02"}
    given = [
        {"guarantee_id": key, "guarantor": guarantor, "debtor": debtor, "secured_loans": f"L{key}", "cap": cap,
         "starts_on": start, "ends_on": end, "co_signed": signed} | common
        for key, guarantor, debtor, cap, start, end, signed in CONTRACTS
    ]  # fmt: skip
    given.append(
        {"guarantee_id": "xb", "guarantor": "X", "debtor": "B", "secured_loans": "Lab", "cap": "60",
         "starts_on": START, "ends_on": MATURITY, "co_signed": "js1"} | common
    )  # fmt: skip
    owed = [(key, debtor, start) for key, _, debtor, _, start, _, _ in CONTRACTS] + [("v", "V", START)]
    tables: dict[str, list[dict[str, str]]] = {
        "enterprises": [
            {"party_id": key, "name": name, "kind": "company", "valid_from": "2020-01-01", "recorded_on": "2020-01-02"}
            for key, name in NAMES.items()
        ],
        "loans": [
            {"loan_id": f"L{key}", "borrower": borrower, "principal": "1000" if key == "nm" else "100",
             "drawn_on": start, "matures_on": MATURITY, "recorded_on": "2024-01-02"}
            for key, borrower, start in owed
        ],
        "guarantees": given,
    }  # fmt: skip
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as out:
            writer = csv.DictWriter(out, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    return folder
