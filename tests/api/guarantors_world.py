"""A borrower with five guarantors that do not see each other, with answers worked out by hand, as firms would deliver.

H has all of B and 60 % of S, so the three are one group. B owes the bank K 80 (L1, drawn as 100, 80 since 2025-03-31),
50 (L2, since 2025-02-01, without a balance) and 20 (L3, since 2025-06-01); S owes 40 (L4), F1 30 (L5), C 10 (L6).
For B stand F1 (G1: 55 for L1), F2 (G2: 30 for L1 and L2 together), C (G3: 40 for L2), the person P (G4: 30 for L1) and
S (G6: 10 for L1). G4 and G6 name no end: by law six months from L1's maturity on 2026-06-30. F1 stands for S as well
(G5: 40 for L4). D counter-guarantees G1 with 50; C stands for F1 with 25 (G7) and B for C with 10 (G10), so B, C, F1
and S are a circle. G8 of F2 names no loan; G9 is B's for itself. F2 is on a list; P and P2 may be one.

On 2025-12-31 B's guarantees come to 55 + 30 + 40 + 30 + 10 = 165, as much as can be called, and cover 130 of 150.
If it fails the calls on L1 and L2 rise together: S is at its 10 when 10 are called from each, F2 with two loans at its
30 when 15 are; L1 then lacks 25 for F1 and P (12.5 each), L2 lacks 20 for C: 27.5, 30, 35, 27.5, 10.
"""

import csv
from pathlib import Path

DAY = "2025-12-31"
SOURCE = "gw"
COMPANIES = {
    "B": "临港装备有限公司", "S": "临港配件有限公司", "H": "临港控股有限公司", "C": "互保机械有限公司",
    "D": "反担保实业有限公司",
}  # fmt: skip
LOANS = (
    ("L1", "B", "100", "2024-01-01", "2026-06-30"), ("L2", "B", "50", "2025-02-01", "2027-01-31"),
    ("L3", "B", "20", "2025-06-01", "2026-05-31"), ("L4", "S", "40", "2024-06-01", "2027-06-01"),
    ("L5", "F1", "30", "2024-01-01", "2026-12-31"), ("L6", "C", "10", "2024-01-01", "2026-12-31"),
)  # fmt: skip
GUARANTEES = (
    ("G1", "F1", "B", "L1", "", "55", "2024-01-01", "2028-12-31"),
    ("G2", "F2", "B", "L1;L2", "", "30", "2025-02-01", "2028-12-31"),
    ("G3", "C", "B", "L2", "", "40", "2025-02-01", "2028-12-31"),
    ("G4", "P", "B", "L1", "", "30", "2024-01-01", ""),
    ("G5", "F1", "S", "L4", "", "40", "2024-06-01", "2028-12-31"),
    ("G6", "S", "B", "L1", "", "10", "2024-01-01", ""),
    ("CG", "D", "F1", "", "G1", "50", "2024-01-01", "2028-12-31"),
    ("G7", "C", "F1", "L5", "", "25", "2024-01-01", "2028-12-31"),
    ("G8", "F2", "B", "", "", "5", "2025-02-01", "2028-12-31"),
    ("G9", "B", "B", "L3", "", "", "2025-06-01", "2028-12-31"),
    ("G10", "B", "C", "L6", "", "", "2024-01-01", "2028-12-31"),
)  # fmt: skip
SINCE = {"valid_from": "2020-01-01", "recorded_on": "2020-01-02"}
RECORDED = {"recorded_on": "2020-01-02"}


def deliver(folder: Path) -> Path:
    """The folder with the files of the delivery."""
    folder.mkdir(parents=True, exist_ok=True)
    kinds = {"F1": "guarantee_firm", "F2": "guarantee_firm", "K": "bank"}
    names = COMPANIES | {"F1": "甲融资担保有限公司", "F2": "乙融资担保有限公司", "K": "临港银行股份有限公司"}
    tables: dict[str, list[dict[str, str]]] = {
        "enterprises": [
            {"party_id": key, "name": name, "kind": kinds.get(key, "company")} | SINCE for key, name in names.items()
        ],
        "persons": [{"party_id": key, "name": "王伟"} | RECORDED for key in ("P", "P2")],
        "same_as": [{"party": "P", "other": "P2", "probability": "0.5"} | SINCE],
        "stakes": [
            {"stake_id": owned, "owner": "H", "owned": owned, "share_ratio": share} | SINCE
            for owned, share in (("B", "1"), ("S", "0.6"))
        ],
        "loans": [
            {"loan_id": key, "borrower": borrower, "lender": "K", "principal": amount, "drawn_on": drawn,
             "matures_on": due} | RECORDED
            for key, borrower, amount, drawn, due in LOANS
        ],
        "balances": [{"loan_id": "L1", "valid_from": "2025-03-31", "outstanding": "80"} | RECORDED],
        "guarantees": [
            {"guarantee_id": key, "guarantor": guarantor, "debtor": debtor, "secured_loans": loans,
             "secured_guarantees": secured, "form": "joint_and_several", "cap": cap, "starts_on": start,
             "ends_on": end} | RECORDED
            for key, guarantor, debtor, loans, secured, cap, start, end in GUARANTEES
        ],
        "statements": [
            {"enterprise": firm, "period_end": "2025-06-30", "net_assets_cny": amount} | RECORDED
            for firm, amount in (("F1", "200"), ("F2", "50"))
        ],
        "listings": [{"party": "F2", "list": "dishonest_debtor", "listed_on": "2025-11-01"} | RECORDED],
    }  # fmt: skip
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as out:
            writer = csv.DictWriter(out, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    return folder
