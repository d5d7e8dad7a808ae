"""Evidence of a party costs the same in a large world as in a small one."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any, Final

from graph.as_of import AsOf
from graph.measures.day import DayMeasures
from graph.signals.proof import of_data, of_ties
from graph.signals.proof.kinds import PROOFS
from graph.signals.proof.proofs import Proofs
from ingest.world import WorldOptions, build_world
from tests.benchmarks.measuring import Measurement, Recorder, in_turns, seconds
from tests.benchmarks.tiled_world import tiled
from tests.unit.measures.told import told_by

SEED: Final = 6
TILE: Final = 5_000
COPIES: Final = 8
DAY: Final = date(2025, 12, 31)
EVERY: Final = 10
"""Of so many enterprises one is asked about."""
KINDS: Final = tuple(name for name, shown in PROOFS.items() if shown.__module__ in {of_data.__name__, of_ties.__name__})
FIRST: Final = "000-"
REPEATS: Final = 5
GROWS_BY: Final = 2.0
"""What noise, and memory further from the processor, may add."""


def test_evidence_of_ties_and_data(record: Recorder) -> None:
    """The same enterprises in a world and in eight of it side by side."""
    tile = told_by(build_world(WorldOptions(SEED, record.scaled(TILE, 1_000), years=3)))
    worlds = {copies: Proofs(DayMeasures.of(tiled(tile, copies), AsOf(DAY, DAY)).facts) for copies in (1, COPIES)}
    asked = {copies: _asked(proofs) for copies, proofs in worlds.items()}
    assert len({len(one) for one in asked.values()}) == 1
    ways = {}
    for name in KINDS:
        for copies, proofs in worlds.items():
            PROOFS[name](proofs, asked[copies][0])  # what a day's questions share
            ways[f"{name} {copies}"] = partial(seconds, partial(_each, name, proofs, asked[copies]))
    took = {way: min(times) / len(asked[1]) * 1e6 for way, times in in_turns(REPEATS, ways).items()}
    small, large = (sum(took[f"{name} {copies}"] for name in KINDS) for copies in worlds)
    growth = {name: took[f"{name} {COPIES}"] / took[f"{name} 1"] for name in KINDS}
    worst = max(growth, key=growth.__getitem__)
    common: dict[str, Any] = {"claim": "evidence", "seed": SEED, "repeats": REPEATS,
                              "size": f"{len(worlds[COPIES].facts.enterprises):,} enterprises"}  # fmt: skip
    record.keep(
        Measurement(
            figure=f"{len(KINDS)} kinds, of one enterprise", value=large, unit="µs", plain=small,
            plain_way="in an eighth of the world", wall_s=large * len(asked[1]) * REPEATS / 1e6, **common,
        ),
        Measurement(figure=f"the kind that grows most ({worst}), to that in an eighth of the world",
                    value=growth[worst], unit="times", target=GROWS_BY, **common),
    )  # fmt: skip


def _asked(proofs: Proofs) -> Sequence[int]:
    """Every tenth enterprise of the first copy."""
    ids = proofs.facts.snapshot.parties.table.column("party_id").to_pylist()
    first = [party for party in proofs.facts.enterprises.tolist() if ids[party].startswith(FIRST)]
    return first[::EVERY]


def _each(name: str, proofs: Proofs, parties: Sequence[int]) -> None:
    for party in parties:
        PROOFS[name](proofs, party)
