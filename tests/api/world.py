"""A small world with known answers, as a firm would deliver it.

Guarantees, in 元, all joint and several unless said, in force from 2023-01-01 to 2026-12-31:
A → B 8 million, B → C 5 million, C → A 3 million (the circle); D → E 2 million, E → D 1 million (mutual);
A → F, B → F, D → F 4 million each (F has three guarantors); P (a person) → A 1 million, until 2023-12-31 only.
D owns two stakes in N25 of a tenth each, E owns a fifth and Q (a person of two characters) another.
Loans by the bank K: A 10, B 6, C 5 and F 9 million, each with its principal outstanding but F, where 7 are.
"""

import csv
from pathlib import Path

DAY = "2025-12-31"
SOURCE = "firm"
ENTERPRISES = {
    "A": "杭州临江机械有限公司",
    "B": "杭州江南锻造有限公司",
    "C": "宁波海曙轴承有限公司",
    "D": "温州瓯江阀门有限公司",
    "E": "温州鹿城管件有限公司",
    "F": "绍兴柯桥纺织有限公司",
    "K": "浙江之江银行股份有限公司",
}
NUMBERED = 25
"""So many more enterprises 编号01有限公司 …, to have pages of."""

ABROAD = "HRB/12 34%2F5"
"""The own number of another enterprise, as registers abroad write them."""

GUARANTEES = (
    ("AB", "A", "B", "8000000"), ("BC", "B", "C", "5000000"), ("CA", "C", "A", "3000000"),
    ("DE", "D", "E", "2000000"), ("ED", "E", "D", "1000000"),
    ("AF", "A", "F", "4000000"), ("BF", "B", "F", "4000000"), ("DF", "D", "F", "4000000"),
)  # fmt: skip
LOANS = (("LA", "A", "10000000"), ("LB", "B", "6000000"), ("LC", "C", "5000000"), ("LF", "F", "9000000"))


def deliver(folder: Path) -> Path:
    """The folder with the files of the delivery."""
    folder.mkdir(parents=True, exist_ok=True)
    recorded = {"recorded_on": "2023-01-02"}
    enterprises = [
        {"party_id": key, "name": name, "kind": "bank" if key == "K" else "company", "region": "浙江省"} | recorded
        for key, name in ENTERPRISES.items()
    ]
    enterprises += [
        {"party_id": f"N{number:02}", "name": f"编号{number:02}有限公司", "kind": "company", "region": ""} | recorded
        for number in range(1, NUMBERED + 1)
    ]
    enterprises.append({"party_id": ABROAD, "name": "慕尼黑轴承公司", "kind": "company", "region": ""} | recorded)
    write(folder / "enterprises.csv", enterprises)
    persons = (("P", "王建国"), ("Q", "王伟"))
    write(folder / "persons.csv", [{"party_id": key, "name": name} | recorded for key, name in persons])
    stakes = (
        ("P", "A", "", "0.6"), ("A", "B", "", "0.4"), ("B", "C", "", "1"),
        ("D", "N25", "1", "0.1"), ("D", "N25", "2", "0.1"), ("E", "N25", "", "0.2"), ("Q", "N25", "", "0.2"),
    )  # fmt: skip
    write(
        folder / "stakes.csv",
        [
            {"owner": o, "owned": e, "stake_id": i, "share_ratio": s, "valid_from": "2020-01-01"} | recorded
            for o, e, i, s in stakes
        ],
    )
    write(
        folder / "loans.csv",
        [
            {"loan_id": i, "borrower": b, "lender": "K", "principal": p, "drawn_on": "2023-02-01"} | recorded
            for i, b, p in LOANS
        ],
    )
    write(
        folder / "balances.csv",
        [{"loan_id": "LF", "valid_from": "2025-06-30", "outstanding": "7000000", "recorded_on": "2025-07-01"}],
    )
    write(folder / "guarantees.csv", _guarantees())
    write(
        folder / "listings.csv",
        [{"party": "D", "list": "dishonest_debtor", "listed_on": "2025-03-01", "recorded_on": "2025-03-02"}],
    )
    return folder


def _guarantees() -> list[dict[str, str]]:
    loans = {borrower: loan for loan, borrower, _ in LOANS}
    always = ("2023-01-01", "2026-12-31")
    rows = [(*one, *always) for one in GUARANTEES] + [("PA", "P", "A", "1000000", "2023-01-01", "2023-12-31")]
    return [
        {
            "guarantee_id": key, "guarantor": guarantor, "debtor": debtor, "secured_loans": loans.get(debtor, ""),
            "form": "joint_and_several", "cap": cap, "starts_on": start, "ends_on": end, "recorded_on": "2023-01-02",
        }
        for key, guarantor, debtor, cap, start, end in rows
    ]  # fmt: skip


def write(file: Path, rows: list[dict[str, str]]) -> None:
    """A table of the delivery."""
    with file.open("w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
