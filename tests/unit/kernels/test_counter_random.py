"""Philox against its published vectors, draws as uniform and independent numbers, and what they depend on."""

import numpy as np
import pytest
from scipy.stats import kstest, pearsonr

from graph.kernels.counter_random import OF_ITEMS, OF_TRIALS, key_of, marks_of, philox, uniforms

MARKS = marks_of(f"party {i}" for i in range(20_000))

KNOWN = (
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((0xFFFFFFFF,) * 4, (0xFFFFFFFF,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
)
"""Counter, key and words of philox4x32-10 as the authors' own tests (Random123, kat_vectors) have them."""


@pytest.mark.parametrize(("counter", "key", "words"), KNOWN)
def test_philox_gives_the_published_words(
    counter: tuple[int, ...], key: tuple[int, ...], words: tuple[int, ...]
) -> None:
    found = np.empty((4, 1), dtype=np.uint64)
    marks = np.array([counter[0] | counter[1] << 32], dtype=np.uint64)
    philox(marks, np.uint64(counter[2]), np.uint64(counter[3]), np.uint64(key[0] | key[1] << 32), found)
    assert tuple(found[:, 0].tolist()) == words


def test_draws_are_uniform_and_lie_strictly_between_zero_and_one() -> None:
    for trial in range(4):
        draws = uniforms(3, trial, MARKS)
        assert draws.min() > 0
        assert draws.max() < 1
        assert kstest(draws, "uniform").pvalue > 1e-3


def test_draws_of_one_party_are_uniform_over_trials() -> None:
    draws = np.concatenate([uniforms(3, trial, MARKS[:1]) for trial in range(5_000)])
    assert kstest(draws, "uniform").pvalue > 1e-3


def test_trials_streams_and_seeds_are_independent() -> None:
    first = uniforms(3, 0, MARKS)
    others = [uniforms(3, 1, MARKS), uniforms(3, 2, MARKS), uniforms(4, 0, MARKS), uniforms(3, 0, MARKS, OF_TRIALS)]
    for other in others:
        assert abs(pearsonr(first, other).statistic) < 4 / np.sqrt(len(MARKS))


def test_a_draw_depends_on_the_mark_only_and_not_on_its_place() -> None:
    order = np.random.default_rng(1).permutation(len(MARKS))
    for trial in (0, 1, 2**32 + 7):
        np.testing.assert_array_equal(uniforms(-5, trial, MARKS)[order], uniforms(-5, trial, MARKS[order], OF_ITEMS))


def test_marks_are_those_of_the_names() -> None:
    assert marks_of(["a", "b"])[1] == marks_of(["b"])[0]
    assert len(np.unique(MARKS)) == len(MARKS)


def test_a_seed_counts_with_64_bits() -> None:
    assert key_of(-1) == key_of(2**64 - 1) == np.uint64(2**64 - 1)
