"""Histories of circles worked out by hand. "abcd ef" is a day with two circles; an event reads as `told` writes it."""

from datetime import date, timedelta

import pytest

from graph.errors import UsageError
from graph.guarantees.lineage import CircleEvent, CirclesOfDay, circle_history, circle_id, circles_on
from tests.unit.groups.snapshots import enterprise, guarantee, snapshot_of, together

FIRST = date(2024, 1, 31)


def history(*worlds: str) -> list[CirclesOfDay]:
    return list(
        circle_history((FIRST + timedelta(n), [set(c) for c in world.split()]) for n, world in enumerate(worlds))
    )


def told(*worlds: str) -> list[list[str]]:
    """The events of each day: change, circle (by its members when first seen), +joined, -left, ~others."""
    days = history(*worlds)
    names: dict[str, str] = {}
    for day in days:
        for identity, members in day.circles.items():
            names.setdefault(identity, "".join(sorted(members)))

    def line(event: CircleEvent) -> str:
        parts = (f"+{''.join(event.joined)}", f"-{''.join(event.left)}")
        others = "~" + ",".join(sorted(names[other] for other in event.others))
        return " ".join([event.change, names[event.identity], *(part for part in (*parts, others) if len(part) > 1)])

    return [[line(event) for event in day.events] for day in days]


def test_a_circle_grows_and_shrinks_and_stays_itself() -> None:
    assert told("abcd", "abcd", "abcde", "bcde", "bcdx") == [
        ["found abcd +abcd"], [], ["grew abcd +e"], ["shrank abcd -a"], ["changed abcd +x -e"],
    ]  # fmt: skip


def test_after_the_first_day_a_new_circle_is_born() -> None:
    assert told("ab", "ab cd") == [["found ab +ab"], ["born cd +cd"]]


def test_all_members_may_change_in_small_steps() -> None:
    days = history("abc", "bcd", "cde", "def")
    assert len({identity for day in days for identity in day.circles}) == 1


def test_a_swap_of_all_members_at_once_is_another_circle() -> None:
    assert told("abc", "def")[1] == ["born def +def", "died abc -abc"]


def test_half_of_the_members_do_not_carry_a_circle_on() -> None:
    assert told("ab", "bc")[1] == ["born bc +bc", "died ab -ab"]
    assert told("abcd", "cdef")[1] == ["born cdef +cdef", "died abcd -abcd"]
    assert told("abcd", "bcdef")[1] == ["grew abcd +ef -a"]


def test_a_merged_circle_has_the_identity_of_which_it_has_most() -> None:
    assert told("abc defg", "abcdefg")[1] == ["grew defg +abc ~abc", "merged abc -abc ~defg"]


def test_a_split_circle_leaves_its_identity_to_the_larger_part() -> None:
    assert told("abcdefg", "abc defg")[1] == ["split abc +abc ~abcdefg", "shrank abcdefg -abc ~abc"]


def test_a_split_into_many() -> None:
    assert told("abcdefg", "ab cd efg")[1] == [
        "split ab +ab ~abcdefg", "split cd +cd ~abcdefg", "shrank abcdefg -abcd ~ab,cd",
    ]  # fmt: skip


def test_split_and_merger_on_one_day() -> None:
    assert told("abcdefg hi", "abcdhi efg")[1] == [
        "shrank abcdefg +hi -efg ~efg,hi", "split efg +efg ~abcdefg", "merged hi -hi ~abcdefg",
    ]  # fmt: skip


def test_ties_go_to_the_larger_circle_then_to_the_smallest_member() -> None:
    assert told("abcd", "ab cd")[1] == ["shrank abcd -cd ~cd", "split cd +cd ~abcd"]
    assert told("ab cd", "abcd")[1] == ["grew ab +cd ~cd", "merged cd -cd ~ab"]
    assert told("cd ab", "abcd")[1] == ["grew ab +cd ~cd", "merged cd -cd ~ab"]
    # abc and defgh both have three members in abcdef: defgh is larger.
    assert told("abc defgh", "abcdef")[1] == ["grew defgh +abc -gh ~abc", "merged abc -abc ~defgh"]
    # Both parts have three members of abcdef: defx is larger.
    assert told("abcdef", "abc defx")[1] == ["split abc +abc ~abcdef", "shrank abcdef +x -abc ~abc"]


