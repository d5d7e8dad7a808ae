"""One party on one page over the API, worked out by hand, in both databases."""

import io
import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pypdf
import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from api.warning import evaluate
from graph.as_of import AsOf
from graph.store import Store
from tests.api import profile_world as world
from tests.api.conftest import delivered
from tests.api.described import client_of

pytestmark = pytest.mark.xdist_group("test_profile")
A = "pro:A"
DAYS = {"as_of": world.DAY, "known_at": world.DAY}
THEN = {"as_of": world.BEFORE, "known_at": world.BEFORE}


@pytest.fixture(scope="module")
def stored(
    loaded_kind: str, request: pytest.FixtureRequest, settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Store]:
    with delivered(request, world.deliver(tmp_path_factory.mktemp("profiled")), world.SOURCE) as store:
        world.score(store)
        for day in (date.fromisoformat(world.BEFORE), date.fromisoformat(world.DAY)):
            evaluate(settings, store, AsOf(day, day), None, lambda _what, _done, _total: None)
        yield store


@pytest.fixture(scope="module")
def asking(stored: Store, settings: Settings) -> TestClient:
    return client_of(create_app(settings, stored))


def ask(asking: TestClient, party: str = A, **parameters: Any) -> Any:
    answer = asking.get(f"/v1/enterprises/{party}/profile", params=DAYS | parameters)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_the_numbers_by_hand(asking: TestClient) -> None:
    answer = ask(asking)["answer"]
    assert [one["role"] for one in answer["exposures"]] == ["borrower", "guarantor"]
    names = ("outstanding_cny", "nominal_cny", "contingent_cny", "covered_cny", "expected_call_cny")
    assert [[one["numbers"][name] for name in names] for one in answer["exposures"]] == [
        [400, 500, 500, 400, 400], [250, 250, 250, 250, 250]
    ]  # fmt: skip
    assert answer["loans"] == {
        "count": 1, "outstanding_cny": 400, "unknown_amounts": 0, "unbalanced": 0, "worst_class": "special_mention",
        "days_past_due": 20, "settled": 0,
    }  # fmt: skip
    assert answer["conduct"] == {
        "open_cases_against": 0,
        "cases": 1,
        "lists": ["dishonest_debtor"],
        "events_12m": 2,
        "events": 2,
    }
    assert (answer["score"]["probability"], answer["score"]["scored_on"]) == (0.09, "2025-12-01")
    assert answer["control"]["controller"]["parties"][0]["name"] == "王建国"
    assert [(one["party"]["name"], one["share_ratio"]) for one in answer["owners"]["holders"]] == [
        ("王建国", 0.7), ("第一担保有限公司", 0.3)
    ]  # fmt: skip


def test_the_facts_with_source_and_day(asking: TestClient) -> None:
    facts = ask(asking)["facts"]
    assert [(one["value"], one["source"], one["recorded_on"]) for one in facts["identifiers"]] == [
        ("A", "pro", "2020-01-02")
    ]
    assert (facts["record"]["registered_capital_cny"], facts["record"]["source"]) == (1000, "pro")
    assert (facts["statement"]["net_assets_cny"], facts["statement"]["recorded_on"]) == (400, "2025-04-30")
    for side, expected in (
        ("guaranteed_by", [("pro:G1", 300, 200, "2024-01-01"), ("pro:G2", 200, 200, "2025-08-01")]),
        ("guarantees_for", [("pro:B", 250, 250, "2024-01-01")]),
    ):
        ties = facts[side]["ties"]
        assert [
            (one["party"]["party_id"], one["contingent_cny"], one["expected_call_cny"], one["starts_on"])
            for one in ties
        ] == expected
        assert facts[side]["tie_count"] == len(expected)
    (loan,) = facts["loans"]
    assert (loan["outstanding_cny"], loan["balance_on"], loan["recorded_on"], loan["lenders"][0]["party_id"]) == (
        400, "2025-09-30", "2025-10-05", "pro:K"
    )  # fmt: skip
    (case,) = facts["cases"]
    assert (case["closed_on"], case["court"], case["source"]) == ("2025-11-01", "杭州市西湖区人民法院", "pro")
    assert [(one["event_id"], one["about"]) for one in facts["events"]] == [("pro:E1", "pro:LA"), ("pro:E2", None)]
    assert [(one["owned"]["party_id"], one["share_ratio"]) for one in facts["holdings"]] == [("pro:C", 1)]
    assert [(one["from_party"]["name"], one["word"]) for one in facts["posts"]] == [("王建国", "legal_representative")]
    assert {one["source"] for one in facts["sources"]} == {"pro"}
    nodes = [(one["party"]["name"], one["side"], one["controls"]) for one in facts["nearest"]["nodes"]]
    assert nodes == [
        (world.NAME, "centre", False), ("第一担保有限公司", "guarantor", False),
        ("第二担保有限公司", "guarantor", False),
        ("乙贸易有限公司", "guaranteed", False), ("王建国", "owner", True), ("第一担保有限公司", "owner", False),
        ("丙物流有限公司", "owned", True),
    ]  # fmt: skip


