"""`ringfence profile`: the answer of the API, a summary for people, a page and a PDF that stand alone."""

from collections.abc import Iterator
from pathlib import Path

import pypdf
import pytest

from graph.store.embedded import stop
from tests.api import profile_world as world
from tests.api.running import Ringfence

pytestmark = pytest.mark.xdist_group("test_profile_command")
DATES = ("--as-of", world.DAY, "--known-at", world.DAY)


@pytest.fixture(scope="module")
def ringfence(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ringfence]:
    commands = Ringfence(tmp_path_factory.mktemp("profile"))
    commands.json("load", str(world.deliver(commands.folder / "delivery")), "--source", world.SOURCE)
    yield commands
    stop(commands.folder / "data" / "database")


def test_for_people_and_programs(ringfence: Ringfence) -> None:
    shown = ringfence.run("profile", world.NAME, *DATES, "--since", world.BEFORE)
    assert shown.returncode == 0, shown.stderr
    for said in ("第一担保有限公司", "王建国", "dishonest debtor", "500.00", "changed since", "1 answer"):
        assert said in shown.stdout, said
    found = ringfence.json("profile", "pro:A", *DATES)
    assert found["answer"]["exposures"][0]["numbers"]["covered_cny"] == 400
    assert found["since"] is None
    assert ringfence.run("profile", "nobody").returncode == 1
    assert ringfence.run("profile", "pro:A", *DATES, "--since", "2026-01-01").returncode == 2


def test_a_person(ringfence: Ringfence) -> None:
    shown = ringfence.run("profile", "王建国", *DATES)
    assert shown.returncode == 0, shown.stderr
    assert "It does not apply to natural persons." in shown.stdout
    assert world.IDENTITY_NUMBER not in shown.stdout


def test_files(ringfence: Ringfence, tmp_path: Path) -> None:
    page, file = tmp_path / "p.html", tmp_path / "p.pdf"
    done = ringfence.run("profile", "pro:A", *DATES, "--html", str(page), "--pdf", str(file), "--lang", "en")
    assert done.returncode == 0, done.stderr
    assert "Profile" in page.read_text(encoding="utf-8")
    text = "".join(one.extract_text() for one in pypdf.PdfReader(file).pages).replace("\u200b", "")
    assert world.NAME in "".join(text.split())
    assert "page 1 of" in text
