"""A hint to the processor: what stands at a place is needed soon, so that it is fetched while other work goes on.

Kernels that jump about in arrays larger than the caches wait for memory most of their time. They know what they will
look at some turns later; asking for it then takes a third to a half off their time. The hint changes nothing else, and
a place that does not exist is no error.
"""

from collections.abc import Callable
from typing import Any, Final, cast

import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic
from numpy.typing import NDArray

from graph.kernels.compiled import compiled

AHEAD: Final = 8
FAR, NEAR = 2 * AHEAD, AHEAD // 2
"""So many turns ahead, about as long as memory takes to answer; FAR for what leads to something else that is asked for,
NEAR for what was led to. A list that is read ahead is so much longer, with places that exist in what stands there."""
SOME: Final = 4
READ, TO_ALL_CACHES, DATA = 0, 3, 1
"""The operands of LLVM's `prefetch` after the address."""


def _prefetch(_typing: Any, array: Any, place: Any) -> Any:
    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        kind = signature.args[0]
        array = context.make_array(kind)(context, builder, arguments[0])
        first = context.get_constant(types.intp, 0)
        index = [context.cast(builder, arguments[1], signature.args[1], types.intp), *[first] * (kind.ndim - 1)]
        address = cgutils.get_item_pointer(context, builder, kind, array, index, wraparound=False)
        byte, number = ir.IntType(8).as_pointer(), ir.IntType(32)
        hint = builder.module.declare_intrinsic(
            "llvm.prefetch.p0", fnty=ir.FunctionType(ir.VoidType(), [byte, number, number, number])
        )
        builder.call(hint, [builder.bitcast(address, byte), number(READ), number(TO_ALL_CACHES), number(DATA)])
        return context.get_dummy_value()

    return types.void(array, place), code


prefetch = cast("Callable[[NDArray[Any], int | np.integer[Any]], None]", intrinsic(_prefetch))
"""prefetch(array, place): the line of memory in which the first number of that row stands."""


@compiled
def prefetch_some(array: NDArray[Any], places: NDArray[Any], first: int) -> None:
    """The rows of an array at some places of a list, from the first on. As many as there usually are, always: a count
    that cannot be guessed costs more than a row too many."""
    for at in range(first, min(first + SOME, len(places))):
        prefetch(array, places[at])
