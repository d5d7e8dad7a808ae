"""Batches: the same rows give the same batches; keys stay together; ids follow from the content."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import numpy as np
import pyarrow as pa

from graph.identifiers import HashKey
from graph.schema import table
from ingest.batches import Batch, anchor_column, batches
from ingest.options import LoadOptions
from ingest.typed import TypedTable, day_number
from ingest.values import Context, parse
from tests.unit.ingest.feed import KEY, Rows, code, options
from tests.unit.ingest.province import province, shuffled


def typed(name: str, rows: Rows) -> TypedTable:
    """Rows of a template as a typed table, without checks."""
    schema, context = table(name), Context("firm", KEY)
    titles = [str(h).split("（")[0] for h in rows[0]]
    columns = {}
    for column in schema.columns:
        texts = [str(row[titles.index(column.zh)]) if column.zh in titles else "" for row in rows[1:]]
        columns[column.name] = parse(column, pa.array(texts, pa.string()), 1.0, context).values
    columns |= {
        f"{amount}_cny": columns[amount] for amount in ("outstanding", "undrawn", "principal") if amount in columns
    }
    count = np.arange(len(rows) - 1, dtype=np.int64)
    return TypedTable(schema, columns, np.zeros_like(count), count)


def cut_up(table: TypedTable, given: LoadOptions, rows: int) -> list[Batch]:
    return list(batches(table, given, rows))


def ids(cut: Iterable[Batch]) -> list[str]:
    return [batch.batch_id for batch in cut]


def test_the_order_of_rows_gives_the_same_batches() -> None:
    feed = province(20)
    one = cut_up(typed("balances", feed["balances"]), options(), 30)
    other = cut_up(typed("balances", shuffled(feed, 5)["balances"]), options(), 30)
    assert ids(one) == ids(other)
    assert len(set(ids(one))) == len(one) > 4


def test_the_versions_of_a_key_stay_in_one_batch() -> None:
    cut = cut_up(typed("balances", province(20)["balances"]), options(), 30)
    loans = [set(b.facts.table["loan_id"].tolist()) for b in cut]
    assert sum(map(len, loans)) == len(set.union(*loans)) == 40
    assert all(len(batch) <= 30 for batch in cut)
    assert sum(map(len, cut)) == 160


def test_the_lenders_of_a_loan_are_never_torn_apart() -> None:
    lenders = [("A", code(i)) for i in range(1, 6)] + [("B", code(1)), ("C", code(1))]
    rows = [(loan, code(9), lender, "100", "2023-06-20", "") for loan, lender in lenders]
    cut = cut_up(typed("loans", (("借据编号", "借款人", "贷款人", "本金", "放款日", "知悉日期"), *rows)), options(), 2)
    assert [b.facts.table["loan_id"].tolist() for b in cut] == [
        ["A"] * 5,
        ["B", "C"],
    ]


def test_ids_change_with_content_source_and_key() -> None:
    rows = province(5)["balances"]
    base = options()
    changed = typed("balances", rows)
    changed["outstanding"][0] += 1.0
    variants = [
        cut_up(typed("balances", rows), base, 1000),
        cut_up(changed, base, 1000),
        cut_up(typed("balances", rows), replace(base, source="bank"), 1000),
        cut_up(typed("balances", rows), replace(base, hash_key=HashKey(b"another key for tests")), 1000),
    ]
    assert len({ids(v)[0] for v in variants}) == len(variants)
    # Not with the order of precedence, which the ledger notes beside the id.
    assert ids(cut_up(typed("balances", rows), replace(base, priority=("bank",)), 1000)) == ids(variants[0])


def test_the_day_of_loading_counts_only_where_the_feed_gives_none() -> None:
    dated = province(5)["balances"]
    undated = (dated[0], *((*row[:4], "") for row in dated[1:]))
    today, tomorrow = LoadOptions(loaded_on=date(2024, 1, 1)), LoadOptions(loaded_on=date(2024, 1, 2))
    assert ids(cut_up(typed("balances", dated), today, 99)) == ids(cut_up(typed("balances", dated), tomorrow, 99))
    one, other = (cut_up(typed("balances", undated), o, 99) for o in (today, tomorrow))
    assert ids(one) != ids(other)
    facts = one[0].facts.relationships[0]
    assert set(facts.recorded_on.tolist()) == {day_number(date(2024, 1, 1))}
    assert facts.recorded_by_load.all()
    # The id of a balance never follows from the day of loading.
    assert one[0].facts.nodes[0].key.tolist() == other[0].facts.nodes[0].key.tolist()


def test_anchors_are_columns_of_the_table() -> None:
    assert anchor_column(table("stakes")) == "owned"
    assert anchor_column(table("guarantees")) == "guarantee_id"
    assert anchor_column(table("balances")) == "loan_id"
    assert anchor_column(table("listings")) == "party"


def test_the_parts_of_a_batch_count_rows_from_its_first() -> None:
    for batch in cut_up(typed("balances", province(20)["balances"]), options(), 30):
        rows = [part.row for part in batch.facts.nodes] + [part.row for part in batch.facts.relationships]
        assert [row.tolist() for row in rows] == [list(range(len(batch)))] * 2
