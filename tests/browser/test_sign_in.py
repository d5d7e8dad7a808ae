"""Signing in before anything is shown, and out again; what a reader may not do is said."""

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import PASSWORD, READER, Borrower, Complaints, Visit, keep, violations

pytestmark = pytest.mark.xdist_group("browser")


@pytest.mark.parametrize(("language", "theme"), [("zh", "light"), ("en", "dark")])
def test_one_arrives_where_one_wanted_to_go(
    visit: Visit, guarded: str, complaints: Complaints, borrower: Borrower, language: str, theme: str
) -> None:
    complaints.expected = ("status 401", "status of 401")
    words = {
        "zh": ("用户名", "密码", "登录", "退出", "只读"),
        "en": ("Name", "Password", "Sign in", "Sign out", "Read only"),
    }
    name, password, sign_in, sign_out, read_only = words[language]
    page = visit(f"/?q={borrower.name}", base=guarded, language=language, theme=theme)
    expect(page.get_by_role("option")).to_have_count(0)
    page.get_by_label(name, exact=True).fill(READER)
    page.get_by_label(password, exact=True).fill("wrong wrong wrong")
    page.get_by_role("button", name=sign_in).click()
    expect(page.get_by_role("alert")).to_be_visible()
    keep(page, f"sign-in-{language}-{theme}")
    page.get_by_label(password, exact=True).fill(PASSWORD)
    page.get_by_role("button", name=sign_in).click()
    expect(page.get_by_role("option").first).to_contain_text(borrower.name)
    expect(page.get_by_text(read_only)).to_be_visible()
    assert [one["name"] for one in page.context.cookies() if one["httpOnly"] and one["sameSite"] == "Strict"]
    assert page.evaluate("document.cookie") == ""
    page.get_by_role("button", name=sign_out).click()
    expect(page.get_by_label(password, exact=True)).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_signing_in_is_accessible(guarded: str, browser: Browser, theme: str) -> None:
    assert violations(browser, f"{guarded}/", "input[type=password]", theme=theme) == []
