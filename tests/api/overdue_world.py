"""Thirty borrowers, F01 to F30, 31 to 60 days past due since November 2025; those of 45 days and more fail in February.

A loan of each by the bank K, 100,000 元 outstanding. Another one, E, was overdue in January, so that events are
recorded since then.
"""

from pathlib import Path
from typing import Final

from tests.api.world import write

DAY: Final = "2025-12-31"
SOURCE: Final = "own"
DUE: Final = {f"F{number:02}": 30 + number for number in range(1, 31)}
LINE: Final = 45
"""Officers confirm from here on."""


def deliver(folder: Path) -> Path:
    """The folder with the files of the delivery."""
    folder.mkdir(parents=True, exist_ok=True)
    since = {"recorded_on": "2024-01-02"}
    kinds = {"K": "bank", "E": "company"} | dict.fromkeys(DUE, "company")
    write(folder / "enterprises.csv", [
        {"party_id": name, "name": f"{name}有限公司", "kind": kind} | since for name, kind in kinds.items()
    ])  # fmt: skip
    write(folder / "loans.csv", [
        {"loan_id": f"L{name}", "borrower": name, "lender": "K", "principal": "100000", "drawn_on": "2024-01-02",
         **since}
        for name in kinds if name != "K"
    ])  # fmt: skip
    write(folder / "balances.csv", [
        {"loan_id": f"L{name}", "valid_from": "2025-11-30", "outstanding": "100000", "days_past_due": str(days),
         "recorded_on": "2025-12-01"} for name, days in DUE.items()
    ])  # fmt: skip
    fails = [(name, "default", "2026-02-10") for name, days in DUE.items() if days >= LINE]
    write(folder / "events.csv", [
        {"event_id": f"E{party}", "party": party, "kind": kind, "occurred_on": on, "recorded_on": on}
        for party, kind, on in [("E", "overdue", "2025-01-31"), *fails]
    ])  # fmt: skip
    return folder
