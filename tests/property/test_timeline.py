"""Rectangles against a day-by-day oracle, and against the order and the portions in which assertions arrive."""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.timeline import FOREVER, IN_FORCE, Assertions, Rectangles, rectangles, restatements

DAYS = 8
Rectangle = tuple[int, "Said", int, int, int, int, int]


@dataclass(frozen=True, order=True)
class Said:
    key: int
    rank: int
    valid_from: int
    valid_to: int
    recorded_on: int
    order: int


day = st.integers(0, DAYS - 1)
said = st.builds(
    lambda key, rank, start, length, known, order: Said(
        key, rank, start, FOREVER if length == 0 else start + length - 1, known, order
    ),
    st.integers(0, 1),
    st.integers(0, 2),
    day,
    st.integers(0, DAYS),
    day,
    st.integers(0, 1),
)
sets = st.sets(said, max_size=9)
contracts = st.sets(said.flatmap(lambda a: st.sampled_from([a, replace(a, key=a.key + 2)])), max_size=9)
"""Keys 0 and 1 belong to one group, 2 and 3 to another."""


def in_groups(said: Assertions) -> Rectangles:
    return restatements(said, said.key // 2)


def computed(
    assertions: list[Said], rule: Callable[[Assertions], Rectangles] = rectangles
) -> set[tuple[Any, ...]]:  # fmt: skip
    """The rectangles, each with the assertion it is a part of."""
    if not assertions:
        return set()
    # `order` ranks whole contents, so no two assertions of one key may share it.
    columns = np.array(
        [(a.key, a.rank, a.valid_from, a.valid_to, a.recorded_on, position(a)) for a in assertions], dtype=np.int64
    ).T
    found = rule(Assertions(*columns))
    dates = zip(
        found.valid_from, found.valid_to, found.recorded_on, found.superseded_on, found.outranked_by, strict=True
    )
    return {(assertions[i], *map(int, d)) for i, d in zip(found.assertion, dates, strict=True)}


def position(a: Said) -> int:
    return a.order * 1000 + min(a.valid_to, 100)


def known_then(assertions: set[Said], key: int, rank: int, as_of: int, known_at: int) -> Said | None:
    """One source's word for one day, by the definition: the latest start not after it, in its last correction."""
    said = [a for a in assertions if a.key == key and a.rank == rank and a.recorded_on <= known_at]
    starts = [a.valid_from for a in said if a.valid_from <= as_of]
    if not starts:
        return None
    last = max((a for a in said if a.valid_from == max(starts)), key=lambda a: (a.recorded_on, position(a)))
    return last if as_of < last.valid_to else None


@settings(max_examples=300, deadline=None)
@given(sets)
def test_rectangles_say_for_every_day_what_the_definition_says(assertions: set[Said]) -> None:
    found = computed(sorted(assertions))
    for key in (0, 1):
        for as_of in range(DAYS + 1):
            for known_at in range(DAYS + 1):
                words = [known_then(assertions, key, rank, as_of, known_at) for rank in (0, 1, 2)]
                expected = next((word for word in words if word is not None), None)
                in_force = [r[0] for r in found if r[0].key == key and r[1] <= as_of < r[2] and r[3] <= known_at < r[4]]
                assert in_force == ([] if expected is None else [expected])


@settings(max_examples=300, deadline=None)
@given(sets)
def test_what_is_outranked_is_kept_and_never_in_force(assertions: set[Said]) -> None:
    found = computed(sorted(assertions))
    for key in (0, 1):
        for as_of in range(DAYS + 1):
            final = [known_then(assertions, key, rank, as_of, DAYS) for rank in (0, 1, 2)]
            words = [word for word in final if word is not None]
            for word in words[1:]:
                kept = [r for r in found if r[0] == word and r[1] <= as_of < r[2] and r[5] == words[0].rank]
                assert kept
                assert all(r[3] == r[4] for r in kept)
    assert all(r[5] == IN_FORCE or r[3] == r[4] for r in found)


@settings(max_examples=200, deadline=None)
@given(sets, st.randoms(use_true_random=False))
def test_neither_order_nor_portions_matter(assertions: set[Said], chance: random.Random) -> None:
    whole = computed(sorted(assertions))
    shuffled = sorted(assertions)
    chance.shuffle(shuffled)
    assert computed(shuffled) == whole
    # What the store remembers after each portion is the assertions that have a rectangle.
    cut = chance.randint(0, len(shuffled))
    remembered = {r[0] for r in computed(shuffled[:cut])} | {a for a in shuffled[:cut] if a.valid_from >= a.valid_to}
    assert computed(sorted(remembered | set(shuffled[cut:]))) == whole


@settings(max_examples=200, deadline=None)
@given(sets)
def test_rectangles_in_force_of_one_key_never_overlap(assertions: set[Said]) -> None:
    found = sorted(r for r in computed(sorted(assertions)) if r[5] == IN_FORCE)
    for i, one in enumerate(found):
        assert one[1] < one[2]
        assert one[3] < one[4]
        for other in found[i + 1 :]:
            apart = one[2] <= other[1] or other[2] <= one[1] or one[4] <= other[3] or other[4] <= one[3]
            assert one[0].key != other[0].key or apart


def restated_then(assertions: set[Said], key: int, rank: int, as_of: int, known_at: int) -> Said | None:
    """One source's word for one day, by the definition: what it recorded last of the group, if it spoke of the key."""
    of_group = [
        a for a in assertions if a.key // 2 == key // 2 and a.rank == rank and a.recorded_on <= known_at
    ]  # fmt: skip
    last_day = max((a.recorded_on for a in of_group), default=None)
    words = [a for a in of_group if a.recorded_on == last_day and a.key == key]
    word = max(words, key=lambda a: (a.valid_from, position(a)), default=None)
    return word if word is not None and word.valid_from <= as_of < word.valid_to else None


@settings(max_examples=300, deadline=None)
@given(contracts)
def test_what_is_restated_is_in_force_as_its_source_last_said(assertions: set[Said]) -> None:
    found = computed(sorted(assertions), in_groups)
    for key in (0, 1, 2, 3):
        for as_of in range(DAYS + 1):
            for known_at in range(DAYS + 1):
                words = [restated_then(assertions, key, rank, as_of, known_at) for rank in (0, 1, 2)]
                expected = next((word for word in words if word is not None), None)
                in_force = [r[0] for r in found if r[0].key == key and r[1] <= as_of < r[2] and r[3] <= known_at < r[4]]
                assert in_force == ([] if expected is None else [expected])


@settings(max_examples=200, deadline=None)
@given(contracts, st.randoms(use_true_random=False))
def test_neither_order_nor_portions_matter_to_what_is_restated(assertions: set[Said], chance: random.Random) -> None:
    whole = computed(sorted(assertions), in_groups)
    shuffled = sorted(assertions)
    chance.shuffle(shuffled)
    assert computed(shuffled, in_groups) == whole
    cut = chance.randint(0, len(shuffled))
    first = computed(shuffled[:cut], in_groups)
    remembered = {r[0] for r in first} | {a for a in shuffled[:cut] if a.valid_from >= a.valid_to}
    assert computed(sorted(remembered | set(shuffled[cut:])), in_groups) == whole


def test_a_restatement_ends_all_that_was_said_of_the_group_before() -> None:
    one, other = Said(0, 0, 2, FOREVER, 1, 0), Said(1, 0, 2, FOREVER, 1, 0)
    later = Said(0, 0, 1, 5, 4, 0)
    assert computed([one, other, later], in_groups) == {
        (one, 2, FOREVER, 1, 4, IN_FORCE),
        (other, 2, FOREVER, 1, 4, IN_FORCE),
        (later, 1, 5, 4, FOREVER, IN_FORCE),
    }


def test_a_chain_learned_in_order_is_cut_at_each_successor() -> None:
    first, second = Said(0, 0, 0, FOREVER, 0, 0), Said(0, 0, 3, FOREVER, 5, 0)
    assert computed([first, second]) == {
        (first, 0, FOREVER, 0, 5, IN_FORCE),
        (first, 0, 3, 5, FOREVER, IN_FORCE),
        (second, 3, FOREVER, 5, FOREVER, IN_FORCE),
    }


def test_a_chain_known_all_at_once_has_one_rectangle_each() -> None:
    first, second = Said(0, 0, 0, FOREVER, 4, 0), Said(0, 0, 3, FOREVER, 4, 0)
    assert computed([first, second]) == {
        (first, 0, 3, 4, FOREVER, IN_FORCE),
        (second, 3, FOREVER, 4, FOREVER, IN_FORCE),
    }


def test_a_correction_replaces_from_its_day_of_knowledge() -> None:
    wrong, right = Said(0, 0, 2, FOREVER, 1, 0), Said(0, 0, 2, 6, 4, 0)
    assert computed([wrong, right]) == {
        (wrong, 2, FOREVER, 1, 4, IN_FORCE),
        (right, 2, 6, 4, FOREVER, IN_FORCE),
    }


def test_a_lower_source_is_in_force_where_the_higher_says_nothing() -> None:
    high, low = Said(0, 0, 2, 4, 1, 0), Said(0, 1, 0, FOREVER, 1, 0)
    assert computed([high, low]) == {
        (high, 2, 4, 1, FOREVER, IN_FORCE),
        (low, 0, 2, 1, FOREVER, IN_FORCE),
        (low, 4, FOREVER, 1, FOREVER, IN_FORCE),
        (low, 2, 4, 1, 1, 0),
    }
