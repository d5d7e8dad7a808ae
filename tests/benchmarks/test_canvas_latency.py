"""A picture of the graph: how long a canvas waits for its 2,000 nodes, in memory, the document included."""

import json
import time
from collections.abc import Callable
from datetime import date
from functools import partial

import numpy as np

from api.values import shown
from graph.as_of import AsOf
from graph.canvas.expand import Direction
from graph.canvas.kinds import LENT
from graph.explain.canvas.between import between
from graph.explain.canvas.expanded import Expansion, expanded
from graph.explain.canvas.over_time import over_time
from graph.explain.canvas.picture import MOST_NODES, Canvas, Levels
from graph.explain.canvas.relevant import relevant
from graph.explain.canvas.shown import shown as picture
from graph.explain.day import Day
from graph.regimes.catalogue import regime
from ingest.world import WorldOptions, build_world
from tests.benchmarks.measuring import Measurement, Recorder, peak_memory, quantile
from tests.unit.measures.told import told_by

ENTERPRISES, SEED, QUESTIONS = 20_000, 5, 40
TARGET_MS = 1_000.0
FIRST, TODAY = date(2024, 12, 31), date(2025, 12, 31)


def test_pictures(record: Recorder) -> None:
    """p99 of pictures of 2,000 nodes around enterprises at random; the first one prepares what a day's share."""
    enterprises = record.scaled(ENTERPRISES, 2_000)
    day = Day(told_by(build_world(WorldOptions(seed=SEED, enterprises=enterprises))).at(AsOf(TODAY, TODAY)))
    canvas = Canvas(day, regime("china"), Levels({}, TODAY))
    ids = day.snapshot.parties.table.column("party_id").to_pylist()
    chosen = [ids[int(one)] for one in np.random.default_rng(SEED).integers(0, enterprises, QUESTIONS)]
    with peak_memory() as peak:
        first = _ms(lambda: relevant(canvas, chosen[:1], MOST_NODES))
        around = [relevant(canvas, [one], MOST_NODES) for one in chosen]
        ways: dict[str, Callable[[int], object]] = {
            "60 most relevant": lambda at: relevant(canvas, [chosen[at]]),
            "2,000 most relevant": lambda at: relevant(canvas, [chosen[at]], MOST_NODES),
            "2,000 given": lambda at: picture(canvas, around[at].nodes.party_id),
            "1,000 more of a hub": lambda at: expanded(
                canvas, Expansion(_hub(canvas), "LENT", Direction.OUT, 1_000), around[at].nodes.party_id[:999]
            ),
            "path between two": lambda at: between(canvas, chosen[at], chosen[at - 1], longest=30),
            "2,000 over a year": lambda at: over_time(canvas, around[at].nodes.party_id, FIRST, TODAY),
        }
        taken = {name: [_ms(partial(way, at)) for at in range(QUESTIONS)] for name, way in ways.items()}
    ties = int(np.median([len(one.ties.id) for one in around]))
    size = f"{enterprises:,} enterprises, {len(canvas.relevance.ties):,} ties; pictures of about {ties:,}"
    for name, found in taken.items():
        for figure, share, target in ((f"{name} p50", 0.5, None), (f"{name} p99", 0.99, TARGET_MS)):
            record.keep(
                Measurement(
                    claim="canvas", figure=figure, value=quantile(found, share), unit="ms", size=size, seed=SEED,
                    wall_s=sum(found) / 1000, peak_mib=peak.mib, repeats=QUESTIONS, target=target,
                )
            )  # fmt: skip
    record.keep(
        Measurement(
            claim="canvas", figure="the first of a day", value=first, unit="ms", size=size, seed=SEED,
            wall_s=first / 1000, peak_mib=peak.mib,
        )
    )  # fmt: skip


def _hub(canvas: Canvas) -> str:
    """Who lends to most."""
    ties = canvas.relevance.ties
    return canvas.day.naming.party(int(np.bincount(ties.source[ties.kind == LENT]).argmax())).party_id


def _ms(ask: Callable[[], object]) -> float:
    """Milliseconds of one answer as JSON."""
    start = time.perf_counter()
    json.dumps(shown(ask()))
    return (time.perf_counter() - start) * 1000