def test_circles_that_exchange_members() -> None:
    assert told("abcd efgh", "abce dfgh")[1] == ["changed abcd +e -d", "changed efgh +d -e"]
    assert told("abcd efgh", "abef cdgh")[1] == [
        "born abef +abef", "born cdgh +cdgh", "died abcd -abcd", "died efgh -efgh",
    ]  # fmt: skip


def test_a_part_that_goes_to_a_living_circle_is_told_by_both() -> None:
    """abcd is most of abcdstu, but its circle goes on as efghij; so stuv goes on there, and each names the other."""
    assert told("abcdefghij stuv", "abcdstu efghij")[1] == [
        "grew stuv +abcd -v ~abcdefghij", "shrank abcdefghij -abcd ~stuv",
    ]  # fmt: skip


def test_a_circle_that_comes_back_is_the_same() -> None:
    assert told("abc", "", "", "abd")[1:] == [["died abc -abc"], [], ["returned abc +abd"]]


def test_a_circle_that_comes_back_with_half_of_its_members_is_new() -> None:
    assert told("abcd", "", "abef")[2] == ["born abef +abef"]
    assert told("abcdef", "", "abc")[2] == ["born abc +abc"]


def test_the_circle_that_ended_last_comes_back() -> None:
    """abcd had become bcde when it ended, cdef ended before: both are mostly cde."""
    days = history("cdef", "", "abcd", "bcd", "bcde", "", "cde")
    assert told("cdef", "", "abcd", "bcd", "bcde", "", "cde")[-1] == ["returned abcd +cde"]
    assert list(days[-1].circles) == list(days[2].circles)


def test_an_identity_that_lives_on_elsewhere_is_not_given_again() -> None:
    """abc came back and became abcdefg, of which defg is more: what leaves it as abc is another circle."""
    assert told("abc", "", "abc", "abcdefg", "abc defg")[3:] == [
        ["grew abc +defg"], ["split abc +abc ~abc", "shrank abc -abc ~abc"],
    ]  # fmt: skip
    assert len(history("abc", "", "abc", "abcdefg", "abc defg")[-1].circles) == 2


def test_a_merger_that_is_undone_gives_both_identities_back() -> None:
    days = history("abc de", "abcde", "abc de")
    assert days[0].circles == days[2].circles
    assert told("abc de", "abcde", "abc de")[2] == ["shrank abc -de ~de", "split de +de ~abc"]


def test_days_without_circles() -> None:
    assert told("", "", "ab", "") == [[], [], ["born ab +ab"], ["died ab -ab"]]
    assert list(circle_history([])) == []


def test_an_identity_follows_from_the_first_day_and_its_members_alone() -> None:
    (first, second) = history("abc", "abcd xy")
    assert list(first.circles) == [circle_id(FIRST, ["c", "b", "a"])]
    assert list(second.circles) == [*first.circles, circle_id(FIRST + timedelta(1), ["x", "y"])]
    assert circle_id(FIRST, "ab") != circle_id(FIRST + timedelta(1), "ab")


def test_a_history_of_what_cannot_be_is_refused() -> None:
    with pytest.raises(UsageError, match="ascending"):
        list(circle_history([(FIRST, []), (FIRST, [])]))
    with pytest.raises(UsageError, match="two circles of 2024-01-31"):
        history("abc cde")
    with pytest.raises(UsageError, match="fewer than two"):
        history("a bc")


def test_circles_of_a_snapshot_are_named_by_party_ids() -> None:
    guarantees = together(
        guarantee("1", "a", "b", 5.0), guarantee("2", "b", "a", None), guarantee("3", "b", "c", 5.0)
    )  # fmt: skip
    assert circles_on(snapshot_of(Enterprise=[enterprise(name) for name in "abc"], **guarantees)) == [frozenset("ab")]
