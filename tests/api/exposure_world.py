"""A small world of guarantees with numbers worked out by hand, as a bank would deliver it. Amounts are 元.

A owes a1 800 (of 1,000) to L, a2 500 to L and K together (no balance is known), and a3 200 to K, which nobody stands
for. B owes b1 600 to L, G2 owes d1 100 to K. H holds all of A and B.
G1 stands for a1 up to 900 (g1), G2 for a1 and b1 with one pool of 700 (g2), the guarantee firm F for a2 up to 350 (f1),
the person P for a2 up to 100 (p1, form not stated), A for d1 without a cap (m1): so A and G2 are a circle.
G1 counter-guarantees f1 up to 300 (c1). Data errors: A stands for itself on a1 (own), G1 for A without a loan (void).
F's pool for B of 1,000 (pool) is not drawn on. Net assets: G1 1,000, F 2,000, G2 -50.
A and B are of one region and industry, of G2 the region alone is known.
A is scored 0.02 at the end of June 2026, after the day of the other questions.
"""

import csv
from datetime import date
from pathlib import Path

from graph.store import Store

DAY, SCORED = "2025-12-31", "2026-06-30"
SOURCE = "exp"
COMPANIES = {"A": "甲方机械有限公司", "B": "乙方贸易有限公司", "G1": "第一担保人有限公司", "G2": "第二担保人有限公司",
             "H": "控股公司有限公司", "N": "无关联有限公司"}  # fmt: skip
PLACES = {
    "A": ("浙江省杭州市", "通用设备制造业"), "B": ("浙江省杭州市", "通用设备制造业"), "G2": ("浙江省宁波市", "")
}  # fmt: skip
SINCE = {"valid_from": "2020-01-01", "recorded_on": "2020-01-02"}
LOANS = (
    ("a1", "A", "L", "1000"), ("a2", "A", "L", "500"), ("a2", "A", "K", "500"), ("a3", "A", "K", "200"),
    ("b1", "B", "L", "600"), ("d1", "G2", "K", "100"),
)  # fmt: skip
JOINT = "joint_and_several"
GUARANTEES = (
    ("g1", "G1", "A", "a1", "", JOINT, "", "900"),
    ("g2", "G2", "A", "a1;b1", "", JOINT, "是", "700"),
    ("f1", "F", "A", "a2", "", JOINT, "", "350"),
    ("p1", "P", "A", "a2", "", "", "", "100"),
    ("m1", "A", "G2", "d1", "", JOINT, "", ""),
    ("c1", "G1", "F", "", "f1", JOINT, "", "300"),
    ("own", "A", "A", "a1", "", "general", "", ""),
    ("void", "G1", "A", "", "", JOINT, "", "50"),
    ("pool", "F", "B", "", "", JOINT, "是", "1000"),
)
NET_ASSETS = (("G1", "1000"), ("F", "2000"), ("G2", "-50"))


def deliver(folder: Path) -> Path:
    """The folder with the files of the delivery."""
    folder.mkdir(parents=True, exist_ok=True)
    kinds = {"F": "guarantee_firm", "L": "bank", "K": "bank"}
    names = COMPANIES | {"F": "融资担保有限公司", "L": "联合银行股份有限公司", "K": "昆仑银行股份有限公司"}
    tables: dict[str, list[dict[str, str]]] = {
        "enterprises": [
            {"party_id": key, "name": name, "kind": kinds.get(key, "company"), "region": PLACES.get(key, ("", ""))[0],
             "industry": PLACES.get(key, ("", ""))[1]} | SINCE
            for key, name in names.items()
        ],
        "persons": [{"party_id": "P", "name": "潘保人", "recorded_on": "2020-01-02"}],
        "stakes": [
            {"stake_id": key, "owner": "H", "owned": owned, "share_ratio": "1"} | SINCE
            for key, owned in (("s1", "A"), ("s2", "B"))
        ],
        "loans": [
            {"loan_id": loan_id, "borrower": borrower, "lender": lender, "principal": amount,
             "drawn_on": "2025-01-01", "matures_on": "2026-12-31", "recorded_on": "2025-01-02"}
            for loan_id, borrower, lender, amount in LOANS
        ],
        "balances": [
            {"loan_id": loan_id, "valid_from": "2025-06-30", "outstanding": amount, "recorded_on": "2025-07-01"}
            for loan_id, amount in (("a1", "800"), ("a3", "200"), ("b1", "600"), ("d1", "100"))
        ],
        "guarantees": [
            {"guarantee_id": key, "guarantor": guarantor, "debtor": debtor, "secured_loans": loans,
             "secured_guarantees": contracts, "form": form, "maximum_amount": pool, "cap": cap,
             "starts_on": "2025-01-01", "recorded_on": "2025-01-02"}
            for key, guarantor, debtor, loans, contracts, form, pool, cap in GUARANTEES
        ],
        "statements": [
            {"enterprise": key, "period_end": "2025-06-30", "net_assets_cny": amount, "recorded_on": "2025-07-15"}
            for key, amount in NET_ASSETS
        ],
    }  # fmt: skip
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as out:
            writer = csv.DictWriter(out, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    return folder


def score(store: Store) -> None:
    """Write the score of A."""
    text = (
        "MATCH (p:Party {party_id: $party}) CREATE (s:Score {score_id: 's1', model: 'trees', probability: 0.02})"
        "-[:SCORES]->(p) SET s.as_of = $day"
    )
    store.run(text, {"party": f"{SOURCE}:A", "day": date.fromisoformat(SCORED)})
