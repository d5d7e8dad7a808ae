"""The book of a synthetic world as a history without a database in between: who borrowed, stood for and owned whom,
what they stated, and who was told to have defaulted.

Persons are known by their raw numbers, as in the truth; what the feed holds a second time under an own number is left
out. The latest version counts from the day on which it was known, which is what a snapshot sees of a day as it was
known on that day; of another day than that nothing is said.
"""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from graph.as_of import FOREVER
from graph.schema import NODES, RELATIONSHIPS
from graph.snapshot import History
from graph.snapshot.columns import empty_table
from graph.snapshot.read import bulk_read
from ingest.world import World

UNTIL_CHANGED: Final = ("DESCRIBED_BY", "STOOD_AT", "REPORTED")
"""What holds of its source until something else does."""


def delivered_book(world: World) -> History:
    """What cascades are played on, from the world's tables."""
    codes = world.tables["enterprises"]["party_id"]
    codes = pa.array(codes.filter(pc.invert(pc.starts_with(codes, "KH"))).unique())
    told = {name: _with_parties(table, codes) for name, table in world.tables.items()}
    tables = {**_enterprises(told["enterprises"]), **_loans(told), **_guarantees(told["guarantees"])}
    persons = told["persons"].filter(pc.invert(pc.starts_with(told["persons"]["party_id"], "ZR")))
    tables["Person"] = _nodes("Person", persons, canonical_id=persons["party_id"])
    tables["OWNS"] = _edges("OWNS", told["stakes"], "owner", "owned")
    for label, edge, name, owner in (("Statement", "REPORTED", "statements", "enterprise"),
                                     ("Event", "HAD", "events", "party")):  # fmt: skip
        rows = _numbered(told[name], NODES[label].key)
        tables[label] = _nodes(label, rows)
        tables[edge] = _edges(edge, rows, owner, NODES[label].key)
    return History.of(tables)


def _with_parties(table: pa.Table, codes: pa.Array) -> pa.Table:
    """The table with every enterprise under its identity."""
    for at, name in enumerate(table.column_names):
        if name in ("party_id", "party", "owner", "owned", "enterprise", "borrower", "lender", "guarantor", "debtor"):
            text = table[name]
            full = pc.binary_join_element_wise("cn.uscc", text, ":")
            table = table.set_column(at, name, pc.if_else(pc.is_in(text, value_set=codes), full, text))
    return table


def _enterprises(table: pa.Table) -> dict[str, pa.Table]:
    rows = _numbered(table.filter(pc.starts_with(table["party_id"], "cn.uscc:")), "record_id")
    last = rows.take(pa.array(rows.to_pandas().reset_index().groupby("party_id")["index"].last()))
    return {
        "Enterprise": _nodes("Enterprise", last, canonical_id=last["party_id"]),
        "Record": _nodes("Record", rows, legal_name=rows["name"]),
        "DESCRIBED_BY": _edges("DESCRIBED_BY", rows, "party_id", "record_id"),
    }  # fmt: skip


def _loans(told: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
    loans, balances = told["loans"], _numbered(told["balances"], "balance_id")
    return {
        "Loan": _nodes("Loan", loans, principal_cny=loans["principal"]),
        "BORROWED": _edges("BORROWED", loans, "borrower", "loan_id"),
        "LENT": _edges("LENT", loans, "lender", "loan_id"),
        "Balance": _nodes("Balance", balances, outstanding_cny=balances["outstanding"]),
        "STOOD_AT": _edges("STOOD_AT", balances, "loan_id", "balance_id"),
    }


def _guarantees(given: pa.Table) -> dict[str, pa.Table]:
    loans = pc.split_pattern(given["secured_loans"].combine_chunks(), ";")
    secures = given.take(pc.list_parent_indices(loans)).append_column("loan_id", pc.list_flatten(loans))
    return {
        "Guarantee": _nodes("Guarantee", given, cap_cny=given["cap"]),
        "GAVE": _edges("GAVE", given, "guarantor", "guarantee_id"),
        "SECURES_LOAN": _edges("SECURES_LOAN", secures, "guarantee_id", "loan_id"),
    }


def _numbered(rows: pa.Table, key: str) -> pa.Table:
    """The rows with a key of their own."""
    numbers = pa.array([f"{number:09d}" for number in range(len(rows))])
    at = rows.column_names.index(key) if key in rows.column_names else rows.num_columns
    return (rows.drop_columns(key) if key in rows.column_names else rows).add_column(at, key, numbers)


def _nodes(label: str, rows: pa.Table, **more: Any) -> pa.Table:
    return _filled(label, {name: rows[name] for name in rows.column_names} | more, len(rows))


def _edges(name: str, rows: pa.Table, source: str, target: str) -> pa.Table:
    """The relationships that the rows state, in force from the day on which each began and was known."""
    known = rows["recorded_on"].to_pandas().astype("datetime64[s]")
    began = next(rows[one] for one in ("valid_from", "drawn_on", "starts_on", "period_end", "occurred_on")
                 if one in rows.column_names).to_pandas().astype("datetime64[s]").fillna(known)  # fmt: skip
    since = pd.Series(np.maximum(began, known))
    forever = pd.Timestamp(FOREVER).as_unit("s")
    last = next((rows[one] for one in ("valid_to", "ends_on") if one in rows.column_names), None)
    until = pd.Series(forever, since.index) if last is None else last.to_pandas().astype("datetime64[s]")
    until = (until + pd.Timedelta(days=1)).where(until < forever, forever)
    if name in UNTIL_CHANGED:
        frame = pd.DataFrame({"of": rows[source].to_pandas(), "since": since}).sort_values(
            ["of", "since"], kind="stable"
        )
        following = frame.groupby("of")["since"].shift(-1).sort_index()
        until = until.where(following.isna(), following)
    days = {
        "valid_from": since,
        "recorded_on": since,
        "valid_to": until,
        "superseded_on": pd.Series(forever, since.index),
    }
    dates = {day: pa.array(series.to_numpy()).cast(pa.date32()) for day, series in days.items()}
    own = {prop.name: rows[prop.name] for prop in RELATIONSHIPS[name].properties if prop.name in rows.column_names}
    return _filled(name, {"source_key": rows[source], "target_key": rows[target], **own, **dates}, len(rows))


def _filled(name: str, given: Mapping[str, Any], count: int) -> pa.Table:
    """The columns given that the kind has, in its types; nulls in the others."""
    like = empty_table(bulk_read(name).properties).schema
    columns = [_column(given[one.name], one.type) if one.name in given else pa.nulls(count, one.type) for one in like]
    return pa.table(columns, schema=like)


def _column(values: Any, kind: pa.DataType) -> pa.Array:
    plain = kind.value_type if pa.types.is_dictionary(kind) else kind
    array = values.cast(plain)
    array = array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array
    return array.dictionary_encode() if pa.types.is_dictionary(kind) else array
