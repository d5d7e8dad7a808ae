"""A real browser before the explorer of the demonstration's world. What the browser complains of fails the test."""

import io
import os
import re
import shutil
import signal
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import quote

import httpx2
import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response, expect

from api.explorer import BUILT, PREFIX
from graph.store.embedded import stop
from tests.api.running import Ringfence

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SCREENSHOTS = ROOT / "build" / "screenshots"
AXE = ROOT / "api" / "web" / "node_modules" / "axe-core" / "axe.min.js"
NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next((found for name in NAMES if (found := shutil.which(name))), None)
ENTERPRISES = 400
READER, OFFICER, PASSWORD = "wang.jianguo", "li.na", "correct horse battery staple"
GRAVE = {"serious", "critical"}

Visit = Callable[..., Page]

# The server, the browser and other tests share two cores.
expect.set_options(timeout=20_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """These come last: Playwright keeps an event loop running to the end of its process, and no other could run."""
    items.sort(key=lambda item: item.path.is_relative_to(HERE))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium, drawing in software. It is fetched from nowhere: where it is not installed, tests skip."""
    missing = "no Chromium (apt-get install chromium)" if CHROMIUM is None else ""
    missing = missing or ("" if (BUILT / "index.html").is_file() else "the explorer is not built (WEB=0)")
    if missing:
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    quiet = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
    # WebGL in software; the page itself is put together as usual.
    return browser_type_launch_args | {"executable_path": CHROMIUM, "args": [*quiet, "--enable-unsafe-swiftshader"]}


@dataclass(frozen=True)
class Demonstration:
    """The demonstration's world, loaded and evaluated."""

    ringfence: Ringfence
    folder: Path

    @contextmanager
    def served(self, **environment: str) -> Iterator[str]:
        """The address of the explorer over it, served by a process of its own."""
        asked = ("serve", "--database", f"embedded:{self.folder / 'database'}", "--as-of", "2025-12-31", "--port", "0")
        with self.ringfence.process(*asked, **environment) as process:
            try:
                assert process.stderr is not None
                lines = iter(process.stderr.readline, "")
                told = (re.search(r"(http://127\.0\.0\.1:\d+/explore)/", line) for line in lines)
                address = next(found[1] for found in told if found)
                # A pipe that nobody reads is full one day, and the server would wait for it.
                Thread(target=lambda: deque(lines, 0), daemon=True).start()
                yield address
            finally:
                process.send_signal(signal.SIGINT)
                process.wait(60)


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demonstration]:
    """Made once; what a test changes it undoes, or has a party of its own for."""
    ringfence = Ringfence(tmp_path_factory.mktemp("browser"))
    made = ringfence.run(
        "demo", "--out", str(ringfence.folder / "demo"), "--enterprises", str(ENTERPRISES), "--no-serve"
    )
    assert made.returncode == 0, made.stderr
    folder = ringfence.folder / "demo" / f"seed5-{ENTERPRISES}"
    yield Demonstration(ringfence, folder)
    stop(folder / "database")


@pytest.fixture(scope="session")
def explorer(demonstration: Demonstration) -> Iterator[str]:
    """The explorer as anybody at this machine sees it: nobody signs in, and nothing is decided."""
    with demonstration.served() as address:
        yield address


@pytest.fixture(scope="session")
def guarded(demonstration: Demonstration) -> Iterator[str]:
    """The explorer of a house with users: one who may read, and one who may decide."""
    users = {"RINGFENCE_USERS_FILE": str(demonstration.folder / "users.json")}
    for name, *right in ((READER,), (OFFICER, "--write")):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
            done = demonstration.ringfence.run("users", "add", name, *right, **users)
        assert done.returncode == 0, done.stderr
    with demonstration.served(**users) as address:
        yield address


@dataclass(frozen=True)
class Borrower:
    """An enterprise that several firms guarantee."""

    party_id: str
    name: str
    guarantors: tuple[str, ...]
    guarantor_ids: tuple[str, ...]

    @property
    def path(self) -> str:
        """Of its profile, within the explorer."""
        return f"/party/{quote(self.party_id, safe='')}"


