"""Compilation of the kernels, typed; what is compiled is kept on disk between runs."""

from collections.abc import Callable
from typing import Final, TypeVar, cast

import numba
import numpy as np

F = TypeVar("F", bound=Callable[..., object])

unsigned: Final = np.uint64
"""A place in an array, within kernels: one with a sign might count from the end, and that is looked into each time."""


def compiled(function: F) -> F:
    """The function as machine code, compiled at its first call with given types."""
    try:
        return cast(F, numba.njit(cache=True, nogil=True)(function))
    except RuntimeError:  # nowhere to keep it: a read-only installation without a home folder
        return cast(F, numba.njit(nogil=True)(function))
