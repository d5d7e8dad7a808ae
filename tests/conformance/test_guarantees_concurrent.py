"""Sixteen writers at once on each database: as many guarantees are added as fit under the limits, and none more."""

from pathlib import Path

from tests.conformance.guarantee_race import check, race
from tests.neo4j.server import Database

WRITERS, ATTEMPTS, CAP = 16, 64, 20_000


def test_no_two_at_once_slip_under_a_limit(database: Database, tmp_path: Path) -> None:
    check(race(database, tmp_path, writers=WRITERS, attempts=ATTEMPTS, cap=CAP), ATTEMPTS, CAP)
