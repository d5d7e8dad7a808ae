"""Whether features see past their cut-off: worked out again in a world whose future is another one.

What was recorded after the cut-off is taken out or told differently, so a feature that moves has looked at it. That
finds whatever leaks on the facts at hand; what they do not hold (a kind of fact that nobody delivers) it cannot.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from gnn.features.table import FeatureTable
from graph.as_of import FOREVER
from graph.schema import NODES, RELATIONSHIPS
from graph.schema.common import PARTY_LABELS
from graph.schema.read import SOURCE_KEY, TARGET_KEY
from graph.snapshot import History
from graph.snapshot.columns import int32_days
from graph.snapshot.parties import LABELS

FeaturesAt = Callable[[History, date], tuple[NDArray[np.str_], FeatureTable]]
"""From a history and a cut-off: the ids of the enterprises known then, and their features."""

TELLS: Final[Mapping[str, tuple[str, ...]]] = {
    "Guarantee": ("claimed_on",),
    "Case": ("closed_on",),
    "Listing": ("removed_on",),
}
"""Days that a node tells today and may not have told at the cut-off: untold, and told where they are not."""

TEN_YEARS: Final = 3653
_EPOCH: Final = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Leak:
    """A feature that another future moves. enterprises: how many values differ; example: the id of one."""

    feature: str
    enterprises: int
    example: str


def find_leaks(features: FeaturesAt, history: History, cut_off: date) -> tuple[Leak, ...]:
    """Features that are not the same whatever is recorded after the cut-off; the name "enterprises" stands for who has
    a row at all."""
    ids, table = features(history, cut_off)
    found: list[Leak] = []
    for future in (without_future(history, cut_off), with_another_future(history, cut_off)):
        others, other = features(future, cut_off)
        if not np.array_equal(np.sort(ids), np.sort(others)):
            odd = np.setxor1d(ids, others)
            return (Leak("enterprises", len(odd), str(odd[0])),)
        found += _differences(ids, table, other.rows(np.argsort(others)[np.searchsorted(np.sort(others), ids)]))
    return tuple({leak.feature: leak for leak in found}.values())


def _differences(ids: NDArray[np.str_], one: FeatureTable, other: FeatureTable) -> list[Leak]:
    moved = ~((one.values == other.values) | (np.isnan(one.values) & np.isnan(other.values)))
    return [
        Leak(name, int(moved[:, place].sum()), str(ids[moved[:, place].argmax()]))
        for place, name in enumerate(one.names)
        if moved[:, place].any()
    ]


def without_future(history: History, cut_off: date) -> History:
    """As if nothing had been recorded since: later words are gone, and what they ended goes on."""
    tables = dict(history.tables)
    day, forever = (cut_off - _EPOCH).days, (FOREVER - _EPOCH).days
    for name, table in history.tables.items():
        if name in RELATIONSHIPS and RELATIONSHIPS[name].dated and len(table):
            told = _keys_anew(table.filter(pa.array(int32_days(table, "recorded_on") <= day)))
            until = int32_days(told.combine_chunks(), "superseded_on")
            tables[name] = _with_days(told, "superseded_on", np.where(until > day, forever, until))
    return History(history.version, tables | _tied(tables))


def _tied(tables: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
    """The nodes at an end of some relationship, parties by any of their identities."""
    found = {}
    for label in (label for label in tables if label in NODES):
        keys = [
            tables[name].column(end).cast(pa.string()).combine_chunks()
            for name in tables if name in RELATIONSHIPS
            for end, at in ((SOURCE_KEY, RELATIONSHIPS[name].source), (TARGET_KEY, RELATIONSHIPS[name].target))
            if at == label or (label in LABELS and at in PARTY_LABELS)
        ]  # fmt: skip
        tied = pc.unique(pa.concat_arrays([pa.array([], pa.string()), *keys]))
        own = "canonical_id" if label in LABELS else NODES[label].key
        if own == "canonical_id":
            everybody = pa.concat_tables([tables[one].select(["party_id", own]) for one in LABELS if one in tables])
            tied = everybody.filter(pc.is_in(everybody["party_id"], value_set=tied))[own].combine_chunks()
        found[label] = tables[label].filter(pc.is_in(tables[label][own], value_set=tied)).combine_chunks()
    return found


def with_another_future(history: History, cut_off: date) -> History:
    """As if the later words had come ten years later still, and every undated term had been told otherwise."""
    tables = dict(history.tables)
    day = (cut_off - _EPOCH).days
    for name, table in history.tables.items():
        if name in RELATIONSHIPS and RELATIONSHIPS[name].dated and len(table):
            known = int32_days(table, "recorded_on")
            tables[name] = _with_days(table, "recorded_on", np.where(known > day, known + TEN_YEARS, known))
    for label, terms in TELLS.items():
        for term in terms if len(tables.get(label, ())) else ():
            untold = tables[label].column(term).is_null().to_numpy()
            tables[label] = _with_days(tables[label], term, np.full(len(untold), day - TEN_YEARS), ~untold)
    return History(history.version, tables)


def _keys_anew(table: pa.Table) -> pa.Table:
    """Keys without those of rows that are gone."""
    for name in (SOURCE_KEY, TARGET_KEY):
        keys = table.column(name).cast(pa.string()).combine_chunks().dictionary_encode()
        table = table.set_column(table.column_names.index(name), name, keys)
    return table


def _with_days(
    table: pa.Table, name: str, days: NDArray[np.integer], missing: NDArray[np.bool_] | None = None
) -> pa.Table:  # fmt: skip
    column = pa.array(days.astype(np.int32), mask=missing).view(pa.date32())
    return table.set_column(table.column_names.index(name), name, column).combine_chunks()
