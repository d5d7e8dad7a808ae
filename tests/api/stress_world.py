"""A small world of what stress tests must not stumble over, as a firm would deliver it; amounts in 元.

The bank L lent A 100 (la). G stands for it without limit and has 60; W stands for it up to 10 and has -50. P and Q hold
0.9 and 0.6 of A, more than the whole, and nothing is known of them; A has 30. Apart from these X owes M 10 (xa), for
which Z stands with net assets of 5, of which 2 are liquid. N owes nothing, owns nothing, and stands for nobody.
"""

from pathlib import Path

from tests.api.world import write

DAY = "2025-12-31"
SOURCE = "st"
EVERYBODY = ("A", "G", "L", "M", "N", "P", "Q", "W", "X", "Z")
SINCE = {"valid_from": "2020-01-01", "recorded_on": "2020-01-02"}
NET_ASSETS = (("A", "30", ""), ("G", "60", ""), ("L", "1000", ""), ("M", "50", ""), ("W", "-50", ""), ("Z", "5", "2"))


def deliver(folder: Path) -> Path:
    """The folder with the files of the delivery."""
    folder.mkdir(parents=True, exist_ok=True)
    banks = {"L": "bank", "M": "bank", "Z": "guarantee_firm"}
    write(
        folder / "enterprises.csv",
        [{"party_id": one, "name": f"{one}有限公司", "kind": banks.get(one, "company")} | SINCE for one in EVERYBODY],
    )
    write(
        folder / "stakes.csv",
        [
            {"stake_id": owner, "owner": owner, "owned": "A", "share_ratio": share} | SINCE
            for owner, share in (("P", "0.9"), ("Q", "0.6"))
        ],
    )
    write(
        folder / "loans.csv",
        [
            {"loan_id": loan, "borrower": borrower, "lender": lender, "principal": amount, "drawn_on": "2025-01-01",
             "matures_on": "2026-12-31", "recorded_on": "2025-01-02"}
            for loan, borrower, lender, amount in (("la", "A", "L", "100"), ("xa", "X", "M", "10"))
        ],
    )  # fmt: skip
    write(
        folder / "guarantees.csv",
        [
            {"guarantee_id": key, "guarantor": guarantor, "debtor": debtor, "secured_loans": loan, "cap": cap,
             "form": "joint_and_several", "starts_on": "2025-01-01", "recorded_on": "2025-01-02"}
            for key, guarantor, debtor, loan, cap in (
                ("g", "G", "A", "la", ""), ("w", "W", "A", "la", "10"), ("z", "Z", "X", "xa", ""),
            )
        ],
    )  # fmt: skip
    write(
        folder / "statements.csv",
        [
            {"enterprise": key, "period_end": "2025-06-30", "net_assets_cny": net, "liquid_assets_cny": liquid,
             "recorded_on": "2025-07-15"}
            for key, net, liquid in NET_ASSETS
        ],
    )  # fmt: skip
    return folder
