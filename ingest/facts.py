"""What the rows of a table state: nodes, and assertions of relationships, as columns ready to be cut into batches."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from graph.as_of import BEGINNING, FOREVER
from graph.identifiers import IDENTITY_SCHEME, scheme_and_value
from graph.schema import NODES, RELATIONSHIPS, NodeRow, Relationship, RelationshipRow
from graph.schema.common import SOURCE
from ingest.options import LoadOptions
from ingest.references import exploded
from ingest.typed import NO_DAY, Array, TypedTable, day_number, day_of, missing

Ints = NDArray[np.int64]

BEGINNING_DAY: Final = day_number(BEGINNING)
FOREVER_DAY: Final = day_number(FOREVER)
PERSONAL_FORMS: Final = (None, "general", "joint_and_several")
"""Forms of a guarantee that bind a person, not a thing; a contract that names none is taken for one."""


@dataclass(frozen=True, slots=True, eq=False)
class NodeFacts:
    """Descriptions of nodes of one label; `row` is the table's row that gave each, ascending."""

    label: str
    key: Array
    columns: Mapping[str, Array]
    described_on: Array
    recorded_by_load: NDArray[np.bool_]
    row: Ints


@dataclass(frozen=True, slots=True, eq=False)
class RelationshipFacts:
    """Assertions of one kind of relationship. `natural_key` is one text per assertion, and so is `group`: what its
    source states as a whole, which is the natural key where nothing is restated.

    `nothing` marks rows that say the relationship is not there: they end earlier versions and leave none. `silent` are
    the groups of rows that say nothing of it, where that leaves what was stated before.
    """

    relationship: Relationship
    natural_key: Array
    group: Array
    source_key: Array
    target_key: Array
    columns: Mapping[str, Array]
    valid_from: Ints
    valid_to: Ints
    recorded_on: Ints
    recorded_by_load: NDArray[np.bool_]
    nothing: NDArray[np.bool_]
    row: Ints
    silent: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class TableFacts:
    """All that rows of a table state, in the order of its definition."""

    table: TypedTable
    nodes: tuple[NodeFacts, ...]
    relationships: tuple[RelationshipFacts, ...]


def facts(table: TypedTable, options: LoadOptions) -> TableFacts:
    """The facts of a table whose rows have been validated."""
    valid_from, valid_to, recorded_on, by_load = _dates(table, options)
    table = table.with_columns(_computed(table, options))
    nodes, relationships = [], []
    for state in table.table.states:
        rows = np.flatnonzero(~missing(table[state.when])) if state.when else np.arange(len(table), dtype=np.int64)
        if isinstance(state, NodeRow):
            nodes.append(_nodes(table, state, rows, valid_from, recorded_on, by_load))
        else:
            dates = (valid_from, valid_to, recorded_on)
            relationships.append(_relationships(table, state, rows, dates, by_load))
    return TableFacts(table, tuple(nodes), tuple(relationships))


def _dates(table: TypedTable, options: LoadOptions) -> tuple[Ints, Ints, Ints, NDArray[np.bool_]]:
    """When each row's facts hold, half-open, and since when they are known; the last says that the load's day is."""
    blank = np.full(len(table), NO_DAY, dtype=np.int64)
    start = table.columns.get(table.table.valid_from, blank)
    if table.table.name == "guarantees":
        start = np.where(start == NO_DAY, table["signed_on"], start)
    end = table.columns.get(table.table.valid_to, blank)
    known = table.columns.get("recorded_on", blank)
    return (
        np.where(start == NO_DAY, BEGINNING_DAY, start),
        np.where(end == NO_DAY, FOREVER_DAY, end + 1),
        np.where(known == NO_DAY, day_number(options.loaded_on), known),
        known == NO_DAY,
    )


