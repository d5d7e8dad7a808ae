"""A small world of loans, guarantees and things with liabilities worked out by hand, as a firm would deliver it.

The day is 2025-03-01. The bank L lent B 1,000 元 (LB, due 2024-12-31, unpaid, so six months end on 2025-06-30) and C
500 元 (LC, due 2026-12-31). S is a company of which B holds 30 %.

For LB stand: M, B's own mortgage, a building appraised at 400 元; P, the pledge of the person W; J, joint and several
by the guarantee firm F up to 600 元; G, the company S's, of no stated form, signed 2024-01-10, board resolution; O of
the company N, of no stated form, signed 2020-06-01 and without stated period; E of N, joint and several, agreed until
2025-01-31, no claim. J and G were signed on one document.
For LC stand: K, a maximum-amount guarantee of F up to 300 元, and T, general, by X for 40 %.
R is X's counter-guarantee for J up to 250 元. V is F's pool for C under which nothing is drawn, Z of N begins later,
Q secures nothing, and LR of C is repaid (Y of N stood for it).
D of W is general for LD of H (100 元, due). Enforcement against H at L's suit ended without result, and H is listed as
a dishonest debtor.
"""

import csv
from pathlib import Path

DAY = "2025-03-01"
SOURCE = "law"
SINCE = {"valid_from": "2019-01-01", "recorded_on": "2019-01-02"}
RECORDED = {"recorded_on": "2019-01-02"}
ENTERPRISES = (
    ("B", "借款实业有限公司", "company"), ("C", "第二借款有限公司", "company"), ("H", "失信贸易有限公司", "company"),
    ("S", "子弟机械有限公司", "company"), ("N", "邻里建材有限公司", "company"), ("X", "反担保物流有限公司", "company"),
    ("F", "安心融资担保有限公司", "guarantee_firm"), ("L", "贷款银行股份有限公司", "bank"),
)  # fmt: skip
LOANS = (
    ("LB", "B", "1000", "2024-01-01", "2024-12-31"), ("LC", "C", "500", "2024-01-01", "2026-12-31"),
    ("LD", "H", "100", "2024-01-01", "2024-12-31"), ("LR", "C", "70", "2024-01-01", "2026-12-31"),
)  # fmt: skip
BLANK = dict.fromkeys(
    ("secured_loans", "secured_guarantees", "form", "maximum_amount", "cap", "agreed_share", "signed_on", "ends_on",
     "co_signed", "resolution"), "",
)  # fmt: skip
JOINT = "joint_and_several"
CONTRACTS: tuple[tuple[str, str, str, dict[str, str]], ...] = (
    ("M", "B", "B", {"secured_loans": "LB", "form": "mortgage", "signed_on": "2024-01-01"}),
    ("P", "W", "B", {"secured_loans": "LB", "form": "pledge", "signed_on": "2024-01-01"}),
    ("J", "F", "B", {"secured_loans": "LB", "form": JOINT, "cap": "600", "signed_on": "2024-01-10", "co_signed": "1"}),
    ("G", "S", "B", {"secured_loans": "LB", "signed_on": "2024-01-10", "co_signed": "1", "resolution": "board"}),
    ("O", "N", "B", {"secured_loans": "LB", "signed_on": "2020-06-01"}),
    ("E", "N", "B", {"secured_loans": "LB", "form": JOINT, "ends_on": "2025-01-31", "signed_on": "2024-01-10"}),
    ("K", "F", "C", {"secured_loans": "LC", "form": JOINT, "maximum_amount": "是", "cap": "300"}),
    ("T", "X", "C", {"secured_loans": "LC", "form": "general", "agreed_share": "0.4", "signed_on": "2024-01-10"}),
    ("R", "X", "F", {"secured_guarantees": "J", "form": JOINT, "cap": "250", "signed_on": "2024-01-10"}),
    ("V", "F", "C", {"form": JOINT, "maximum_amount": "是", "cap": "900", "signed_on": "2024-01-10"}),
    ("Z", "N", "C", {"secured_loans": "LC", "form": JOINT, "signed_on": "2024-01-10"}),
    ("Q", "N", "C", {"form": JOINT, "signed_on": "2024-01-10"}),
    ("Y", "N", "C", {"secured_loans": "LR", "form": JOINT, "signed_on": "2024-01-10"}),
    ("D", "W", "H", {"secured_loans": "LD", "form": "general", "signed_on": "2024-01-10"}),
)
STARTS = {"O": "2020-06-01", "Z": "2025-09-01"}


def deliver(folder: Path) -> Path:
    """The folder with the files of the delivery."""
    folder.mkdir(parents=True, exist_ok=True)
    tables: dict[str, list[dict[str, str]]] = {
        "enterprises": [{"party_id": key, "name": name, "kind": kind} | SINCE for key, name, kind in ENTERPRISES],
        "persons": [{"party_id": "W", "name": "王质押"} | RECORDED],
        "stakes": [{"stake_id": "s", "owner": "B", "owned": "S", "share_ratio": "0.3"} | SINCE],
        "loans": [
            {"loan_id": key, "borrower": borrower, "lender": "L", "principal": amount, "drawn_on": drawn,
             "matures_on": matures} | RECORDED
            for key, borrower, amount, drawn, matures in LOANS
        ],
        "balances": [{"loan_id": "LR", "valid_from": "2024-09-30", "outstanding": "0"} | RECORDED],
        "guarantees": [
            {"guarantee_id": key, "guarantor": giver, "debtor": debtor, "starts_on": STARTS.get(key, "2024-01-10")}
            | BLANK | terms | RECORDED
            for key, giver, debtor, terms in CONTRACTS
        ],
        "collateral": [
            {"collateral_id": "house", "guarantee_id": "M", "kind": "real_estate", "value_cny": "400", "rank": "1"}
            | SINCE,
        ],
        "cases": [
            {"case_no": "(2025)执1号", "party": party, "role": role, "filed_on": "2025-01-10",
             "closed_on": "2025-02-20", "result": "终结本次执行程序"} | RECORDED
            for party, role in (("H", "enforcement_debtor"), ("L", "enforcement_applicant"))
        ],
        "listings": [{"party": "H", "list": "dishonest_debtor", "listed_on": "2025-02-01"} | RECORDED],
    }  # fmt: skip
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as out:
            writer = csv.DictWriter(out, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    return folder
