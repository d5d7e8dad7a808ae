"""The command `exposure`: the documents of the API, and four levels for people."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api import exposure_world as world
from tests.api.running import Ringfence

pytestmark = pytest.mark.xdist_group("test_exposure_command")  # what they load is loaded once
DATES = ("--as-of", world.DAY, "--known-at", world.DAY)


SAME: tuple[tuple[tuple[str, ...], dict[str, Any]], ...] = (
    (("exp:A",), {}),
    (("第一担保人有限公司", "--split", "proportional_to_cap"), {"split": "proportional_to_cap"}),
    (("exp:G2", "--role", "guarantor", "--default-probability", "0.1"),
     {"role": "guarantor", "default_probability": 0.1}),
    (("exp:B", "--role", "group", "--regime", "eu", "--depth", "1"), {"role": "group", "regime": "eu", "depth": 1}),
    (("exp:L", "--limit", "1"), {"limit": 1}),
    ((), {}),
    (("--by", "uncovered", "--limit", "2"), {"by": "uncovered", "limit": 2}),
)  # fmt: skip


@pytest.mark.parametrize(("arguments", "parameters"), SAME)
def test_the_command_gives_the_same_document(
    arguments: tuple[str, ...], parameters: dict[str, Any], guaranteeing: Ringfence, guaranteeing_client: TestClient
) -> None:
    party = arguments[0] if arguments and not arguments[0].startswith("--") else None
    address = f"/v1/enterprises/{party}/exposure" if party else "/v1/portfolio/exposure"
    answer = guaranteeing_client.get(address, params={"known_at": world.DAY} | parameters)
    assert answer.status_code == 200, answer.text
    assert guaranteeing.json("exposure", *arguments, *DATES) == answer.json()
    shown = guaranteeing.run("exposure", *arguments, *DATES)
    assert (shown.returncode, "Traceback" in shown.stderr) == (0, False)
    assert "nan" not in shown.stdout.lower().split()
    places = [shown.stdout.index(f"── {number} ") for number in (1, 2, 3, 4)]
    assert places == sorted(places)


def test_people_read_numbers_facts_and_doubts(guaranteeing: Ringfence) -> None:
    shown = guaranteeing.run("exposure", "exp:A", "--default-probability", "0.1", *DATES).stdout
    answer, _, rest = shown.partition("── 2")
    assert "2,050.00 元" in answer
    assert "no joint defaults assumed" in answer
    assert "125.00 元" in answer
    assert "HHI 0.3320" in answer
    facts, _, sure = rest.partition("── 3")
    assert "exp:g1" in facts
    assert "exp:own" in sure
    assert "Releasing 第一担保人有限公司, the largest guarantor" in sure


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("exp:nobody",), 1, "not_found"),
        (("exp:A", "--role", "debtor"), 2, "usage"),
        (("exp:A", "--regime", "mars"), 2, "usage"),
        (("exp:A", "--default-probability", "2"), 2, "usage"),
        (("exp:A", "--default-probability", "nan"), 2, "usage"),
        (("--by", "size"), 2, "usage"),
    ],
)
def test_bad_input_ends_with_its_code(
    arguments: tuple[str, ...], code: int, said: str, guaranteeing: Ringfence
) -> None:
    done = guaranteeing.run("exposure", *arguments, "--json")
    assert (done.returncode, done.stdout) == (code, "")
    assert f'"code": "{said}"' in done.stderr
