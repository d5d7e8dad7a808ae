"""Sixteen writers at once on each database: as many guarantees are added as fit under the limits, and none more."""

from pathlib import Path

import pytest

from graph.store import Store
from tests.conformance.guarantee_race import check, overtaken, race, same_request
from tests.neo4j.server import Database

WRITERS, ATTEMPTS, CAP = 16, 64, 20_000


def test_no_two_at_once_slip_under_a_limit(database: Database, tmp_path: Path) -> None:
    check(race(database, tmp_path, writers=WRITERS, attempts=ATTEMPTS, cap=CAP), ATTEMPTS, CAP)


def test_one_request_sent_many_times_at_once_is_carried_out_once(database: Database, tmp_path: Path) -> None:
    answers = same_request(database, tmp_path, senders=6)
    assert len(answers) == 6
    assert [answer for answer in answers if answer != answers[0]] == []


@pytest.mark.parametrize(("at", "cap"), [("told", 1_000), ("refused", 200_000)])
def test_a_request_overtaken_by_itself_is_answered(at: str, cap: int, embedded_store: Store, tmp_path: Path) -> None:
    first, second = overtaken(embedded_store, tmp_path, at=at, cap=cap)
    assert first == second
