"""A small world of guarantees in which one more may or may not be added, with answers worked out by hand.

F is a guarantee firm with net assets of 1,000 元: all at most 10,000, one client 100, with related ones 150.
It stands for 60 of B's loan LB1 (1,000, g1) and 50 of S's loan LS1 (100, g2); H owns B and S. LB2 of B: 500. LB0 of B
is repaid. LX of X has no balance, but a principal of 80. K controls F; LK of K: 100.
W is an ordinary company with net assets of 70. B stands for C (g3, cap 10 of LC 40), C for W (g4, of LW 30): a chain
B → C → W, which W → B would close. D is on the list of dishonest debtors. E is a guarantee firm without a statement.
"""

import csv
from pathlib import Path

DAY = "2025-12-31"
SOURCE = "own"
FIRM_LIMIT_CNY = 100.0
COMPANIES = {
    "B": "借款一有限公司", "S": "借款二有限公司", "H": "母公司有限公司", "X": "无余额有限公司", "K": "控制人有限公司",
    "W": "外部企业有限公司", "C": "链条企业有限公司", "D": "失信企业有限公司",
}  # fmt: skip
FIRMS = {"F": "第一融资担保有限公司", "E": "第二融资担保有限公司"}
SINCE = {"valid_from": "2020-01-01", "recorded_on": "2020-01-02"}
RECORDED = {"recorded_on": "2020-01-02"}
LOANS = (
    ("LB1", "B", "1000"), ("LB2", "B", "500"), ("LB0", "B", "70"), ("LS1", "S", "100"),
    ("LX", "X", "80"), ("LK", "K", "100"), ("LC", "C", "40"), ("LW", "W", "30"),
)  # fmt: skip
GUARANTEES = (
    ("g1", "F", "B", "LB1", "60"), ("g2", "F", "S", "LS1", "50"), ("g3", "B", "C", "LC", "10"),
    ("g4", "C", "W", "LW", ""),
)  # fmt: skip


def tables() -> dict[str, list[dict[str, str]]]:
    return {
        "enterprises": [
            {"party_id": key, "name": name, "kind": kind} | SINCE
            for kind, names in (("company", COMPANIES), ("guarantee_firm", FIRMS))
            for key, name in names.items()
        ] + [{"party_id": "L", "name": "贷款银行股份有限公司", "kind": "bank"} | SINCE],
        "stakes": [
            {"stake_id": f"s-{owner}-{owned}", "owner": owner, "owned": owned, "share_ratio": "1"} | SINCE
            for owner, owned in (("H", "B"), ("H", "S"), ("K", "F"))
        ],
        "loans": [
            {"loan_id": key, "borrower": borrower, "lender": "L", "principal": amount, "drawn_on": "2024-01-01",
             "matures_on": "2026-12-31"} | RECORDED
            for key, borrower, amount in LOANS
        ],
        "balances": [
            {"loan_id": key, "outstanding": "0" if key == "LB0" else amount, "valid_from": "2024-01-01"} | RECORDED
            for key, _, amount in LOANS if key != "LX"
        ],
        "guarantees": [
            {"guarantee_id": key, "guarantor": guarantor, "debtor": debtor, "secured_loans": loans, "cap": cap,
             "form": "joint_and_several", "starts_on": "2024-01-01", "resolution": "board"} | RECORDED
            for key, guarantor, debtor, loans, cap in GUARANTEES
        ],
        "statements": [
            {"enterprise": key, "period_end": "2025-06-30", "net_assets_cny": amount, "recorded_on": "2025-07-15"}
            for key, amount in (("F", "1000"), ("W", "70"))
        ],
        "listings": [{"party": "D", "list": "dishonest_debtor", "listed_on": "2025-01-01"} | RECORDED],
    }  # fmt: skip


def deliver(folder: Path) -> Path:
    """The folder with the files of the delivery."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables().items():
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as out:
            writer = csv.DictWriter(out, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    return folder
