"""Reports as PDF and HTML: Chinese text, page numbers, the product's own font, and markup that stays text."""

import io
from datetime import date

import pypdf
import pytest

from api.reports.html import report_page
from api.reports.pdf import report_pdf
from api.reports.report import Pairs, Picture, Report, Said, Section, Table
from graph.errors import ReportFailed

DAY = date(2025, 12, 31)
NASTY = '#panic("x") *b* $a$ [c] \\ <d> @e `f` _g_ #{1+1} ]] =h'
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 20" font-family="Noto Sans SC">'
    '<text x="2" y="12" font-size="8">图中文字</text></svg>'
)


def report(name: str = NASTY, rows: int = 3) -> Report:
    table = Table(
        ("名称", "金额"), tuple((f"{name} {place}", "8.00 万元") for place in range(rows)), (False, True), "另有 2 项"
    )
    blocks = (Pairs(((name, name),)), table, Said((name,)), Picture(SVG, name))
    return Report("zh", f"一企一档：{name}", (name,), (Section(name, blocks),))


def text_of(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)


def test_markup_is_shown_as_it_is() -> None:
    said = text_of(report_pdf(report(), DAY)).replace("\u200b", "")
    flat = "".join(said.split())
    assert flat.count("".join(NASTY.split())) >= 8
    assert "图中文字" in flat
    assert "另有2项" in flat


def test_pages_are_numbered_in_both_languages() -> None:
    reader = pypdf.PdfReader(io.BytesIO(report_pdf(report("甲方有限公司", 120), DAY)))
    count = len(reader.pages)
    assert count >= 3
    for number, page in enumerate(reader.pages, 1):
        assert f"第 {number} 页 · 共 {count} 页 / page {number} of {count}" in page.extract_text()
    assert "一企一档：甲方有限公司" in reader.pages[1].extract_text(), "each page says what it is of"


def test_only_the_own_font_is_in_it() -> None:
    reader = pypdf.PdfReader(io.BytesIO(report_pdf(report(), DAY)))
    pages = (page["/Resources"].get_object() for page in reader.pages)
    shown = [page.get("/Font", {}) for page in pages if isinstance(page, pypdf.generic.DictionaryObject)]
    fonts = {str(font.get_object()["/BaseFont"]) for page in shown for font in page.values()}
    assert fonts
    assert all("NotoSansSC" in one for one in fonts), fonts


def test_the_same_report_makes_the_same_bytes() -> None:
    assert report_pdf(report(), DAY) == report_pdf(report(), DAY)


@pytest.mark.parametrize("name", [NASTY, "<script>alert(1)</script>", "\"'&"])
def test_a_page_escapes_what_is_not_its_own(name: str) -> None:
    page = report_page(report(name))
    assert "<script" not in page
    assert "src=" not in page
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "")


def test_what_cannot_be_set_says_so_in_both_languages() -> None:
    broken = Report("zh", "甲", (), (Section("图", (Picture("<svg", "甲"),)),))
    with pytest.raises(ReportFailed) as failed:
        report_pdf(broken, DAY)
    assert "HTML" in failed.value.en
    assert "报告" in failed.value.zh
