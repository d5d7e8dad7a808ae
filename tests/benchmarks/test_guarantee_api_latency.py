"""Who else guarantees, and may one more be added? Through the API on Neo4j, with five million guarantees in memory.

The server holds the parties and loans, which are looked up there with the state of the ledger at every question; the
guarantees are in memory as after their reading. Both have been at work for some time: the first answers, while the
server still compiles itself, are not counted.
"""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import read_settings
from graph.explain.day import Day
from graph.snapshot.freshness import read_freshness
from graph.store import Store, Writer
from tests.benchmarks.guarantee_day import DAY, guarantee_day
from tests.benchmarks.measuring import Measurement, Recorder, peak_memory, quantile
from tests.conftest import alone, empty
from tests.neo4j.server import Database

PARTIES, SEED, QUESTIONS, WARM_UP = 1_000_000, 7, 500, 500
ROWS = 10_000
TARGETS_MS = {"who else guarantees": 50.0, "what-if": 100.0}
WRITE = {
    "Enterprise": "UNWIND $keys AS key CREATE (:Party:Enterprise {party_id: key, canonical_id: key, name: key})",
    "Loan": "UNWIND $keys AS key CREATE (:Loan {loan_id: key})",
}
KEYS = {"Enterprise": "party_id", "Loan": "loan_id"}


@pytest.fixture(scope="module")
def served(
    neo4j_server: tuple[Database, Store], record: Recorder, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[TestClient, Day]]:
    """The API and what it has in memory."""
    database, store = neo4j_server
    day = guarantee_day(record.scaled(PARTIES, 2_000), SEED)
    with alone(database):
        empty(store)
        _write(store, day)
        with _client(store, day, tmp_path_factory.mktemp("api")) as client:
            yield client, day
        empty(store)


@pytest.mark.parametrize("question", TARGETS_MS)
def test_through_the_api(question: str, served: tuple[TestClient, Day], record: Recorder) -> None:
    """p99 of a question about any borrower, over HTTP in this process, documents checked and written out."""
    client, day = served
    address = _addresses(day)[question]
    with peak_memory() as peak:
        found = [_asked(client, address(place)) for place in range(WARM_UP + QUESTIONS)][WARM_UP:]
    size = f"{len(day.snapshot.parties.table):,} parties, {day.snapshot.node_count('Guarantee'):,} guarantees"
    record.keep(
        *(
            Measurement(
                claim="what-if" if question == "what-if" else "guarantors", database="neo4j",
                figure=f"{question}, through the API, {named}", value=quantile(found, share), unit="ms", target=target,
                size=size, seed=SEED, wall_s=sum(found) / 1000, peak_mib=peak.mib, repeats=QUESTIONS,
            )
            for named, share, target in (("p50", 0.5, None), ("p99", 0.99, TARGETS_MS[question]))
        )
    )  # fmt: skip


def _write(store: Store, day: Day) -> None:
    for label, text in WRITE.items():
        keys = day.snapshot.nodes(label).column(KEYS[label]).to_pylist()
        for first in range(0, len(keys), ROWS):
            part = keys[first : first + ROWS]

            def work(writer: Writer, text: str = text, part: list[str] = part) -> bool:
                writer.run(text, {"keys": part})
                return True

            store.write(work, confirm=lambda _: None)


def _client(store: Store, day: Day, folder: Path) -> TestClient:
    """The API over the store, the guarantees read already."""
    settings = read_settings(data_folder=folder / "data", cache_folder=folder / "cache", as_of=DAY)
    app = create_app(settings, store)
    app.state.analysing._read = (read_freshness(store), day.snapshot._history)
    return TestClient(app, base_url="http://127.0.0.1:8000")


def _addresses(day: Day) -> dict[str, Callable[[int], str]]:
    """Where each question is asked of the n-th borrower, by the n-th guarantee firm."""
    chance, parties = np.random.default_rng(SEED), len(day.snapshot.parties.table)
    firms = len(np.flatnonzero(day.snapshot.parties.of_kind("guarantee_firm")))
    debtor = [f"{one:08d}" for one in chance.integers(firms, parties, WARM_UP + QUESTIONS)]
    firm = [f"{one:08d}" for one in chance.integers(0, firms, WARM_UP + QUESTIONS)]
    dates = f"known_at={DAY}&as_of={DAY}"
    return {
        "who else guarantees": lambda n: f"/v1/enterprises/p:{debtor[n]}/guarantors?viewer=p:{firm[n]}&{dates}",
        "what-if": lambda n: (
            f"/v1/guarantees/what-if?guarantor=p:{firm[n]}&debtor=p:{debtor[n]}&secured_loans=l:{debtor[n]}"
            f"&cap=600000&starts_on={DAY}&form=joint_and_several&{dates}"
        ),
    }  # fmt: skip


def _asked(client: TestClient, address: str) -> float:
    """Milliseconds from the request to its document."""
    start = time.perf_counter()
    answer = client.get(address)
    taken = (time.perf_counter() - start) * 1000
    assert answer.status_code == 200, answer.text
    return taken
