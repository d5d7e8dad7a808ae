"""A small world of owners, groups and secrets with answers worked out by hand, as a firm would deliver it.

Everything is in force from 2020-01-01. Shares: P 60 % of H (s1), H 50 % of T (s2) and all of S (s4), P 4 % (s17) and
Q 24 % (s3) of T. So P has 0.6 × 0.5 + 0.04 = 34 % of T and casts 54 % of its votes; 22 % of T are undisclosed.
R1 and R2, both 王伟, have 15 % of U each and are one person with probability 0.5. O is over-owned (80 % P, 70 % Q).
X holds 20 % of itself and P 50 % of it: 0.5 / 0.8 = 62.5 %. Of Z only 30 % are known (P). G has no known owner.
A and B act in concert and have 30 % and 25 % of C.
The bank L (tier 1 and net capital 1,000 元) has lent T 100, S 50 and D 30 元; D makes 60 % of its sales with S.
H holds 10 % of L, so H and whom it controls are related parties of L.
M is chairman of T and K her husband. N1 and N2 have one telephone number, and so have nobody else.
"""

import csv
from pathlib import Path

DAY = "2025-12-31"
SOURCE = "own"
NAMES = {
    "T": "目标机械有限公司", "H": "控股投资有限公司", "S": "姊妹贸易有限公司", "U": "同名科技有限公司",
    "O": "超额出资有限公司", "X": "自持股份有限公司", "Z": "未披露实业有限公司", "G": "无股东信息有限公司",
    "C": "一致行动有限公司", "D": "依存加工有限公司", "N1": "甲地建材有限公司", "N2": "乙地木业有限公司",
}  # fmt: skip
PERSONS = {
    "P": "钱大海",
    "Q": "孙小江",
    "R1": "王伟",
    "R2": "王伟",
    "A": "周天一",
    "B": "吴地二",
    "M": "郑红梅",
    "K": "冯国强",
}
STAKES = (
    ("s1", "P", "H", "0.6"), ("s2", "H", "T", "0.5"), ("s17", "P", "T", "0.04"), ("s3", "Q", "T", "0.24"),
    ("s4", "H", "S", "1"), ("s5", "R1", "U", "0.15"), ("s6", "R2", "U", "0.15"), ("s8", "P", "O", "0.8"),
    ("s9", "Q", "O", "0.7"), ("s10", "X", "X", "0.2"), ("s11", "P", "X", "0.5"), ("s12", "P", "Z", "0.3"),
    ("s13", "A", "C", "0.3"), ("s14", "B", "C", "0.25"), ("s15", "H", "L", "0.1"),
)  # fmt: skip
SINCE = {"valid_from": "2020-01-01", "recorded_on": "2020-01-02"}
RECORDED = {"recorded_on": "2020-01-02"}


def deliver(folder: Path) -> Path:
    """The folder with the files of the delivery."""
    folder.mkdir(parents=True, exist_ok=True)
    phone = {"N1": "0571-88001234", "N2": "0571-88001234", "T": "0571-66660001"}
    tables: dict[str, list[dict[str, str]]] = {
        "enterprises": [
            {"party_id": key, "name": name, "kind": "company", "phone": phone.get(key, "")} | SINCE
            for key, name in NAMES.items()
        ] + [{"party_id": "L", "name": "贷款银行股份有限公司", "kind": "bank", "phone": ""} | SINCE],
        "persons": [{"party_id": key, "name": name} | RECORDED for key, name in PERSONS.items()],
        "same_as": [{"party": "R1", "other": "R2", "probability": "0.5"} | SINCE],
        "stakes": [
            {"stake_id": key, "owner": owner, "owned": owned, "share_ratio": share} | SINCE
            for key, owner, owned, share in STAKES
        ],
        "positions": [{"person": "M", "enterprise": "T", "role": "chairman"} | SINCE],
        "kin": [{"person": "M", "relative": "K", "kinship": "spouse"} | SINCE],
        "concerts": [{"party": "A", "other": "B", "basis": "agreement"} | SINCE],
        "dependencies": [{"enterprise": "D", "provider": "S", "kind": "sales", "share_ratio": "0.6"} | SINCE],
        "loans": [
            {"loan_id": f"L{borrower}", "borrower": borrower, "lender": "L", "principal": amount,
             "drawn_on": "2024-01-01"} | RECORDED
            for borrower, amount in (("T", "100"), ("S", "50"), ("D", "30"))
        ],
        "statements": [
            {"enterprise": "L", "period_end": "2025-06-30", "net_capital_cny": "1000", "tier1_capital_cny": "1000",
             "recorded_on": "2025-07-15"}
        ],
    }  # fmt: skip
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as out:
            writer = csv.DictWriter(out, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    return folder
