"""A world loaded into a database is stressed as its delivered book is: so proofs on the book hold for loaded worlds."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from graph.as_of import AsOf
from graph.explain.day import READ, Day
from graph.explain.stress.asked import failing_instead
from graph.explain.stress.models import play
from graph.explain.stress.setting import Setting
from graph.identifiers import HashKey
from graph.snapshot import History, Snapshot
from graph.store import Store
from ingest import LoadOptions, load
from ingest.world import WorldOptions, build_world, write_world
from tests.unit.contagion.delivered_book import delivered_book
from tests.unit.contagion.foretold import SCENARIO, known_defaults

OPTIONS = LoadOptions(source="firm", hash_key=HashKey(b"a key of the tests, thirty-two bytes"))
DAYS = (date(2019, 3, 31), date(2021, 9, 30), date(2024, 12, 31))
Told = dict[str, tuple[int, float, float]]


def told(snapshot: Snapshot) -> Told:
    """Round, loss and what it could bear (元) of each enterprise that loses by those in default."""
    ids = snapshot.parties.table.column("party_id").to_pylist()
    seeds = [ids[one] for one in np.flatnonzero(known_defaults(snapshot)).tolist()]
    setting = Setting.of(Day(snapshot), failing_instead(SCENARIO, seeds), lambda party: party)
    played = play(setting)
    hit = np.flatnonzero((played.lost > 0) | (played.default_round >= 0))
    return {
        ids[one]: (int(played.default_round[one]), float(played.lost[one]), float(setting.limit[one]))
        for one in hit[snapshot.parties.is_enterprise[hit]].tolist()
    }


def test_losses_of_a_loaded_world_are_those_of_its_book(embedded_store: Store, tmp_path: Path) -> None:
    world = build_world(WorldOptions(seed=5, enterprises=400))
    write_world(world, tmp_path / "delivery")
    load(embedded_store, [tmp_path / "delivery"], options=OPTIONS)
    loaded, book = History.read(embedded_store, types=READ), delivered_book(world)
    losers, fallen = 0, 0
    for day in DAYS:
        found, expected = told(loaded.at(AsOf(day, day))), told(book.at(AsOf(day, day)))
        assert found.keys() == expected.keys()
        for party, figures in found.items():
            assert figures == pytest.approx(expected[party]), party
        losers, fallen = losers + len(found), fallen + sum(fell > 0 for fell, _, _ in found.values())
    assert losers > 50, "or nothing was compared"
    assert fallen > 0
