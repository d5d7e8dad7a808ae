"""The API's own description: complete, with examples that hold, readable without a network."""

import re
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse

from tests.api.conftest import NewClient
from tests.api.described import Schema, misfits


@pytest.fixture
def described(new_client: NewClient) -> Schema:
    answer: Schema = new_client().get("/openapi.json").json()
    return answer


def operations(described: Schema) -> list[tuple[str, Schema]]:
    return [(path, one) for path, methods in described["paths"].items() for one in methods.values()]


def test_every_question_is_there(described: Schema) -> None:
    expected = {
        "/v1/enterprises/{party_id}/guarantors", "/v1/enterprises", "/v1/enterprises/{party_id}",
        "/v1/enterprises/{party_id}/neighbourhood", "/v1/paths", "/v1/enterprises/{party_id}/equity-tree",
        "/v1/enterprises/{party_id}/guarantees/given", "/v1/enterprises/{party_id}/guarantees/received",
        "/v1/guarantees/multi-guaranteed", "/v1/guarantees/circles", "/v1/guarantees/mutual",
        "/v1/enterprises/{party_id}/guarantee-chain", "/v1/lenders/{party_id}/exposures",
        "/v1/enterprises/{party_id}/owners", "/v1/enterprises/{party_id}/control", "/v1/enterprises/{party_id}/group",
        "/v1/enterprises/{party_id}/related-parties", "/v1/enterprises/{party_id}/hidden-ties",
        "/v1/enterprises/{party_id}/close-links", "/v1/groups", "/v1/surgeon", "/v1/regimes", "/v1/signals",
        "/health", "/ready", "/metrics", "/v1/enterprises/{party_id}/guarantee-limits",
        "/v1/enterprises/{party_id}/exposure", "/v1/portfolio/exposure", "/v1/enterprises/{party_id}/liability",
        "/v1/guarantees/{guarantee_id}/liability", "/v1/circles", "/v1/circles/{circle_id}",
        "/v1/enterprises/{party_id}/circles", "/v1/guarantees", "/v1/guarantees/what-if",
        "/v1/backtest", "/v1/stress/compare", "/v1/stress/{scenario_id}", "/v1/stress/{scenario_id}/losses",
        "/v1/enterprises/{party_id}/reverse-stress",
        "/v1/enterprises/{party_id}/score", "/v1/enterprises/{party_id}/pre-credit",
        "/v1/jobs", "/v1/jobs/{job_id}", "/v1/jobs/{job_id}/result", "/v1/scenarios", "/v1/scenarios/{scenario_id}",
        "/v1/matters", "/v1/matters/{matter_id}", "/v1/matters/{matter_id}/case-file",
        "/v1/matters/{matter_id}/case-file.html", "/v1/list-entries", "/v1/standings",
        "/v1/enterprises/{party_id}/standing", "/v1/rules/proposals", "/v1/rules/adjustments",
        "/v1/canvas/relevant", "/v1/canvas/path", "/v1/canvas/legend", "/v1/stress/{scenario_id}/film",
    }  # fmt: skip
    assert expected - described["paths"].keys() == set()


def test_every_operation_says_what_it_does_in_both_languages_and_one_adds(described: Schema) -> None:
    for path, operation in operations(described):
        assert re.search("[\u4e00-\u9fff]", operation["summary"]), path
        assert re.search("[a-z]", operation["summary"]), path
    others = {(path, method) for path, methods in described["paths"].items() for method in methods if method != "get"}
    assert others == {
        ("/v1/guarantees", "post"),
        ("/v1/guarantees/what-if", "post"),
        ("/v1/canvas/expand", "post"),
        ("/v1/canvas/shown", "post"),
        ("/v1/canvas/over-time", "post"),
        ("/v1/stress/top", "post"),
        ("/v1/backtest", "post"),
        ("/v1/rules/proposals", "post"),
        ("/v1/rules/adjustments", "post"),
        ("/v1/rules/adjustments/{adjustment_id}/revert", "post"),
        ("/v1/stress/{scenario_id}/losses", "post"),
        ("/v1/jobs/{job_id}", "delete"),
        ("/v1/portfolios", "post"),
        ("/v1/portfolios/{name}", "delete"),
        ("/v1/matters/{matter_id}/acts", "post"),
        ("/v1/list-entries", "post"),
        ("/v1/list-entries/{entry_id}/end", "post"),
        ("/v1/subscriptions", "post"),
        ("/v1/subscriptions/{subscription_id}", "delete"),
        ("/v1/subscriptions/{subscription_id}/test", "post"),
        ("/v1/subscriptions/{subscription_id}/replay", "post"),
        ("/v1/subscriptions/{subscription_id}/rotate", "post"),
        ("/v1/subscriptions/{subscription_id}/dead", "delete"),
    }
    identifiers = [operation["operationId"] for _, operation in operations(described)]
    assert len(identifiers) == len(set(identifiers))


