"""Who else guarantees this borrower? How long the answer takes in memory, with five million guarantees."""

import time

import numpy as np

from api.values import shown
from graph.explain.day import Day
from graph.explain.guarantors.view import View, guarantors
from graph.regimes.catalogue import regime
from tests.benchmarks.guarantee_day import guarantee_day
from tests.benchmarks.measuring import Measurement, Recorder, peak_memory, quantile

PARTIES, SEED, QUESTIONS = 1_000_000, 7, 500
TARGET_MS = 50.0
LAW = regime("china")


def test_guarantors(record: Recorder) -> None:
    """p99 of questions about any borrower, seen by a guarantee firm, two years of month ends included."""
    parties = record.scaled(PARTIES, 2_000)
    day = guarantee_day(parties, SEED)
    chance = np.random.default_rng(SEED)
    ids = day.snapshot.parties.table.column("party_id")
    firms = np.flatnonzero(day.snapshot.parties.of_kind("guarantee_firm"))
    borrowers = chance.integers(len(firms), parties, QUESTIONS)
    viewers = chance.choice(firms, QUESTIONS)
    asked = [(ids[int(b)].as_py(), ids[int(v)].as_py()) for b, v in zip(borrowers, viewers, strict=True)]
    with peak_memory() as peak:
        first = _asked(day, *asked[0])
        for one in asked[:8]:
            _asked(day, *one)
        found = [_asked(day, *one) for one in asked]
    size = f"{parties:,} parties, {day.snapshot.node_count('Guarantee'):,} guarantees"
    for figure, value, target in (
        ("who else guarantees, p50", quantile(found, 0.5), None),
        ("who else guarantees, p99", quantile(found, 0.99), TARGET_MS),
        ("who else guarantees, the first of a day", first, None),
    ):  # fmt: skip
        record.keep(
            Measurement(
                claim="guarantors", figure=figure, value=value, unit="ms", size=size, seed=SEED,
                wall_s=sum(found) / 1000, peak_mib=peak.mib, repeats=QUESTIONS, target=target,
            )
        )  # fmt: skip


def _asked(day: Day, borrower: str, viewer: str) -> float:
    """Milliseconds of one question, its document included."""
    start = time.perf_counter()
    shown(guarantors(day, borrower, LAW, View(viewer)))
    return (time.perf_counter() - start) * 1000
