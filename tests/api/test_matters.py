"""Matters over the API: who may act, what is refused with which code, lists, and the case file."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.security.keys import KeyFile
from api.settings import Settings
from api.warning import evaluate
from graph.as_of import AsOf
from tests.api import world
from tests.api.conftest import delivered
from tests.api.described import client_of

pytestmark = pytest.mark.xdist_group("test_matters")

TODAY = date.today()
Headers = dict[str, str]


class Desk:
    """Officers with keys of their own before one API."""

    def __init__(self, client: TestClient, keys: KeyFile) -> None:
        self.client = client
        self._keys = {name: keys.create(name, may_write=name != "reader").secret for name in ("wang", "li", "reader")}

    def get(self, path: str, actor: str = "reader", **parameters: Any) -> Any:
        answer = self.client.get(path, params=parameters, headers=self.headers(actor))
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, path: str, actor: str = "wang", **body: Any) -> tuple[int, Any]:
        answer = self.client.post(path, json=body, headers=self.headers(actor))
        return answer.status_code, answer.json()

    def act(self, matter: Any, kind: str, actor: str = "wang", **more: Any) -> tuple[int, Any]:
        """On the matter as it stands now."""
        seen = self.get(f"/v1/matters/{matter['matter_id']}")["seq"]
        return self.post(f"/v1/matters/{matter['matter_id']}/acts", actor, **{"kind": kind, "seen": seen} | more)

    def headers(self, actor: str) -> Headers:
        return {"Authorization": f"Bearer {self._keys[actor]}"}


@pytest.fixture
def desk(
    loaded_kind: str, request: pytest.FixtureRequest, settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Desk]:
    own = settings.model_copy(update={"api_keys_file": tmp_path_factory.mktemp("keys") / "keys.json"})
    with delivered(request, world.deliver(tmp_path_factory.mktemp("matters")), world.SOURCE) as store:
        day = date.fromisoformat(world.DAY)
        evaluate(own, store, AsOf(day, day), None, lambda _what, _done, _total: None)
        yield Desk(client_of(create_app(own, store)), KeyFile(own.api_keys_file))


def one(desk: Desk, rule: str = "guarantee_circle", party: str = "firm:A") -> Any:
    (matter,) = desk.get("/v1/matters", rule=rule, party_id=party)["items"]
    return matter


def test_a_matter_from_its_finding_to_its_end(desk: Desk) -> None:
    listed = desk.get("/v1/matters", limit=2)
    assert listed["total"] == desk.get("/v1/signals")["total"] > 2
    assert listed["next_cursor"]
    matter = one(desk)
    assert (matter["state"], matter["seq"], matter["title"]["zh"]) == ("new", 1, "担保圈")
    (finding,) = desk.get(f"/v1/matters/{matter['matter_id']}/case-file")["findings"]
    assert "{zh} · {en}".format(**matter["level_reason"]) == finding["level_reason"]
    for kind, more, state in (
        ("see", {}, "seen"),
        ("assign", {"to": "li"}, "seen"),
        ("note", {"note": "已电话核实"}, "seen"),
        ("confirm", {"note": "属实"}, "confirmed"),
        ("open_case", {}, "case"),
        ("close", {"reason": "担保已解除"}, "closed"),
        ("reopen", {"reason": "合同仍在"}, "seen"),
    ):
        status, told = desk.act(matter, kind, **more)
        assert (status, told["state"]) == (201, state), told
    assert [act["kind"] for act in told["history"]][:3] == ["found", "see", "assign"]
    assert {act["actor"] for act in told["history"]} == {"rules@ringfence", "wang"}
    assert (told["assigned_to"], told["seq"]) == ("li", 8)
    assert desk.get(f"/v1/matters/{matter['signal_id']}") == told
    signals = desk.get("/v1/signals", rule="guarantee_circle", party_id="firm:A")["items"]
    assert [(row["status"], row["matter_id"]) for row in signals] == [("seen", matter["matter_id"])]
    assert [row["matter_id"] for row in desk.get("/v1/matters", assigned_to="li")["items"]] == [matter["matter_id"]]


def test_pages_do_not_mix_what_officers_changed_between_them(desk: Desk) -> None:
    first = desk.get("/v1/matters", limit=2)
    assert desk.act(first["items"][0], "see")[0] == 201
    late = desk.client.get(
        "/v1/matters", params={"limit": 2, "cursor": first["next_cursor"]}, headers=desk.headers("reader")
    )
    assert (late.status_code, late.json()["code"]) == (409, "stale_cursor")
    assert {row["state"] for row in desk.get("/v1/matters", state="seen")["items"]} == {"seen"}


def test_what_is_refused_says_why(desk: Desk) -> None:
    matter = one(desk)
    acts = f"/v1/matters/{matter['matter_id']}/acts"
    refused = {
        "reader": desk.post(acts, "reader", kind="see", seen=1),
        "stale": desk.post(acts, kind="see", seen=7),
        "impossible": desk.post(acts, kind="approve", seen=1),
        "no reason": desk.post(acts, kind="dismiss", seen=1),
        "of the rules": desk.post(acts, kind="found", seen=1),
        "unknown field": desk.post(acts, kind="see", seen=1, state="closed"),
        "not seen": desk.post(acts, kind="see"),
        "past": desk.post(acts, kind="snooze", seen=1, until="2020-01-01"),
        "no matter": desk.post("/v1/matters/matter:0/acts", kind="see", seen=1),
    }
    assert {name: (status, body["code"]) for name, (status, body) in refused.items()} == {
        "reader": (403, "forbidden"), "stale": (409, "act_conflict"), "impossible": (409, "act_refused"),
        "no reason": (422, "usage"), "of the rules": (422, "usage"), "unknown field": (422, "usage"),
        "not seen": (422, "usage"), "past": (422, "usage"), "no matter": (404, "not_found"),
    }  # fmt: skip
    assert refused["impossible"][1]["details"]["possible"] == ["see", "confirm", "dismiss", "snooze", "assign", "note"]
    assert desk.get(f"/v1/matters/{matter['matter_id']}")["seq"] == 1
    assert desk.act(matter, "see", "li")[0] == 201
    status, told = desk.post(acts, kind="confirm", seen=1)
    assert (status, [act["actor"] for act in told["details"]["meanwhile"]]) == (409, ["li"])


def test_four_eyes_for_a_party_on_the_black_list(desk: Desk) -> None:
    matter = one(desk)
    assert matter["level"] < 6
    status, entry = desk.post("/v1/list-entries", list="black", party="firm:A", reason="涉嫌骗贷")
    assert (status, entry["actor"], entry["expires_on"], entry["holds"]) == (201, "wang", None, True)
    assert (one(desk)["level"], one(desk)["blacklisted"]) == (6, True)
    assert desk.act(matter, "dismiss", reason="误报")[1]["state"] == "closing"
    (waiting,) = desk.get("/v1/matters", state="closing")["items"]
    assert (waiting["asked"], waiting["asked_by"]) == ("dismissed", "wang")
    status, told = desk.act(matter, "approve", "wang")
    assert (status, told["code"], told["details"]) == (403, "forbidden", {"asked_by": "wang"})
    status, told = desk.act(matter, "approve", "li")
    assert (status, told["state"], told["outcome"]) == (201, "dismissed", "误报")
    assert matter["matter_id"] not in {row["matter_id"] for row in desk.get("/v1/matters")["items"]}
    end = f"/v1/list-entries/{entry['entry_id']}/end"
    assert desk.post(end, "wang", reason="已澄清")[0] == 403
    assert desk.post(end, "li", reason="已澄清")[1]["ended_by"] == "li"
    assert desk.post(end, "li", reason="已澄清")[0] == 409


def test_a_white_list_holds_back_until_it_expires(desk: Desk) -> None:
    matter, until = one(desk), TODAY + timedelta(days=30)
    wanted = {"list": "white", "party": world.ENTERPRISES["A"], "reason": "集团内互保", "rule": "guarantee_circle"}
    assert desk.post("/v1/list-entries", **wanted)[0] == 422  # without an end
    assert desk.post("/v1/list-entries", "reader", **wanted, expires_on=until.isoformat())[0] == 403
    assert desk.post("/v1/list-entries", **wanted, expires_on=until.isoformat())[0] == 201

    def shown(day: date, waiting: bool) -> list[bool]:
        rows = desk.get("/v1/matters", rule="guarantee_circle", party_id="firm:A", on=day.isoformat(), waiting=waiting)[
            "items"
        ]
        return [row["held_back"] for row in rows]

    assert shown(TODAY, waiting=False) == []
    assert shown(TODAY, waiting=True) == [True]
    assert shown(until, waiting=False) == [False]
    assert one(desk, "multi_guaranteed", "firm:F")["held_back"] is False
    assert desk.get(f"/v1/matters/{matter['matter_id']}")["lists"][0]["reason"] == "集团内互保"
    entries = desk.get("/v1/list-entries", list="white", in_force_on=TODAY.isoformat())["items"]
    assert [entry["party_id"] for entry in entries] == ["firm:A"]
    assert desk.get("/v1/list-entries", in_force_on=until.isoformat())["items"] == []


class References(HTMLParser):
    """Whatever a page would fetch or run."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [f"{tag} {name}" for name, _ in attrs if name in ("src", "href", "srcset", "action", "data")]
        self.found += [tag] if tag in ("script", "link", "iframe", "object", "img", "base", "form") else []

    def handle_data(self, data: str) -> None:
        self.text.append(data)


