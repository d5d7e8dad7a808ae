"""The schema says each thing once, and everything it names exists."""

from pathlib import Path

import pytest

from graph.schema import NODES, RELATIONSHIPS, TABLES, Node, NodeRow, Relationship, RelationshipRow, Table
from graph.schema.common import DATED, PROVENANCE
from graph.schema.document import schema_markdown

ROOT = Path(__file__).parents[3]

COMPUTED = {"identifier_id", "scheme", "value", "record_id", "statement_id", "balance_id", "court_id", "listing_id"}
"""Columns that the loader computes from the row, beside ``<money>_cny``."""


def columns_of(table: Table) -> set[str]:
    given = {c.name for c in table.columns}
    return given | {f"{name}_cny" for name in given} | COMPUTED


def test_the_document_is_fresh() -> None:
    assert (ROOT / "docs" / "schema.md").read_text(encoding="utf-8") == schema_markdown(), (
        "docs/schema.md is stale: run `python -m graph.schema.document docs/schema.md`"
    )


@pytest.mark.parametrize("node", NODES.values(), ids=lambda n: n.label)
def test_a_node_has_its_key_among_its_properties_once(node: Node) -> None:
    names = [p.name for p in node.properties]
    assert node.key in names
    assert len(names) == len(set(names))


@pytest.mark.parametrize("rel", RELATIONSHIPS.values(), ids=lambda r: r.name)
def test_a_relationship_joins_known_nodes_by_a_known_natural_key(rel: Relationship) -> None:
    assert rel.source in NODES
    assert rel.target in NODES
    assert rel.anchor in {"source", "target"}
    own = {p.name for p in rel.properties}
    assert set(rel.natural_key) <= own | {"source", "target"}
    assert set(rel.restated_by) <= set(rel.natural_key)
    assert not own & {p.name for p in (*DATED, *PROVENANCE)}


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda t: t.name)
def test_a_table_states_only_what_the_schema_holds(table: Table) -> None:
    columns = columns_of(table)
    assert set(table.key) <= columns
    assert {name for name in (table.valid_from,) if name} <= columns | {"valid_from"}
    for row in table.states:
        held = NODES[row.label].properties if isinstance(row, NodeRow) else RELATIONSHIPS[row.name].properties
        assert set(row.values) <= {p.name for p in held}, row
        ends = {row.key} if isinstance(row, NodeRow) else {row.source, row.target}
        assert ends | set(row.values.values()) <= columns, row
        assert not row.when or row.when in columns


def test_a_table_refers_only_to_what_earlier_tables_state() -> None:
    stated: set[str] = {"Court"}
    for table in TABLES.values():
        for row in table.states:
            if isinstance(row, NodeRow):
                stated |= set(NODES[row.label].labels)
        for row in table.states:
            if isinstance(row, RelationshipRow):
                rel = RELATIONSHIPS[row.name]
                assert {rel.source, rel.target} <= stated, (table.name, rel.name)


def test_headers_within_a_table_differ_in_both_languages() -> None:
    for table in TABLES.values():
        for language in ("zh", "en", "name"):
            headers = [getattr(c, language) for c in table.columns]
            assert len(headers) == len(set(headers)), (table.name, language, headers)


def test_every_relationship_is_filled_by_a_table_or_written_by_the_product() -> None:
    filled = {r.name for t in TABLES.values() for r in t.states if isinstance(r, RelationshipRow)}
    assert {r.name for r in RELATIONSHIPS.values() if not r.bookkeeping} == filled
