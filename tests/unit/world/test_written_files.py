from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from graph.schema import TABLES
from ingest.read.headers import written_header
from ingest.world import write_world
from ingest.world.truth_readme import README
from tests.unit.world.worlds import world


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("world")
    write_world(world(1, 200), out)
    return out


def test_each_table_is_a_filled_chinese_template(folder: Path) -> None:
    for name, spec in TABLES.items():
        text = pd.read_csv(folder / f"{name}.csv", dtype=str, keep_default_na=False)
        assert list(text.columns) == [written_header(column, "zh") for column in spec.columns]
        assert len(text) == world(1, 200).tables[name].num_rows
        for column in spec.columns:
            if column.choices:
                titles = {"", *(choice.zh for choice in column.choices)}
                assert set(text[written_header(column, "zh")]) <= titles, f"{name}.{column.name}"


def test_values_are_written_as_officers_write_them(folder: Path) -> None:
    loans = pd.read_csv(folder / "loans.csv", dtype=str, keep_default_na=False)
    assert loans["放款日"].str.fullmatch(r"\d{4}-\d\d-\d\d").all()
    assert loans["本金（元）"].str.fullmatch(r"\d+").all()
    guarantees = pd.read_csv(folder / "guarantees.csv", dtype=str, keep_default_na=False)
    assert set(guarantees["最高额担保"]) == {"是", "否"}
    assert guarantees["担保借据编号"].str.contains(";").any()
    stakes = pd.read_csv(folder / "stakes.csv", dtype=str, keep_default_na=False)
    assert stakes["持股比例"].str.fullmatch(r"0\.\d{1,6}|1").all()


def test_the_truth_stands_apart_and_is_explained(folder: Path) -> None:
    written = {path.stem for path in (folder / "truth").glob("*.csv")}
    assert written == set(world(1, 200).truth)
    for name in written:
        assert f"`{name}.csv`" in README
        for column in world(1, 200).truth[name].column_names:
            assert f"`{column}`" in README, f"{name}.{column}"
    assert (folder / "truth" / "README.md").read_text(encoding="utf-8") == README


def test_parquet_holds_the_same_rows(tmp_path: Path) -> None:
    write_world(world(1, 200), tmp_path, "parquet")
    table = pq.read_table(tmp_path / "loans.parquet")
    assert table.column_names == [written_header(column, "zh") for column in TABLES["loans"].columns]
    assert table["本金（元）"].to_pylist() == world(1, 200).tables["loans"]["principal"].to_pylist()
