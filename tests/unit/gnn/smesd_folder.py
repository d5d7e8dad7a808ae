"""A made-up folder in the format of the SME bankruptcy graph, small enough to train on in a second."""

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np

COUNTS: Final = {"train": 240, "valid": 80, "test": 60}
HEADERS: Final = {
    "companies": ("company_id", "split", "registered_capital", "paid_in_capital", "bankrupt"),
    "relations": ("split", "from_id", "to_id", "relation", "weight"),
    "lawsuits": ("split", "company_id", "cause", "court_level", "result"),
    "memberships": ("company_id", "kind", "group_id"),
}
BOTH_WAYS: Final = (
    ("invests_in", "invested_by"), ("person_invests_in", "invested_by_person"), ("supervises", "supervised_by"),
    ("loan", "loan_rev"),
)  # fmt: skip

Rows = list[list[str]]


def made_up(seed: int = 0) -> dict[str, Rows]:
    """Companies with many persons and little capital go bankrupt more often."""
    draw = np.random.default_rng(seed)
    files: dict[str, Rows] = {name: [] for name in HEADERS}
    number = 0
    for split, count in COUNTS.items():
        ids = [f"C{number + place:05d}" for place in range(count)]
        number += count
        for one in ids:
            capital, persons = float(np.round(draw.lognormal(5, 1), 2)), int(draw.integers(0, 5))
            fails = draw.random() < 1 / (1 + np.exp(-(1.5 * (persons - 2) - (np.log(capital) - 5))))
            stated = "" if draw.random() < 0.05 else f"{capital}"
            files["companies"].append([one, split, stated, stated, "" if split == "test" else str(int(fails))])
            for _ in range(persons):
                _both(files, split, (f"P{draw.integers(0, 90):04d}", one), "person_invests_in", f"{capital / 4:.2f}")
            if persons > 2:
                _both(files, split, (f"P{draw.integers(0, 90):04d}", one), "supervises", "1.0")
            if draw.random() < 0.3:
                _both(files, split, (one, str(draw.choice(ids))), "invests_in", "10.0")
            if draw.random() < 0.2:
                _both(files, split, (one, str(draw.choice(ids))), "loan", "1.0")
            for _ in range(int(draw.integers(0, 4))):
                files["lawsuits"].append(
                    [split, one, str(draw.choice(["loan", "sale"])), "grassroots",
                     str(draw.choice(["defendant_lost", "plaintiff_won"]))]
                )  # fmt: skip
            if split == "train":
                files["memberships"].append([one, "area", f"area_{draw.integers(0, 6)}"])
    return files


def _both(files: dict[str, Rows], split: str, ends: tuple[str, str], relation: str, weight: str) -> None:
    files["relations"].append([split, *ends, relation, weight])
    files["relations"].append([split, *reversed(ends), dict(BOTH_WAYS)[relation], weight])


def write(folder: Path, files: dict[str, Rows]) -> Path:
    folder.mkdir(exist_ok=True)
    for name, rows in files.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([HEADERS[name], *rows])
    return folder


def renamed(files: dict[str, Rows], seed: int) -> tuple[dict[str, Rows], dict[str, str]]:
    """Other ids and other orders of rows; beside it the new id of each old one."""
    draw = np.random.default_rng(seed)

    def other_ids(kind: str, old: Sequence[str]) -> dict[str, str]:
        return {one: f"{kind}{place:05d}" for one, place in zip(old, draw.permutation(len(old)), strict=True)}

    companies = [row[0] for row in files["companies"]]
    persons = sorted({end for row in files["relations"] for end in row[1:3] if end.startswith("P")})
    new = {**other_ids("C", companies), **other_ids("P", persons)}
    shuffled: dict[str, Rows] = {
        name: [[str(new.get(field, field)) for field in rows[place]] for place in draw.permutation(len(rows))]
        for name, rows in files.items()
    }
    return shuffled, new


def read_predictions(path: Path) -> dict[str, float]:
    with path.open(encoding="utf-8", newline="") as file:
        return {row["company_id"]: float(row["probability"]) for row in csv.DictReader(file)}
