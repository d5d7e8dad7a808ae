"""A very large world without the hours to draw it: a smaller one many times over, under other names each time.

Enterprises of two copies share nothing: neither owners nor lenders, addresses or officers. Ties per enterprise are as
in the world that is copied, so time and memory grow as they would for a province of that size.
"""

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.measures.facts import READ
from graph.schema import RELATIONSHIPS
from graph.snapshot import History
from graph.snapshot.parties import whole

NAMES: Final = frozenset({
    "party_id", "canonical_id", "record_id", "statement_id", "loan_id", "balance_id", "guarantee_id", "collateral_id",
    "case_no", "court_id", "listing_id", "event_id", "stake_id", "address", "phone", "source_key", "target_key",
})  # fmt: skip


def tiled(history: History, copies: int) -> History:
    """The history so many times over, of the kinds of fact that features read."""
    names = [name for name in history.tables if name not in RELATIONSHIPS or name in READ]
    return History.of({name: _copied(history.table(name), copies) for name in names})


def _copied(table: pa.Table, copies: int) -> pa.Table:
    columns = {}
    for field in table.schema:
        column = whole(table.column(field.name))
        if field.name not in NAMES:
            columns[field.name] = pa.concat_arrays([column] * copies)
        elif pa.types.is_dictionary(field.type):
            columns[field.name] = _keys(column, copies)
        else:
            columns[field.name] = _renamed(column, copies)
    return pa.table(columns)


def _keys(column: pa.DictionaryArray, copies: int) -> pa.DictionaryArray:
    place = column.indices.to_numpy(zero_copy_only=False).astype(np.int32)
    wide = len(column.dictionary)
    every = np.concatenate([place + np.int32(copy * wide) for copy in range(copies)])
    return pa.DictionaryArray.from_arrays(pa.array(every), _renamed(column.dictionary, copies))


def _renamed(texts: pa.Array, copies: int) -> pa.Array:
    """The names of a copy begin with its number, so that nodes stay in the order of their keys."""
    return pa.concat_arrays([pc.binary_join_element_wise(f"{copy:03d}", texts, "-") for copy in range(copies)])
