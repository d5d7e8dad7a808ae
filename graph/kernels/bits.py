"""Sets of node numbers as bits, 64 to a word: small enough to stay in the nearest cache, and read in their order."""

from collections.abc import Callable
from typing import Any, Final, cast

import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic
from numpy.typing import NDArray

from graph.kernels.compiled import compiled, unsigned

Bits = NDArray[np.uint64]
SHIFT: Final = 6
WORD: Final = 1 << SHIFT
FEW: Final = 64
"""Where there are more words than so many for each number, these are sorted by comparison."""


def _lowest(_typing: Any, _word: Any) -> Any:
    def code(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.cttz(arguments[0], ir.Constant(ir.IntType(1), 1))

    return types.uint64(types.uint64), code


lowest = cast("Callable[[np.uint64], int]", intrinsic(_lowest))
"""The place of the lowest bit of a word that is not zero."""


def no_bits(count: int) -> Bits:
    """The empty set of numbers below a count."""
    return np.zeros((count >> SHIFT) + 1, dtype=np.uint64)


@compiled
def put(bits: Bits, number: int, is_in: bool) -> None:
    """One more number, if it belongs to them."""
    bits[unsigned(number >> SHIFT)] |= np.uint64(is_in) << np.uint64(number & (WORD - 1))


@compiled
def contains(bits: Bits, number: int) -> bool:
    """Whether a number is among them."""
    return bool(bits[unsigned(number >> SHIFT)] >> np.uint64(number & (WORD - 1)) & np.uint64(1))


@compiled
def ascending(numbers: NDArray[np.int32], count: int, bits: Bits) -> None:
    """The first so many numbers, each once, sorted in place. `bits`: none, with room for all; so again afterwards."""
    if count * FEW < len(bits):
        numbers[:count] = np.sort(numbers[:count])
        return
    for place in range(count):
        put(bits, numbers[unsigned(place)], True)
    found = 0
    for place in range(len(bits)):
        word = bits[place]
        bits[place] = np.uint64(0)
        while word:
            numbers[unsigned(found)] = (place << SHIFT) + lowest(word)
            found += 1
            word &= word - np.uint64(1)
