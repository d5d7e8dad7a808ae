"""The estimate before a credit is given: through the API, on a loaded world of 20,000 enterprises, with all reasons.

The model has the shape that `ringfence score train` gives it, and was trained for a moment: what it says is of no
matter here. The first answer of a day scores everybody; it is told apart from those that follow.
"""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import read_settings
from gnn.dataset import Dataset
from gnn.models.settings import ModelSettings
from gnn.models.shape import NetworkTraining
from gnn.registry import Registry
from gnn.serving.known_day import KnownDay
from gnn.split import Split
from gnn.task import Task
from gnn.train import train
from graph.store import Store
from ingest import load
from tests.benchmarks.measuring import Measurement, Recorder, peak_memory, quantile
from tests.benchmarks.worlds import LAST_DAY, OPTIONS, SEED, files, written
from tests.neo4j.server import Database

ENTERPRISES, QUESTIONS, WARM_UP = 20_000, 500, 20
TARGET_MS = 300.0
TRAINED_ON = date(2021, 12, 1)


@pytest.fixture(scope="module")
def served(
    embedded_server: tuple[Database, Store],
    deliveries: Path,
    record: Recorder,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[TestClient, list[str]]]:
    """The API over the world, with a model of it, and enterprises that have an estimate."""
    _, store = embedded_server
    folder = tmp_path_factory.mktemp("pre-credit")
    given = files(written(deliveries, record.scaled(ENTERPRISES, 1_000)))
    report = load(store, list(given.values()), options=OPTIONS)
    assert report.rejected == 0
    settings = read_settings(data_folder=folder / "data", cache_folder=folder / "cache", as_of=LAST_DAY)
    task = Task()
    split = replace(Split.backwards(task, TRAINED_ON, LAST_DAY, (1, 1)), train=(date(2022, 9, 30),))
    how = ModelSettings(training=NetworkTraining(epochs=2), refit=False)
    dataset = Dataset.read(store, task, settings.cache_folder)
    train(dataset, split, how, Registry(settings.models_folder))
    with TestClient(create_app(settings, store), base_url="http://127.0.0.1:8000") as client:
        yield client, _scored(KnownDay.of(dataset, LAST_DAY))


def test_pre_credit(served: tuple[TestClient, list[str]], record: Recorder) -> None:
    """p99 of questions about any enterprise that is scored, as documents."""
    client, asked = served
    with peak_memory() as peak:
        first = _asked(client, asked[0])
        found = [_asked(client, one) for one in asked][WARM_UP:]
    size = f"{record.scaled(ENTERPRISES, 1_000):,} enterprises"
    record.keep(
        *(
            Measurement(
                claim="pre-credit", database="embedded", figure=figure, value=value, unit="ms", size=size, seed=SEED,
                wall_s=sum(found) / 1000, peak_mib=peak.mib, repeats=len(found), target=target,
            )
            for figure, value, target in (
                ("estimate with reasons, p50", quantile(found, 0.5), None),
                ("estimate with reasons, p99", quantile(found, 0.99), TARGET_MS),
                ("the first of a day, which scores everybody", first, None),
            )
        )
    )  # fmt: skip


def _scored(known: KnownDay) -> list[str]:
    """Any of those of the population, one as often as another."""
    rows = np.flatnonzero((known.reason < 0) & known.facts.snapshot.parties.is_enterprise)
    return known.naming.party_ids(np.random.default_rng(SEED).choice(rows, QUESTIONS + WARM_UP))


def _asked(client: TestClient, party: str) -> float:
    """Milliseconds from the request to its document."""
    start = time.perf_counter()
    answer = client.get(f"/v1/enterprises/{party}/pre-credit", params={"known_at": LAST_DAY.isoformat(), "limit": 20})
    taken = (time.perf_counter() - start) * 1000
    assert answer.status_code == 200, answer.text
    return taken
