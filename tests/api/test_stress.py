"""Stress scenarios by command and address: one document, pictures beside it, and what is wrong said."""

from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api import exposure_world as world
from tests.api.running import Ringfence

pytestmark = pytest.mark.xdist_group("test_exposure_command")  # which loads the same
DATES = ("--as-of", world.DAY, "--known-at", world.DAY)


@pytest.mark.parametrize(
    ("arguments", "address", "parameters"),
    [
        (("run", "largest_borrower"), "/v1/stress/largest_borrower", {}),
        (("run", "circle_hub", "--limit", "1"), "/v1/stress/circle_hub", {"limit": 1}),
        (("run", "largest_borrower", "--default", "exp:A", "--default", "exp:B"), "/v1/stress/largest_borrower",
         {"default": "exp:A,exp:B"}),
        (("run", "borrower_bankrupt", "--limit", "2"), "/v1/stress/borrower_bankrupt", {"limit": 2}),
        (("run", "lenders_cascade"), "/v1/stress/lenders_cascade", {}),
        (("run", "manufacturing_distress", "--default", "exp:B"), "/v1/stress/manufacturing_distress",
         {"default": "exp:B"}),
        (("run", "payments_fail", "--default", "exp:A"), "/v1/stress/payments_fail", {"default": "exp:A"}),
        (("compare", "largest_borrower", "circle_hub", "weak_guarantee_firms"), "/v1/stress/compare",
         {"scenarios": "largest_borrower,circle_hub,weak_guarantee_firms"}),
        (("compare", "borrower_bankrupt", "lenders_cascade", "manufacturing_distress", "payments_fail",
          "largest_borrower", "--default", "exp:A", "--limit", "1"), "/v1/stress/compare",
         {"scenarios": "borrower_bankrupt,lenders_cascade,manufacturing_distress,payments_fail, largest_borrower",
          "default": "exp:A", "limit": 1}),
        (("reverse", "exp:G1"), "/v1/enterprises/exp:G1/reverse-stress", {}),
        (("reverse", "exp:G2", "--lgd", "1", "--allocation", "full_to_each", "--missing-policy", "zero"),
         "/v1/enterprises/exp:G2/reverse-stress", {"lgd": 1, "allocation": "full_to_each", "missing_policy": "zero"}),
    ],
)  # fmt: skip
def test_the_command_gives_the_same_document(
    arguments: tuple[str, ...],
    address: str,
    parameters: dict[str, Any],
    guaranteeing: Ringfence,
    guaranteeing_client: TestClient,
) -> None:
    answer = guaranteeing_client.get(address, params={"known_at": world.DAY} | parameters)
    assert answer.status_code == 200, answer.text
    assert guaranteeing.json("stress", *arguments, *DATES) == answer.json()
    printed = guaranteeing.run("stress", *arguments, *DATES).stdout
    assert "how sure · 可靠程度" in printed


def test_who_is_to_fail_is_named_as_in_any_question(guaranteeing_client: TestClient) -> None:
    found = guaranteeing_client.get("/v1/stress/largest_borrower", params={"default": "第一担保人有限公司"}).json()
    first = found["answer"]["rounds"][0]
    assert [one["party_id"] for one in first["fallen"]] == ["exp:G1"]
    assert found["facts"]["scenario"]["defaults"] == [{"parties": ["第一担保人有限公司"]}]


@pytest.mark.parametrize(
    ("scenario", "own", "columns"),
    [
        ("lenders_cascade", set(), ()),
        ("manufacturing_distress", {"distress"}, ("distress · 困境程度",)),
        (
            "payments_fail",
            {"owed_cny", "paid_share", "shortfall_cny"},
            ("owed · 应付", "paid of it · 偿付比例", "unpaid · 未偿付"),
        ),
    ],
)
def test_what_a_model_alone_knows_is_shown_where_it_is(
    scenario: str, own: set[str], columns: tuple[str, ...], guaranteeing: Ringfence
) -> None:
    """B owes L 600 and fails; L, of which nothing is known, falls of its first loss."""
    asked = ("stress", "run", scenario, "--default", "exp:B", *DATES)
    answer = guaranteeing.json(*asked)["answer"]
    hit = {one["party"]["party_id"]: one for one in answer["parties"]}
    assert (hit["exp:B"]["round"], hit["exp:L"]["round"]) == (0, 1)
    optional = ("distress", "owed_cny", "paid_share", "shortfall_cny")
    assert {name for name in optional if hit["exp:B"][name] is not None} == own
    printed = guaranteeing.run(*asked).stdout
    every = ("distress · 困境程度", "owed · 应付", "paid of it · 偿付比例", "unpaid · 未偿付")
    assert tuple(one for one in every if one in printed) == columns


