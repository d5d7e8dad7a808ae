"""The answers of the API on the small world, on both databases."""

from datetime import date
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.asking import Asking
from api.observe.metrics import Metrics
from api.settings import Settings
from graph.as_of import AsOf
from graph.ask import Answer, ask
from graph.store import Store
from tests.api import world
from tests.api.described import client_of

pytestmark = pytest.mark.xdist_group("test_questions")  # what the module loads is loaded once


def get(client: TestClient, address: str, **parameters: Any) -> Any:
    answer = client.get(f"/v1{address}", params=parameters)
    assert answer.status_code == 200, answer.text
    return answer.json()


def items(client: TestClient, address: str, *fields: str, **parameters: Any) -> list[Any]:
    rows = get(client, address, **parameters)["items"]
    return [row[fields[0]] if len(fields) == 1 else tuple(row[field] for field in fields) for row in rows]


def test_search_finds_part_of_a_name(client: TestClient) -> None:
    found = get(client, "/enterprises", q="临江")
    assert [(one["party_id"], one["name"], one["region"]) for one in found["items"]] == [
        ("firm:A", world.ENTERPRISES["A"], "浙江省")
    ]
    assert (found["total"], found["truncated"], found["next_cursor"]) == (1, False, None)
    assert (found["as_of"], found["version"] > 0) == (world.DAY, True)
    assert items(client, "/enterprises", "name", q="没有这样的名称") == []


def test_profile(client: TestClient) -> None:
    party = get(client, "/enterprises/firm:A")["party"]
    assert (party["name"], party["kind"]) == (world.ENTERPRISES["A"], "company")
    assert (party["guarantees_given"], party["guarantees_received"], party["loans"]) == (2, 1, 1)
    assert party["record"]["region"] == "浙江省"
    by_name = get(client, f"/enterprises/{world.ENTERPRISES['A']}")["party"]
    assert by_name == party


def test_a_number_with_a_slash_is_one_party(client: TestClient) -> None:
    address = f"/enterprises/{quote(f'firm:{world.ABROAD}', safe='')}"
    assert get(client, address)["party"]["party_id"] == f"firm:{world.ABROAD}"
    assert get(client, f"{address}/neighbourhood")["nodes"][0]["id"] == f"firm:{world.ABROAD}"
    assert items(client, f"{address}/guarantees/given", "debtor_id") == []
    assert client.get("/v1/enterprises/firm:A/nothing%2Fhere").json()["code"] == "unknown_address"


def test_a_name_of_two_characters_is_a_name(client: TestClient) -> None:
    assert get(client, "/enterprises/王伟")["party"]["party_id"] == "firm:Q"
    assert get(client, "/paths", **{"from": "王伟", "to": "firm:N25"})["paths"]


def test_facts_follow_the_day(client: TestClient) -> None:
    assert get(client, "/enterprises/firm:A", as_of="2023-06-30")["party"]["guarantees_received"] == 2
    assert get(client, "/enterprises/firm:A", known_at="2023-01-01")["party"]["guarantees_received"] == 0
    assert items(client, "/guarantees/mutual", "party_id", as_of="2022-12-31") == []


def test_guarantees_given_and_received(client: TestClient) -> None:
    assert items(client, "/enterprises/firm:A/guarantees/given", "debtor_id", "cap_cny") == [
        ("firm:B", 8_000_000.0),
        ("firm:F", 4_000_000.0),
    ]
    assert items(client, "/enterprises/firm:A/guarantees/received", "guarantor_id", "ends_on") == [
        ("firm:C", "2026-12-31")
    ]


def test_multi_guaranteed(client: TestClient) -> None:
    (found,) = get(client, "/guarantees/multi-guaranteed")["items"]
    assert (found["party_id"], found["guarantors"], found["amount_cny"]) == ("firm:F", 3, 12_000_000.0)
    assert [firm["party_id"] for firm in found["firms"]] == ["firm:A", "firm:B", "firm:D"]
    assert items(client, "/guarantees/multi-guaranteed", "party_id", minimum=4) == []