def test_warnings_have_level_reason_and_evidence(asking: TestClient) -> None:
    found = ask(asking)
    by_rule = {one["rule"]: one for one in found["facts"]["warnings"]}
    listed = next(one for rule, one in by_rule.items() if "dishonest" in rule)
    assert listed["level"] >= 6
    assert listed["level_reason"]["zh"]
    assert any(edge["type"] == "LISTED_ON" for edge in listed["evidence"]["edges"])
    assert found["answer"]["standing"]["level"] >= listed["level"]
    assert found["answer"]["standing"]["warning_count"] == len(by_rule)
    standing = asking.get(f"/v1/enterprises/{A}/standing").json()
    assert found["answer"]["standing"]["level"] == standing["level"]
    assert {(one["rule"], one["level"], one["counts"]) for one in by_rule.values()} == {
        (one["rule"], one["level"], one["counts"]) for one in standing["warnings"]
    }


def test_what_happened_the_newest_first(asking: TestClient) -> None:
    told = [(one["on"], one["kind"]) for one in ask(asking, limit=100)["facts"]["timeline"]]
    assert told == sorted(told, key=lambda one: one[0], reverse=True)
    assert {
        ("2025-12-01", "scored"), ("2025-11-01", "case_closed"), ("2025-09-30", "loan_worse"),
        ("2025-09-20", "event_overdue"), ("2025-09-01", "listed"), ("2025-08-01", "guarantee_received"),
        ("2025-05-10", "case_filed"), ("2025-03-01", "event_call"), ("2024-01-01", "guarantee_given"),
        ("2024-01-01", "loan_drawn"), ("2020-01-01", "stake_in_begun"), ("2020-01-01", "post_in_begun"),
    } <= set(told)  # fmt: skip
    assert ("2025-12-31", "warned") in told


def test_as_it_was_known_then(asking: TestClient) -> None:
    then = ask(asking, **THEN)
    assert (then["answer"]["exposures"][0]["numbers"]["contingent_cny"], then["answer"]["score"]["probability"]) == (
        300, 0.02
    )  # fmt: skip
    assert (then["answer"]["conduct"]["open_cases_against"], then["answer"]["conduct"]["events"]) == (1, 0)
    assert then["answer"]["conduct"]["lists"] == []
    assert not [one for one in then["facts"]["warnings"] if "dishonest" in one["rule"]]
    assert max(one["on"] for one in then["facts"]["timeline"]) <= world.BEFORE
    said = json.dumps(then, ensure_ascii=False)
    for later in ("pro:E2", "pro:GA2", "2025-11-01", "2025-09-01", "2025-10-05"):
        assert later not in said, later
    later = ask(asking, as_of=world.BEFORE)
    assert [one["event_id"] for one in later["facts"]["events"]] == ["pro:E2"], "told since, of a day before"


