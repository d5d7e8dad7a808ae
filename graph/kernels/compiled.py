"""Compilation of the kernels, typed; what is compiled is kept on disk between runs."""

from collections.abc import Callable
from typing import TypeVar, cast

import numba

F = TypeVar("F", bound=Callable[..., object])


def compiled(function: F) -> F:
    """The function as machine code, compiled at its first call with given types."""
    try:
        return cast(F, numba.njit(cache=True, nogil=True)(function))
    except RuntimeError:  # nowhere to keep it: a read-only installation without a home folder
        return cast(F, numba.njit(nogil=True)(function))