def test_circles_and_mutual(client: TestClient) -> None:
    assert items(client, "/guarantees/circles", "members", "amount_cny") == [
        (["firm:A", "firm:B", "firm:C"], 16_000_000.0),
        (["firm:D", "firm:E"], 3_000_000.0),
    ]
    assert items(client, "/guarantees/mutual", "party_id", "other_id", "amount_cny", "amount_back_cny") == [
        ("firm:D", "firm:E", 2_000_000.0, 1_000_000.0)
    ]


def test_chain_with_its_whole(client: TestClient) -> None:
    chain = get(client, "/enterprises/firm:A/guarantee-chain")
    assert [(row["hop"], row["party_id"], row["outstanding_cny"]) for row in chain["items"]] == [
        (1, "firm:B", 6_000_000.0),
        (1, "firm:F", 7_000_000.0),
        (2, "firm:C", 5_000_000.0),
    ]
    assert chain["whole"] == {"loans": 3, "amount_cny": 20_000_000.0, "parties": 3, "hops": 2}
    assert get(client, "/enterprises/firm:A/guarantee-chain", depth=1)["whole"]["parties"] == 2


def test_exposures_of_a_lender(client: TestClient) -> None:
    assert items(client, "/lenders/firm:K/exposures", "borrower_id", "outstanding_cny", "without_balance") == [
        ("firm:A", 10_000_000.0, 1),
        ("firm:F", 7_000_000.0, 0),
        ("firm:B", 6_000_000.0, 1),
        ("firm:C", 5_000_000.0, 1),
    ]
    by_guarantor = items(client, "/lenders/firm:K/exposures", "guarantor_id", "outstanding_cny", by="guarantor")
    assert by_guarantor[0] == ("firm:A", 13_000_000.0)
    assert items(client, "/lenders/firm:K/loans", "loan_id") == ["firm:LA", "firm:LF", "firm:LB", "firm:LC"]


def test_owners_listings_and_alerts(client: TestClient) -> None:
    assert items(client, "/enterprises/firm:A/shareholders", "owner_id", "share_ratio") == [("firm:P", 0.6)]
    assert items(client, "/enterprises/firm:D/listings", "list", "listed_on") == [("dishonest_debtor", "2025-03-01")]
    assert items(client, "/enterprises/firm:F/guarantors/alerts", "guarantor_id", "lists") == [
        ("firm:D", ["dishonest_debtor"])
    ]
    assert items(client, "/enterprises/firm:D/cases", "case_no") == []


def test_equity_tree(client: TestClient) -> None:
    tree = get(client, "/enterprises/firm:C/equity-tree")
    rows = [(row["depth"], row["party_id"], row["path_ratio"]) for row in tree["answer"]["items"]]
    assert rows[1:] == [(1, "firm:B", 1.0), (2, "firm:A", 0.4), (3, "firm:P", 0.24)]
    assert tree["truncated"] is False
    down = get(client, "/enterprises/firm:P/equity-tree", direction="down", depth=1)
    assert [row["party_id"] for row in down["answer"]["items"]][1:] == ["firm:A"]
    assert (down["answer"]["items"][1]["children"], down["truncated"]) == (1, False)


def test_equity_tree_says_when_owners_are_left_out(client: TestClient) -> None:
    whole = get(client, "/enterprises/firm:N25/equity-tree")
    assert (whole["answer"]["total"], whole["truncated"]) == (4, False)
    capped = get(client, "/enterprises/firm:N25/equity-tree", per_party=2)
    assert (capped["answer"]["total"], capped["truncated"]) == (3, True)
    assert capped["answer"]["items"][0]["children"] == 3
    assert [one["more"] for one in capped["certainty"]["left_out"]] == [1]


