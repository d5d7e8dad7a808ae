"""What a synthetic world delivers, as a history or a snapshot of its last day, without a database in between.

Persons are known by their raw numbers, as in the truth. Only what the groups and ties are told from is taken over.
"""

from datetime import date, timedelta
from typing import Any

import pyarrow as pa

from graph.as_of import BEGINNING, FOREVER, AsOf
from graph.schema.common import DATED
from graph.snapshot import History, Snapshot
from graph.snapshot.columns import table_of_rows
from graph.snapshot.read import bulk_read
from ingest.world import World

Row = dict[str, Any]

EDGES = {
    "stakes": ("OWNS", "owner", "owned", ("share_ratio", "vote_ratio")),
    "positions": ("HOLDS_POSITION", "person", "enterprise", ("role",)),
    "concerts": ("ACTS_WITH", "party", "other", ("basis",)),
    "kin": ("RELATED_TO", "person", "relative", ("kinship",)),
    "guarantees": ("GUARANTEES", "guarantor", "debtor", ("guarantee_id",)),
}


def delivered(world: World) -> Snapshot:
    """The graph that the world's tables state, on its last day."""
    return delivered_history(world).at(AsOf(world.options.as_of, world.options.as_of))


def delivered_history(world: World) -> History:
    """All that the world's tables state; enterprises as last described."""
    today = world.options.as_of
    codes = {code for code in world.tables["enterprises"]["party_id"].to_pylist() if not code.startswith("KH")}

    def identity(number: str) -> str:
        return f"cn.uscc:{number}" if number in codes else f"feed:{number}" if number[:2] in ("KH", "ZR") else number

    rows: dict[str, list[Row]] = {"Person": []}
    for row in world.tables["persons"].to_pylist():
        key = identity(row["party_id"])
        rows["Person"].append({"party_id": key, "canonical_id": key, "name": row["name"]})
    _describe(rows, world.tables["enterprises"], identity, today)
    for table, (name, source, target, columns) in EDGES.items():
        rows[name] = [
            _joined(identity(row[source]), identity(row[target]), row) | {column: row.get(column) for column in columns}
            for row in world.tables[table].to_pylist()
            if table != "guarantees" or (row["form"] in (None, "general", "joint_and_several"))
        ]
    tables = {name: table_of_rows(bulk_read(name).properties, found) for name, found in rows.items()}
    return History.of(tables)


def _describe(rows: dict[str, list[Row]], table: pa.Table, identity: Any, today: date) -> None:
    """Each enterprise as it was last described."""
    latest: dict[str, Row] = {}
    for row in table.to_pylist():
        if row["valid_from"] <= today and row["recorded_on"] <= today:
            known = latest.get(row["party_id"])
            if known is None or known["valid_from"] <= row["valid_from"]:
                latest[row["party_id"]] = row
    rows |= {"Enterprise": [], "Record": [], "DESCRIBED_BY": []}
    for number, row in latest.items():
        key = identity(number)
        rows["Enterprise"].append({"party_id": key, "canonical_id": key, "name": row["name"], "kind": row["kind"]})
        told = {column: row[column] for column in ("address", "phone", "region")}
        rows["Record"].append({"record_id": key, **told})
        rows["DESCRIBED_BY"].append(_joined(key, key, row))


def _joined(source: str, target: str, row: Row) -> Row:
    start = row.get("valid_from") or row.get("starts_on") or row.get("signed_on") or BEGINNING
    end = row.get("valid_to") or row.get("ends_on")
    until = FOREVER if end is None or end >= date(9999, 1, 1) else end + timedelta(days=1)
    dates = (start, until, row.get("recorded_on") or BEGINNING, FOREVER)
    return {"source_key": source, "target_key": target, "source": "world"} | dict(
        zip((p.name for p in DATED), dates, strict=True)
    )