def test_what_changed_since_a_day(asking: TestClient) -> None:
    since = ask(asking, since=world.BEFORE, limit=100)["since"]
    figures = {one["name"]: (one["before"], one["after"]) for one in since["figures"]}
    expected = {
        "probability": (0.02, 0.09), "borrower.nominal_cny": (300, 500), "borrower.contingent_cny": (300, 500),
        "borrower.covered_cny": (300, 400), "borrower.expected_call_cny": (300, 400), "guarantors": (1, 2),
        "worst_class": ("正常 · normal", "关注 · special mention"), "days_past_due": (0, 20),
        "lists": (None, "失信被执行人 · dishonest debtor"), "open_against": (1, 0),
    }  # fmt: skip
    assert {name: figures[name] for name in expected} == expected
    assert set(figures) - set(expected) <= {"level"}
    facts = {(one["what"], one["section"], one["reference"]) for one in since["facts"]}
    assert {
        ("changed", "loans", "pro:LA"), ("changed", "cases", "(2025)浙0106民初1号"), ("came", "events", "pro:E1"),
        ("came", "events", "pro:E2"), ("came", "guaranteed_by", "pro:GA2"),
    } <= facts  # fmt: skip
    assert ("came", "listings") in {(what, section) for what, section, _ in facts}
    assert since["fact_count"] == len(since["facts"])
    for day in (world.DAY, "2026-01-01"):
        assert asking.get(f"/v1/enterprises/{A}/profile", params=DAYS | {"since": day}).status_code == 422


def test_a_person_and_nobody(asking: TestClient) -> None:
    found = ask(asking, "王建国")
    assert (found["answer"]["kind"], found["answer"]["owners"], found["answer"]["radar"]) == ("person", None, None)
    assert "radar" in {one["section"] for one in found["answer"]["not_applicable"]}
    assert [one["owned"]["party_id"] for one in found["facts"]["holdings"]] == [A]
    assert found["facts"]["identifiers"] == []
    for ending in ("", ".html", ".pdf"):
        answer = asking.get(f"/v1/enterprises/pro:none/profile{ending}", params=DAYS)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_no_identity_number_anywhere(asking: TestClient) -> None:
    for party in (A, "王建国"):
        for ending in ("", ".html"):
            answer = asking.get(f"/v1/enterprises/{party}/profile{ending}", params=DAYS | {"limit": 100})
            assert world.IDENTITY_NUMBER not in answer.text
        pdf = asking.get(f"/v1/enterprises/{party}/profile.pdf", params=DAYS)
        assert world.IDENTITY_NUMBER not in _text(pdf.content)


@pytest.mark.parametrize(("lang", "said"), [("zh", "一企一档"), ("en", "Profile")])
def test_the_file_says_the_same(asking: TestClient, lang: str, said: str) -> None:
    given = DAYS | {"since": world.BEFORE, "lang": lang}
    pdf = asking.get(f"/v1/enterprises/{A}/profile.pdf", params=given)
    assert (pdf.status_code, pdf.headers["content-type"]) == (200, "application/pdf")
    assert pdf.content == asking.get(f"/v1/enterprises/{A}/profile.pdf", params=given).content
    text = "".join(_text(pdf.content).split())
    pages = len(pypdf.PdfReader(io.BytesIO(pdf.content)).pages)
    for one in (said, world.NAME, "第一担保有限公司", "王建国", f"第1页·共{pages}页/page1of{pages}", "2025-10-05"):
        assert one in text, one
    page = asking.get(f"/v1/enterprises/{A}/profile.html", params=given)
    assert page.headers["content-disposition"].startswith("inline")
    policy = page.headers["content-security-policy"].split("; ")
    assert policy[0] == "default-src 'none'"
    assert "script-src" not in page.headers["content-security-policy"]
    assert said in page.text
    assert "<script" not in page.text


def _text(content: bytes) -> str:
    reader = pypdf.PdfReader(io.BytesIO(content))
    return "\n".join(page.extract_text() for page in reader.pages).replace("\u200b", "")