def test_what_is_usual_bows_to_the_operator(loaded: Store, settings: Settings) -> None:
    tight = settings.model_copy(update={"max_nodes": 3, "max_depth": 2})
    client = client_of(create_app(tight, loaded))
    around = get(client, "/enterprises/firm:A/neighbourhood")
    assert (len(around["nodes"]), around["truncated"]) == (3, True)
    tree = get(client, "/enterprises/firm:C/equity-tree")["answer"]["items"]
    assert {row["depth"] for row in tree} == {0, 1, 2}
    assert get(client, "/paths", **{"from": "firm:P", "to": "firm:C", "kinds": "OWNS"})["paths"] == []


def test_neighbourhood_is_capped_and_says_so(client: TestClient) -> None:
    around = get(client, "/enterprises/firm:F/neighbourhood", kinds="guarantees")
    assert sorted(node["id"] for node in around["nodes"]) == ["firm:A", "firm:B", "firm:D", "firm:F"]
    assert {(tie["source"], tie["target"]) for tie in around["ties"]} == {
        ("firm:A", "firm:F"), ("firm:B", "firm:F"), ("firm:D", "firm:F")
    }  # fmt: skip
    assert (around["truncated"], around["left_out"]) == (False, [])
    assert get(client, "/enterprises/firm:F/neighbourhood", kinds=",") == get(
        client, "/enterprises/firm:F/neighbourhood"
    )
    capped = get(client, "/enterprises/firm:F/neighbourhood", kinds="guarantees", per_kind=1)
    assert capped["left_out"] == [{"id": "firm:F", "kind": "GUARANTEES", "shown": 1, "total": 3}]
    assert capped["truncated"] is True


def test_neighbourhood_never_has_more_nodes_than_asked_for(client: TestClient) -> None:
    around = get(client, "/enterprises/firm:A/neighbourhood", depth=3, max_nodes=4)
    assert len(around["nodes"]) == 4
    known = {node["id"] for node in around["nodes"]}
    assert all({tie["source"], tie["target"]} <= known for tie in around["ties"])
    assert around["truncated"] is True
    assert around["nodes"][0] == {
        "id": "firm:A", "label": "Enterprise", "name": world.ENTERPRISES["A"], "hop": 0
    }  # fmt: skip


def test_ties_of_deeper_nodes_are_not_counted_as_left_out(client: TestClient) -> None:
    around = get(client, "/enterprises/firm:A/neighbourhood", depth=3, kinds="GUARANTEES")
    assert around["left_out"] == []
    assert around["truncated"] is False


def test_paths(client: TestClient) -> None:
    found = get(client, "/paths", **{"from": "firm:P", "to": "firm:C", "kinds": "OWNS"})
    assert [path["party_ids"] for path in found["paths"]] == [["firm:P", "firm:A", "firm:B", "firm:C"]]
    assert {tie["kind"] for tie in found["ties"]} == {"OWNS"}
    every = get(client, "/paths", **{"from": "firm:A", "to": "firm:F", "which": "all", "max_length": 2})
    assert len(every["paths"]) >= 2
    assert get(client, "/paths", **{"from": "firm:A", "to": "firm:N01"})["paths"] == []


def test_a_tie_on_several_paths_is_drawn_once(client: TestClient) -> None:
    found = get(client, "/paths", **{"from": "firm:A", "to": "firm:F", "which": "all", "kinds": "GUARANTEES"})
    assert len(found["paths"]) == 3
    drawn = [(tie["source"], tie["target"], tie["properties"]["guarantee_id"]) for tie in found["ties"]]
    assert sorted(drawn) == sorted(set(drawn))
    assert ("firm:B", "firm:F", "firm:BF") in drawn
    assert all("hop" not in tie["properties"] for tie in found["ties"])


def test_equal_stakes_of_one_owner_are_two(client: TestClient) -> None:
    around = get(client, "/enterprises/firm:N25/neighbourhood", kinds="OWNS")
    assert [tie["properties"] for tie in around["ties"] if tie["source"] == "firm:D"] == [{"share_ratio": 0.1}] * 2
    assert (around["left_out"], around["truncated"]) == ([], False)
    (path,) = get(client, "/paths", **{"from": "firm:D", "to": "firm:N25", "kinds": "OWNS"})["paths"]
    assert len(path["ties"]) == 2


