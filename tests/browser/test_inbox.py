"""An officer follows a warning to its evidence and confirms it, by keys alone."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import OFFICER, READER, Visit, keep, sign_in, violations

pytestmark = pytest.mark.xdist_group("browser")


@pytest.mark.parametrize(("language", "theme"), [("zh", "dark"), ("en", "light")])
def test_who_may_only_read_is_told_so(visit: Visit, language: str, theme: str) -> None:
    page = visit("/inbox", language=language, theme=theme)
    expect(page.get_by_text("只读" if language == "zh" else "Read only").first).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("预警收件箱" if language == "zh" else "Inbox")
    expect(page.get_by_role("region", name="证据" if language == "zh" else "Evidence").first).to_be_visible()
    keep(page, f"inbox-{language}-{theme}")


def test_a_warning_is_followed_to_its_evidence_and_confirmed(visit: Visit, guarded: str) -> None:
    page = visit("/inbox", base=guarded)
    sign_in(page, OFFICER)
    detail = page.get_by_role("region", name="事项详情")
    expect(detail.get_by_text("定级理由").first).to_be_visible()
    expect(detail.get_by_role("table").first).to_be_visible()
    page.keyboard.press("j")
    page.wait_for_url(re.compile("matter="))
    address = page.url
    page.keyboard.press("c")
    expect(detail.locator("[aria-keyshortcuts=c]")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Control+Enter")
    expect(detail.get_by_role("status").filter(has_text="已确认").first).to_be_visible()
    page.goto(address)
    expect(detail.get_by_text(OFFICER).first).to_be_visible()
    expect(detail.get_by_text("已确认").first).to_be_visible()


def test_a_reader_cannot_decide(visit: Visit, guarded: str) -> None:
    page = visit("/inbox", base=guarded)
    sign_in(page, READER)
    detail = page.get_by_role("region", name="事项详情")
    expect(detail.get_by_text("定级理由").first).to_be_visible()
    expect(page.get_by_text("只读").first).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_inbox_is_accessible(explorer: str, browser: Browser, theme: str) -> None:
    assert violations(browser, f"{explorer}/inbox", "#matter h2", theme=theme) == []
