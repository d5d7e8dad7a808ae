"""The graph canvas: a circle is broken, one more guarantee is tried, a contagion is replayed."""

import httpx2
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from api.explorer import PREFIX
from tests.browser.conftest import Borrower, Visit, asked, keep, violations

pytestmark = pytest.mark.xdist_group("browser")

WORKED_OUT_MS = 60_000
"""The first question of a kind works things out that the next ones find."""


def figures(row: Locator) -> list[str]:
    """Before and after."""
    expect(row).to_be_visible()
    return row.get_by_role("cell").all_inner_texts()


@pytest.mark.parametrize(("language", "theme"), [("zh", "light"), ("en", "dark")])
def test_the_largest_circle_is_found_and_broken(visit: Visit, language: str, theme: str) -> None:
    zh = language == "zh"
    page = visit("/circles", language=language, theme=theme)
    detail = page.get_by_role("region", name="担保圈详情" if zh else "The circle")
    detail.get_by_role("link", name="拆圈方案" if zh else "Circle surgeon").click(timeout=WORKED_OUT_MS)
    page.get_by_role("button", name="求解" if zh else "Find the plan").click(timeout=WORKED_OUT_MS)
    panel = page.get_by_role("region", name="分析" if zh else "Analyses")
    release = panel.get_by_role("listitem").filter(has_text="解除" if zh else "Release").first
    expect(release).to_be_visible(timeout=WORKED_OUT_MS)
    row = panel.get_by_role("row").filter(has_text="圈内主体" if zh else "Parties in circles")
    before, after = (int(text.replace(",", "")) for text in figures(row))
    assert after < before
    panel.get_by_role("button", name="手术后" if zh else "After", exact=True).click()
    expect(panel.get_by_role("button", name="手术后" if zh else "After", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )
    keep(page, f"surgeon-{language}-{theme}")


def test_one_more_guarantee_is_tried(visit: Visit, explorer: str, borrower: Borrower) -> None:
    page = visit(f"/canvas?party={borrower.party_id}&panel=whatIf")
    panel = page.get_by_role("region", name="分析")
    expect(table_of(page).get_by_text(borrower.name).first).to_be_visible(timeout=WORKED_OUT_MS)
    for role, name in (("担保人", borrower.guarantors[0]), ("被担保人", borrower.name)):
        finder = panel.get_by_role("combobox", name=role, exact=True)
        finder.fill(name)
        panel.get_by_role("option").filter(has_text=name).first.click()
    panel.get_by_label("担保限额").fill("5000000")
    panel.get_by_role("button", name="试算", exact=True).click()
    proposed = {"guarantor": borrower.guarantor_ids[0], "debtor": borrower.party_id, "cap": "5000000"}
    proposed |= {"form": "joint_and_several", "maximum_amount": "yes"}
    address = f"{explorer.removesuffix(PREFIX)}/v1/guarantees/what-if"
    told = httpx2.post(address, json=proposed, timeout=60).raise_for_status().json()["answer"]["judgement"]
    said = panel.get_by_role("status").filter(has_text="可以新增" if told["allowed"] else "不得新增")
    expect(said).to_be_visible(timeout=WORKED_OUT_MS)
    for reason in (*told["reasons"], *told["warnings"]):
        expect(panel.get_by_text(reason["said"]["zh"]).first).to_be_visible()
    assert len(figures(panel.get_by_role("row").filter(has_text="担保人或有负债"))) == len(("before", "after"))


def test_a_contagion_is_replayed(visit: Visit, explorer: str, borrower: Borrower) -> None:
    film = asked(explorer, "/v1/stress/largest_borrower/film")
    page = visit(f"/canvas?party={borrower.party_id}&panel=film")
    panel = page.get_by_role("region", name="分析")
    panel.get_by_role("button", name="查看", exact=True).click(timeout=WORKED_OUT_MS)
    first = panel.get_by_text(f"第 0 轮：{film['frames']['fallen'][0]} 家违约")
    expect(first).to_be_visible(timeout=WORKED_OUT_MS)
    last = len(film["frames"]["fallen"]) - 1
    for _ in range(last):
        panel.get_by_role("button", name="下一轮").click()
    expect(panel.get_by_text(f"第 {last} 轮：")).to_be_visible()
    expect(panel.get_by_text("不再有新的违约")).to_be_visible()
    keep(page, "film-zh-light")


def test_what_is_on_the_canvas_is_in_the_tables(visit: Visit, explorer: str, borrower: Borrower) -> None:
    shown = asked(explorer, f"/v1/canvas/relevant?parties={borrower.party_id}&nodes=60")["nodes"]["name"]
    page = visit(f"/canvas?party={borrower.party_id}")
    expect(page.get_by_role("tab", name=f"主体（{len(shown)}）")).to_be_visible(timeout=WORKED_OUT_MS)
    rows = table_of(page).get_by_role("row")
    expect(rows).to_have_count(len(shown) + 1)
    keep(page, "canvas-zh-light")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_canvas_is_accessible(explorer: str, borrower: Borrower, browser: Browser, theme: str) -> None:
    address = f"{explorer}/canvas?party={borrower.party_id}"
    assert violations(browser, address, "table tbody tr", theme=theme) == []


def table_of(page: Page) -> Locator:
    """What is on the canvas, as it is read."""
    return page.get_by_role("region", name="画布内容")