@pytest.mark.parametrize(("lang", "words"), [("zh", ("预警处置档案", "排除")), ("en", ("Case file", "dismiss"))])
def test_the_case_file_as_a_page_and_as_a_document(desk: Desk, lang: str, words: tuple[str, ...]) -> None:
    matter = one(desk)
    desk.act(matter, "dismiss", reason="<script>alert('x')</script> & 误报")
    told = desk.get(f"/v1/matters/{matter['matter_id']}/case-file", "li")
    assert (told["exported_by"], told["format"]) == ("li", "ringfence-case-file-1")
    assert told["findings"][0]["evidence"]["edges"]
    assert told["rule"]["title"]["en"] == "Guarantee circle"
    answer = desk.client.get(
        f"/v1/matters/{matter['matter_id']}/case-file.html", params={"lang": lang}, headers=desk.headers("li")
    )
    assert answer.status_code == 200
    assert re.fullmatch(rf'attachment; filename="matter-\w+\.{lang}\.html"', answer.headers["content-disposition"])
    page = References()
    page.feed(answer.text)
    shown = " ".join(page.text)
    assert page.found == []
    assert not re.search(r"https?://|@import|url\(", answer.text)
    for word in (*words, "<script>alert('x')</script> & 误报", world.ENTERPRISES["A"], "firm:AB", "wang"):
        assert word in shown, word


