"""Files of every form become the same text in the schema's columns."""

from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from graph.errors import FeedError, UsageError
from graph.schema import TABLES
from ingest import write_templates
from ingest.parties import NUMBER_CELL
from ingest.read import RawTable, read_delivery
from tests.unit.ingest.feed import BALANCES, ENTERPRISES, LOANS, code, identity, write_csv


def only(path: Path) -> RawTable:
    delivery = read_delivery([path])
    assert len(delivery.tables) == 1
    return delivery.tables[0]


def text(raw: RawTable) -> dict[str, list[str]]:
    return {name: column.to_pylist() for name, column in raw.columns.items()}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encodings_and_delimiters_do_not_matter(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = write_csv(tmp_path / "贷款.dat", LOANS, encoding=encoding, delimiter=delimiter)
    raw = only(path)
    assert raw.table == "loans"
    assert text(raw)["loan_id"] == ["JJ1", "JJ2"]
    assert text(raw)["principal"] == ["800", "1,200.5"]
    assert raw.headers["principal"].factor == 1e4


def test_parquet_and_excel_say_the_same_as_csv(tmp_path: Path) -> None:
    header, *rows = ENTERPRISES
    frame = pd.DataFrame([[str(v) for v in row] for row in rows], columns=[str(h) for h in header])
    frame.to_parquet(tmp_path / "data")
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = "企业"
    for row in ENTERPRISES:
        book.active.append(list(row))
    book.save(tmp_path / "book")
    write_csv(tmp_path / "text", ENTERPRISES)
    as_csv = text(only(tmp_path / "text"))
    assert text(only(tmp_path / "data")) == as_csv
    assert text(only(tmp_path / "book")) == as_csv


def test_excel_dates_and_numbers_read_as_in_a_csv(tmp_path: Path) -> None:
    import datetime as dt

    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(list(LOANS[0]))
    book.active.append(["JJ1", code(1), None, 800.0, dt.datetime(2023, 6, 20), dt.date(2024, 6, 19), None])
    book.active.append([None] * 7)
    book.save(tmp_path / "loans.xlsx")
    raw = only(tmp_path / "loans.xlsx")
    assert {n: v[0] for n, v in text(raw).items()} == {
        "loan_id": "JJ1", "borrower": code(1), "lender": "", "principal": "800", "drawn_on": "2023-06-20",
        "matures_on": "2024-06-19", "recorded_on": "",
    }  # fmt: skip
    assert len(raw) == 1


def test_columns_stand_in_any_order_and_language(tmp_path: Path) -> None:
    rows = [("Days past due", "Balance date", "Outstanding (10k CNY)", "loan_id"), ("3", "2023-09-30", "800", "JJ1")]
    raw = only(write_csv(tmp_path / "x.csv", rows))
    assert raw.table == "balances"
    assert raw.headers["outstanding"].factor == 1e4
    assert raw.headers["outstanding"].currency == "CNY"


def test_row_numbers_are_those_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "balances.csv"
    write_csv(path, BALANCES)
    lines = path.read_text().splitlines()
    lines.insert(2, "JJ1,too,few")
    lines.insert(4, ",,,,,")
    path.write_text("\n".join(lines) + "\n\n")
    sheet = only(path).origins[0].sheet
    assert sheet.numbers.tolist() == [2, 4, 6]
    assert [(b.row, b.found, b.expected) for b in sheet.broken] == [(3, 3, 6)]


@pytest.mark.parametrize("blank", ["\n", "\r\n\r\n", " \n", ",,,,,\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_blank_lines_before_the_header_count_as_rows_only(tmp_path: Path, blank: str, encoding: str) -> None:
    path = write_csv(tmp_path / "balances.csv", BALANCES)
    lines = path.read_text().splitlines()
    lines.insert(2, "JJ1,too,few")
    path.write_bytes((blank + "\n".join(lines) + "\n").encode(encoding))
    before = blank.count("\n")
    raw = only(path)
    assert text(raw)["loan_id"] == ["JJ1", "JJ1", "JJ2"]
    assert raw.origins[0].sheet.numbers.tolist() == [before + 2, before + 4, before + 5]
    assert [b.row for b in raw.origins[0].sheet.broken] == [before + 3]


def test_blank_rows_before_the_header_of_a_sheet(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in ([None], *BALANCES):
        book.active.append(list(row))
    book.save(tmp_path / "balances.xlsx")
    assert only(tmp_path / "balances.xlsx").origins[0].sheet.numbers.tolist() == [3, 4, 5]


def test_numbers_that_may_have_lost_digits_read_with_an_exponent(tmp_path: Path) -> None:
    same = {"余额日期": "2023-09-30", "余额（元）": "1"}
    pd.DataFrame({"借据编号": [110105194912310020.0, 88.0, None], **same}).to_parquet(tmp_path / "a")
    narrow = pd.Series([123456789, 88, 0.35], dtype="float32")
    pd.DataFrame({"借据编号": narrow, **same}).to_parquet(tmp_path / "b")
    book = openpyxl.Workbook()
    assert book.active is not None
    for key in ("借据编号", 110105194912310020.0, 123456789012.0):
        book.active.append([key, *(same if key == "借据编号" else same.values())])
    book.save(tmp_path / "c")
    read = {name: text(only(tmp_path / name))["loan_id"] for name in "abc"}
    assert [NUMBER_CELL.fullmatch(key) is not None for key in read["a"]] == [True, False, False]
    assert read["a"][1:] == ["88", ""]
    assert [NUMBER_CELL.fullmatch(key) is not None for key in read["b"]] == [True, False, False]
    assert read["b"][1:] == ["88", "0.35"]
    assert [NUMBER_CELL.fullmatch(key) is not None for key in read["c"]] == [True, False]
    assert read["c"][1] == "123456789012"


def test_own_columns_are_listed_and_slips_of_the_pen_refused(tmp_path: Path) -> None:
    header = list(BALANCES[0])
    raw = only(write_csv(tmp_path / "a.csv", [[*header, "备注"], ["JJ1", "2023-09-30", "1", "正常", "0", "", "x"]]))
    assert raw.ignored_columns == ("备注",)
    header[4] = "逾期的天数"
    with pytest.raises(FeedError, match="逾期的天数"):
        read_delivery([write_csv(tmp_path / "b.csv", [header, ["JJ1", "2023-09-30", "1", "正常", "0", ""]])])


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([("借据编号", "余额日期", "五级分类"), ("a", "b", "c")], "lacks Outstanding"),
        ([("借据编号", "借据编号", "余额日期"), ("a", "b", "c")], "twice"),
        ([("借据编号", "Loan id", "余额日期"), ("a", "b", "c")], "same column"),
        ([("借据编号", "余额日期", "余额"), ("a", "b", "c")], "names no unit"),
        ([("颜色", "重量"), ("a", "b")], "fit no table"),
    ],
)
def test_sheets_that_cannot_be_understood_are_named(tmp_path: Path, rows: list[tuple[str, ...]], message: str) -> None:
    with pytest.raises(FeedError, match=message):
        read_delivery([write_csv(tmp_path / "balances.csv", rows)])


NUMBER = identity(7)
SPACED = f"{NUMBER[:6]} {NUMBER[6:14]} {NUMBER[14:]}"


@pytest.mark.parametrize(
    "header",
    [
        ("借据编号", "余额日期", "余额（元）", NUMBER, NUMBER),
        ("借据编号", "余额日期", "余额（元）", SPACED, f" {SPACED}"),
        ("借据编号", f"Loan id ({NUMBER})", "余额日期"),
        ("借据编号", "余额日期", f"余额（{SPACED}）"),
        ("借据编号", f"余额日期（{NUMBER}）", "余额"),
        (NUMBER, "王建国"),
    ],
)
def test_a_header_that_is_an_identity_number_is_not_shown(tmp_path: Path, header: tuple[str, ...]) -> None:
    path = write_csv(tmp_path / "balances.csv", [header, ["x"] * len(header)])
    with pytest.raises(FeedError) as raised:
        read_delivery([path])
    told = f"{raised.value} {raised.value.details}"
    assert NUMBER not in told
    assert SPACED not in told


@pytest.mark.parametrize("form", ["csv", "parquet", "xlsx"])
def test_a_column_headed_by_an_identity_number_is_kept_without_it(tmp_path: Path, form: str) -> None:
    rows = [[*row, "x"] for row in BALANCES]
    rows[0][-1] = f"经办 {NUMBER}"
    path = tmp_path / f"balances.{form}"
    if form == "csv":
        write_csv(path, rows)
    elif form == "parquet":
        pd.DataFrame([list(map(str, row)) for row in rows[1:]], columns=list(map(str, rows[0]))).to_parquet(path)
    else:
        book = openpyxl.Workbook()
        assert book.active is not None
        for row in rows:
            book.active.append(list(row))
        book.save(path)
    raw = only(path)
    (own,) = raw.ignored_columns
    assert NUMBER not in "".join(raw.origins[0].sheet.headers)
    assert own.startswith("经办 11")


@pytest.mark.parametrize(
    "header",
    [
        ("借据编号", "余额日期", "五级分类"),
        ("借据编号", "借据编号", "余额日期"),
        ("借据编号", "Loan id", "余额日期"),
        ("借据编号", "余额日期", "余额"),
        ("借据编号", "余额日期", "余额（元）", "逾期的天数"),
        ("颜色", "重量"),
    ],
)
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_an_error_in_the_header_names_its_row(tmp_path: Path, header: tuple[str, ...], form: str) -> None:
    path = tmp_path / f"balances.{form}"
    if form == "csv":
        path.write_text(f"\n,,\n{','.join(header)}\n{','.join('x' for _ in header)}\n", encoding="utf-8")
    else:
        book = openpyxl.Workbook()
        assert book.active is not None
        book.active.title = "余额"
        for row in ([None], [None, " "], header, ["x"] * len(header)):
            book.active.append(list(row))
        book.save(path)
    with pytest.raises(FeedError) as raised:
        read_delivery([path])
    assert raised.value.details["row"] == 3


def test_what_is_no_table_is_refused_by_name_and_skipped_in_a_folder(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("read me")
    write_csv(tmp_path / "balances.csv", BALANCES)
    write_csv(tmp_path / "truth" / "loans.csv", LOANS)
    delivery = read_delivery([tmp_path])
    assert [t.table for t in delivery.tables] == ["balances"]
    assert delivery.skipped_files == ("note.txt",)
    with pytest.raises(FeedError):
        read_delivery([tmp_path / "note.txt"])
    with pytest.raises(UsageError):
        read_delivery([tmp_path / "absent"])


@pytest.mark.parametrize("content", [b"PAR1 not parquet", b"PK\x03\x04 not a zip"])
def test_damaged_files_are_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x").write_bytes(content)
    with pytest.raises(FeedError):
        read_delivery([tmp_path / "x"])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_templates_are_recognised_and_their_examples_known(tmp_path: Path, lang: str) -> None:
    files = write_templates(tmp_path, lang)  # type: ignore[arg-type]
    workbook = read_delivery([files[0]])
    assert [t.table for t in workbook.tables] == list(TABLES)
    assert all(t.examples.tolist() == [True] for t in workbook.tables)
    for path in files[1:]:
        raw = only(path)
        assert raw.table == path.stem
        assert raw.examples.tolist() == [True]
        assert raw.ignored_columns == ()


def test_the_workbook_offers_choices_and_notes(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(write_templates(tmp_path, "zh")[0])
    loans = book["贷款"]
    assert any("选项" in (v.formula1 or "") for v in loans.data_validations.dataValidation)
    assert book["企业"]["A1"].comment is not None
    assert "本金（元）" in [cell.value for cell in loans[1]]
