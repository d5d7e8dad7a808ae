"""Names, the order of rows and the order of loading move no feature, no label and no tie."""

from collections.abc import Mapping
from datetime import date

import numpy as np
import pyarrow as pa
import pytest

from gnn.dataset import Dataset, Observed
from gnn.network import ENTERPRISE, Relation
from gnn.task import Task
from graph.snapshot import History
from ingest.world import WorldOptions, build_world
from tests.unit.measures.told import told_by

CUT_OFF, KNOWN_AT = date(2022, 9, 30), date(2025, 12, 31)
KEYS = ("source_key", "target_key", "party_id", "canonical_id", "loan_id", "guarantee_id", "statement_id", "record_id",
        "balance_id", "case_no", "listing_id", "event_id", "collateral_id", "court_id")  # fmt: skip


@pytest.fixture(scope="module")
def history() -> History:
    return told_by(build_world(WorldOptions(seed=4, enterprises=600)))


@pytest.fixture(scope="module")
def observed(history: History) -> Observed:
    return Dataset(history, Task()).at(CUT_OFF, KNOWN_AT)


def renamed(history: History, rng: np.random.Generator) -> tuple[History, Mapping[str, str]]:
    """Everything under other names, so that it stands in another order; and the new name of each."""
    every = sorted({
        key for table in history.tables.values() for name in KEYS if name in table.column_names
        for key in table.column(name).cast(pa.string()).unique().to_pylist()
    })  # fmt: skip
    new = dict(zip(every, (f"{number:09d}" for number in rng.permutation(len(every))), strict=True))

    def column(table: pa.Table, name: str) -> pa.ChunkedArray:
        kind = table.schema.field(name).type
        if name not in KEYS:
            return table.column(name)
        plain = pa.array([new[key] for key in table.column(name).to_pylist()])
        return plain.dictionary_encode() if pa.types.is_dictionary(kind) else plain

    tables = {
        label: pa.table({name: column(table, name) for name in table.column_names})
        for label, table in history.tables.items()
    }
    # As they are read: nodes by their key.
    edges = {name: table for name, table in tables.items() if "source_key" in table.column_names}
    return History.of(
        {name: tables[name].sort_by(tables[name].column_names[0]) for name in set(tables) - set(edges)} | edges
    ), new


def shuffled(history: History, rng: np.random.Generator) -> History:
    """The rows of relationships in another order, as a database gives them; in another batch, from another source."""

    def mixed(name: str, table: pa.Table) -> pa.Table:
        if "source_key" not in table.column_names:
            return table
        return table.take(pa.array(rng.permutation(len(table)))).combine_chunks()

    return History.of({name: mixed(name, table) for name, table in history.tables.items()})


def assert_same(one: Observed, other: Observed, rows: np.ndarray[tuple[int], np.dtype[np.int64]]) -> None:
    """rows: where each of the one's enterprises stands in the other."""
    for name in one.sample.table.names:
        np.testing.assert_array_equal(one.sample.table.column(name), other.sample.table.column(name)[rows], name)
    np.testing.assert_array_equal(one.sample.label, other.sample.label[rows])
    np.testing.assert_array_equal(one.sample.population, other.sample.population[rows])
    assert one.exclusions == other.exclusions


@pytest.mark.parametrize("seed", [0, 1])
def test_names_and_with_them_the_order_of_everything_move_nothing(
    seed: int, history: History, observed: Observed
) -> None:
    changed, new = renamed(history, np.random.default_rng(seed))
    other = Dataset(changed, Task()).at(CUT_OFF, KNOWN_AT)
    places = {str(name): row for row, name in enumerate(other.sample.ids)}
    rows = np.array([places[new[str(name)]] for name in observed.sample.ids])
    assert not np.array_equal(rows, np.arange(len(rows)))
    assert_same(observed, other, rows)
    for one, two in zip(observed.sample.network.relations, other.sample.network.relations, strict=True):
        if {one.source_kind, one.target_kind} == {ENTERPRISE}:
            assert _ties(one, np.arange(len(rows))) == _ties(two, np.argsort(rows))


def test_the_order_of_rows_moves_nothing(history: History, observed: Observed) -> None:
    other = Dataset(shuffled(history, np.random.default_rng(2)), Task()).at(CUT_OFF, KNOWN_AT)
    assert observed.sample.ids.tolist() == other.sample.ids.tolist()
    assert_same(observed, other, np.arange(len(observed.sample.ids)))
    for one, two in zip(observed.sample.network.relations, other.sample.network.relations, strict=True):
        np.testing.assert_array_equal(one.source, two.source)
        np.testing.assert_array_equal(one.target, two.target)
        np.testing.assert_array_equal(one.attributes, two.attributes)


def _ties(relation: Relation, places: np.ndarray[tuple[int], np.dtype[np.int64]]) -> list[tuple[object, ...]]:
    """The ties with each enterprise by a number of its own, in one order."""
    rows = zip(places[relation.source], places[relation.target], relation.attributes.tolist(), strict=True)
    return sorted((int(a), int(b), repr(attributes)) for a, b, attributes in rows)