def _nodes(
    table: TypedTable, state: NodeRow, rows: Ints, valid_from: Ints, recorded_on: Ints, by_load: NDArray[np.bool_]
) -> NodeFacts:  # fmt: skip
    columns = {prop: table[column][rows] for prop, column in state.values.items()}
    for prop in NODES[state.label].properties:
        if prop.name in COMPUTED and prop.name in table.columns:
            columns[prop.name] = table[prop.name][rows]
    columns[SOURCE.name] = table[SOURCE.name][rows]
    days = (valid_from[rows], recorded_on[rows])
    described_on = _pairs(*(days if table.table.described_by == "valid_from" else days[::-1]))
    key = table[state.key][rows]
    columns = _completed(pd.DataFrame({"key": key, "on": described_on}), columns)
    return NodeFacts(state.label, key, columns, described_on, by_load[rows], rows)


def _completed(described: pd.DataFrame, columns: Mapping[str, Array]) -> dict[str, Array]:
    """Where several rows describe one node as of one day, what one leaves blank is taken from another."""
    several = described.duplicated(keep=False).to_numpy()
    if not several.any():
        return dict(columns)
    at = np.flatnonzero(several)
    group = described.iloc[at].groupby(["key", "on"], sort=False).ngroup().to_numpy()
    found = {}
    for name, values in columns.items():
        blank = missing(values[at])
        filled, first = np.unique(group[~blank], return_index=True)
        source = dict(zip(filled.tolist(), at[~blank][first].tolist(), strict=True))
        fill = [(i, source[g]) for i, g in zip(at[blank].tolist(), group[blank].tolist(), strict=True) if g in source]
        found[name] = values.copy() if fill else values
        for i, other in fill:
            found[name][i] = values[other]
    return found


def _relationships(
    table: TypedTable, state: RelationshipRow, rows: Ints, dates: tuple[Ints, Ints, Ints], by_load: NDArray[np.bool_]
) -> RelationshipFacts:
    relationship = RELATIONSHIPS[state.name]
    targets, owner = exploded(table[state.target][rows])
    rows = rows[owner]
    sources = table[state.source][rows]
    columns = {prop: table[column][rows] for prop, column in state.values.items()}
    parts = {"source": sources, "target": targets, **columns}
    natural = _joined([parts[name] for name in relationship.natural_key])
    group = _joined([parts[name] for name in relationship.group_key])
    nothing = _states_nothing(table, relationship, rows, sources, targets)
    valid_from, valid_to, recorded_on = (d[rows] for d in dates)
    return RelationshipFacts(
        relationship, natural, group, sources, targets, columns, valid_from,
        np.where(nothing, valid_from, valid_to), recorded_on, by_load[rows], nothing, rows, _silent(table, state),
    )  # fmt: skip


def _silent(table: TypedTable, state: RelationshipRow) -> frozenset[str]:
    relationship = RELATIONSHIPS[state.name]
    if not (relationship.carried_by and state.when):
        return frozenset()
    return frozenset(
        _joined([table[getattr(state, name)] for name in relationship.group_key])[missing(table[state.when])]
    )


def _states_nothing(
    table: TypedTable, relationship: Relationship, rows: Ints, sources: Array, targets: Array
) -> NDArray[np.bool_]:
    """Where a row does not state a derived relationship: a pledge or mortgage, or a guarantee for oneself."""
    if relationship.name != "GUARANTEES":
        return np.zeros(len(rows), dtype=bool)
    personal = np.array([form in PERSONAL_FORMS for form in table["form"][rows].tolist()], dtype=bool)
    himself = np.array([a == b for a, b in zip(sources.tolist(), targets.tolist(), strict=True)], dtype=bool)
    nothing: NDArray[np.bool_] = ~personal | himself
    return nothing


def _joined(parts: list[Array]) -> Array:
    if len(parts) == 1:
        return parts[0]
    return np.array(["\x1f".join(map(str, part)) for part in zip(*(p.tolist() for p in parts), strict=True)], object)


