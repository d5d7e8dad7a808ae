"""`ringfence post-guarantee`: the answer of the API, a summary for people, and a page that stands alone."""

from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

from graph.store.embedded import stop
from tests.api import monitoring_world as world
from tests.api.running import Ringfence

pytestmark = pytest.mark.xdist_group("test_post_guarantee_command")
DATES = ("--from", "2025-01-01", "--to", world.LAST)
VOID = {"meta", "br", "link"}


@pytest.fixture(scope="module")
def ringfence(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ringfence]:
    commands = Ringfence(tmp_path_factory.mktemp("monitoring"))
    commands.json("load", str(world.deliver(commands.folder / "delivery")), "--source", world.SOURCE)
    yield commands
    stop(commands.folder / "data" / "database")


class Reading(HTMLParser):
    """Whether every element is closed, and what text and addresses a page has."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text = ""
        self.addresses: list[str] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href") and tag != "use"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def test_a_page_to_print(ringfence: Ringfence, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    done = ringfence.run("post-guarantee", "信诚融资担保有限公司", *DATES, "--html", str(file))
    assert done.returncode == 0, done.stderr
    page = Reading()
    page.feed(file.read_text(encoding="utf-8"))
    assert page.open == []
    assert {"svg", "table", "style"} <= page.tags
    assert not {"script", "img", "link", "iframe"} & page.tags
    assert page.addresses == [], "nothing is fetched from elsewhere"
    for said in ("乙化工有限公司", "Post-guarantee monitoring", "代偿 · called", "61.11%", "Definitions", "160.00"):
        assert said in page.text, said
    again = tmp_path / "again.html"
    ringfence.run("post-guarantee", "mon:F", *DATES, "--html", str(again))
    assert again.read_bytes() == file.read_bytes(), "the same answer, the same file"


def test_names_cannot_break_the_page(ringfence: Ringfence, tmp_path: Path) -> None:
    from api.pages.post_guarantee import post_guarantee_page

    found = ringfence.json("post-guarantee", "mon:F", *DATES)
    found["party"]["name"] = found["clients"][0]["party"]["name"] = "<script>alert(1)</script>&\"'"
    page = Reading()
    page.feed(post_guarantee_page(found))
    assert "script" not in page.tags
    assert page.open == []


def test_for_people_and_programs(ringfence: Ringfence) -> None:
    shown = ringfence.run("post-guarantee", "mon:F", *DATES).stdout
    for said in ("丁食品有限公司", "61.1111 %", "recovered", "好转"):
        assert said in shown, said
    found = ringfence.json("post-guarantee", "mon:F", *DATES)
    assert found["last"]["in_guarantee_cny"] == 160
    assert ringfence.run("post-guarantee", "nobody").returncode == 1
    assert ringfence.run("post-guarantee", "mon:F", "--from", "2030-01-01", "--to", "2029-01-01").returncode == 2


def test_the_last_month_agrees_with_the_limits(ringfence: Ringfence) -> None:
    found = ringfence.json("post-guarantee", "mon:F", *DATES)
    limits = ringfence.json("limits", "mon:F", "--as-of", world.LAST)
    assert limits["answer"]["in_guarantee_cny"] == found["last"]["in_guarantee_cny"]