@pytest.mark.parametrize(
    ("address", "parameters", "status", "code"),
    [
        ("/v1/stress/nothing", {}, 404, "not_found"),
        ("/v1/stress/largest_borrower", {"default": "nobody at all"}, 404, "not_found"),
        ("/v1/stress/compare", {}, 422, "usage"),
        ("/v1/stress/compare", {"scenarios": "largest_borrower"}, 422, "usage"),
        ("/v1/stress/compare", {"scenarios": ",".join(["largest_borrower"] * 9)}, 422, "usage"),
        ("/v1/stress/compare", {"scenarios": "largest_borrower,nothing"}, 404, "not_found"),
        ("/v1/stress/compare", {"scenarios": "largest_borrower,year_of_defaults"}, 422, "usage"),
        ("/v1/stress/compare", {"scenarios": "largest_borrower,circle_hub", "default": "x"}, 404, "not_found"),
        ("/v1/enterprises/nobody/reverse-stress", {}, 404, "not_found"),
        ("/v1/enterprises/exp:G1/reverse-stress", {"lgd": 2}, 422, "usage"),
    ],
)
def test_what_cannot_be_answered_says_so(
    address: str, parameters: dict[str, Any], status: int, code: str, guaranteeing_client: TestClient
) -> None:
    answer = guaranteeing_client.get(address, params=parameters)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_pictures_are_drawn_beside_the_answer(guaranteeing: Ringfence, tmp_path: Path) -> None:
    out = tmp_path / "pictures"
    guaranteeing.run("stress", "run", "largest_borrower", *DATES, "--pictures", str(out), "--form", "svg")
    assert sorted(path.name for path in out.iterdir()) == ["cascade_tree.svg", "loss_by_round.svg"]
    assert all(path.read_bytes().startswith(b"<?xml") for path in out.iterdir())


def test_scenarios_side_by_side_are_drawn_in_one_picture(guaranteeing: Ringfence, tmp_path: Path) -> None:
    out = tmp_path / "pictures"
    guaranteeing.run("stress", "compare", "largest_borrower", "circle_hub", *DATES, "--pictures", str(out))
    (path,) = out.iterdir()
    assert path.name == "scenarios_by_round.png"
    assert path.read_bytes().startswith(b"\x89PNG")


def test_a_file_beside_a_scenario_of_the_product(guaranteeing: Ringfence, tmp_path: Path) -> None:
    own = files("graph.contagion").joinpath("scenarios", "largest_borrower.toml").read_text(encoding="utf-8")
    path = tmp_path / "mine.toml"
    path.write_text(own.replace('"largest_borrower"', '"mine"').replace("0.45", "0.9"), encoding="utf-8")
    found = guaranteeing.json("stress", "compare", "largest_borrower", str(path), *DATES)
    assert found["facts"]["differences"] == [{"setting": "lgd", "values": [0.45, 0.9]}]
    assert [one["label"] for one in found["answer"]["scenarios"]] == ["largest_borrower", "mine"]
    once, twice = (one["answer"]["due_cny"] for one in found["answer"]["scenarios"])
    assert twice == pytest.approx(2 * once) != 0
    few = guaranteeing.run("stress", "compare", "largest_borrower", *DATES)
    assert (few.returncode, "from 2 to 8" in few.stderr) == (2, True)


def test_a_scenario_of_a_file(guaranteeing: Ringfence, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(
        'id = "mine"\nmodel = "guarantee_calls"\nlgd = 1.0\n[title]\nzh = "甲"\nen = "A"\n'
        '[meaning]\nzh = "甲"\nen = "A"\n[[defaults]]\nparties = ["exp:A"]\n',
        encoding="utf-8",
    )
    found = guaranteeing.json("stress", "run", str(path), *DATES)
    assert (found["model"], found["facts"]["scenario"]["id"]) == ("guarantee_calls", "mine")
    path.write_text(path.read_text(encoding="utf-8").replace("lgd = 1.0", "lgd = 7.0"), encoding="utf-8")
    wrong = guaranteeing.run("stress", "run", str(path), *DATES)
    assert wrong.returncode != 0
    assert "mine.toml" in wrong.stderr


def test_counter_guarantees_that_nobody_calls_are_told(
    guaranteeing: Ringfence, guaranteeing_client: TestClient
) -> None:  # fmt: skip
    """F pays for A under f1, behind which stands G1's counter-guarantee."""
    parameters = {"known_at": world.DAY, "default": "exp:A"}
    sure = guaranteeing_client.get("/v1/stress/largest_borrower", params=parameters).json()["certainty"]
    assert (sure["counter"]["contracts"], sure["counter"]["givers"]) == (1, 1)
    assert 0 < sure["counter"]["amount_cny"] <= 300
    printed = guaranteeing.run("stress", "run", "largest_borrower", "--default", "exp:A", *DATES).stdout
    assert "counter-guarantees not called · 未要求履行的反担保: 1, at most · 至多" in printed
    assert "these are not called here" in printed
    assert "本推演未要求其履行" in printed
