"""Searching by keyboard, and what is told where nothing is found or nothing answers."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Borrower, Complaints, Visit, keep, violations

pytestmark = pytest.mark.xdist_group("browser")


@pytest.mark.parametrize(("language", "theme"), [("zh", "light"), ("en", "dark")])
def test_typing_finds_and_enter_opens(visit: Visit, borrower: Borrower, language: str, theme: str) -> None:
    page = visit(language=language, theme=theme)
    field = page.get_by_role("combobox")
    expect(field).to_be_focused()
    field.press_sequentially(borrower.name[:2])
    options = page.get_by_role("option")
    expect(options.first).to_contain_text(borrower.name[:2])
    expect(options.first).to_have_attribute("aria-selected", "true")
    field.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    keep(page, f"search-{language}-{theme}")
    chosen = options.nth(1).get_attribute("href")
    field.press("Enter")
    page.wait_for_url(re.compile(r"/explore/party/"))
    assert page.url.endswith(chosen or "nowhere")


def test_what_was_searched_is_in_the_address(visit: Visit, borrower: Borrower) -> None:
    page = visit(f"/?q={borrower.name}")
    expect(page.get_by_role("option").first).to_contain_text(borrower.name)


def test_a_pasted_list_is_looked_up(visit: Visit, page: Page, borrower: Borrower) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = visit(language="en")
    field = page.get_by_role("combobox")
    expect(field).to_be_focused()
    page.evaluate("text => navigator.clipboard.writeText(text)", f"{borrower.name}\n=1+1\n{borrower.name}")
    field.press("Control+V")
    expect(page.get_by_text("2 found, 0 to choose, 1 not found, 1 repeated")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="repeats line 1")).to_have_count(1)
    with page.expect_download() as download:
        page.get_by_role("button", name="Export CSV").click()
    assert ",'=1+1," in download.value.path().read_text(encoding="utf-8-sig")


def test_nothing_found_says_what_to_do(visit: Visit) -> None:
    page = visit("/?q=<b>不存在</b>", language="en")
    expect(page.get_by_text("No enterprise fits “<b>不存在</b>”")).to_be_visible()


@pytest.mark.parametrize("status", [500, 409])
def test_a_refusal_is_told_with_a_remedy(
    visit: Visit, page: Page, complaints: Complaints, borrower: Borrower, status: int
) -> None:
    complaints.expected = (f"status {status}", f"status of {status}")
    page.route(re.compile("/v1/search"), lambda route: route.fulfill(status=status, body="<html>proxy</html>"))
    page = visit(f"/?q={borrower.name}", language="en")
    expect(page.get_by_role("alert")).to_contain_text(str(status))
    page.unroute_all()
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("option").first).to_contain_text(borrower.name)


def test_no_answer_is_told_with_a_remedy(visit: Visit, page: Page, complaints: Complaints) -> None:
    complaints.expected = ("failed: GET", "ERR_CONNECTION_REFUSED")
    page.route(re.compile("/v1/search"), lambda route: route.abort("connectionrefused"))
    page = visit("/?q=x", language="zh")
    expect(page.get_by_role("alert")).to_contain_text("ringfence serve")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_search_is_accessible(explorer: str, borrower: Borrower, browser: Browser, theme: str) -> None:
    assert violations(browser, f"{explorer}/?q={borrower.name}", "[role=option]", theme=theme) == []
