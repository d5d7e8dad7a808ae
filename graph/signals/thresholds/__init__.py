"""Thresholds that a person has moved: logged, taken back by another act, and in force wherever rules are evaluated."""

from graph.signals.thresholds.adjustment import Adjustment, Kind, Moved, mark_of, moved, standing
from graph.signals.thresholds.record import Wanted, accept, adjusted, read_adjustments, revert, standing_of

__all__ = [
    "Adjustment",
    "Kind",
    "Moved",
    "Wanted",
    "accept",
    "adjusted",
    "mark_of",
    "moved",
    "read_adjustments",
    "revert",
    "standing",
    "standing_of",
]
