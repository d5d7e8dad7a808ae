"""Owners, control, groups and related parties on a world worked out by hand."""

import pytest
from fastapi.testclient import TestClient

from tests.api import ownership_world as world
from tests.api.ownership_answers import ask, get, names, one_change, short

pytestmark = pytest.mark.xdist_group("test_ownership_answers")  # what they load is loaded once for each database


@pytest.fixture
def client(owners_client: TestClient) -> TestClient:
    """Over the world of owners."""
    return owners_client


def test_owners_in_four_levels(client: TestClient) -> None:
    found = ask(client, "T", "owners")
    holders = {one["party"]["party_id"]: one for one in found["answer"]["holders"]}
    assert [(key, one["share_ratio"], one["direct_ratio"], one["ultimate"]) for key, one in holders.items()] == [
        ("own:P", 0.34, 0.04, True), ("own:Q", 0.24, 0.24, True), ("own:H", 0.5, 0.5, False)
    ]  # fmt: skip
    assert found["answer"]["attributed_ratio"] == 0.58
    (owner,) = found["answer"]["beneficial_owners"]
    assert (owner["party"]["name"], owner["share_ratio"]) == (world.PERSONS["P"], 0.34)
    assert [why["ground"] for why in owner["reasons"]] == ["ownership", "control"]
    assert [short(stake) for stake in found["facts"]["stakes"]] == ["s2", "s3", "s17", "s1"]
    assert found["facts"]["stakes"][0]["valid_from"] == "2020-01-01"
    assert found["facts"]["articles"][0]["article"] == "6, 7"
    sure = found["certainty"]
    assert (sure["undisclosed_ratio"], sure["unattributed_ratio"], sure["complete"]) == (0.22, 0.42, False)
    assert [party["party_id"] for party in sure["could_qualify"]] == ["own:Q"]
    ends, begins = one_change(found, "owner_ends"), one_change(found, "owner_begins")
    assert (short(ends["stake"]), ends["then_ratio"], ends["needed_ratio"]) == ("s2", 0.04, 0.25)
    assert (names(begins["about"]), begins["now_ratio"]) == (["Q"], 0.24)
    assert "1 %" in begins["said"]["en"]


def test_namesakes_give_a_range_and_its_probability(client: TestClient) -> None:
    found = ask(client, "U", "owners")
    assert found["answer"]["beneficial_owners"] == []
    doubts = found["certainty"]["doubts"]
    assert [(one["first"]["party_id"], one["second"]["party_id"], one["probability"]) for one in doubts["matches"]] == [
        ("own:R1", "own:R2", 0.5)
    ]
    assert [(r["low"], r["mean"], r["high"], r["probability"]) for r in doubts["ranges"]] == [
        (0.15, 0.225, 0.3, 0.5)
    ] * 2
    assert (doubts["ways"], doubts["exact"]) == (2, True)


def test_own_shares_and_too_many_shares(client: TestClient) -> None:
    itself = ask(client, "X", "owners")
    assert [(one["party"]["party_id"], one["share_ratio"]) for one in itself["answer"]["holders"]] == [("own:P", 0.625)]
    assert ask(client, "X", "control")["answer"]["controllers"][0]["votes_ratio"] == 0.625
    over = ask(client, "O", "owners")
    assert [one["share_ratio"] for one in over["answer"]["holders"]] == [0.8, 0.7]
    assert over["certainty"]["unattributed_ratio"] == -0.5
    assert [party["party_id"] for party in over["certainty"]["over_owned"]] == ["own:O"]
    assert over["certainty"]["complete"] is False
    assert ask(client, "O", "control")["certainty"]["over_owned"] != []


def test_control_in_four_levels(client: TestClient) -> None:
    found = ask(client, "T", "control")
    assert (found["answer"]["status"], names(found["answer"]["controller"])) == ("controlled", ["P"])
    (controller,) = found["answer"]["controllers"]
    assert (controller["basis"], controller["votes_ratio"], controller["own_votes_ratio"]) == ("through", 0.54, 0.04)
    steps = found["facts"]["steps"]
    assert [(one["controlled"]["party_id"], one["votes_ratio"]) for one in steps] == [("own:H", 0.6), ("own:T", 0.54)]
    assert [short(held["stakes"][0]) for held in (*steps[1]["own"], *steps[1]["through"])] == ["s17", "s2"]
    assert (found["certainty"]["undisclosed_votes_ratio"], found["certainty"]["complete"]) == (0.22, True)
    change = one_change(found, "control_ends")
    assert (short(change["stake"]), change["then_ratio"], change["needed_ratio"]) == ("s17", 0.5, 0.5)
    assert "4 % is sold: 50 % left, more than 50 % needed" in change["said"]["en"]
    assert "余 50 %" in change["said"]["zh"]


