"""The kernels of filling and of distinct pairs against plain ways to the same."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from graph.kernels import rising as kernel
from graph.kernels.distinct import distinct_pairs
from graph.kernels.pouring import FEW, poured, water_filled
from graph.kernels.rising import rising

Floats = NDArray[np.float64]
AMOUNTS = st.integers(0, 60).map(float)


@st.composite
def entangled(draw: st.DrawFn) -> tuple[Floats, Floats, NDArray[np.int64], Floats]:
    """Room of slots, limits of contracts, pairs (slot, contract, stand) each once, and the weight of each stand."""
    room = np.array(draw(st.lists(AMOUNTS, min_size=1, max_size=5)))
    limit = np.array(draw(st.lists(AMOUNTS, min_size=1, max_size=6)))
    ends = st.tuples(st.integers(0, len(room) - 1), st.integers(0, len(limit) - 1))
    pairs = sorted(draw(st.sets(ends, min_size=1, max_size=16)))
    owner = draw(st.lists(st.integers(0, 2), min_size=len(limit), max_size=len(limit)))
    stands = sorted({(slot, owner[contract]) for slot, contract in pairs})
    weight = np.array(draw(st.lists(st.integers(0, 1000).map(float), min_size=len(stands), max_size=len(stands))))
    rows = [(slot, contract, stands.index((slot, owner[contract]))) for slot, contract in pairs]
    return room, limit, np.array(rows, dtype=np.int64), weight


def step_by_step(room: Floats, limit: Floats, rows: NDArray[np.int64], weight: Floats) -> Floats:
    """All that can still pay go on until the first slot is full or the first contract dry, again and again."""
    slot, contract, stand = rows.T
    paid, live, room, limit = np.zeros(len(rows)), weight[stand] > 0, room.copy(), limit.copy()
    while live.any():
        rate = np.where(live, weight[stand] / np.maximum(1, np.bincount(stand[live], minlength=len(weight)))[stand], 0)
        filling = np.bincount(slot, rate, len(room))
        drying = np.bincount(contract, rate, len(limit))
        times = np.concatenate([room[filling > 0] / filling[filling > 0], limit[drying > 0] / drying[drying > 0]])
        paid += rate * times.min()
        room, limit = room - filling * times.min(), limit - drying * times.min()
        live &= (room[slot] > 1e-9) & (limit[contract] > 1e-9)
    return paid


@settings(max_examples=500, deadline=None)
@given(entangled())
def test_rising_is_filling_step_by_step(drawn: tuple[Floats, Floats, NDArray[np.int64], Floats]) -> None:
    room, limit, rows, weight = drawn
    slot, contract, stand = rows.T
    paid, complete = rising(room, limit, slot, contract, stand, weight[stand])
    assert complete
    expected = step_by_step(room, limit, rows, weight)
    for key, count in ((slot, len(room)), (contract, len(limit)), (stand, len(weight))):
        np.testing.assert_allclose(np.bincount(key, paid, count), np.bincount(key, expected, count), atol=1e-6)


def test_what_is_not_followed_to_the_end_is_a_lower_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three contracts of one stand run dry one after the other; two changes are not followed."""
    room, limit = np.array([100.0]), np.array([1.0, 2.0, 9.0])
    rows = (np.zeros(3, dtype=np.int64), np.arange(3), np.zeros(3, dtype=np.int64), np.ones(3))
    whole, complete = rising(room, limit, *rows)
    assert (whole.tolist(), complete) == ([1, 2, 9], True)
    monkeypatch.setattr(kernel, "MOST_CHANGES", 2)
    part, complete = rising(room, limit, *rows)
    assert not complete
    assert (part <= whole).all()
    assert part.sum() == 3


def test_small_weights_beside_large_ones_keep_their_pace() -> None:
    """When the large one is done, what was subtracted for it leaves no trace in the pace of the small one."""
    room, limit = np.array([1e12 + 1, 7.0]), np.array([1e12, 5.0])
    slot, contract = np.array([0, 0, 1]), np.array([0, 1, 1])
    paid, _ = rising(room, limit, slot, contract, np.arange(3), np.array([1e12, 1e-3, 1e-3]))
    np.testing.assert_allclose(paid, [1e12, 1.0, 4.0], rtol=1e-3)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(AMOUNTS, st.lists(AMOUNTS, min_size=1, max_size=2 * FEW)), min_size=1, max_size=4))
def test_water_has_one_level(places: list[tuple[float, list[float]]]) -> None:
    room = np.array([amount for amount, _ in places])
    place = np.repeat(np.arange(len(places)), [len(rows) for _, rows in places])
    capacity = np.concatenate([np.array(rows) for _, rows in places])
    given_ = water_filled(room, place, capacity)
    for at, (amount, rows) in enumerate(places):
        own, most = given_[place == at], np.array(rows)
        assert abs(own.sum() - min(amount, most.sum())) < 1e-9
        below = own < most - 1e-9
        assert not below.any() or (np.ptp(own[below]) < 1e-9 and (own <= own[below].max() + 1e-9).all())


def test_pouring_in_turn() -> None:
    room = np.array([10, 3])
    assert poured(room, np.array([0, 1, 0, 0, 1]), np.array([4, 5, 4, 4, 1])).tolist() == [4, 3, 4, 2, 0]
    assert room.tolist() == [10, 3]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 7)), max_size=40), st.sampled_from([1, 10**6]))
def test_distinct_pairs(rows: list[tuple[int, int]], apart: int) -> None:
    """Whether the numbers lie close together or far apart."""
    ends = np.array(rows, dtype=np.int64).reshape(-1, 2) * apart
    found = distinct_pairs(ends[:, 0], ends[:, 1])
    pairs = list(zip(found.first.tolist(), found.second.tolist(), strict=True))
    assert pairs == sorted(set(map(tuple, ends.tolist())))
    assert [pairs[number] for number in found.number.tolist()] == [tuple(row) for row in ends.tolist()]
