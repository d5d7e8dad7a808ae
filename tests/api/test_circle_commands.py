"""The command circles: the documents of the API, four levels for people, a drawing, and circles written down."""

from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from fastapi.testclient import TestClient

from tests.api import circle_world as world
from tests.api.running import Ringfence
from tests.api.test_circles import get, ring_id

pytestmark = pytest.mark.xdist_group("test_circles")
DATES = ("--as-of", world.DAY, "--known-at", world.DAY)

SAME: tuple[tuple[tuple[str, ...], str, dict[str, Any]], ...] = (
    ((), "/circles", {}),
    (("--history", "24", "--cycles", "--minimum", "3"), "/circles", {"history": 24, "cycles": True, "minimum": 3}),
    (("--regime-free",), "/circles", {"regime_free": True}),
    (("cir:A", "--history", "24"), "/enterprises/cir:A/circles", {"history": 24}),
    (("cir:S",), "/enterprises/cir:S/circles", {}),
    (("RING", "--cycles"), "/circles/RING", {"cycles": True}),
)


@pytest.mark.parametrize(("arguments", "address", "parameters"), SAME)
def test_the_command_gives_the_same_document(
    arguments: tuple[str, ...],
    address: str,
    parameters: dict[str, Any],
    circling: Ringfence,
    circling_client: TestClient,
) -> None:
    ring = ring_id(circling_client)
    asked = ["circles", *(one.replace("RING", ring) for one in arguments), *DATES]
    assert circling.json(*asked) == get(circling_client, address.replace("RING", ring), **parameters)
    shown = circling.run(*asked)
    assert (shown.returncode, shown.stderr) == (0, "")
    assert "nan" not in shown.stdout.lower().split()
    places = [shown.stdout.index(f"── {number} ") for number in (1, 2, 3, 4)]
    assert places == sorted(places)


def test_a_pages_cursor_is_for_the_api(circling: Ringfence, circling_client: TestClient) -> None:
    shown = circling.json("circles", "--limit", "1", *DATES)
    assert shown == get(circling_client, "/circles", limit=1) | {"next_cursor": None}
    assert "raise --limit" in circling.run("circles", "--limit", "1", *DATES).stderr


def test_people_read_what_would_end_it(circling: Ringfence, circling_client: TestClient) -> None:
    shown = circling.run("circles", ring_id(circling_client), "--history", "24", *DATES).stdout
    assert "the largest circle has 3 members from 2026-04-01 on, when cir:cd has ended" in shown
    assert "安平机械有限公司 → 宝成纺织有限公司" in shown.replace("昌盛化工有限公司 → ", "")
    assert f"ringfence surgeon {ring_id(circling_client)}" in shown
    assert "grew · 扩大" in shown


def test_circles_are_drawn_into_a_file(circling: Ringfence, tmp_path: Path) -> None:
    out = tmp_path / "ring.graphml"
    done = circling.run("circles", "cir:A", "--graphml", str(out), *DATES)
    assert "7 parties · 主体, 8 contracts · 合同" in done.stderr
    assert nx.read_graphml(out, force_multigraph=True).number_of_edges() == 8
    assert circling.run("circles", "--graphml", str(out), *DATES).returncode == 2
    every, none = tmp_path / "every.graphml", tmp_path / "none.graphml"
    assert "9 parties · 主体, 10 contracts · 合同" in circling.run("circles", "--graphml", str(every), *DATES).stderr
    assert "0 parties" in circling.run("circles", "cir:V", "--graphml", str(none), *DATES).stderr


def test_circles_are_written_once(circling: Ringfence, circling_client: TestClient) -> None:
    asked = ("circles", "--limit", "1", "--write", *DATES)
    assert "2 new" in circling.run(*asked).stderr
    assert "2 unchanged" in circling.run(*asked).stderr
    rows = circling.json("query", "group/list", "kind=circle", *DATES)["rows"]
    assert [(row["size"], row["exposure_cny"], row["guaranteed_cny"]) for row in rows] == [
        (2, 1100.0, 1500.0), (4, 600.0, 440.0)
    ]  # fmt: skip
    assert rows[1]["circle_id"] == ring_id(circling_client)
    assert circling.json("query", "group/list", "kind=connected_clients", *DATES)["rows"] == []


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("circles", "cir:nobody"), 1, "not_found"),
        (("circles", "circle:nothing"), 1, "not_found"),
        (("circles", "--minimum", "1"), 2, "usage"),
        (("circles", "--history", "0"), 2, "usage"),
    ],
)
def test_bad_input_ends_with_its_code(arguments: tuple[str, ...], code: int, said: str, circling: Ringfence) -> None:
    done = circling.run(*arguments, "--json")
    assert (done.returncode, done.stdout) == (code, "")
    assert f'"code": "{said}"' in done.stderr
