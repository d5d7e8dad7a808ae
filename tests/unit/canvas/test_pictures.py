"""Given parties, one of them expanded, and paths: ties with their facts, caps that add up, hulls, levels."""

from datetime import date

import pytest

from graph.as_of import AsOf
from graph.canvas.expand import Direction
from graph.errors import LimitExceeded, NotFound, UsageError
from graph.explain.canvas.answer import CanvasFound
from graph.explain.canvas.between import between
from graph.explain.canvas.expanded import Expansion, expanded
from graph.explain.canvas.legend import legend
from graph.explain.canvas.picture import MOST_NODES, Canvas, Levels
from graph.explain.canvas.shown import shown
from graph.explain.day import Day
from graph.snapshot import History
from tests.unit.canvas.worlds import CHINA, TODAY, World


def tie(found: CanvasFound, name: str) -> dict[str, object]:
    place = found.ties.id.index(name)
    return {column: getattr(found.ties, column)[place] for column in found.ties.__slots__}


def left_out(found: CanvasFound) -> set[tuple[str, str, str, int, int]]:
    rows = zip(*(getattr(found.left_out, name) for name in found.left_out.__slots__), strict=True)
    return {(found.nodes.party_id[node], *rest) for node, *rest in rows}


def test_parallel_contracts_are_one_tie_with_all_their_numbers() -> None:
    world = World("a", "b", "c").stands("a", "b", 100.0).stands("a", "b", 50.0, guarantee_id="more", starts_on=TODAY)
    world.stands("a", "b", None, guarantee_id="open", ends_on=date(2026, 6, 30))
    found = shown(world.stands("c", "a").canvas(), ["b", "a"])
    assert (found.nodes.party_id, found.ties.id) == (("b", "a"), ("GUARANTEES a b",))
    assert tie(found, "GUARANTEES a b") == {
        "id": "GUARANTEES a b", "source": 1, "target": 0, "kind": "GUARANTEES", "amount_cny": 150.0,
        "share_ratio": None, "controls": False, "words": (), "numbers": ("a>b", "more", "open"), "facts": 3,
        "valid_from": date(2020, 1, 1), "valid_to": None,
    }  # fmt: skip
    assert left_out(found) == {("a", "GUARANTEES", "in", 0, 1)}
    assert (found.nodes.given_cny, found.nodes.received_cny) == ((0.0, 150.0), (150.0, 100.0))


def test_each_kind_of_tie_stands_in_its_direction() -> None:
    world = World("a", "b", k="bank").person("p", "q").owns("p", "a", 0.6).owns("p", "b", 0.2).lends("k", "a", 70.0)
    world.add("positions", person="p", enterprise="a", role="chairman").add(
        "positions", person="p", enterprise="a", role="director"
    )
    world.add("kin", person="p", relative="q", kinship="spouse").add("concerts", party="q", other="p")
    world.add("dependencies", enterprise="b", provider="a", kind="sales", share_ratio=0.5)
    found = shown(world.canvas(a=6), ["a", "b", "p", "q", "k"])
    assert set(found.ties.id) == {
        "OWNS p a", "OWNS p b", "LENT k a", "HOLDS_POSITION p a", "RELATED_TO p q", "ACTS_WITH q p", "DEPENDS_ON b a",
    }  # fmt: skip
    assert tie(found, "HOLDS_POSITION p a")["words"] == ("chairman", "director")
    assert (tie(found, "OWNS p a")["controls"], tie(found, "OWNS p b")["controls"]) == (True, False)
    assert (tie(found, "LENT k a")["amount_cny"], tie(found, "LENT k a")["numbers"]) == (70.0, ("k:a",))
    assert tie(found, "DEPENDS_ON b a")["share_ratio"] == 0.5
    assert found.nodes.kind == ("company", "company", "person", "person", "bank")
    assert found.nodes.level == (6, None, None, None, None)
    assert found.nodes.owed_cny == (70.0, 0.0, 0.0, 0.0, 0.0)
    assert (found.truncated, left_out(found)) == (False, set())


