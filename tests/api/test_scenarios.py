"""Scenarios over the API: the product's, and those of the operator's folder."""

from pathlib import Path

from graph.contagion.scenario_catalogue import load_scenarios
from tests.api.conftest import NewClient

OWN = """\
id = "two_fail"
model = "clearing"
alpha = 0.8

[title]
zh = "两家违约"
en = "Two fail"

[meaning]
zh = "两家企业违约。"
en = "Two enterprises fail."

[[defaults]]
parties = ["firm:A", "firm:B"]
"""


def test_the_products_own_are_listed_and_told_in_full(new_client: NewClient) -> None:
    client = new_client()
    listed = client.get("/v1/scenarios").json()["items"]
    assert [one["id"] for one in listed] == list(load_scenarios())
    for one in listed:
        whole = client.get(f"/v1/scenarios/{one['id']}").json()
        scenario = load_scenarios()[one["id"]]
        assert whole == one | {"settings": scenario.settings()}
        assert (one["title"]["zh"], one["fingerprint"]) == (scenario.title.zh, scenario.fingerprint)


def test_the_operators_own_stand_beside_them(new_client: NewClient, tmp_path: Path) -> None:
    folder = tmp_path / "scenarios"
    folder.mkdir()
    client = new_client(scenarios_folder=folder)
    missing = client.get("/v1/scenarios/two_fail")
    assert (missing.status_code, missing.json()["code"]) == (404, "not_found")
    (folder / "two_fail.toml").write_text(OWN, encoding="utf-8")
    assert len(client.get("/v1/scenarios").json()["items"]) == len(load_scenarios()) + 1
    assert client.get("/v1/scenarios/two_fail").json()["settings"] == {
        "model": "clearing", "alpha": 0.8, "beta": 1.0, "external_rank": "pari_passu",
        "missing_policy": "registered_capital", "defaults": [{"parties": ["firm:A", "firm:B"]}],
    }  # fmt: skip


def test_a_file_that_is_wrong_is_the_operators_to_mend(new_client: NewClient, tmp_path: Path) -> None:
    (tmp_path / "two_fail.toml").write_text(OWN.replace("0.8", "8"), encoding="utf-8")
    answer = new_client(scenarios_folder=tmp_path).get("/v1/scenarios")
    assert (answer.status_code, answer.json()["code"]) == (500, "rule")
    assert str(tmp_path) not in answer.text


def test_no_file_of_the_server_is_read_by_its_path(new_client: NewClient, tmp_path: Path) -> None:
    (tmp_path / "two_fail.toml").write_text(OWN, encoding="utf-8")
    path = str(tmp_path / "two_fail.toml").replace("/", "%2F")
    assert new_client().get(f"/v1/scenarios/{path}").status_code == 422
