"""Search as one types and pasted lists, on both databases."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.loading import load_options
from api.settings import Settings
from api.warning import evaluate
from graph.as_of import AsOf
from graph.store import Store
from ingest import load
from tests.api import world
from tests.api.conftest import delivered
from tests.api.described import client_of

pytestmark = pytest.mark.xdist_group("test_search")  # what the module loads is loaded once

CODED, TOLD_TWICE = "91330106MA2CFM2X53", "91330100MA27X3D990"
IDENTITY = "11010519491231002X"
LATE = "绍兴后来纺织有限公司"
FAMOUS = "绍兴柯桥轻纺城"
KNOWN = {"recorded_on": "2023-01-02"}


@pytest.fixture(scope="module")
def store(
    loaded_kind: str, request: pytest.FixtureRequest, settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Store]:
    """The small world and some that are harder to find, its warnings written."""
    files = world.deliver(tmp_path_factory.mktemp("delivery"))
    more = tmp_path_factory.mktemp("more")
    enterprises = [
        {"party_id": CODED, "name": "=HYPERLINK(1)机械", "kind": "guarantee_firm", "region": "浙江省杭州市",
         "industry": "担保", **KNOWN},
        {"party_id": TOLD_TWICE, "name": world.ENTERPRISES["B"], "kind": "company", **KNOWN},
        {"party_id": "LATE", "name": LATE, "kind": "company", "recorded_on": "2025-06-01"},
    ]  # fmt: skip
    columns = ("party_id", "name", "kind", "region", "industry", "recorded_on")
    world.write(more / "enterprises.csv", [{name: row.get(name, "") for name in columns} for row in enterprises])
    world.write(more / "persons.csv", [{"party_id": IDENTITY, "name": "李四", **KNOWN}])
    with delivered(request, files, world.SOURCE) as found:
        load(found, [more], options=load_options(settings, source=world.SOURCE))
        day = date.fromisoformat(world.DAY)
        evaluate(settings, found, AsOf(day, day), None, lambda _what, _done, _total: None)
        yield found


@pytest.fixture(scope="module")
def finding(store: Store, settings: Settings) -> TestClient:
    return client_of(create_app(settings, store))


def typed(client: TestClient, q: str, **more: Any) -> Any:
    answer = client.get("/v1/search", params={"q": q, **more})
    assert answer.status_code == 200, answer.text
    return answer.json()


def ids(found: Any) -> list[str]:
    return [one["party_id"] for one in found["items"]]


def pasted(client: TestClient, *texts: str, **more: Any) -> Any:
    answer = client.post("/v1/search", json={"texts": list(texts)}, params=more)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_hit_says_who_it_is_and_how_it_stands(finding: TestClient) -> None:
    (one,) = typed(finding, "临江")["items"]
    standing = finding.get("/v1/enterprises/firm:A/standing").json()
    assert standing["level"] is not None
    assert one == {
        "party_id": "firm:A", "name": world.ENTERPRISES["A"], "found_as": None, "kind": "company",
        "kind_title": {"zh": "公司", "en": "company"}, "uscc": None, "region": "浙江省", "industry": None,
        "level": standing["level"], "group": one["group"], "circle": one["circle"],
    }  # fmt: skip
    circle = finding.get("/v1/circles").json()["answer"]["circles"][0]
    assert one["circle"] == {"circle_id": circle["circle_id"], "size": 3}


def test_the_group_is_the_one_that_groups_tell(finding: TestClient) -> None:
    (listed,) = finding.get("/v1/groups").json()["answer"]["groups"]
    (one,) = typed(finding, world.ENTERPRISES["C"])["items"]
    assert one["group"] == {"group_id": listed["group_id"], "size": listed["size"]}
    assert typed(finding, world.ENTERPRISES["D"])["items"][0]["group"] is None


def test_names_whole_then_beginnings_then_parts_and_codes(finding: TestClient) -> None:
    assert ids(typed(finding, "杭州")) == ["firm:A", f"cn.uscc:{TOLD_TWICE}", "firm:B"]
    assert ids(typed(finding, "机械")) == [f"cn.uscc:{CODED}", "firm:A"]
    for text in (CODED, CODED.lower(), CODED[:8], f"cn.uscc:{CODED}", f" {CODED} ", "９１３３０１０６MA2CFM2X53"):
        (one,) = typed(finding, text)["items"]
        assert (one["uscc"], one["kind"], one["industry"]) == (CODED, "guarantee_firm", "担保"), text
    assert ids(typed(finding, "没有这样的名称")) == []
    assert ids(typed(finding, "firm:a")) == ["firm:A"]


def test_as_many_as_asked_for(finding: TestClient) -> None:
    found = typed(finding, "编号", limit=3)
    assert (ids(found), found["truncated"]) == (["firm:N01", "firm:N02", "firm:N03"], True)
    found = typed(finding, "编号", limit=100)
    assert (len(found["items"]), found["truncated"]) == (world.NUMBERED, False)
    assert finding.get("/v1/search", params={"q": "编号", "limit": 101}).status_code == 422


def test_persons_by_their_whole_number_alone(finding: TestClient, store: Store) -> None:
    rows = store.rows("MATCH (p:Person {name: '李四'}) RETURN p.party_id AS party_id")
    hashed = rows[0]["party_id"]
    (one,) = typed(finding, hashed)["items"]
    assert (one["name"], one["kind"], one["kind_title"]["en"]) == ("李四", "person", "natural person")
    assert ids(typed(finding, "firm:P")) == ["firm:P"]
    for text in ("李四", "王建国", hashed[:-1], IDENTITY, IDENTITY[:12], hashed.removeprefix("cn.ric:")):
        assert ids(typed(finding, text)) == [], text
    lines = pasted(finding, "李四", hashed, IDENTITY, "firm:P")["lines"]
    assert [(one["found"], one["by"]) for one in lines] == [
        ("none", None), ("one", "party_id"), ("none", None), ("one", "party_id"),
    ]  # fmt: skip
    assert IDENTITY not in str(lines)


def test_a_circle_by_its_identity(finding: TestClient) -> None:
    (circle_id,) = {one["circle"]["circle_id"] for one in typed(finding, "临江")["items"]}
    for text in (circle_id, circle_id[:12]):
        found = typed(finding, text)
        assert found["circles"] == [
            {"circle_id": circle_id, "size": 3, "nominal_cny": 16_000_000.0,
             "names": [world.ENTERPRISES[one] for one in "ABC"]}
        ]  # fmt: skip
        assert found["items"] == []
    assert [one["size"] for one in typed(finding, "circle:")["circles"]] == [3, 2]
    assert [one["size"] for one in typed(finding, "circle:", as_of="2022-12-31")["circles"]] == []


def test_it_is_found_from_the_day_on_which_it_is_known(finding: TestClient) -> None:
    assert ids(typed(finding, LATE)) == ["firm:LATE"]
    assert ids(typed(finding, LATE, known_at="2025-05-31")) == []
    assert ids(typed(finding, "firm:LATE", known_at="2025-05-31")) == []
    told = pasted(finding, LATE, "firm:LATE", known_at="2025-05-31")["lines"]
    assert [one["found"] for one in told] == ["none", "none"]


def test_every_line_of_a_list_is_answered_in_order(finding: TestClient) -> None:
    texts = [
        world.ENTERPRISES["A"], "没有这样的名称", CODED, world.ENTERPRISES["B"], "编号", "firm:A", "", "临江机械",
        "没有这样的名称",
    ]  # fmt: skip
    answer = pasted(finding, *texts)
    told = [(one["line"], one["found"], one["by"], one["repeats"]) for one in answer["lines"]]
    assert told == [
        (1, "one", "name", None),
        (2, "none", None, None),
        (3, "one", "uscc", None),
        (4, "candidates", "name", None),
        (5, "candidates", "part", None),
        (6, "one", "party_id", 1),
        (7, "none", None, None),
        (8, "candidates", "part", None),
        (9, "none", None, 2),
    ]
    lines = answer["lines"]
    assert [one["party_id"] for one in lines[3]["parties"]] == [f"cn.uscc:{TOLD_TWICE}", "firm:B"]
    assert (len(lines[4]["parties"]), lines[4]["truncated"]) == (5, True)
    assert [one["party_id"] for one in lines[7]["parties"]] == ["firm:A"]
    assert answer["counts"] == {"one": 3, "candidates": 3, "none": 3, "repeated": 2}
    assert [one["text"] for one in lines] == texts


def test_a_thousand_lines_and_no_more(finding: TestClient) -> None:
    answer = pasted(finding, *(f"没有{number}" for number in range(150)), *["firm:A"] * 850)
    assert len(answer["lines"]) == 1_000
    assert answer["counts"] == {"one": 850, "candidates": 0, "none": 150, "repeated": 849}
    assert answer["by_beginning"] == 50
    assert finding.post("/v1/search", json={"texts": ["A"] * 1_001}).status_code == 422
    assert finding.post("/v1/search", json={"texts": []}).status_code == 422
    assert finding.post("/v1/search", json={"texts": ["A"], "text": "B"}).status_code == 422


def test_what_stands_in_a_name_is_text(finding: TestClient) -> None:
    (one,) = typed(finding, "=HYPERLINK")["items"]
    assert one["name"] == "=HYPERLINK(1)机械"


def test_a_party_of_two_identities_is_one_hit(finding: TestClient, store: Store, settings: Settings) -> None:
    merged = f"cn.uscc:{TOLD_TWICE}"
    store.run("MATCH (p:Party {party_id: $one}) SET p.canonical_id = 'firm:B', p.name = $name",
              {"one": merged, "name": FAMOUS})  # fmt: skip
    try:
        own = settings.model_copy(update={"cache_folder": settings.cache_folder / "own"})
        client = client_of(create_app(own, store))
        (one,) = typed(client, TOLD_TWICE)["items"]
        assert (one["party_id"], one["name"], one["found_as"]) == ("firm:B", world.ENTERPRISES["B"], FAMOUS)
        assert one["uscc"] == TOLD_TWICE
        assert one["level"] == client.get("/v1/enterprises/firm:B/standing").json()["level"]
        told = pasted(client, world.ENTERPRISES["B"], TOLD_TWICE)["lines"]
        assert [(line["found"], line["repeats"]) for line in told] == [("one", None), ("one", 1)]
    finally:
        store.run("MATCH (p:Party {party_id: $one}) SET p.canonical_id = $one, p.name = $name",
                  {"one": merged, "name": world.ENTERPRISES["B"]})  # fmt: skip
