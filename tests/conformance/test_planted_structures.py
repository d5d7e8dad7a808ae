"""Circles, mutual pairs and chains planted into a small world, asked for through each database over 24 months."""

from collections.abc import Callable
from pathlib import Path

from graph.explain.day import READ
from graph.identifiers import HashKey
from graph.snapshot import History
from graph.store import Store
from ingest import LoadOptions, load
from ingest.world import WorldOptions, build_world, write_world
from tests.conformance.planted import judged

OPTIONS = LoadOptions(source="firm", hash_key=HashKey(b"a key of the tests, thirty-two bytes"))
MONTHS = 24


def test_every_planted_structure_is_found_and_none_invented(
    store: Store, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    world = build_world(WorldOptions(seed=5, enterprises=300))
    write_world(world, tmp_path / "delivery")
    assert load(store, [tmp_path / "delivery"], options=OPTIONS).rejected == 0
    verdict = judged(world, History.read(store, types=READ), MONTHS)
    record_property("planted", str(verdict))
    print(f"\n{MONTHS} month ends, 300 enterprises: {verdict}")
    for counts in (verdict.circles, verdict.pairs, verdict.chains):
        assert counts["found"] > MONTHS / 2
        assert (counts["missed"], counts["invented"], counts["with_foreign_steps"]) == (0, 0, 0)
    assert verdict.identities["same"] > MONTHS / 2
    assert verdict.identities["wrong"] == 0
