"""Samples from a database are those of the feed that was loaded: so proofs on the feed hold for loaded worlds."""

from datetime import date
from pathlib import Path

import numpy as np

from gnn.dataset import Dataset, Observed
from gnn.task import Task
from graph.identifiers import HashKey
from graph.store import Store
from ingest import LoadOptions, load
from ingest.world import WorldOptions, build_world, write_world
from tests.unit.measures.told import told_by

OPTIONS = LoadOptions(source="firm", hash_key=HashKey(b"a key of the tests, thirty-two bytes"))
CUT_OFFS = (date(2021, 3, 31), date(2023, 6, 30))
KNOWN_AT = date(2025, 12, 31)


def by_number(found: Observed) -> tuple[list[str], np.ndarray[tuple[int], np.dtype[np.int64]]]:
    """The enterprises by the number under which they were delivered, and their rows in that order."""
    numbers = [str(name).rsplit(":", 1)[-1] for name in found.sample.ids]
    order = np.argsort(np.array(numbers))
    return [numbers[row] for row in order], order


def test_samples_of_a_loaded_world_are_those_of_its_feed(embedded_store: Store, tmp_path: Path) -> None:
    world = build_world(WorldOptions(seed=6, enterprises=400, contagion=1.0))
    write_world(world, tmp_path / "delivery")
    load(embedded_store, [tmp_path / "delivery"], options=OPTIONS)
    stored, told = Dataset.read(embedded_store, Task()), Dataset(told_by(world), Task())
    positives = 0.0
    for cut_off in CUT_OFFS:
        found, expected = stored.at(cut_off, KNOWN_AT), told.at(cut_off, KNOWN_AT)
        (names, rows), (others, places) = by_number(found), by_number(expected)
        assert names == others
        for name in found.sample.table.names:
            one, other = found.sample.table.column(name)[rows], expected.sample.table.column(name)[places]
            np.testing.assert_allclose(one, other, rtol=1e-12, err_msg=name)
        np.testing.assert_array_equal(found.sample.label[rows], expected.sample.label[places])
        assert found.exclusions == expected.exclusions
        counts = {relation.name: len(relation) for relation in found.sample.network.relations}
        assert counts == {relation.name: len(relation) for relation in expected.sample.network.relations}
        positives += np.nansum(found.sample.label)
    assert positives > 2, "or labels were not compared"
