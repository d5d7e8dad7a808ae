"""Sixteen writers who add guarantees of one firm near its limits, a thousand attempts on each database."""

import time
from pathlib import Path

from tests.benchmarks.measuring import Measurement, Recorder
from tests.conformance.guarantee_race import check, race
from tests.neo4j.server import Database

WRITERS, ATTEMPTS, CAP = 16, 1_000, 5_000


def test_no_limit_is_broken(database: Database, record: Recorder, tmp_path: Path) -> None:
    """As many are added as fit, none more; how many attempts are settled in a second, refused ones among them."""
    attempts = record.scaled(ATTEMPTS, 32)
    cap = CAP if record.scale >= 1 else 50_000
    start = time.perf_counter()
    found = race(database, tmp_path, writers=WRITERS, attempts=attempts, cap=cap)
    seconds = time.perf_counter() - start
    check(found, attempts, cap)
    kind = "arcadedb" if database.address.startswith("embedded:") else "neo4j"
    record.keep(
        Measurement(
            claim="add", figure="16 writers at a limit", value=attempts / seconds, unit="attempts/s",
            database=kind, size=f"{attempts:,} attempts, {found.accepted.total()} added, {found.violations} violations",
            wall_s=seconds, repeats=attempts,
        )
    )  # fmt: skip
