"""Every measure of the catalogue for everybody on a day, changes over months among them."""

from datetime import date
from statistics import median
from typing import Any, Final

import numpy as np
import pandas as pd

from graph.as_of import AsOf
from graph.guarantees.structure import arcs, guarantor_counts
from graph.measures.catalogue import every_measure
from graph.measures.day import DayMeasures
from ingest.world import WorldOptions, build_world
from tests.benchmarks.measuring import Measurement, Recorder, in_turns, peak_memory, seconds
from tests.benchmarks.tiled_world import tiled
from tests.unit.measures.told import told_by

ENTERPRISES: Final = 100_000
TILE: Final = 10_000
SEED: Final = 6
DAY: Final = date(2025, 12, 31)
WITHIN_S: Final = 60.0
REPEATS: Final = 5


def test_every_measure_of_everybody(record: Recorder) -> None:
    """The facts are in memory; the cut of what was known by the day counts too."""
    tile = told_by(build_world(WorldOptions(SEED, TILE, years=3)))
    _every(DayMeasures.of(tile, AsOf(DAY, DAY)))  # compiles the kernels
    history = tiled(tile, record.scaled(ENTERPRISES, TILE) // TILE)
    days: list[DayMeasures] = []
    with peak_memory() as peak:
        took = seconds(lambda: days.append(DayMeasures.of(history, AsOf(DAY, DAY))))
        took += seconds(lambda: _every(days[0]))
    facts = days[0].facts
    network, is_enterprise = facts.network, facts.snapshot.parties.is_enterprise
    counts: list[pd.Series[int]] = []
    took_each = in_turns(REPEATS, {
        "ours": lambda: seconds(
            lambda: guarantor_counts(arcs(facts.count, network.guarantor, network.debtor), is_enterprise)
        ),
        "pandas": lambda: seconds(lambda: counts.append(_guarantors(days[0]))),
    })  # fmt: skip
    ours, plain = (median(took_each[way]) for way in ("ours", "pandas"))
    told = days[0].column("structure.enterprise_guarantors")
    assert np.array_equal(told[counts[0].index.to_numpy()], counts[0].to_numpy())
    common: dict[str, Any] = {
        "claim": "measures", "seed": SEED, "unit": "s", "peak_mib": peak.mib,
        "size": f"{len(facts.enterprises):,} enterprises",
    }  # fmt: skip
    record.keep(
        Measurement(figure=f"{len(every_measure())} measures", value=took, target=WITHIN_S, wall_s=took, **common),
        Measurement(figure="of them, enterprises that stand for each", value=ours, plain=plain, wall_s=ours,
                    repeats=REPEATS, plain_way="grouped by pandas", **common),
    )  # fmt: skip


def _every(day: DayMeasures) -> None:
    for name in every_measure():
        day.column(name)


def _guarantors(day: DayMeasures) -> "pd.Series[int]":
    """Distinct enterprises that stand for each party, by pandas."""
    network, is_enterprise = day.facts.network, day.facts.snapshot.parties.is_enterprise
    frame = pd.DataFrame({"guarantor": network.guarantor, "debtor": network.debtor})
    frame = frame[(frame.guarantor != frame.debtor) & is_enterprise[frame.guarantor]]
    return frame.groupby("debtor").guarantor.nunique()