@pytest.fixture(scope="session")
def borrower(explorer: str) -> Borrower:
    """The one with the most guarantors."""
    found = asked(explorer, "/v1/guarantees/multi-guaranteed?minimum=2")["items"][0]
    ties = asked(explorer, f"/v1/enterprises/{found['party_id']}/profile")["facts"]["guaranteed_by"]["ties"]
    names, ids = (tuple(one["party"][part] for one in ties) for part in ("name", "party_id"))
    return Borrower(found["party_id"], found["name"], names, ids)


@pytest.fixture(scope="session")
def controlled(explorer: str, borrower: Borrower) -> str:
    """The party_id of an enterprise that is controlled through another, among those around the borrower."""
    around = asked(explorer, f"/v1/canvas/relevant?parties={quote(borrower.party_id)}&nodes=1000")
    parties, ties = around["nodes"]["party_id"], around["ties"]
    stakes = [
        (source, target)
        for source, target, controls in zip(ties["source"], ties["target"], ties["controls"], strict=True)
        if controls
    ]
    owned = {target for _, target in stakes}
    return str(parties[next(target for source, target in stakes if source in owned)])


def asked(explorer: str, path: str) -> Any:
    """What the API says."""
    return httpx2.get(explorer.removesuffix(PREFIX) + path, timeout=60).raise_for_status().json()


class Complaints:
    """What went wrong in a page while it was looked at."""

    def __init__(self, page: Page) -> None:
        self.found: list[str] = []
        self.expected: tuple[str, ...] = ()
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.found.append(f"error: {error}"))
        page.on("requestfailed", self._failed)
        page.on("response", self._answered)

    def unexpected(self) -> list[str]:
        """Those that the test has not announced by a part of their text."""
        return [one for one in self.found if not any(part in one for part in self.expected)]

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.found.append(f"console: {message.text}")

    def _failed(self, request: Request) -> None:
        # A question that is no longer of interest is called off.
        if request.failure != "net::ERR_ABORTED":
            self.found.append(f"failed: {request.method} {request.url}: {request.failure}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400:
            self.found.append(f"status {response.status}: {response.url}")


@pytest.fixture
def complaints(page: Page) -> Iterator[Complaints]:
    """Watches the page; at the end there must be none but those expected."""
    watched = Complaints(page)
    yield watched
    assert watched.unexpected() == []


@pytest.fixture
def visit(page: Page, explorer: str, complaints: Complaints) -> Visit:
    """Goes to an address within the explorer, or another one, in a language and theme."""

    def go(path: str = "/", *, language: str = "zh", theme: str = "light", base: str = explorer) -> Page:
        for name, chosen in (("language", language), ("theme", theme)):
            page.add_init_script(f"localStorage.setItem('ringfence.{name}', '{chosen}')")
        page.set_viewport_size({"width": 1440, "height": 900})
        page.goto(base + path)
        return page

    return go


def sign_in(page: Page, name: str) -> None:
    """On the page of signing in, in Chinese."""
    page.get_by_label("用户名", exact=True).fill(name)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录").click()


def violations(browser: Browser, address: str, ready: str, *, theme: str) -> list[str]:
    """What axe finds of serious or critical weight in a view, once an element of it is there.

    The content security policy, which holds for everything else, would keep axe itself out.
    """
    with browser.new_context(bypass_csp=True, color_scheme=theme) as context:  # type: ignore[arg-type]
        page = context.new_page()
        page.goto(address)
        page.wait_for_selector(ready)
        page.add_script_tag(path=AXE)
        found = page.evaluate("axe.run()")["violations"]
    return [
        f"{one['id']} ({one['impact']}): {one['help']}: {one['nodes'][0]['html'][:200]}"
        for one in found
        if one["impact"] in GRAVE
    ]


def keep(page: Page, name: str) -> None:
    """A screenshot for people to look at, under build/screenshots."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}.png")