def test_without_keys_everybody_reads_and_nobody_acts(
    desk: Desk, settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> None:
    app = desk.client.app
    own = settings.model_copy(update={"api_keys_file": tmp_path_factory.mktemp("none") / "keys.json"})
    client = client_of(create_app(own, app.state.asking.store))  # type: ignore[attr-defined]
    (matter, *_) = client.get("/v1/matters").json()["items"]
    refused = client.post(f"/v1/matters/{matter['matter_id']}/acts", json={"kind": "see", "seen": 1})
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    entry = client.post("/v1/list-entries", json={"list": "black", "party": "firm:A", "reason": "x"})
    assert entry.status_code == 403


def test_parties_stand_by_all_their_matters_together(desk: Desk) -> None:
    first = desk.get("/v1/standings", limit=1)
    whole = desk.get("/v1/standings")
    assert (whole["total"], whole["truncated"], whole["next_cursor"]) == (len(whole["items"]), False, None)
    second = desk.get("/v1/standings", limit=1, cursor=first["next_cursor"])
    assert first["items"] + second["items"] == whole["items"][:2]
    levels = [party["level"] for party in whole["items"]]
    assert levels == sorted(levels, reverse=True)
    matters = {row["matter_id"]: row for row in desk.get("/v1/matters", limit=1000)["items"]}
    told = {w["matter_id"]: w for party in whole["items"] for w in party["warnings"]}
    assert told.keys() == matters.keys()
    assert {w["level"] for w in told.values()} == {row["level"] for row in matters.values()}
    for party in whole["items"]:
        counted = [w for w in party["warnings"] if w["counts"]]
        assert party["level"] - counted[0]["level"] == (len(counted) > 1)
    circle = told[one(desk)["matter_id"]]
    assert desk.get(circle["links"]["matter"])["signal_id"] == circle["signal_id"]
    assert desk.get("/v1/standings", level=8)["total"] == levels.count(8)
    families = {w["family"] for w in told.values()}
    for family in families:
        rows = desk.get("/v1/standings", family=family)["items"]
        assert rows == [party for party in whole["items"] if family in {w["family"] for w in party["warnings"]}]
    staged = desk.get("/v1/standings", stage="pre_loan")["items"]
    assert staged == [party for party in whole["items"] if any("pre_loan" in w["stages"] for w in party["warnings"])]
    assert desk.client.get("/v1/standings", params={"family": "x"}, headers=desk.headers("li")).status_code == 422
    assert desk.act(circle, "dismiss", reason="误报")[0] == 201
    stale = desk.client.get(
        "/v1/standings", params={"limit": 1, "cursor": first["next_cursor"]}, headers=desk.headers("reader")
    )
    assert (stale.status_code, stale.json()["code"]) == (409, "stale_cursor")


def test_the_standing_of_one_party_has_its_evidence(desk: Desk) -> None:
    (listed,) = [one for one in desk.get("/v1/standings")["items"] if one["party_id"] == "firm:A"]
    alone = desk.get("/v1/enterprises/firm:A/standing")
    assert {name: alone[name] for name in ("level", "reason", "name", "kind")} == {
        name: listed[name] for name in ("level", "reason", "name", "kind")
    }
    assert [{n: v for n, v in w.items() if n != "evidence"} for w in alone["warnings"]] == listed["warnings"]
    assert any(w["evidence"]["edges"] for w in alone["warnings"])
    desk.post(
        "/v1/list-entries", list="white", party="firm:A", reason="已另行管理", expires_on=str(TODAY + timedelta(9))
    )
    left = {w["level"] for w in desk.get("/v1/enterprises/firm:A/standing")["warnings"]}
    assert all(level >= 6 for level in left)
    assert desk.get("/v1/enterprises/firm:A/standing", waiting=True)["level"] == alone["level"]
    unknown = desk.client.get("/v1/enterprises/firm:NOBODY/standing", headers=desk.headers("reader"))
    assert (unknown.status_code, unknown.json()["code"]) == (404, "not_found")


def test_standings_of_a_portfolio(desk: Desk) -> None:
    status, _ = desk.post("/v1/portfolios", name="重点", parties=["firm:A", "firm:B"])
    assert status == 200
    found = desk.get("/v1/standings", portfolio="重点")["items"]
    assert {one["party_id"] for one in found} == {"firm:A", "firm:B"}