def _pairs(first: Ints, second: Ints) -> Array:
    """Two days as one comparable text: the first decides."""
    days = {int(d): day_of(int(d)).isoformat() for d in np.unique(np.concatenate([first, second]))}
    return np.array([f"{days[a]}|{days[b]}" for a, b in zip(first.tolist(), second.tolist(), strict=True)], object)


# Columns that ingest computes beside those of the feed


def _computed(table: TypedTable, options: LoadOptions) -> dict[str, Array]:
    maker = _COMPUTERS.get(table.table.name)
    computed = {"source": np.full(len(table), options.source, dtype=object)}
    return computed | (maker(table, options) if maker else {})


def _versioned(table: TypedTable, owner: str, day: str, options: LoadOptions) -> Array:
    """An id for what a source said of something on a day: never from the order or the day of loading."""
    rows = zip(table[owner].tolist(), table[day].tolist(), table["recorded_on"].tolist(), strict=True)
    return np.array([_version_id(key, start, known, options.source) for key, start, known in rows], dtype=object)


def _version_id(key: str, start: int, known: int, source: str) -> str:
    dates = "".join(f"@{day_of(day).isoformat()}" if day != NO_DAY else "@" for day in (start, known)).rstrip("@")
    return f"{source}/{key}{dates}"


def _party(table: TypedTable, options: LoadOptions) -> dict[str, Array]:
    pairs = [scheme_and_value(key) for key in table["party_id"].tolist()]
    fingerprint = options.hash_key.fingerprint if options.hash_key else None
    return {
        "identifier_id": table["party_id"],
        "scheme": np.array([scheme for scheme, _ in pairs], dtype=object),
        "value": np.array([value for _, value in pairs], dtype=object),
        "key_fingerprint": np.array([fingerprint if s == IDENTITY_SCHEME else None for s, _ in pairs], dtype=object),
    }


def _enterprises(table: TypedTable, options: LoadOptions) -> dict[str, Array]:
    return _party(table, options) | {"record_id": _versioned(table, "party_id", "valid_from", options)}


def _stakes(table: TypedTable, _: LoadOptions) -> dict[str, Array]:
    rows = zip(table["owner"].tolist(), table["owned"].tolist(), table["stake_id"].tolist(), strict=True)
    return {"stake_id": np.array([f"{a}->{b}" + (f"#{own}" if own else "") for a, b, own in rows], dtype=object)}


def _statements(table: TypedTable, options: LoadOptions) -> dict[str, Array]:
    return {"statement_id": _versioned(table, "enterprise", "period_end", options)}


def _balances(table: TypedTable, options: LoadOptions) -> dict[str, Array]:
    return {"balance_id": _versioned(table, "loan_id", "valid_from", options)}


def _cases(table: TypedTable, _: LoadOptions) -> dict[str, Array]:
    return {"court_id": np.array([f"court:{name}" if name else None for name in table["court"].tolist()], object)}


def _listings(table: TypedTable, _: LoadOptions) -> dict[str, Array]:
    rows = zip(table["party"].tolist(), table["list"].tolist(), table["listed_on"].tolist(), strict=True)
    return {"listing_id": np.array([f"{p}/{kind}@{day_of(day).isoformat()}" for p, kind, day in rows], object)}


def _same_as(table: TypedTable, _: LoadOptions) -> dict[str, Array]:
    """The pair in one order: who is the same as whom is one fact, whichever is named first."""
    pairs = [sorted(pair) for pair in zip(table["party"].tolist(), table["other"].tolist(), strict=True)]
    return {name: np.array([pair[i] for pair in pairs], dtype=object) for i, name in enumerate(("party", "other"))}


_COMPUTERS: Final[Mapping[str, Callable[[TypedTable, LoadOptions], dict[str, Array]]]] = {
    "enterprises": _enterprises,
    "persons": _party,
    "same_as": _same_as,
    "stakes": _stakes,
    "statements": _statements,
    "balances": _balances,
    "cases": _cases,
    "listings": _listings,
}
COMPUTED: Final = frozenset({"key_fingerprint"})
"""Node properties that are computed and named by no table."""
