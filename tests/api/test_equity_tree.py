"""The equity tree in four levels, on a world worked out by hand, on both databases."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api import analysing
from api.analysing import Analysing
from api.loading import load_options
from api.settings import read_settings
from graph.as_of import AsOf
from graph.ask import Answer
from graph.ask import ask as ask_rows
from graph.errors import StoreConflict
from graph.explain.ownership.tree import ROWS, Direction, TreeAsked, equity_tree
from graph.regimes.catalogue import regime
from graph.store import Store
from ingest import load
from tests.api import ownership_world as world
from tests.api.ownership_answers import ask, get, names, one_change, short

pytestmark = pytest.mark.xdist_group("test_equity_tree")  # what it loads is loaded once for each database
DAY = date.fromisoformat(world.DAY)


@pytest.fixture
def client(owners_client: TestClient) -> TestClient:
    """Over the world of owners."""
    return owners_client


def tree(client: TestClient, party: str, **parameters: Any) -> Any:
    return ask(client, party, "equity-tree", **parameters)


def rows(found: Any, *fields: str) -> list[tuple[Any, ...]]:
    """Below the root: short name, then the fields."""
    return [
        (row["party_id"].removeprefix("own:"), *(row[field] for field in fields))
        for row in found["answer"]["items"][1:]
    ]


def listed(parties: Any) -> list[str]:
    return [party["party_id"].removeprefix("own:") for party in parties]


def test_up_with_who_controls_whom(client: TestClient) -> None:
    found = tree(client, "T")
    assert rows(found, "share_ratio", "path_ratio", "mark") == [
        ("H", 0.5, 0.5, None), ("Q", 0.24, 0.24, None), ("P", 0.04, 0.04, None), ("P", 0.6, 0.3, "repeated")
    ]  # fmt: skip
    # H has exactly half; P has H's half and 4 % of its own; P controls H, and through it T.
    assert rows(found, "controls", "root_control") == [
        ("H", False, False), ("Q", False, False), ("P", True, True), ("P", True, True)
    ]  # fmt: skip
    root = found["answer"]["items"][0]
    assert (root["controls"], root["root_control"], root["undetermined"]) == (None, None, None)
    assert (found["party"]["party_id"], found["as_of"], found["regime"]) == ("own:T", world.DAY, "china")
    assert (found["answer"]["direction"], found["answer"]["counted"], found["answer"]["total"]) == ("up", "votes", 5)


def test_facts_doubts_and_changes_of_the_tree_upwards(client: TestClient) -> None:
    found = tree(client, "T")
    assert [short(stake) for stake in found["facts"]["stakes"]] == ["s2", "s3", "s17", "s1"]
    assert found["facts"]["stake_count"] == 4
    assert found["facts"]["stakes"][0]["source"] == world.SOURCE
    assert [one["article"] for one in found["facts"]["articles"]] == ["265(2), 265(3)"]
    sure = found["certainty"]
    assert (sure["known"], sure["complete"], sure["over_owned"], sure["undetermined"]) == (True, False, [], [])
    assert [(one["party"]["party_id"], one["undisclosed_ratio"]) for one in sure["undisclosed"]] == [
        ("own:T", 0.22), ("own:H", 0.4)
    ]  # fmt: skip
    change = one_change(found, "control_ends")
    assert (short(change["stake"]), change["then_ratio"], names(change["about"])) == ("s17", 0.5, ["P"])
    assert change["over"]["party_id"] == "own:T"
    assert "钱大海 over 目标机械有限公司 ends if" in change["said"]["en"]


def test_the_regime_decides_who_controls(client: TestClient) -> None:
    found = tree(client, "T", regime="us")
    assert rows(found, "controls") == [("H", True), ("Q", False), ("P", True), ("P", True)]  # half is enough
    assert (found["answer"]["counted"], found["answer"]["strict"]) == ("shares", False)
    ends = {tuple(names(one["about"])): short(one["stake"]) for one in found["changes"]}
    assert ends == {("P",): "s2", ("H",): "s2"}
    assert [row[:1] for row in rows(found)] == [row[:1] for row in rows(tree(client, "T"))]


def test_down_with_what_is_controlled(client: TestClient) -> None:
    found = tree(client, "P", direction="down")
    assert rows(found, "path_ratio", "controls", "root_control", "undetermined", "mark") == [
        ("O", 0.8, True, True, False, None),  # 80 of the 150 % registered
        ("H", 0.6, True, True, False, None),
        ("X", 0.5, True, True, False, None),  # half of all, without X's own shares 62.5 % of the votes
        ("Z", 0.3, False, False, True, None),  # 70 % undisclosed
        ("T", 0.04, True, True, False, None),  # with what H has
        ("S", 0.6, True, True, False, None),
        ("T", 0.3, False, True, False, "repeated"),  # H itself does not
        ("L", 0.06, False, False, True, None),
        ("X", 0.1, False, True, False, "cycle"),  # nobody controls himself
    ]
    sure = found["certainty"]
    assert (listed(sure["over_owned"]), listed(sure["undetermined"])) == (["O"], ["Z", "L"])
    assert {one["party"]["party_id"]: one["undisclosed_ratio"] for one in sure["undisclosed"]} == {
        "own:H": 0.4, "own:X": 0.3, "own:Z": 0.7, "own:T": 0.22, "own:L": 0.9
    }  # fmt: skip
    assert (sure["complete"], sure["left_out"], found["truncated"]) == (False, [], False)


def test_what_would_change_control_of_holdings(client: TestClient) -> None:
    found = tree(client, "P", direction="down")
    told = [
        (one["over"]["party_id"].removeprefix("own:"), one["what"], one["stake"] and short(one["stake"]))
        for one in found["changes"]
    ]
    assert told == [
        ("O", "control_ends", "s8"), ("H", "control_ends", "s1"), ("X", "control_ends", "s10"),
        ("Z", "control_begins", None), ("T", "control_ends", "s17"), ("S", "control_ends", "s1"),
        ("L", "control_begins", None),
    ]  # fmt: skip
    lacks = {one["over"]["party_id"]: one for one in found["changes"] if one["what"] == "control_begins"}
    assert (lacks["own:Z"]["now_ratio"], lacks["own:Z"]["then_ratio"]) == (0.3, 0.5)
    assert "with more than 40 % on top it would control it" in lacks["own:L"]["said"]["en"]  # H, which P controls: 10 %


def test_a_circle_is_shown_as_one(client: TestClient) -> None:
    found = tree(client, "X")
    assert rows(found, "share_ratio", "mark", "controls", "root_control") == [
        ("P", 0.5, None, True, True), ("X", 0.2, "cycle", False, None)
    ]  # fmt: skip
    assert [short(stake) for stake in found["facts"]["stakes"]] == ["s11", "s10"]


def test_shares_beyond_the_whole_stand_as_registered(client: TestClient) -> None:
    found = tree(client, "O")
    assert rows(found, "share_ratio", "controls") == [("P", 0.8, True), ("Q", 0.7, False)]
    assert (listed(found["certainty"]["over_owned"]), found["certainty"]["complete"]) == (["O"], False)
    assert "exceed the whole" in found["certainty"]["notes"][0]["en"]


def test_undisclosed_votes_and_namesakes_leave_control_open(client: TestClient) -> None:
    found = tree(client, "U")
    assert rows(found, "controls", "undetermined") == [("R1", False, True), ("R2", False, True)]
    sure = found["certainty"]
    assert [(one["second"]["party_id"], one["probability"]) for one in sure["same_person"]] == [("own:R2", 0.5)]
    assert tree(client, "R1", direction="down")["certainty"]["same_person"] == sure["same_person"]
    assert {(*names(one["about"]), one["what"]) for one in found["changes"]} == {
        ("R1", "control_begins"), ("R2", "control_begins")
    }  # fmt: skip


def test_control_in_concert_is_each_members(client: TestClient) -> None:
    found = tree(client, "C")
    assert rows(found, "share_ratio", "controls") == [("A", 0.3, True), ("B", 0.25, True)]
    assert [tie["word"] for tie in found["facts"]["concerts"]] == ["agreement"]
    assert rows(tree(client, "B", direction="down"), "controls", "root_control") == [("C", True, True)]
    assert names(one_change(tree(client, "B", direction="down"), "control_ends")["about"]) == ["A", "B"]


def test_what_is_pruned_or_cut_is_counted(client: TestClient) -> None:
    whole = tree(client, "P", direction="down")
    some = tree(client, "P", direction="down", least=0.35)
    assert [name for name, *_ in rows(some)] == ["O", "H", "X", "S"]
    assert some["answer"]["items"][0]["children"] == whole["answer"]["items"][0]["children"] == 5
    left = {one["party"]["party_id"]: one["more"] for one in some["certainty"]["left_out"]}
    assert (some["truncated"], left) == (True, {"own:P": 2, "own:H": 2, "own:X": 1})
    shallow = tree(client, "T", depth=1)  # the levels asked for are all there, and yet not everything
    assert (shallow["truncated"], shallow["certainty"]["complete"]) == (False, False)
    assert [one["more"] for one in shallow["certainty"]["left_out"]] == [1]
    few = tree(client, "T", limit=1)
    assert (len(few["facts"]["stakes"]), few["facts"]["stake_count"], few["truncated"]) == (1, 4, True)
    assert len(few["answer"]["items"]) == 5


def test_a_natural_person_has_holdings_and_no_owners(client: TestClient) -> None:
    found = tree(client, "P")
    assert (rows(found), found["changes"], found["facts"]["stakes"]) == ([], [], [])
    assert (found["certainty"]["undisclosed"], found["certainty"]["complete"]) == ([], True)
    assert "natural person" in found["certainty"]["notes"][0]["en"]


def test_of_nobody_known_and_before_any_fact_the_tree_says_so(client: TestClient) -> None:
    nobody = tree(client, "G")
    assert (rows(nobody), nobody["certainty"]["known"], nobody["certainty"]["complete"]) == ([], False, False)
    assert "No holding of" in tree(client, "T", direction="down")["certainty"]["notes"][0]["en"]
    early = tree(client, "T", as_of="1990-01-01", regime="us")
    assert (rows(early), early["certainty"]["known"], early["changes"]) == ([], False, [])
    assert early["facts"]["articles"][0]["regime"] == "us"


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        ({"regime": "all"}, 422, "usage"),
        ({"limit": 0}, 422, "usage"),
        ({"least": "nan"}, 422, "usage"),
        ({"depth": 99}, 422, "limit"),
        ({"limit": 1001}, 422, "usage"),
    ],
)
def test_bad_input_has_its_code(asked: dict[str, Any], status: int, code: str, client: TestClient) -> None:
    answer = client.get("/v1/enterprises/own:T/equity-tree", params=asked)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_party_goes_by_its_name(client: TestClient) -> None:
    assert get(client, f"/enterprises/{world.NAMES['T']}/equity-tree") == tree(client, "T")


def test_rows_and_facts_are_of_one_version(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    settings = read_settings(data_folder=tmp_path / "data", cache_folder=tmp_path / "cache", as_of=DAY)
    load(store, [world.deliver(tmp_path / "first")], options=load_options(settings, source=world.SOURCE))
    facts, question = Analysing(store, settings), TreeAsked(Direction.up, 4, 50, 0.0)
    deliveries = [("Q", "0.01"), ("M", "0.02"), ("K", "0.03"), ("A", "0.04"), ("B", "0.05"), ("R1", "0.06")]

    def while_loading(*asked: Any, **how: Any) -> Answer:
        found = ask_rows(*asked, **how)
        if deliveries:
            owner, share = deliveries.pop()
            folder = tmp_path / owner
            folder.mkdir()
            (folder / "stakes.csv").write_text(
                f"stake_id,owner,owned,share_ratio,valid_from,recorded_on\nn{owner},{owner},H,{share},2020-01-01,2020-01-02\n"
            )
            load(store, [folder], options=load_options(settings, source=world.SOURCE))
        return found

    monkeypatch.setattr(analysing, "ask", while_loading)
    at = AsOf(DAY, DAY)
    with pytest.raises(StoreConflict):
        facts.day_and_rows(at, ROWS, question.parameters("own:H"))
    day, found = facts.day_and_rows(at, ROWS, question.parameters("own:H"))  # one delivery more, then rest
    answer = equity_tree(day, found, question, regime("china"))
    assert answer.version == store.version()
    assert len(answer.answer.items) == 1 + 1 + 6
    assert answer.facts.stake_count == 7
