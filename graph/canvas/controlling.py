"""Which stakes are those of a controller."""

import numpy as np
from numpy.typing import NDArray

from graph.canvas.kinds import OWNS
from graph.canvas.ties import CanvasTies
from graph.ownership.control import Control


def controlling(ties: CanvasTies, control: Control) -> NDArray[np.bool_]:
    """Per tie whether it is a stake whose owner, alone or with those it acts with, controls the owned."""
    found, stakes = np.zeros(len(ties), dtype=np.bool_), np.flatnonzero(ties.kind == OWNS)
    if not len(stakes):
        return found
    holders = control.concerts.holders
    width = np.int64(len(holders) + len(control.concerts))
    controller, controlled = control.pairs()
    known = np.unique(controller.astype(np.int64) * width + controlled)
    owned = ties.target[stakes].astype(np.int64)
    for owner in (ties.source[stakes], holders[ties.source[stakes]]):
        found[stakes] |= np.isin(owner.astype(np.int64) * width + owned, known)
    return found