def test_a_repaid_loan_is_no_tie_and_one_of_unknown_amount_is() -> None:
    world = World("a", "b", k="bank").lends("k", "a").stood("k:a", 0.0, date(2023, 1, 1)).lends("k", "b", None)
    found = shown(world.canvas(), ["a", "b", "k"])
    assert (found.ties.id, found.ties.amount_cny) == (("LENT k b",), (None,))
    assert shown(world.canvas(date(2022, 12, 31)), ["a", "k"]).ties.id == ("LENT k a",)


def test_circle_and_group_enclose_their_members() -> None:
    world = World(*"abcx").ring("a", "b", "c", cap=5.0).owns("x", "a", 0.9).owns("x", "b", 0.9)
    found = shown(world.canvas(), ["a", "x", "c"])
    hulls = found.hulls
    assert hulls.kind == ("circle", "group")
    assert (hulls.nodes, hulls.size, hulls.amount_cny[0]) == (((0, 2), (0, 1)), (3, 3), 15.0)
    circle, group = hulls.id
    assert found.nodes.circle_id == (circle, None, circle)
    assert found.nodes.group_id == (group, group, None)


def test_who_is_unknown_is_named_and_who_is_named_twice_stands_once() -> None:
    found = shown(World("a", "b").canvas(), ["a", "ghost", "a", "b", "ghost"])
    assert (found.nodes.party_id, found.unknown) == (("a", "b"), ("ghost",))


def test_a_hub_is_expanded_by_amount_until_nobody_is_left() -> None:
    """5,000 borrowers: 4,500 of 2 to 4,501 元 each, and 500 of 1 元, which go by identity."""
    count = 5_000
    world = World(*(f"n{number:04}" for number in range(count)), k="bank")
    for number in range(count):
        world.lends("k", f"n{number:04}", float(max(1, number - 498)))
    canvas = world.canvas()
    first = expanded(canvas, Expansion("k", "LENT", Direction.OUT, 3))
    assert first.nodes.party_id == ("k", "n4999", "n4998", "n4997")
    assert (first.added, first.shown_before, first.left, first.hidden) == ((1, 2, 3), 0, 4_997, 4_997)
    assert ("k", "LENT", "out", 3, 5_000) in left_out(first)
    on_canvas = list(first.nodes.party_id)
    second = expanded(canvas, Expansion("k", "LENT", Direction.BOTH, 2), on_canvas)
    assert [second.nodes.party_id[one] for one in second.added] == ["n4996", "n4995"]
    assert (second.shown_before, second.left) == (3, 4_995)
    full = expanded(canvas, Expansion("k", "LENT", most=2_000), on_canvas)
    assert (len(full.nodes.party_id), len(full.ties.id)) == (MOST_NODES, MOST_NODES - 1)
    assert full.shown_before + len(full.added) + full.left == count
    with pytest.raises(LimitExceeded):
        expanded(canvas, Expansion("k", "LENT"), full.nodes.party_id)
    last = expanded(canvas, Expansion("k", "LENT", most=10), [f"n{number:04}" for number in range(499, 2_497)])
    assert (len(last.added), last.shown_before, last.left) == (1, 1_998, 3_001)


def test_equals_follow_by_identity_and_every_tie_of_the_picture_is_there() -> None:
    world = World("hub", "b", "a", "c").stands("hub", "b").stands("hub", "a").stands("hub", "c").stands("a", "b")
    found = expanded(world.canvas(), Expansion("hub", "GUARANTEES", Direction.OUT, 2))
    assert (found.nodes.party_id, found.node) == (("hub", "a", "b"), 0)
    assert set(found.ties.id) == {"GUARANTEES hub a", "GUARANTEES hub b", "GUARANTEES a b"}
    inward = expanded(world.canvas(), Expansion("hub", "GUARANTEES", Direction.IN))
    assert (inward.added, inward.left) == ((), 0)


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        (Expansion("a", "FRIENDS"), UsageError), (Expansion("nobody", "OWNS"), NotFound),
        (Expansion("a", "OWNS", most=2_001), LimitExceeded),
    ],
)  # fmt: skip
def test_what_cannot_be_expanded_is_refused(asked: Expansion, error: type[Exception]) -> None:
    with pytest.raises(error):
        expanded(World("a").canvas(), asked)


