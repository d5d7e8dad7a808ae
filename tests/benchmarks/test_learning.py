"""What ties tell of defaults to come: models with and without them in worlds that transmit defaults, and that do not.

`tests/unit/gnn/learnt_world.py` says what is learnt from what; `transmitted_edges.py` which ties are ranked. The worlds
were never looked at before: settings were chosen on others.
"""

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import pytest

from gnn.evaluate.intervals import Difference, differences, estimates
from gnn.evaluate.metrics import AVERAGE_PRECISION, EXPECTED_CALIBRATION_ERROR, ROC_AUC, precision_at
from ingest.world import WorldOptions
from tests.benchmarks.measuring import Measurement, Recorder, peak_memory, seconds
from tests.unit.gnn.learnt_world import YEARS, Foretold, foretold
from tests.unit.gnn.transmitted_edges import BASELINES, MODEL, Edges

ENTERPRISES: Final = 80_000
FEWEST_DEFAULTS: Final = 2_000
SEEDS: Final = (101, 103, 104)
CONTAGION: Final = 0.5
NO_MORE_THAN, CALIBRATED = 0.02, 0.04


@pytest.mark.parametrize("contagion", [0.0, CONTAGION])
@pytest.mark.parametrize("seed", SEEDS)
def test_what_ties_tell(seed: int, contagion: float, record: Recorder) -> None:
    """Without contagion ties make hardly any difference; with it they do, and the model names over which of them."""
    options = WorldOptions(seed, record.scaled(ENTERPRISES, 2_000), contagion, years=YEARS)
    made: list[Foretold] = []
    with peak_memory() as peak:
        took = seconds(lambda: made.append(foretold(options)))
    found = made[0]
    common: dict[str, Any] = {
        "claim": "learning", "seed": seed, "peak_mib": peak.mib, "wall_s": took,
        "size": f"{options.enterprises:,} enterprises, {found.defaults:,} defaults in {len(found.label):,} years",
    }  # fmt: skip
    world = f"world {seed}, contagion {contagion:g}"
    gain, precise = _gain(found), differences(found.label, found.without_ties, found.with_ties, (AVERAGE_PRECISION,))[0]
    record.keep(
        *_of_gain(gain, world, contagion, common),
        Measurement(figure=f"average precision, {world}", value=precise.second, plain=precise.first, unit="of 1",
                    plain_way="without ties", **common),
        _calibration(found, world, common),
        *(_of_edges(found.edges, world, common) if contagion else ()),
    )  # fmt: skip
    if record.scale >= 1:
        assert found.defaults >= FEWEST_DEFAULTS
    assert bool(found.edges.true.any()) == (contagion > 0)


def _gain(found: Foretold) -> Difference:
    """Whole enterprises are drawn, with all their years."""
    cluster = np.unique(found.ids, return_inverse=True)[1]
    return differences(found.label, found.without_ties, found.with_ties, (ROC_AUC,), cluster=cluster)[0]


def _of_gain(gain: Difference, world: str, contagion: float, common: dict[str, Any]) -> Iterator[Measurement]:
    yield Measurement(figure=f"ROC AUC, {world}", value=gain.second, plain=gain.first, unit="of 1",
                      plain_way="without ties", **common)  # fmt: skip
    yield Measurement(figure=f"ROC AUC gained, {world}", value=gain.value, unit="of 1", **common)
    if contagion:
        yield Measurement(
            figure=f"ROC AUC gained, at least, {world}", value=gain.low, unit="of 1", target=0.0, **common
        )
    else:
        farthest = max(abs(gain.low), abs(gain.high))
        yield Measurement(
            figure=f"ROC AUC gained or lost, at most, {world}",
            value=farthest,
            unit="AUC",
            target=NO_MORE_THAN,
            **common,
        )


def _calibration(found: Foretold, world: str, common: dict[str, Any]) -> Measurement:
    error = estimates(found.label, found.with_ties, (EXPECTED_CALIBRATION_ERROR,))[0]
    return Measurement(figure=f"calibration error, {world}", value=error.value, unit="ECE", target=CALIBRATED, **common)


def _of_edges(edges: Edges, world: str, common: dict[str, Any]) -> Iterator[Measurement]:
    """As many ties are named as are true; the plain way is the best of the rules of contagion."""
    count = int(edges.true.sum())
    cluster = np.unique(edges.target, return_inverse=True)[1]
    for title, metric in ((f"precision at {count:,}", precision_at(count)), ("average precision", AVERAGE_PRECISION)):
        plain = {rule: metric(edges.true, edges.score[rule]) for rule in BASELINES}
        best = max(plain, key=lambda rule: plain[rule])
        ahead = differences(edges.true, edges.score[best], edges.score[MODEL], (metric,), cluster=cluster)[0]
        yield Measurement(
            figure=f"{title} of ties, {world}", value=ahead.second, plain=ahead.first, plain_way=best, unit="of 1",
            target_ratio=1.0, **common,
        )  # fmt: skip
        yield Measurement(
            figure=f"{title} of ties above {best}, at least, {world}", value=ahead.low, unit="of 1", **common
        )
