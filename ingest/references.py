"""References: what a row names must be in the delivery or in the database."""

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from graph.schema import NODES, DataType, NodeRow, upsert
from graph.store import Reader
from ingest.accounts import Accounts
from ingest.typed import Array, TypedTable, missing

KEYS_AT_ONCE = 20_000
REFERRING = (DataType.PARTY, DataType.REFERENCE, DataType.REFERENCES)


def refuse_dangling(tables: Iterable[TypedTable], reader: Reader, accounts: Accounts) -> bool:
    """Refuse rows that refer to nothing, and parties stated under two kinds; whether any row was refused."""
    tables = list(tables)
    stated = _stated(tables)
    refused = _refuse_other_kind(tables, stated, reader, accounts)
    for table in tables:
        for column, target in _referring(table):
            flat, owner = exploded(table[column])
            unknown = ~_among(flat, stated.get(target, set()))
            if unknown.any():
                unknown[unknown] = ~_among(flat[unknown], present(reader, target, set(flat[unknown].tolist())))
            if unknown.any():
                mask = np.zeros(len(table), dtype=bool)
                mask[owner[unknown]] = True
                accounts.reject_rows(table, mask, column, "dangling")
                refused = True
    return refused


def exploded(values: Array) -> tuple[Array, NDArray[np.int64]]:
    """The keys of a reference column without blanks, several of one row under each other, and each one's row."""
    filled = np.flatnonzero(~missing(values))
    if len(filled) and isinstance(values[filled[0]], tuple):
        lengths = np.array([len(values[i]) for i in filled], dtype=np.int64)
        flat = np.array([key for i in filled for key in values[i]], dtype=object)
        return flat, np.repeat(filled, lengths)
    return values[filled], filled


def present(reader: Reader, label: str, keys: set[str]) -> set[str]:
    """Which keys exist in the database under a label."""
    found: set[str] = set()
    ordered = sorted(keys)
    for start in range(0, len(ordered), KEYS_AT_ONCE):
        columns = reader.columns(upsert.nodes_present(label), {"key": ordered[start : start + KEYS_AT_ONCE]})
        found.update(columns.get("key", []))
    return found


def _referring(table: TypedTable) -> Iterator[tuple[str, str]]:
    """The columns of a table that refer to nodes which another row states, with the label referred to."""
    own = {state.key for state in table.table.states if isinstance(state, NodeRow)}
    for column in table.table.columns:
        if column.type in REFERRING and column.name not in own:
            yield column.name, column.target


def _among(keys: Array, known: set[str]) -> NDArray[np.bool_]:
    return np.fromiter((key in known for key in keys.tolist()), dtype=bool, count=len(keys))


def _stated(tables: Iterable[TypedTable]) -> dict[str, set[str]]:
    """The keys that the delivery's rows state, by label; a party's also under its general label."""
    keys: dict[str, set[str]] = {}
    for table in tables:
        for state in table.table.states:
            if isinstance(state, NodeRow) and state.key in table.columns:
                for label in NODES[state.label].labels:
                    keys.setdefault(label, set()).update(table[state.key].tolist())
    return keys


def _refuse_other_kind(
    tables: Iterable[TypedTable], stated: dict[str, set[str]], reader: Reader, accounts: Accounts
) -> bool:
    """A party is an enterprise or a person, never both, in the delivery and against the database."""
    refused = False
    for table in tables:
        for state in table.table.states:
            if not isinstance(state, NodeRow) or len(NODES[state.label].labels) == 1:
                continue
            keys = table[state.key]
            # A checked scheme belongs to one kind; only numbers of a source's own can collide.
            own = {k for k in keys.tolist() if not k.startswith(("cn.uscc:", "cn.ric:"))}
            for other in (n.label for n in NODES.values() if n.labels[:-1] == NODES[state.label].labels[:-1]):
                if other == state.label or not own:
                    continue
                taken = own & (stated.get(other, set()) | present(reader, other, own))
                if taken:
                    accounts.reject_rows(table, _among(keys, taken), state.key, "other_kind")
                    refused = True
    return refused