def test_every_question_stands_under_one_heading(described: Schema) -> None:
    headings = {path: operation.get("tags", []) for path, operation in operations(described)}
    assert {path for path, tags in headings.items() if len(tags) != 1} == set()
    assert headings["/v1/enterprises/{party_id}/equity-tree"] == ["ownership · 股权"]


def test_every_dated_question_takes_both_days(described: Schema) -> None:
    undated = {"/v1/signals/rules", "/v1/guarantees"}  # what is added is judged as the facts stand
    # A job has the days it was asked for; scenarios, lists of parties, who is told of what and the worker are of no
    # day, and a matter or a threshold stands as officers left it.
    asked_before = (
        "/v1/jobs", "/v1/scenarios", "/v1/watch", "/v1/portfolios", "/v1/matters", "/v1/list-entries", "/v1/notices",
        "/v1/subscriptions", "/v1/standings", "/v1/enterprises/{party_id}/standing", "/v1/rules/adjustments",
        "/v1/canvas/legend",
    )  # fmt: skip
    for path, operation in operations(described):
        if path.startswith("/v1/") and path not in undated and not path.startswith(asked_before):
            names = {parameter["name"] for parameter in operation["parameters"]}
            assert {"as_of", "known_at"} <= names, path


def test_every_answer_has_an_example_that_fits(described: Schema) -> None:
    for path, operation in operations(described):
        for status, answer in operation["responses"].items():
            for media, content in answer.get("content", {}).items():
                if media == "text/plain":
                    continue
                examples = [one["value"] for one in content.get("examples", {}).values()] or [content["example"]]
                for example in examples:
                    assert misfits(example, content["schema"], described) == [], (path, status)


def test_examples_agree_with_themselves(described: Schema) -> None:
    def example(path: str) -> Any:
        return described["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["example"]

    circle = example("/v1/guarantees/circles")["items"][0]
    assert len(circle["members"]) == len(circle["names"]) == circle["size"] <= circle["guarantees"]
    for path in ("/v1/enterprises/{party_id}/neighbourhood", "/v1/paths"):
        drawn = example(path)
        known = {node["id"] for node in drawn["nodes"]}
        assert all({tie["source"], tie["target"]} <= known for tie in drawn["ties"]), path
        assert drawn["truncated"] == bool(drawn.get("left_out")), path
    (along,) = example("/v1/paths")["paths"]
    assert along["length"] == len(along["party_ids"]) - 1 == len(along["names"]) - 1 == along["ties"][-1]["hop"]
    signal = example("/v1/signals")["items"][0]
    assert signal["level_reason"].endswith(f"level {signal['level']}")


def test_problems_have_one_media_type(described: Schema) -> None:
    for path, operation in operations(described):
        for status, answer in operation["responses"].items():
            if int(status) >= 400:
                assert list(answer["content"]) == ["application/problem+json"], (path, status)


def test_first_questions_together_make_one_description(new_client: NewClient, monkeypatch: pytest.MonkeyPatch) -> None:
    app = new_client().app
    assert isinstance(app, FastAPI)
    made: list[None] = []

    def slowly(**how: Any) -> Schema:
        made.append(None)
        time.sleep(0.05)
        return get_openapi(**how)

    monkeypatch.setattr("fastapi.applications.get_openapi", slowly)
    with ThreadPoolExecutor(4) as threads:
        versions = [one.result()["openapi"] for one in [threads.submit(app.openapi) for _ in range(4)]]
    assert (len(made), set(versions)) == (1, {"3.0.3"})


def test_nothing_is_newer_than_the_bundled_viewer(described: Schema) -> None:
    assert described["openapi"].startswith("3.0.")
    assert list(newer(described)) == []


def newer(part: Any, where: str = "") -> list[str]:
    """What OpenAPI 3.0 does not know."""
    if isinstance(part, list):
        return [found for number, one in enumerate(part) for found in newer(one, f"{where}/{number}")]
    if not isinstance(part, dict):
        return []
    here = [f"{where}: null type"] if part.get("type") == "null" else []
    here += [f"{where}: const"] if "const" in part and not where.endswith("/properties") else []
    here += [f"{where}: examples"] if isinstance(part.get("examples"), list) else []
    return here + [found for name, one in part.items() for found in newer(one, f"{where}/{name}")]


def test_an_answer_that_does_not_fit_is_noticed(new_client: NewClient) -> None:
    client = new_client()
    app = client.app
    assert isinstance(app, FastAPI)

    @app.get("/v1/of/{one}", response_model=dict[str, int])
    def _of(one: str) -> JSONResponse:
        return JSONResponse([one])

    with pytest.raises(AssertionError, match="is not a"):
        client.get("/v1/of/a%2Fb")
