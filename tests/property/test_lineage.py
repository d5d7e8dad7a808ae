"""What holds of every history of circles, however they change."""

from collections.abc import Callable, Collection, Sequence
from datetime import date, timedelta
from itertools import pairwise
from random import Random

from hypothesis import event, given, settings
from hypothesis import strategies as st

from graph.guarantees.lineage import Change, CircleEvent, CirclesOfDay, circle_history

PARTIES = 12
FIRST = date(2024, 1, 1)
Moves = Sequence[tuple[int, int]]
World = tuple[int, ...]
"""Per party the number of its circle; 0, or a number that nobody shares, is none."""

party, number = st.integers(0, PARTIES - 1), st.integers(0, 4)
changes = st.builds(
    lambda *moves: lambda past: moved(past[-1], *moves),
    st.lists(st.tuples(party, number), max_size=3),
    st.lists(st.tuples(number, number), max_size=1),
    st.lists(st.tuples(number, number), max_size=1),
)
returns = st.builds(lambda back: lambda past: past[-min(back, len(past))], st.integers(1, 4))
empty = st.just(lambda past: (0,) * PARTIES)


def moved(world: World, moving: Moves, fused: Moves, parted: Moves) -> World:
    """A few parties change their circles; all of one circle may move to another, and every second party of one."""
    changed = list(world)
    for mover, target in moving:
        changed[mover] = target
    for one, other in fused:
        changed = [other if at == one else at for at in changed]
    for one, other in parted:
        changed = [other if at == one and i % 2 else at for i, at in enumerate(changed)]
    return tuple(changed)


@st.composite
def histories(draw: st.DrawFn) -> list[list[frozenset[str]]]:
    """Up to eight days, each a step from the days before."""
    past: list[World] = [draw(st.tuples(*[number] * PARTIES))]
    chosen: list[Callable[[list[World]], World]] = draw(st.lists(changes | returns | empty, max_size=7))
    for step in chosen:
        past.append(step(past))
    return [circles(world) for world in past]


def circles(world: World) -> list[frozenset[str]]:
    found = [frozenset(f"p{i:02}" for i, at in enumerate(world) if at == one) for one in sorted({*world} - {0})]
    return [members for members in found if len(members) >= 2]


def lineage(days: Sequence[Collection[Collection[str]]], start: int = 0) -> list[CirclesOfDay]:
    return list(circle_history((FIRST + timedelta(start + n), found) for n, found in enumerate(days)))


@settings(max_examples=1000, deadline=None)
@given(histories())
def test_every_circle_has_exactly_one_identity_and_events_tell_all(days: list[list[frozenset[str]]]) -> None:
    state: dict[str, frozenset[str]] = {}
    for found, day in zip(days, lineage(days), strict=True):
        assert sorted(map(sorted, day.circles.values())) == sorted(map(sorted, found))
        assert len({one.identity for one in day.events}) == len(day.events)
        for one in day.events:
            event(one.change)
            was = state.get(one.identity, frozenset())
            assert was.issuperset(one.left)
            assert was.isdisjoint(one.joined)
            state[one.identity] = was - {*one.left} | {*one.joined}
        state = {identity: members for identity, members in state.items() if members}
        assert state == day.circles


@settings(max_examples=500, deadline=None)
@given(histories(), st.randoms(use_true_random=False))
def test_the_order_in_which_circles_are_given_changes_nothing(days: list[list[frozenset[str]]], random: Random) -> None:
    shuffled = [[random.sample(sorted(one), len(one)) for one in random.sample(day, len(day))] for day in days]
    assert lineage(shuffled) == lineage(days)
    assert [list(day.circles) for day in lineage(shuffled)] == [list(day.circles) for day in lineage(days)]


@settings(max_examples=500, deadline=None)
@given(histories(), st.integers(0, 8))
def test_the_history_of_a_prefix_is_a_prefix(days: list[list[frozenset[str]]], length: int) -> None:
    assert lineage(days[:length]) == lineage(days)[:length]


@settings(max_examples=500, deadline=None)
@given(histories(), st.integers(0, 8))
def test_who_continues_whom_does_not_depend_on_the_start(days: list[list[frozenset[str]]], start: int) -> None:
    assert links(lineage(days[start:], start)) == links(lineage(days))[start:]


def links(days: Sequence[CirclesOfDay]) -> list[set[tuple[frozenset[str], frozenset[str]]]]:
    """Per two days in a row: the members of each circle that goes on, before and after."""
    return [{(a.circles[one], b.circles[one]) for one in a.circles.keys() & b.circles} for a, b in pairwise(days)]


@settings(max_examples=1000, deadline=None)
@given(histories())
def test_no_kin_are_closer_than_both_are_to_whom_they_are_matched_with(days: list[list[frozenset[str]]]) -> None:
    for before, after in pairwise(lineage(days)):
        for old, was in before.circles.items():
            for new, now in after.circles.items():
                if 2 * len(was & now) > min(len(was), len(now)) and old != new:
                    kept = len(was & after.circles.get(old, frozenset()))
                    brought = len(now & before.circles.get(new, frozenset()))
                    assert len(was & now) <= max(kept, brought)


@settings(max_examples=1000, deadline=None)
@given(histories())
def test_who_splits_or_merges_has_one_other_that_lived_before_and_after(days: list[list[frozenset[str]]]) -> None:
    for before, after in pairwise(lineage(days)):
        told = {one.identity: one for one in after.events}
        for one in after.events:
            assert all(one.identity in told[other].others for other in one.others)
            if one.change in (Change.SPLIT, Change.MERGED):
                (other,) = one.others
                assert {other} <= before.circles.keys() & after.circles.keys()
            if one.change in (Change.FOUND, Change.BORN, Change.RETURNED, Change.DIED):
                assert one.others == ()


@settings(max_examples=1000, deadline=None)
@given(histories(), st.permutations(range(PARTIES)))
def test_new_names_change_nothing_but_names(days: list[list[frozenset[str]]], places: list[int]) -> None:
    """Any new names where nothing is tied; else names in the same order, for the last tie rule is the smallest name."""
    order = list(range(PARTIES)) if tied(days) else places
    event(f"tied: {tied(days)}")
    name = {f"p{old:02}": f"firm {new:02}" for old, new in enumerate(order)}
    renamed = lineage([[{name[member] for member in one} for one in day] for day in days])
    assert anonymous(renamed, {member: member for member in name.values()}) == anonymous(lineage(days), name)


def tied(days: Sequence[Sequence[frozenset[str]]]) -> bool:
    """Some circle shares as many members with two of another day that are as large: only names can decide."""
    for one in (one for day in days for one in day):
        for day in days:
            shared = [(len(one & other), len(other)) for other in day if one & other]
            if len(set(shared)) < len(shared):
                return True
    return False


def anonymous(days: Sequence[CirclesOfDay], name: dict[str, str]) -> list[tuple[object, ...]]:
    """The history by new names of parties; identities by the members and the day that they first had."""
    first: dict[str, tuple[int, frozenset[str]]] = {}
    for n, day in enumerate(days):
        for identity, members in day.circles.items():
            first.setdefault(identity, (n, frozenset(name[member] for member in members)))

    def plain(one: CircleEvent) -> tuple[object, ...]:
        joined, left = (frozenset(name[member] for member in who) for who in (one.joined, one.left))
        return first[one.identity], one.change, joined, left, frozenset(first[other] for other in one.others)

    return [(len(day.circles), frozenset(map(plain, day.events))) for day in days]
