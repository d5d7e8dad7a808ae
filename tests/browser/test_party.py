"""One party on one page, its report as a file, and who controls it."""

import re

import httpx2
import pytest
from playwright.sync_api import Browser, Page, Route, expect
from pypdf import PdfReader

from tests.browser.conftest import Borrower, Complaints, Visit, keep, violations

pytestmark = pytest.mark.xdist_group("browser")

DAY = "2025-12-31"


@pytest.mark.parametrize(("language", "theme"), [("zh", "light"), ("en", "dark")])
def test_who_else_guarantees_a_borrower(visit: Visit, borrower: Borrower, language: str, theme: str) -> None:
    page = visit(borrower.path, language=language, theme=theme)
    expect(page.get_by_role("heading", level=1)).to_contain_text(borrower.name)
    keep(page, f"party-{language}-{theme}")
    section = page.get_by_role("region", name="为其担保者" if language == "zh" else "Who stands for it", exact=True)
    for name in borrower.guarantors:
        expect(section.get_by_role("link", name=name).first).to_be_visible()


def test_a_report_is_exported_and_says_what_the_page_says(visit: Visit, borrower: Borrower) -> None:
    page = visit(borrower.path)
    with page.expect_download(timeout=60_000) as download:
        page.get_by_role("button", name="PDF 报告").click()
    assert download.value.suggested_filename == f"{borrower.name} {DAY}.pdf"
    pages = PdfReader(download.value.path()).pages
    text = "".join(one.extract_text() for one in pages)
    whole = re.sub(r"\s+", "", text)
    for said in (borrower.name, DAY, f"第1页·共{len(pages)}页", *borrower.guarantors):
        assert re.sub(r"\s+", "", said) in whole, said


def test_the_printable_page_is_had_without_any_script(visit: Visit, borrower: Borrower) -> None:
    page = visit(borrower.path)
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="可打印网页").click()
    expect(opened.value.get_by_role("heading", level=1)).to_contain_text(borrower.name)
    assert opened.value.locator("script").count() == 0


@pytest.mark.parametrize(("language", "theme"), [("zh", "dark"), ("en", "light")])
def test_a_controller_is_traced(visit: Visit, controlled: str, explorer: str, language: str, theme: str) -> None:
    base = explorer.removesuffix("/explore")
    found = httpx2.get(f"{base}/v1/enterprises/{controlled}/control", timeout=60).json()["answer"]["controllers"]
    names = [one["name"] for top in found if top["ultimate"] for one in top["holder"]["parties"]]
    page = visit(f"/party/{controlled}", language=language, theme=theme)
    page.get_by_role("link", name="股权穿透" if language == "zh" else "Equity tree").first.click()
    controls = "控制该企业" if language == "zh" else "controls the party asked about"
    for name in names:
        line = page.get_by_role("treeitem").filter(has_text=name).filter(has_text=controls)
        expect(line.first).to_be_visible()
    keep(page, f"tree-{language}-{theme}")


def test_a_name_with_markup_is_shown_as_it_is(visit: Visit, page: Page, borrower: Borrower) -> None:
    name = '<img src=x onerror="document.title=1"> =HYPERLINK("http://x")'

    def renamed(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace(borrower.name, name.replace('"', '\\"')))

    page.route(re.compile(r"/v1/enterprises/[^/]+/profile(\?|$)"), renamed)
    page = visit(borrower.path)
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)
    assert page.locator("img[src=x]").count() == 0


def test_an_unknown_party_is_told_with_a_remedy(visit: Visit, complaints: Complaints) -> None:
    complaints.expected = ("status 404", "status of 404")
    page = visit("/party/cn.uscc%3A000000000000000000", language="en")
    expect(page.get_by_role("alert")).to_contain_text("an exact name")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("view", ["", "/tree"])
def test_a_party_is_accessible(explorer: str, borrower: Borrower, browser: Browser, view: str, theme: str) -> None:
    ready = "h1" if view == "" else "[role=treeitem]"
    assert violations(browser, explorer + borrower.path + view, ready, theme=theme) == []
