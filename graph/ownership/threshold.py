"""Shares against thresholds of law, so that the noise of binary numbers decides nothing.

0.05 · 0.10 + 0.35 · 0.70 is a quarter, and in doubles it is less.
"""

from typing import overload

import numpy as np
from numpy.typing import NDArray

EPSILON = 1e-9
"""How far apart two shares may be and still count as the same."""


@overload
def at_least(share: float, threshold: float) -> bool: ...
@overload
def at_least(share: NDArray[np.float64], threshold: float) -> NDArray[np.bool_]: ...
def at_least(share: float | NDArray[np.float64], threshold: float) -> bool | NDArray[np.bool_]:
    """Whether a share is the threshold or more."""
    return share >= threshold - EPSILON


@overload
def above(share: float, threshold: float) -> bool: ...
@overload
def above(share: NDArray[np.float64], threshold: float) -> NDArray[np.bool_]: ...
def above(share: float | NDArray[np.float64], threshold: float) -> bool | NDArray[np.bool_]:
    """Whether a share is more than the threshold."""
    return share > threshold + EPSILON
