"""64 bits that look like chance, of which each depends on all bits of what they are made from.

The generator SplitMix64 (Steele, Lea and Flood 2014, "Fast splittable pseudorandom number generators") as a hash: the
number that it gives in a state.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]

GAMMA: Final = 0x9E3779B97F4A7C15
"""By how much its state moves on: odd, so that a product with it is another number for each number."""
STEPS: Final = (0xBF58476D1CE4E5B9, 0x94D049BB133111EB)
SHIFTS: Final = (30, 27, 31)


def mixed(words: Hashes) -> Hashes:
    """The number that each state (uint64) gives; different ones for different states."""
    words = words + np.uint64(GAMMA)
    words = (words ^ (words >> np.uint64(SHIFTS[0]))) * np.uint64(STEPS[0])
    words = (words ^ (words >> np.uint64(SHIFTS[1]))) * np.uint64(STEPS[1])
    return words ^ (words >> np.uint64(SHIFTS[2]))
