"""The profile of any party: through the API, on a loaded world as large as the demonstration's, with its warnings.

What is shared by a day, the places of all enterprises among one another first of all, is worked out by the first
question, which is told apart from those that follow. Reasons of scores are not asked for: `pre-credit` times them.
"""

import time
from collections.abc import Iterator

import numpy as np
import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import read_settings
from api.warning import evaluate
from graph.as_of import AsOf
from graph.store import Store
from ingest import load
from tests.benchmarks.measuring import Measurement, Recorder, peak_memory, quantile
from tests.benchmarks.worlds import LAST_DAY, OPTIONS, SEED, files, written
from tests.neo4j.server import Database

ENTERPRISES, QUESTIONS, WARM_UP = 2_000, 500, 20
TARGET_MS = 150.0
AT = {"as_of": LAST_DAY.isoformat(), "known_at": LAST_DAY.isoformat()}
SINCE = {"since": f"{LAST_DAY.year - 1}{LAST_DAY.isoformat()[4:]}"}


@pytest.fixture(scope="module")
def served(
    embedded_server: tuple[Database, Store], record: Recorder, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[TestClient, list[str]]]:
    """The API over the world with its warnings, and enterprises of it."""
    _, store = embedded_server
    folder = tmp_path_factory.mktemp("profiles")
    given = files(written(folder / "delivery", record.scaled(ENTERPRISES, 400)))
    report = load(store, list(given.values()), options=OPTIONS)
    assert report.rejected == 0
    settings = read_settings(data_folder=folder / "data", cache_folder=folder / "cache", as_of=LAST_DAY)
    at = AsOf(LAST_DAY, LAST_DAY)
    evaluate(settings, store, at, None, lambda _what, _done, _total: None)
    app = create_app(settings, store)
    day = app.state.analysing.day(at)
    rows = np.flatnonzero(day.snapshot.parties.is_enterprise)
    asked = np.random.default_rng(SEED).choice(rows, WARM_UP + QUESTIONS)
    with TestClient(app, base_url="http://127.0.0.1:8000") as client:
        yield client, day.naming.party_ids(asked)


@pytest.mark.parametrize(
    ("named", "more", "target"), [("a profile", {}, TARGET_MS), ("with what changed in a year", SINCE, None)]
)
def test_profile(
    named: str, more: dict[str, str], target: float | None, served: tuple[TestClient, list[str]], record: Recorder
) -> None:
    """p99 of the profile of any enterprise, as a document."""
    client, asked = served
    with peak_memory() as peak:
        first = _asked(client, asked[0], more)
        found = [_asked(client, one, more) for one in asked][WARM_UP:]
    size = f"{record.scaled(ENTERPRISES, 400):,} enterprises"
    record.keep(
        *(
            Measurement(
                claim="profile", database="embedded", figure=f"{named}, {figure}", value=value, unit="ms", size=size,
                seed=SEED, wall_s=sum(found) / 1000, peak_mib=peak.mib, repeats=len(found), target=wanted,
            )
            for figure, value, wanted in (
                ("p50", quantile(found, 0.5), None),
                ("p99", quantile(found, 0.99), target),
                ("the first of a day", first, None),
            )
        )
    )  # fmt: skip


def _asked(client: TestClient, party: str, more: dict[str, str]) -> float:
    """Milliseconds from the request to its document."""
    start = time.perf_counter()
    answer = client.get(f"/v1/enterprises/{party}/profile", params=AT | more)
    taken = (time.perf_counter() - start) * 1000
    assert answer.status_code == 200, answer.text
    return taken
