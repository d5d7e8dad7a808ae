"""The FinBench snapshot as tables of the schema, from files as the benchmark writes them."""

from pathlib import Path

import pytest

from graph.errors import FeedError
from ingest.read import Delivery, read_delivery
from tests.unit.ingest.feed import Rows, write_csv

TIME = "2020-01-18 14:29:50.692"


def snapshot(folder: Path) -> Path:
    files: dict[str, Rows] = {
        "Person": [("personId", "personName", "isBlocked", "createTime"), ("1", "Ann", "false", TIME)],
        "Company": [("companyId", "companyName", "isBlocked", "createTime"), ("7", "Acme", "false", TIME)],
        "Loan": [
            ("loanId", "loanAmount", "balance", "createTime"),
            ("4616471093031471711", "45962702.20357926", "1.5", TIME),
            ("5", "10", "10", TIME),
        ],
        "PersonApplyLoan": [("personId", "loanId", "createTime"), ("1", "4616471093031471711", TIME)],
        "CompanyApplyLoan": [("companyId", "loanId", "createTime"), ("7", "5", TIME), ("7", "6", TIME)],
        "CompanyInvestCompany": [("investorId", "companyId", "ratio", "createTime"), ("7", "7", "0.25", TIME)],
        "PersonGuaranteePerson": [("fromId", "toId", "createTime"), ("1", "1", TIME)],
        "Medium": [("mediumId", "mediumType", "isBlocked", "createTime"), ("3", "PHONE", "false", TIME)],
    }
    for name, rows in files.items():
        write_csv(folder / f"{name}.csv", rows, delimiter="|")
    return folder


def columns(delivery: Delivery, table: str) -> dict[str, list[str]]:
    raw = next(t for t in delivery.tables if t.table == table)
    return {name: column.to_pylist() for name, column in raw.columns.items()}


def test_a_snapshot_is_recognised_and_every_file_counted(tmp_path: Path) -> None:
    delivery = read_delivery([snapshot(tmp_path)])
    assert delivery.source == "finbench"
    assert sorted(delivery.count_as.values()) == sorted(path.stem for path in tmp_path.iterdir())
    assert [delivery.count_as[sheet] for sheet in delivery.unused] == ["Medium"]


def test_what_the_files_state(tmp_path: Path) -> None:
    delivery = read_delivery([snapshot(tmp_path)])
    loans, balances = columns(delivery, "loans"), columns(delivery, "balances")
    assert loans["loan_id"] == ["finbench:loan:4616471093031471711", "finbench:loan:5"]
    assert loans["borrower"] == ["finbench:person:1", "finbench:company:7"]
    assert loans["principal"][0] == "45962702.20357926"
    assert balances["outstanding"] == ["1.5", "10"]
    assert balances["valid_from"] == loans["drawn_on"] == ["2020-01-18"] * 2
    assert columns(delivery, "guarantees")["guarantee_id"] == [f"finbench:guarantee:1:1:{TIME}"]
    assert columns(delivery, "stakes")["stake_id"] == [TIME]
    assert columns(delivery, "enterprises")["kind"] == ["company"]


def test_a_loan_row_stands_for_its_application_too(tmp_path: Path) -> None:
    delivery = read_delivery([snapshot(tmp_path)])
    raw = next(t for t in delivery.tables if t.table == "loans")
    rows = {delivery.count_as[origin.sheet]: origin.rows.tolist() for origin in raw.origins}
    assert rows == {"Loan": [0, 1], "PersonApplyLoan": [0, -1], "CompanyApplyLoan": [-1, 0]}


def test_strange_and_doubled_files_are_refused(tmp_path: Path) -> None:
    folder = snapshot(tmp_path / "a")
    with pytest.raises(FeedError, match="twice"):
        read_delivery([folder, write_csv(tmp_path / "Medium.csv", [("a", "b"), ("1", "2")])], "finbench")
    with pytest.raises(FeedError, match="no file of the FinBench"):
        read_delivery([folder, write_csv(tmp_path / "Cat.csv", [("a", "b"), ("1", "2")])], "finbench")