def test_control_in_concert_names_the_members_and_the_agreement(client: TestClient) -> None:
    found = ask(client, "C", "control")
    assert found["answer"]["controller"]["concert"] is True
    assert names(found["answer"]["controller"]) == ["A", "B"]
    assert [tie["word"] for tie in found["facts"]["concerts"]] == ["agreement"]
    assert short(one_change(found, "control_ends")["stake"]) == "s14"


def test_control_tells_presumed_concert_apart(client: TestClient) -> None:
    presumed = ask(client, "T", "control")["certainty"]["presumed"]
    (block,) = presumed["holders"]  # P controls H and has 30 % of it; P and Q both have stakes in O
    assert sorted(names(block)) == ["H", "P", "Q"]
    assert block["votes_ratio"] == pytest.approx(0.78)
    assert block["would_control"]
    assert sorted(tie["item"] for tie in block["ties"]) == [1, 6, 7]
    assert presumed["items_without_data"] == [5]
    assert ask(client, "C", "control")["certainty"]["presumed"]["holders"] == []
    assert ask(client, "T", "control", regime="eu")["certainty"]["presumed"] is None


def test_voting_power_where_nobody_controls(client: TestClient) -> None:
    power = ask(client, "U", "control")["answer"]["power"]
    assert sorted(names(one["holder"])[0] for one in power["voters"]) == ["R1", "R2"]
    assert [one["banzhaf"] for one in power["voters"]] == pytest.approx([0.5, 0.5])
    assert [one["shapley_shubik"] for one in power["voters"]] == pytest.approx([0.5, 0.5])
    assert power["exact"]
    assert ask(client, "T", "control")["answer"]["power"] is None


def test_control_is_not_said_where_undisclosed_votes_could_decide(client: TestClient) -> None:
    found = ask(client, "Z", "control")
    assert (found["answer"]["status"], found["answer"]["controller"]) == ("undetermined", None)
    assert found["certainty"]["by_an_unknown"] is True
    assert [(names(one["holder"]), one["votes_ratio"]) for one in found["certainty"]["contenders"]] == [(["P"], 0.3)]
    assert one_change(found, "control_begins")["now_ratio"] == 0.3
    assert ask(client, "G", "control")["answer"]["status"] == "no_owner_known"


@pytest.mark.parametrize("question", ["owners", "control"])
def test_all_regimes_side_by_side(question: str, client: TestClient) -> None:
    found = ask(client, "T", question, regime="all")
    assert [view["regime"] for view in found["answer"]["views"]] == ["basel", "china", "eu", "us"]
    assert all(names(view["controller"]) == ["P"] for view in found["answer"]["views"])
    (differs,) = found["answer"]["disagreements"]
    assert (differs["question"], names(differs["about"]), differs["yes"]) == ("controller", ["H"], ["us"])
    assert [cause["settings"] for cause in differs["causes"]] == [
        [{"setting": "strict", "yes": "false", "no": "true"}]
    ] * 3
    assert len(found["facts"]["articles"]) == 8
    early = ask(client, "T", question, regime="all", as_of="2017-11-01")
    assert early["certainty"]["not_in_force"] == ["basel", "us"]
    assert early["certainty"]["known"] is False


def test_the_regime_decides(client: TestClient) -> None:
    ofac = ask(client, "T", "control", regime="us")
    assert {tuple(names(one["holder"])) for one in ofac["answer"]["controllers"]} == {("P",), ("H",)}
    assert (ofac["answer"]["counted"], ask(client, "T", "control")["answer"]["counted"]) == ("shares", "votes")
    assert any("of the shares" in note["en"] for note in ask(client, "Z", "control", regime="us")["certainty"]["notes"])
    (owner,) = ask(client, "T", "owners", regime="eu")["answer"]["beneficial_owners"]
    assert owner["share_ratio"] == 0.54  # what controlled entities hold counts in full


