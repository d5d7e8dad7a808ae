"""Lists of parties in files: which lines name somebody, and where they stood."""

from pathlib import Path

import openpyxl
import pytest

from graph.errors import FeedError
from graph.portfolios import Line
from ingest.party_list import read_party_list


def file(folder: Path, name: str, content: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_text_has_one_a_line(tmp_path: Path) -> None:
    lines = read_party_list(file(tmp_path, "a.txt", "﻿杭州临江机械有限公司\r\n\r\n  firm:B \r\nSmith, Li & Co."))
    assert lines == [
        Line("a.txt", 1, "1", "杭州临江机械有限公司"), Line("a.txt", 3, "1", "firm:B"),
        Line("a.txt", 4, "1", "Smith, Li & Co."),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "field", "found"),
    [
        ("企业名称,余额\n甲公司,5\n,6\n乙公司,7\n", "企业名称", [(2, "甲公司"), (3, ""), (4, "乙公司")]),
        ("name;party_id\n甲;a\n乙;b\n", "party_id", [(2, "a"), (3, "b")]),
        ("party_id\na\nb\n", "party_id", [(2, "a"), (3, "b")]),
        ("a\nb\n", "1", [(1, "a"), (2, "b")]),
        ('名称,地址\n甲,"一\n二"\n乙,三\n', "名称", [(3, "甲"), (4, "乙")]),
        ("余额,统一社会信用代码\n5\n6,c\n", "统一社会信用代码", [(2, ""), (3, "c")]),
        ("", "", []),
    ],
)
def test_a_column_of_a_csv(tmp_path: Path, content: str, field: str, found: list[tuple[int, str]]) -> None:
    for encoding in ("utf-8", "utf-8-sig", "gb18030"):
        lines = read_party_list(file(tmp_path, "a.csv", content.encode(encoding)))
        assert lines == [Line("a.csv", row, field, text) for row, text in found]


def test_the_first_sheet_of_a_workbook(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (["序号", "主体编号"], [1, "firm:A"], [None, None], [3, 1001], [4, 9.133e17]):
        sheet.append(row)
    book.save(tmp_path / "a.xlsx")
    lines = read_party_list(tmp_path / "a.xlsx")
    assert [(line.row, line.field, line.text) for line in lines] == [
        (2, "主体编号", "firm:A"), (4, "主体编号", "1001"), (5, "主体编号", "9.1330000000000000e+17"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", "客户号,余额\n1,2\n"),
        ("a.txt", b"\x00\x01\x02"),
        ("a.csv", b"\xff\xff\xff"),
        ("a.xlsx", b"PK\x03\x04x"),
    ],
)
def test_what_is_no_list_is_refused_with_a_remedy(tmp_path: Path, name: str, content: bytes | str) -> None:
    with pytest.raises(FeedError) as refused:
        read_party_list(file(tmp_path, name, content))
    assert name in refused.value.en
    assert name in refused.value.zh
