"""Random numbers by counter: each is a function of a key and a counter, so neither order nor threads change it.

Philox4x32 with ten rounds (Salmon, Moraes, Dror and Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3"). One call
gives 128 bits. Here the seed is the key; the counter is the 64-bit mark of an item, the number of a pair of trials, and
a stream; the two halves of what comes out serve the two trials of the pair.
"""

from collections.abc import Iterable
from hashlib import blake2b
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.kernels.compiled import compiled

Marks = NDArray[np.uint64]

LOW: Final = np.uint64(0xFFFFFFFF)
HALF: Final = np.uint64(32)
MULTIPLIERS: Final = (np.uint64(0xD2511F53), np.uint64(0xCD9E8D57))
KEY_STEPS: Final = (np.uint64(0x9E3779B9), np.uint64(0xBB67AE85))
UNUSED_BITS: Final = np.uint64(12)
SPACING: Final = 2.0**-52

OF_ITEMS: Final = 0
OF_TRIALS: Final = 1
"""Streams: draws per item and trial, and draws that all items of a trial share."""


def marks_of(names: Iterable[str]) -> Marks:
    """64 bits (uint64) per name that depend on nothing but the name; two of a million names share theirs with a
    probability below 1e-7."""
    digests = b"".join(blake2b(name.encode("utf-8"), digest_size=8).digest() for name in names)
    return np.frombuffer(digests, dtype="<u8").astype(np.uint64)


def uniforms(seed: int, trial: int, marks: Marks, stream: int = OF_ITEMS) -> NDArray[np.float64]:
    """The draw (float64, above 0 and below 1, 52 bits) of each mark in a trial, below 2**33; seed: see `key_of`."""
    words = np.empty((4, len(marks)), dtype=np.uint64)
    draws = np.empty((2, len(marks)))
    pairs_of_units(key_of(seed), trial // 2, marks, stream, words, draws)
    found: NDArray[np.float64] = draws[trial % 2]
    return found


def key_of(seed: int) -> np.uint64:
    """The key of a seed: any whole number, of which 64 bits count."""
    return np.uint64(seed % 2**64)


@compiled
def philox(marks: Marks, third: np.uint64, fourth: np.uint64, key: np.uint64, words: NDArray[np.uint64]) -> None:
    """Four words of 32 bits per mark, into the four rows of `words`. A counter is the two words of the mark, low word
    first, and the two given; key: two words likewise.

    One loop without calls, which compilers turn into vector instructions: four times as fast.
    """
    for i in range(len(marks)):
        first, second, low_key, high_key = marks[i] & LOW, marks[i] >> HALF, key & LOW, key >> HALF
        ahead, last = third, fourth
        for _ in range(10):
            one, other = MULTIPLIERS[0] * first, MULTIPLIERS[1] * ahead
            first, second, ahead, last = (
                (other >> HALF) ^ second ^ low_key, other & LOW, (one >> HALF) ^ last ^ high_key, one & LOW,
            )  # fmt: skip
            low_key, high_key = (low_key + KEY_STEPS[0]) & LOW, (high_key + KEY_STEPS[1]) & LOW
        words[0, i], words[1, i], words[2, i], words[3, i] = first, second, ahead, last


@compiled
def unit(low: np.uint64, high: np.uint64) -> float:
    """Two words as a number strictly between 0 and 1: the middle of one of 2**52 equal cells."""
    cell = ((high << HALF) | low) >> UNUSED_BITS
    return (float(cell) + 0.5) * SPACING


@compiled
def pairs_of_units(
    key: np.uint64, pair: int, marks: Marks, stream: int, words: NDArray[np.uint64], draws: NDArray[np.float64]
) -> None:
    """The draws of each mark in the trials 2 * pair and 2 * pair + 1, into the two rows of `draws`; words: room."""
    philox(marks, np.uint64(pair), np.uint64(stream), key, words)
    for i in range(len(marks)):
        draws[0, i], draws[1, i] = unit(words[0, i], words[1, i]), unit(words[2, i], words[3, i])
