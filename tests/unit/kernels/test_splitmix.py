"""Hashes by SplitMix64."""

import numpy as np

from graph.kernels.splitmix import GAMMA, mixed


def test_they_are_the_numbers_of_the_published_generator() -> None:
    """The first five of seed 1234567, as in the reference implementations of Vigna and of Java."""
    states = (np.uint64(1234567) + np.arange(5, dtype=np.uint64) * np.uint64(GAMMA)).astype(np.uint64)
    assert mixed(states).tolist() == [
        6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821,
    ]  # fmt: skip


def test_each_bit_of_a_word_moves_half_of_the_bits() -> None:
    words = np.random.default_rng(1).integers(0, 2**64, 500, dtype=np.uint64)
    for bit in range(64):
        moved = np.bitwise_count(mixed(words) ^ mixed(words ^ np.uint64(1 << bit)))
        assert abs(moved.mean() - 32) < 1