def test_group_with_limits_and_reasons(client: TestClient) -> None:
    found = ask(client, "T", "group", lender="own:L")
    answer = found["answer"]
    assert (answer["lender"]["party_id"], answer["is_client"], answer["exposure_cny"]) == ("own:L", True, 100.0)
    (group,) = answer["groups"]
    assert (names(group["head"]), group["size"], group["exposure_cny"]) == (["P"], 3, 180.0)
    (limit,) = group["limits"]
    assert (limit["limit_cny"], limit["headroom_cny"], limit["used_ratio"], limit["breach"]) == (
        200.0,
        20.0,
        0.9,
        False,
    )
    assert {(one["measure"], one["headroom_cny"]) for one in answer["limits"]} == {("loan", 0.0), ("exposure", 50.0)}
    members = {one["party"]["party_id"]: one for one in found["facts"]["members"]}
    assert list(members) == ["own:T", "own:S", "own:D"]
    assert [one["tie"] for one in members.values()] == ["controlled", "controlled", "depends"]
    path = members["own:D"]["path"]
    assert [(step["step"], names(step["second"])) for step in path] == [("controls", ["S"]), ("provides", ["D"])]
    assert (path[1]["kind"], path[1]["share_ratio"], path[1]["ties"][0]["relation"]) == ("sales", 0.6, "DEPENDS_ON")
    assert {short(stake) for stake in members["own:T"]["path"][0]["stakes"]} == {"s2", "s17"}
    assert found["certainty"]["without_balance"] == 3
    assert [party["party_id"] for party in found["certainty"]["to_investigate"]] == ["own:T"]
    allowed = [one["amount_cny"] for one in found["changes"] if one["what"] == "limit_exceeded"]
    assert allowed == [0.0, 50.0, 20.0]
    assert short(one_change(found, "control_ends")["stake"]) == "s17"


def test_a_party_that_owes_nothing_would_be_in_its_controllers_group(client: TestClient) -> None:
    found = ask(client, "H", "group", lender="own:L")
    assert found["answer"]["is_client"] is False
    assert [group["exposure_cny"] for group in found["answer"]["groups"]] == [180.0]
    assert ask(client, "G", "group", lender="own:L")["answer"]["groups"] == []
    assert ask(client, "P", "group", lender="own:L")["answer"]["is_client"] is False  # a person may be asked about


def test_groups_of_a_lender_and_regimes(client: TestClient) -> None:
    found = get(client, "/groups", lender="own:L")
    assert [(names(one["head"]), one["exposure_cny"]) for one in found["answer"]["groups"]] == [(["P"], 180.0)]
    assert (found["answer"]["client_count"], found["answer"]["total_exposure_cny"]) == (3, 180.0)
    assert get(client, "/groups", lender="own:L", minimum=4)["answer"]["group_count"] == 0
    assert get(client, "/groups", lender=world.NAMES["T"])["answer"]["client_count"] == 0
    cut = get(client, "/groups", minimum=1, limit=1)
    assert (len(cut["answer"]["groups"]), cut["truncated"], cut["answer"]["lender"]) == (1, True, None)
    every = get(client, "/groups", minimum=1)
    pages, cursor = [cut], cut["next_cursor"]
    while cursor:
        pages.append(get(client, "/groups", minimum=1, limit=1, cursor=cursor))
        cursor = pages[-1]["next_cursor"]
    assert [one for page in pages for one in page["answer"]["groups"]] == every["answer"]["groups"]
    assert (len(pages), every["next_cursor"]) == (every["answer"]["group_count"], None)
    regimes = {one["id"]: one for one in get(client, "/regimes")["regimes"]}
    assert set(regimes) == {"basel", "china", "eu", "us"}
    laws = [one for one in regimes["china"]["provisions"] if one["article"]["id"] == "company_law"]
    assert [(one["article"]["article"], one["in_force"]) for one in laws] == [
        ("265(2), 265(3)", True),
        ("216(2)", False),
    ]


def test_limits_on_a_lenders_own_related_parties(client: TestClient) -> None:
    related = get(client, "/groups", lender="own:L")["answer"]["related"]
    told = [
        (one["party"] and one["party"]["party_id"], one["limit"]["exposure_cny"], one["limit"]["limit_cny"])
        for one in related
    ]
    assert told == [
        ("own:T", 100.0, 100.0), ("own:S", 50.0, 100.0),  # one by one: 10 %
        ("own:T", 150.0, 150.0),  # with its group: 15 %
        (None, 150.0, 500.0),  # together: 50 %
    ]  # fmt: skip
    assert not any(one["limit"]["breach"] for one in related)
    assert related[-1]["lent_to"] == 2
    assert get(client, "/groups")["answer"]["related"] == []


