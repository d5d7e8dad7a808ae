from collections import Counter

import pandas as pd
import pytest
from stdnum.cn import ric, uscc

from graph.schema import TABLES
from ingest.read.headers import written_header
from ingest.world.dirty import FLAWS
from tests.unit.world.worlds import frame, world

CLEAN, DIRTY = world(6, 700), world(6, 700, dirty=0.02)


def test_every_table_and_kind_of_flaw_appears() -> None:
    listed = {(row["table"], row["field"], row["kind"]) for row in DIRTY.truth["dirty"].to_pylist()}
    wanted = {(name, flaw.column, flaw.kind) for name, flaws in FLAWS.items() for flaw in flaws}
    assert set(FLAWS) == set(TABLES)
    assert len(wanted - listed) <= 5  # tables with fewer broken rows than flaws
    assert {name for name, *_ in listed} == set(TABLES)


def test_without_the_broken_rows_it_is_the_clean_world() -> None:
    broken = frame(DIRTY.truth["dirty"])
    for name, table in DIRTY.tables.items():
        rows = broken[broken.table == name].row.to_numpy() - 2
        rest = frame(table).drop(index=rows).reset_index(drop=True)
        clean = frame(CLEAN.tables[name])
        pd.testing.assert_frame_equal(rest, clean, check_categorical=False, check_dtype=False)
        assert len(rows) == max(1, round(0.02 * len(clean)))


def test_broken_rows_have_keys_of_their_own() -> None:
    for name, table in DIRTY.tables.items():
        key = list(TABLES[name].key)
        stated = frame(table).dropna(subset=[column for column in key if TABLES[name].column(column).required])
        assert not stated.duplicated(key).any(), name


@pytest.mark.parametrize("name", list(TABLES))
def test_each_listed_row_has_its_flaw(name: str) -> None:
    rows = frame(DIRTY.tables[name])
    keys = (("enterprises", "party_id"), ("persons", "party_id"), ("loans", "loan_id"), ("guarantees", "guarantee_id"))
    known = {key for table, column in keys for key in CLEAN.tables[table][column].to_pylist()}
    starts = {flaw.column: flaw.start for flaw in FLAWS[name] if flaw.start}
    for listed in DIRTY.truth["dirty"].to_pylist():
        if listed["table"] != name:
            continue
        row = rows.iloc[listed["row"] - 2]
        value, kind = row[listed["field"]], listed["kind"]
        assert listed["header"] == written_header(TABLES[name].column(listed["field"]), "zh")
        if kind == "missing":
            assert value is None or value != value
        elif kind == "bad_checksum":
            assert len(value) == 18
            assert not uscc.is_valid(value)
            assert not ric.is_valid(value)
        elif kind == "dangling":
            assert value not in known
        elif kind == "above_one":
            assert value > 1
        elif kind == "end_before_start":
            assert value < row[starts[listed["field"]]]
        else:
            assert kind in ("unknown_currency", "unknown_choice")
            assert value in ("ZZZ", "不详之物")


def test_a_clean_world_lists_nothing() -> None:
    assert CLEAN.truth["dirty"].num_rows == 0
    assert Counter(DIRTY.truth["dirty"]["table"].to_pylist())["balances"] > 100
