"""The circles, mutual pairs and chains of a synthetic world, found through a loaded database, against the truth."""

from pathlib import Path

from graph.explain.day import READ
from graph.snapshot import History
from graph.store import Store
from ingest import load
from ingest.world import WorldOptions, build_world, write_world
from tests.benchmarks.measuring import Measurement, Recorder, peak_memory, seconds
from tests.benchmarks.worlds import OPTIONS, SEED
from tests.conformance.planted import Verdict, judged
from tests.neo4j.server import Database

ENTERPRISES = 20_000
MONTHS = 24


def test_planted_structures(record: Recorder, embedded_server: tuple[Database, Store], tmp_path: Path) -> None:
    """None missed and none invented at any of the month ends, and no identity lost; every day asked anew."""
    enterprises = record.scaled(ENTERPRISES, 600)
    world = build_world(WorldOptions(SEED, enterprises))
    write_world(world, tmp_path / "delivery")
    load(embedded_server[1], [tmp_path / "delivery"], options=OPTIONS)
    history = History.read(embedded_server[1], types=READ)
    hash_key, verdicts = OPTIONS.hash_key, list[Verdict]()
    assert hash_key is not None
    with peak_memory() as peak:
        taken = seconds(lambda: verdicts.append(judged(world, history, MONTHS, hash_key)))
    (verdict,) = verdicts
    print(f"\n{MONTHS} month ends, {enterprises} enterprises: {verdict}")
    size, kept = f"{enterprises:,} enterprises, {MONTHS} month ends", verdict.identities
    figures = {
        name: (counts["found"], counts["missed"], counts["invented"])
        for name, counts in (("circles", verdict.circles), ("mutual pairs", verdict.pairs), ("chains", verdict.chains))
    }
    note = "; ".join(f"{name}: {one[0]:,} found, {one[1]} missed, {one[2]} invented" for name, one in figures.items())
    note += f". Identities from month to month: {dict(kept)}; another survivor: of a merger or split, by another rule."
    shares = {f"planted {name} found": found / (found + missed) for name, (found, missed, _) in figures.items()}
    shares["identities kept as in the truth"] = kept["same"] / kept.total()
    record.keep(
        *(
            Measurement(
                claim="structures", figure=figure, value=share, unit="of 1", size=size, seed=SEED, wall_s=taken,
                peak_mib=peak.mib, note=note, database="embedded",
            )
            for figure, share in shares.items()
        )
    )  # fmt: skip
    assert [(missed, invented) for _, missed, invented in figures.values()] == [(0, 0)] * 3
    assert all(found > MONTHS for found, _, _ in figures.values())
    assert (kept["wrong"], kept["same"] > MONTHS) == (0, True)
    assert kept["another survivor"] < 0.01 * kept["same"]