def test_all_shortest_paths_in_the_order_of_identities() -> None:
    world = World(*"abcdef", k="bank").stands("a", "c").stands("d", "c").stands("a", "b").owns("b", "d", 0.2)
    world.stands("a", "e").stands("e", "f").stands("f", "d").lends("k", "a").lends("k", "d")
    found = between(world.canvas(), "a", "d", longest=6)
    assert [[found.nodes.party_id[one] for one in path] for path in found.paths] == [["a", "b", "d"], ["a", "c", "d"]]
    assert (found.path_count, found.length, found.nodes.party_id[:2]) == (2, 2, ("a", "d"))
    fewer = between(world.canvas(), "a", "d", longest=6, nodes=3)
    assert (len(fewer.paths), fewer.path_count, fewer.truncated) == (1, 2, True)
    by_bank = between(world.canvas(), "a", "d", ["LENT"], longest=2)
    assert [[by_bank.nodes.party_id[one] for one in path] for path in by_bank.paths] == [["a", "k", "d"]]
    none = between(world.canvas(), "a", "d", longest=1)
    assert (none.paths, none.path_count, none.length, none.nodes.party_id) == ((), 0, None, ("a", "d"))
    with pytest.raises(UsageError):
        between(world.canvas(), "a", "a", longest=2)


def test_more_paths_than_anybody_reads_are_counted_and_not_listed() -> None:
    """Four rows of ten: ten to the power of four paths."""
    names = [[f"r{row:02}c{column}" for column in range(10)] for row in range(4)]
    world = World("start", "goal", *(name for row in names for name in row))
    for before, after in zip([["start"], *names], [*names, ["goal"]], strict=True):
        for one in before:
            for other in after:
                world.owns(one, other, 0.01)
    found = between(world.canvas(), "start", "goal", longest=10, nodes=12)
    assert (found.path_count, len(found.nodes.party_id) <= 12, found.truncated) == (10_000, True, True)
    assert found.paths


def test_levels_of_today_are_told_as_such_in_a_look_back() -> None:
    world = World("a")
    assert shown(world.canvas(a=7), ["a"]).notes == ()
    back = shown(world.canvas(date(2024, 1, 1), a=7), ["a"])
    assert (back.nodes.level, back.levels_on, len(back.notes)) == ((7,), TODAY, 1)


def test_a_name_with_markup_is_only_a_name() -> None:
    world = World("a")
    world.rows["enterprises"][0]["name"] = "<script>alert(1)</script>=cmd|' /C calc'!A0"
    assert shown(world.canvas(), ["a"]).nodes.name == ("<script>alert(1)</script>=cmd|' /C calc'!A0",)


def test_the_legend_names_every_kind_in_both_languages() -> None:
    found = legend()
    words = [(one.zh, one.en) for some in (found.nodes, found.ties, found.lists, found.levels) for one in some]
    assert all(zh and en for zh, en in words)
    kinds = {one.value: one for one in found.ties}
    assert (kinds["GUARANTEES"].zh, kinds["LENT"].target) == ("担保", "Party")
    assert kinds["HOLDS_POSITION"].words[0].value == "legal_representative"
    assert [one.level for one in found.levels] == list(range(1, 9))


def test_a_picture_of_nobody_is_empty() -> None:
    found = shown(World("a", "b").stands("a", "b").canvas(), ["ghost"])
    assert (found.nodes.party_id, found.ties.id, found.hulls.id, found.truncated) == ((), (), (), False)


def test_where_nobody_is_known_everybody_is_unknown() -> None:
    day = Day(History.of({}).at(AsOf(TODAY, TODAY)))
    found = shown(Canvas(day, CHINA, Levels({}, TODAY)), ["a", "b"])
    assert (found.nodes.party_id, found.unknown) == ((), ("a", "b"))
