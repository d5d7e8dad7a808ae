"""Ties that nobody declared: what ties and what does not, in small worlds."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
import pytest

from graph.errors import NotFound, UsageError
from graph.groups import contact
from graph.groups.hidden_ties import HiddenTies, TieFinder, hidden_ties, hidden_ties_of
from graph.groups.shared_things import KINDS
from graph.snapshot import Snapshot
from tests.unit.groups.drawn import drawn

CROWD = "\n".join(f"company z{i} 厂{i} address=杭州市西湖区{i}号楼 phone=0571-8800{i:04}" for i in range(30)) + "\n"
"""Strangers, so that what two others share is rare."""


def named(snapshot: Snapshot, ties: HiddenTies) -> dict[str, set[str]]:
    """The pairs as "a-b", with the kinds of what they share."""
    ids = snapshot.nodes("Party").column("party_id").to_pylist()
    return {f"{ids[tie.first]}-{ids[tie.second]}": {shared.kind for shared in tie.shared} for tie in ties.ties}


def ties(text: str) -> dict[str, set[str]]:
    snapshot = drawn(CROWD + text)
    return named(snapshot, hidden_ties(snapshot))


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("0571-88880000", ("57188880000",)),
        ("０５７１－８８８８００００", ("57188880000",)),
        ("+86 571 8888 0000", ("57188880000",)),
        ("(0571) 88880000 转 801", ("57188880000",)),
        ("0571-88880000-801", ("57188880000",)),
        ("13800001111", ("13800001111",)),
        ("+86-138-0000-1111", ("13800001111",)),
        ("86 13800001111", ("13800001111",)),
        ("0571-88880000/13800001111", ("57188880000", "13800001111")),
        ("0571-88880000、0571-88880000", ("57188880000",)),
        ("无", ()),
        ("-", ()),
        ("00000000", ()),
        ("12345", ()),
        ("", ()),
        (None, ()),
    ],
)
def test_a_telephone_number_is_the_same_however_it_is_typed(typed: str | None, plain: tuple[str, ...]) -> None:
    assert contact.phones(typed) == plain


@pytest.mark.parametrize(
    "typed",
    [
        "杭州市西湖区文三路1号201室", "浙江省杭州市西湖区文三路 1 号 201 室",
        "中国浙江省杭州市西湖区文三路１号２０１室", "杭州市西湖区文三路1#201室", "杭州市、西湖区，文三路1号（201室）",
    ],
)  # fmt: skip
def test_an_address_is_the_same_however_it_is_typed(typed: str) -> None:
    assert contact.address(typed) == "杭州市西湖区文三路1号201室"


def test_another_room_is_another_address_and_a_town_is_none() -> None:
    assert contact.address("杭州市西湖区文三路1号202室") != contact.address("杭州市西湖区文三路1号201室")
    assert [contact.address(text) for text in ("杭州市", "浙江省", "无", "", None)] == [""] * 5


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("杭州恒泰机械有限公司", "杭州恒泰机械", True),
        ("杭州恒泰机械有限公司", "恒泰机械有限公司", True),
        ("杭州恒泰机械有限公司", "杭州泰恒机械有限公司", True),
        ("杭州恒泰机械有限公司", "杭州鑫泰机械有限公司", True),
        ("杭州恒泰机械有限公司", "宁波丰华纺织有限公司", False),
        ("有限公司", "有限公司", False),
    ],
)
def test_one_name_mistyped(one: str, other: str, same: bool) -> None:
    assert contact.same_name_mistyped(one, other) is same


A_AND_B = "company a 甲 \n company b 乙 \n company c 丙 \n person p 王 \n person q 李 \n person r 李\n"

SHARED = [
    ("address", "company a 甲 address=宁波市江北区1号 \n company b 乙 address=浙江省宁波市江北区_1_号", True),
    ("address", "company a 甲 address=宁波市江北区1号 \n company b 乙 address=宁波市江北区2号", False),
    ("phone", "company a 甲 phone=0574-87654321 \n company b 乙 phone=057487654321", True),
    ("phone", "company a 甲 phone=0574-87654321 \n company b 乙 phone=0574-87654322", False),
    ("legal_representative", A_AND_B + "POST p a legal_representative \n POST p b legal_representative", True),
    ("legal_representative", A_AND_B + "POST p a legal_representative \n POST p b director", False),
    ("finance_officer", A_AND_B + "POST p a finance_officer \n POST p b finance_officer", True),
    ("finance_officer", A_AND_B + "POST p a finance_officer \n POST q b finance_officer", False),
    ("officer", A_AND_B + "POST p a legal_representative \n POST p b director", True),
    ("officer", A_AND_B + "POST q a director \n POST p b director", False),
    ("shareholder", A_AND_B + "OWNS p a 0.1 \n OWNS p b 0.1", True),
    ("shareholder", A_AND_B + "OWNS p a 0.1 \n OWNS q b 0.1", False),
    ("co_investment", A_AND_B + "OWNS a z1 0.1 \n OWNS b z1 0.1 \n OWNS a z2 0.1 \n OWNS b z2 0.1", True),
    ("co_investment", A_AND_B + "OWNS a z1 0.1 \n OWNS b z1 0.1", False),  # once is how partners look
    ("guarantor", A_AND_B + "STANDS c a \n STANDS c b", True),
    ("guarantor", A_AND_B + "STANDS c a \n STANDS b c", False),
    ("same_name", A_AND_B + "POST q a director \n POST r b director", True),
    ("same_name", A_AND_B + "POST q a director \n POST q b director", False),  # that is one person
]  # fmt: skip


@pytest.mark.parametrize(("kind", "text", "tied"), SHARED)
def test_what_ties(kind: str, text: str, tied: bool) -> None:
    assert (kind in ties(text).get("a-b", set())) is tied


def test_every_kind_is_tried_both_ways() -> None:
    assert {(kind, tied) for kind, _, tied in SHARED} >= {
        (k, t) for k in KINDS if k != "namesake" for t in (True, False)
    }


def test_namesakes_are_tied_as_persons() -> None:
    assert ties("person p 王建国 \n person q 王建国 \n person r 王建") == {"p-q": {"namesake"}}


ONE_HOUSE = (
    "company a 甲 address=宁波市江北区1号 \n company b 乙 address=宁波市江北区1号 \n person p 王 \n company c 丙 \n"
)


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("", True),
        ("OWNS a b 0.03", False),
        ("OWNS p a 0.6 \n OWNS p b 0.6", False),
        ("OWNS c a 0.6 \n OWNS p c 0.6 \n OWNS p b 0.6", False),
        ("OWNS c a 0.3 \n OWNS c b 0.3", False),
        ("OWNS c a 0.1 \n OWNS c b 0.1", True),
        ("OWNS p a 0.6 \n OWNS c b 0.6", True),
        ("WITH a b", False),
    ],
)
def test_what_is_declared_is_not_hidden(text: str, hidden: bool) -> None:
    assert ("a-b" in ties(ONE_HOUSE + text)) is hidden


def test_relatives_of_one_name_are_declared() -> None:
    assert ties("person p 王建国 \n person q 王建国 \n KIN p q child") == {}


def test_the_rarer_the_shared_thing_the_more_it_says() -> None:
    """Two at one address, five at another: the same kind, but the two say more."""
    few = "company a 甲 address=宁波市江北区1号 \n company b 乙 address=宁波市江北区1号\n"
    many = "\n".join(f"company c{i} 丙{i} address=宁波市海曙区9号" for i in range(5))
    snapshot = drawn(CROWD + few + many)
    found = hidden_ties(snapshot).ties
    assert len(found) == 11
    assert found[0].score > found[1].score == found[10].score > 0
    shared = found[0].shared[0]
    assert (shared.value, shared.shared_by, shared.of, shared.counted) == ("宁波市江北区1号", 2, 37, True)
    assert found[0].score == pytest.approx(shared.bits)


def test_the_facts_behind_a_tie_are_named() -> None:
    snapshot = drawn(CROWD + A_AND_B + "POST q c director \n POST p a director \n POST p b supervisor")
    (tie,) = hidden_ties_of(snapshot, "a").ties
    posts = snapshot.edges("HOLDS_POSITION")
    assert [relation for relation, _ in tie.shared[0].facts] == ["HOLDS_POSITION"] * 2
    ends = [(int(posts.source[place]), int(posts.target[place])) for _, place in tie.shared[0].facts]
    assert ends == [(tie.shared[0].party, tie.first), (tie.shared[0].party, tie.second)]


def test_one_contact_and_one_person_count_once() -> None:
    text = """
        company a 甲 address=宁波市江北区1号 phone=0574-87654321
        company b 乙 address=宁波市江北区1号 phone=0574-87654321
        person p 王
        POST p a finance_officer
        POST p b finance_officer
    """
    snapshot = drawn(CROWD + text)
    (tie,) = hidden_ties_of(snapshot, "a").ties
    counted = Counter(shared.kind for shared in tie.shared if shared.counted)
    assert sorted(shared.kind for shared in tie.shared) == ["address", "finance_officer", "officer", "phone"]
    assert counted.total() == 2
    assert counted["finance_officer"] == 1
    assert tie.score == pytest.approx(sum(shared.bits for shared in tie.shared if shared.counted))


def test_the_address_of_an_agency_ties_nobody_and_is_named() -> None:
    agency = "\n".join(f"company c{i} {chr(0x4E00 + i)}行 address=宁波市海曙区9号" for i in range(60))
    snapshot = drawn(CROWD + agency)
    found = hidden_ties(snapshot)
    assert found.ties == ()
    assert [(common.kind, common.value, common.shared_by) for common in found.common] == [
        ("address", "宁波市海曙区9号", 60)
    ]
    assert hidden_ties_of(snapshot, "c7").common == found.common
    assert hidden_ties_of(snapshot, "z7").common == ()
    wider = TieFinder.of(snapshot, block_limit=60)
    assert len(wider.all(limit=10).ties) == 10
    assert wider.all(limit=10).found == 60 * 59 // 2


def test_one_enterprise_twice_is_no_tie() -> None:
    text = """
        company cn.uscc:1 宁波恒泰机械有限公司 address=宁波市江北区1号
        company own:1 宁波恒泰机械 address=宁波市江北区1号
        company cn.uscc:2 宁波恒泰纺织有限公司 address=宁波市江北区2号
        company cn.uscc:3 宁波恒泰纺织有限公司 address=宁波市江北区2号
    """
    snapshot = drawn(CROWD + text)
    found = hidden_ties(snapshot)
    assert list(named(snapshot, found)) == ["cn.uscc:2-cn.uscc:3"]  # two codes are two legal persons
    assert len(found.same_party) == 1


def test_neighbours_share_more_by_chance() -> None:
    """The same two pairs, but those of one town live where everybody shares an officer with somebody."""
    towns = "\n".join(
        f"company y{i} 店{i} region={'杭州' if i < 40 else '宁波'} \n person o{i} 员{i}"
        + f"\n POST o{i // 2 * 2 if i < 40 else i} y{i} director"
        for i in range(80)
    )
    pairs = """
        company a 甲 region=杭州
        company b 乙 region=杭州
        company c 丙 region=宁波
        company d 丁 region=宁波
        person p 王
        person q 李
        POST p a director
        POST p b director
        POST q a supervisor
        POST q c supervisor
    """
    snapshot = drawn(towns + pairs)
    ids = snapshot.nodes("Party").column("party_id").to_pylist()
    found = {(ids[t.first], ids[t.second]): t for t in hidden_ties(snapshot).ties}
    near, far = found["a", "b"], found["a", "c"]
    assert (near.near, far.near) == (True, False)
    assert near.shared[0].bits < far.shared[0].bits
    assert near.near_bits > 0 > far.near_bits


def test_nothing_shared_and_nobody_there() -> None:
    assert hidden_ties(drawn(CROWD)).ties == ()
    assert hidden_ties(drawn("")).ties == ()


def test_unknown_parties_and_limits_are_refused() -> None:
    snapshot = drawn(CROWD)
    with pytest.raises(NotFound, match="no party nobody"):
        hidden_ties_of(snapshot, "nobody")
    with pytest.raises(UsageError, match="not 0"):
        hidden_ties(snapshot, 0)
    with pytest.raises(UsageError, match="limit of 1"):
        TieFinder.of(snapshot, block_limit=1)


def test_the_order_of_the_facts_changes_nothing() -> None:
    lines = [*CROWD.splitlines(), *ONE_HOUSE.splitlines(), "company d 丁", "POST p c director", "POST p d director"]

    def scores(order: Sequence[str]) -> dict[frozenset[str], float]:
        firms = [line for line in order if not line.startswith("POST")]
        snapshot = drawn("\n".join([*firms, *(line for line in order if line.startswith("POST"))]))
        ids = snapshot.nodes("Party").column("party_id").to_pylist()
        return {frozenset((ids[t.first], ids[t.second])): t.score for t in hidden_ties(snapshot).ties}

    first = scores(lines)
    assert len(first) == 2
    rng = np.random.default_rng(3)
    for _ in range(3):
        assert scores(rng.permutation(lines).tolist()) == pytest.approx(first)
