"""What came and went between two days: each tie with its own days, as known on one."""

from datetime import date

import pytest

from graph.errors import UsageError
from graph.explain.canvas.answer import OverTimeFound
from graph.explain.canvas.over_time import over_time
from graph.explain.canvas.shown import shown
from tests.unit.canvas.worlds import TODAY, World

FIRST, LAST = date(2023, 1, 1), date(2024, 12, 31)


def told(found: OverTimeFound) -> set[tuple[str, str, date | None, date | None]]:
    ties = found.ties
    return set(zip(ties.id, ties.change, ties.valid_from, ties.valid_to, strict=True))


def dated(world: World, *parties: str, first: date = FIRST, last: date = LAST) -> OverTimeFound:
    return over_time(world.canvas(), parties, first, last)


def test_stayed_came_went_and_passed() -> None:
    world = World(*"abcde").stands("a", "b").stands("b", "c", starts_on=date(2023, 6, 1))
    world.stands("c", "d", ends_on=date(2023, 3, 31))
    world.stands("d", "e", starts_on=date(2023, 2, 1), ends_on=date(2023, 2, 28))
    world.stands("e", "a", starts_on=date(2025, 2, 1)).stands("a", "c", ends_on=date(2022, 12, 31))
    found = dated(world, *"abcde")
    assert told(found) == {
        ("GUARANTEES a b", "stayed", date(2020, 1, 1), None),
        ("GUARANTEES b c", "came", date(2023, 6, 1), None),
        ("GUARANTEES c d", "went", date(2020, 1, 1), date(2023, 4, 1)),
        ("GUARANTEES d e", "passed", date(2023, 2, 1), date(2023, 3, 1)),
    }
    days = found.days
    assert days.day == (FIRST, date(2023, 2, 1), date(2023, 3, 1), date(2023, 4, 1), date(2023, 6, 1))
    assert (days.came, days.went, days.in_force) == ((0, 1, 0, 0, 1), (0, 0, 1, 1, 0), (2, 3, 2, 1, 2))
    assert found.ties.number[0] == "a>b"


@pytest.mark.parametrize("day", [FIRST, date(2023, 2, 15), date(2023, 6, 1), LAST])
def test_each_day_of_the_interval_is_the_picture_of_that_day(day: date) -> None:
    world = World(*"abc", k="bank").stands("a", "b").stands("b", "c", None, starts_on=date(2023, 2, 10))
    world.owns("a", "c", 0.3).owns("a", "c", 0.4, valid_from=date(2023, 6, 1))
    world.lends("k", "a", drawn_on=date(2023, 2, 1)).stood("k:a", 60.0, date(2023, 3, 1))
    world.stood("k:a", 0.0, date(2024, 1, 1)).lends("k", "c", 30.0)
    ties = dated(world, "a", "b", "c", "k").ties
    in_force = {
        name for name, since, until in zip(ties.id, ties.valid_from, ties.valid_to, strict=True)
        if (since or day) <= day and (until is None or day < until)
    }  # fmt: skip
    assert in_force == set(shown(world.canvas(day, TODAY), ["a", "b", "c", "k"]).ties.id)


def test_a_stake_that_changes_is_two_ties_and_one_told_again_is_one() -> None:
    world = World("a", "b", "c").owns("a", "b", 0.3).owns("a", "b", 0.5, valid_from=date(2023, 6, 1))
    world.owns("a", "c", 0.3).owns("a", "c", 0.3, valid_from=date(2023, 6, 1))
    ties = dated(world, "a", "b", "c").ties
    assert list(zip(ties.id, ties.share_ratio, ties.valid_from, strict=True)) == [
        ("OWNS a b", 0.3, date(2020, 1, 1)), ("OWNS a b", 0.5, date(2023, 6, 1)), ("OWNS a c", 0.3, date(2020, 1, 1)),
    ]  # fmt: skip


def test_a_loan_stands_at_its_balance_until_it_is_repaid() -> None:
    world = World("a", k="bank").lends("k", "a", 100.0).stood("k:a", 80.0, date(2022, 1, 1))
    world.stood("k:a", 40.0, date(2023, 7, 1)).stood("k:a", 0.0, date(2024, 3, 1))
    found = dated(world, "a", "k")
    assert (told(found), found.ties.amount_cny) == (
        {("LENT k a", "went", date(2020, 1, 1), date(2024, 3, 1))}, (40.0,)
    )  # fmt: skip
    assert dated(world, "a", "k", last=date(2023, 1, 31)).ties.amount_cny == (80.0,)
    assert dated(world, "a", "k", first=date(2020, 1, 1), last=date(2021, 1, 1)).ties.amount_cny == (100.0,)


def test_a_guarantee_without_a_cap_is_for_what_it_secures_that_day() -> None:
    world = World("a", "b", k="bank").lends("k", "b", 100.0).stood("k:b", 70.0, date(2023, 7, 1))
    world.stands("a", "b", None, secured_loans="k:b")
    assert dated(world, "a", "b").ties.amount_cny == (70.0,)
    assert dated(world, "a", "b", last=date(2023, 1, 31)).ties.amount_cny == (100.0,)
    nothing = World("a", "b").stands("a", "b", None)
    assert dated(nothing, "a", "b").ties.amount_cny == (None,)


def test_what_was_not_known_yet_does_not_appear() -> None:
    world = World("a", "b").stands("a", "b", recorded_on=date(2024, 6, 1))
    assert over_time(world.canvas(TODAY, date(2024, 5, 31)), ["a", "b"], FIRST, LAST).ties.id == ()
    assert over_time(world.canvas(TODAY, date(2024, 6, 1)), ["a", "b"], FIRST, LAST).ties.id == ("GUARANTEES a b",)


def test_nobody_is_tied_to_whom_nobody_asked_about() -> None:
    world = World("a", "b", "c").stands("a", "b").stands("b", "c")
    found = dated(world, "c", "b", "ghost")
    assert (found.party_id, found.ties.id, found.ties.source) == (("c", "b"), ("GUARANTEES b c",), (1,))
    assert found.unknown == ("ghost",)
    alone = dated(world, "a")
    assert (alone.ties.id, alone.days.day, alone.days.in_force) == ((), (FIRST,), (0,))


def test_the_first_day_may_not_lie_after_the_last() -> None:
    with pytest.raises(UsageError):
        dated(World("a"), "a", first=LAST, last=FIRST)