def test_related_parties_with_clause_and_way(client: TestClient) -> None:
    found = ask(client, "T", "related-parties")
    clauses = {one["party"]["party_id"]: one["clauses"] for one in found["answer"]["parties"]}
    assert {"own:P", "own:Q", "own:M", "own:K", "own:H", "own:S"} <= clauses.keys()
    assert (clauses["own:M"], clauses["own:K"], clauses["own:Q"]) == (["6.3"], ["6.4"], ["6.2"])
    ways = {(one["party"]["party_id"], one["clause"]): one["path"] for one in found["facts"]["grounds"]}
    assert [step["relation"] for step in ways["own:K", "6.4"]] == ["HOLDS_POSITION", "RELATED_TO"]
    assert [short(stake) for stake in ways["own:Q", "6.2"][0]["stakes"]] == ["s3"]
    assert found["certainty"]["left_out"]
    assert short(one_change(found, "control_ends")["stake"]) == "s17"
    assert one_change(found, "holder_ends")["then_ratio"] == 0.05
    few = ask(client, "T", "related-parties", limit=1)
    assert (few["truncated"], few["certainty"]["complete"]) == (True, False)


def test_hidden_ties_with_what_is_shared(client: TestClient) -> None:
    found = ask(client, "N1", "hidden-ties")
    assert [one["party"]["party_id"] for one in found["answer"]["ties"]] == ["own:N2"]
    (shared,) = found["facts"]["things"]
    assert (shared["kind"], shared["shared_by"], shared["of"]) == ("phone", 2, 3)
    assert {tie["relation"] for tie in shared["ties"]} == {"DESCRIBED_BY"}
    assert found["changes"][0]["what"] == "tie_weakens"
    assert ask(client, "G", "hidden-ties")["answer"]["ties"] == []


def test_close_links(client: TestClient) -> None:
    found = ask(client, "T", "close-links")
    links = {(one["party"]["party_id"], one["reason"]): one for one in found["answer"]["links"]}
    assert links["own:H", "held_by"]["share_ratio"] == 0.5
    assert links["own:P", "held_by"]["share_ratio"] == 0.34
    assert links["own:S", "common_holder"]["holder"]["party_id"] in ("own:P", "own:H")
    assert found["changes"][0]["said"]["en"].count("4 %") >= 1  # Q has 24 %, the nearest to 20 %
    refused = client.get("/v1/enterprises/own:T/close-links", params={"regime": "china"})
    assert (refused.status_code, refused.json()["code"]) == (404, "not_found")
    fewer = ask(client, "T", "close-links", threshold=0.25)["answer"]["links"]
    assert ("own:Q", "held_by") in links
    assert ("own:Q", "held_by") not in {(one["party"]["party_id"], one["reason"]) for one in fewer}


QUESTIONS = ("owners", "control", "group", "related-parties", "hidden-ties", "close-links", "equity-tree")


@pytest.mark.parametrize("question", QUESTIONS)
def test_before_any_fact_the_answer_is_empty_and_says_so(question: str, client: TestClient) -> None:
    found = ask(client, "T", question, as_of="1990-01-01")
    assert found["certainty"]["known"] is False
    assert found["certainty"]["notes"]
    assert found["as_of"] == "1990-01-01"


@pytest.mark.parametrize("question", QUESTIONS)
def test_an_unknown_party_is_not_found(question: str, client: TestClient) -> None:
    answer = client.get(f"/v1/enterprises/own:nobody/{question}")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize("question", ["owners", "control", "related-parties", "close-links"])
def test_a_person_is_no_enterprise(question: str, client: TestClient) -> None:
    answer = client.get(f"/v1/enterprises/own:P/{question}")
    assert (answer.status_code, answer.json()["code"]) == (422, "usage")


@pytest.mark.parametrize("question", ["owners", "control", "group", "related-parties", "equity-tree"])
def test_an_unknown_regime_names_those_known(question: str, client: TestClient) -> None:
    answer = client.get(f"/v1/enterprises/own:T/{question}", params={"regime": "mars"})
    assert (answer.status_code, answer.json()["code"]) == (422, "usage")
    assert "china" in answer.json()["detail"]


def test_a_party_goes_by_its_name_and_several_of_one_name_are_refused(client: TestClient) -> None:
    assert get(client, f"/enterprises/{world.NAMES['T']}/control")["party"]["party_id"] == "own:T"
    answer = client.get("/v1/enterprises/王伟/group")
    assert (answer.status_code, answer.json()["code"]) == (409, "ambiguous")
