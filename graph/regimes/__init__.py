"""What the law of a place calls control, a beneficial owner, a group or too much: rules as data, side by side."""

from graph.regimes.catalogue import regime, regimes
from graph.regimes.regime import Regime

__all__ = ["Regime", "regime", "regimes"]