def test_signals_have_reason_and_evidence(client: TestClient) -> None:
    found = get(client, "/signals")
    levels = [one["level"] for one in found["items"]]
    assert levels == sorted(levels, reverse=True)
    circle = next(one for one in found["items"] if one["rule"] == "guarantee_circle")
    assert circle["title"]["zh"]
    assert circle["level_reason"]
    assert circle["evidence"]["edges"][0]["type"] == "GUARANTEES"
    (about,) = get(client, "/signals", party_id="firm:D", rule="dishonest_guarantor")["items"]
    assert about["party_id"] == "firm:D"
    (listed,) = [edge for edge in about["evidence"]["edges"] if edge["type"] == "LISTED_ON"]
    assert (listed["valid_from"], listed["valid_to"]) == ("2025-03-01", None)  # an open end, as everywhere
    assert get(client, "/signals", as_of="2022-01-01")["total"] == 0
    assert {one["rule"] for one in found["items"]} <= {one["rule"] for one in get(client, "/signals/rules")["items"]}


@pytest.mark.parametrize(
    ("address", "limit"),
    [("/enterprises?q=编号", 4), ("/lenders/firm:K/loans", 1), ("/signals", 3), ("/guarantees/circles", 1)],
)
def test_pages_cover_the_whole_without_gaps(address: str, limit: int, client: TestClient) -> None:
    separator = "&" if "?" in address else "?"
    whole = client.get(f"/v1{address}{separator}limit=1000").json()
    collected: list[Any] = []
    cursor = ""
    while True:
        page = client.get(f"/v1{address}{separator}limit={limit}{cursor}").json()
        collected += page["items"]
        assert page["total"] == whole["total"]
        if page["next_cursor"] is None:
            break
        assert len(page["items"]) == limit
        cursor = f"&cursor={page['next_cursor']}"
    assert collected == whole["items"]
    assert len(collected) == whole["total"] > limit


def test_answers_are_kept_within_bounds(loaded: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def asked(_store: Store, name: str, parameters: dict[str, Any], **_how: Any) -> Answer:
        read.append(parameters["text"])
        return Answer(("name",), [{"name": "x"}] * 40, truncated=False)

    monkeypatch.setattr("api.asking.ask", asked)
    monkeypatch.setattr("api.asking.KEPT_ROWS_IN_ALL", 100)
    asking, day = Asking(loaded, settings, Metrics()), date.fromisoformat(world.DAY)
    for text in ("a", "b", "a", "c", "a", "b"):
        asking.answer("enterprise/search", {"text": text}, AsOf(day, day), version=1)
    assert read == ["a", "b", "c", "b"]


def test_numbered_enterprises_are_all_found(client: TestClient) -> None:
    assert get(client, "/enterprises", q="编号")["total"] == world.NUMBERED


def test_a_search_that_saw_everything_is_not_truncated(loaded: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    day = date.fromisoformat(world.DAY)
    monkeypatch.setattr("graph.ask.search.MOST_CANDIDATES", world.NUMBERED)
    found = ask(loaded, "enterprise/search", {"text": "编号"}, at=AsOf(day, day), limit=60)
    assert (len(found.rows), found.truncated) == (world.NUMBERED, False)
    monkeypatch.setattr("graph.ask.search.AT_LEAST", 1)
    monkeypatch.setattr("graph.ask.search.MOST_CANDIDATES", 3)
    assert ask(loaded, "enterprise/search", {"text": "编号"}, at=AsOf(day, day), limit=2).truncated


def test_long_answers_are_compressed(client: TestClient) -> None:
    answer = client.get("/v1/enterprises", params={"q": "有限公司"})
    assert answer.headers["content-encoding"] == "gzip"
