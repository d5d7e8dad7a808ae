"""May this guarantee be added? How long the answer takes in memory, with five million guarantees."""

import time

import numpy as np

from api.values import shown
from graph.explain.day import Day
from graph.explain.what_if.question import what_if
from graph.guarantees.terms import GuaranteeTerms
from graph.regimes.catalogue import regime
from tests.benchmarks.guarantee_day import guarantee_day
from tests.benchmarks.measuring import Measurement, Recorder, peak_memory, quantile

PARTIES, SEED, QUESTIONS = 1_000_000, 7, 500
TARGET_MS = 100.0
LAW = regime("china")


def test_what_if(record: Recorder) -> None:
    """p99 of questions about any party as debtor; every other guarantor is a guarantee firm, under limits."""
    parties = record.scaled(PARTIES, 2_000)
    day = guarantee_day(parties, SEED)
    chance = np.random.default_rng(SEED)
    ids = day.snapshot.parties.table.column("party_id")
    firms = np.flatnonzero(day.snapshot.parties.of_kind("guarantee_firm"))
    debtors = chance.integers(len(firms), parties, QUESTIONS)
    guarantors = np.where(np.arange(QUESTIONS) % 2, chance.choice(firms, QUESTIONS), np.roll(debtors, 1))
    with peak_memory() as peak:
        asked = [(ids[int(g)].as_py(), ids[int(d)].as_py()) for g, d in zip(guarantors, debtors, strict=True)]
        first = _asked(day, *asked[1])
        for one in asked[:8]:
            _asked(day, *one)
        found = [_asked(day, *one) for one in asked]
    size = f"{parties:,} parties, {day.snapshot.node_count('Guarantee'):,} guarantees"
    for figure, value, target in (
        ("what-if p50", quantile(found, 0.5), None), ("what-if p99", quantile(found, 0.99), TARGET_MS),
        ("what-if, the first of a day", first, None),
    ):  # fmt: skip
        record.keep(
            Measurement(
                claim="what-if", figure=figure, value=value, unit="ms", size=size, seed=SEED, wall_s=sum(found) / 1000,
                peak_mib=peak.mib, repeats=QUESTIONS, target=target,
            )
        )  # fmt: skip


def _asked(day: Day, guarantor: str, debtor: str) -> float:
    """Milliseconds of one question, its document included."""
    terms = GuaranteeTerms(
        guarantor,
        debtor,
        (debtor.replace("p:", "l:"),),
        cap_cny=600_000.0,
        form="joint_and_several",
        resolution="board",
    )
    start = time.perf_counter()
    shown(what_if(day, terms, LAW))
    return (time.perf_counter() - start) * 1000
