"""To which values a threshold can be moved so that the rule leaves out some of the judged findings and keeps others.

Where each finding stops is found by halving between the value in force and the bound of the threshold, so that it does
not matter how the condition uses it (`x >= t`, `x <= -t`, `x >= t * y`). All values between two stops leave out the
same findings; of them stands the one with the fewest digits, and of those the nearest to the value in force: of what
nobody judged in between it leaves out least.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.measures.measure import Floats
from graph.signals.evaluate import DECIMALS
from graph.signals.learning.sample import Sample

HALVINGS: Final = 120
"""From any bounds of a threshold to neighbouring numbers."""

MOST: Final = 200
"""Values of one threshold that are tried, evenly by rank where there are more."""


@dataclass(frozen=True, slots=True, eq=False)
class Cut:
    """A value of a threshold. dropped: which findings of the sample the rule would no longer make with it."""

    threshold: str
    value: float
    dropped: NDArray[np.bool_]


def cuts(sample: Sample) -> list[Cut]:
    """All that leave out somebody, of every threshold that may be moved; one at a time is."""
    return [cut for name in sample.rule.thresholds for cut in _of_threshold(sample, name)] if sample.judged else []


def _of_threshold(sample: Sample, name: str) -> Iterator[Cut]:
    one = sample.rule.thresholds[name]
    for bound in (one.least, one.most):
        if bound != one.value:
            for value in _values(sample, name, bound):
                dropped = ~sample.holds(name, np.asarray(value))
                if dropped.any():
                    yield Cut(name, value, dropped)


def _values(sample: Sample, name: str, bound: float) -> list[float]:
    """From the value in force towards a bound."""
    one = sample.rule.thresholds[name]
    last, first = _stops(sample, name, bound)
    order = np.argsort(np.abs(first - one.value), kind="stable")
    starts = np.unique(first)
    starts = starts if bound > one.value else starts[::-1]
    if len(starts) > MOST:
        starts = starts[np.linspace(0, len(starts) - 1, MOST).astype(int)]
    found = []
    for start in starts.tolist():
        beyond = last[order][np.abs(last[order] - one.value) >= abs(start - one.value)]
        end = float(beyond[0]) if len(beyond) else bound
        value = roundest(start, end, DECIMALS[one.unit])
        if value is not None:
            found.append(value)
    return list(dict.fromkeys(found))


def _stops(sample: Sample, name: str, bound: float) -> tuple[Floats, Floats]:
    """Of each finding that stops before the bound or at it: the last value at which the rule still makes it, and the
    first at which it does not."""
    one = sample.rule.thresholds[name]
    last, first = np.full(sample.judged, one.value), np.full(sample.judged, bound)
    stops = ~sample.holds(name, first)
    for _ in range(HALVINGS):
        middle = last + (first - last) / 2
        holds = sample.holds(name, middle)
        last, first = np.where(holds, middle, last), np.where(holds, first, middle)
    return last[stops], first[stops]


def roundest(start: float, end: float, decimals: int) -> float | None:
    """Between two numbers, both included, the one with the fewest significant digits, of those the nearest to the
    start; None where none has so few decimals."""
    low, high = min(start, end), max(start, end)
    away = ceil if start <= end else floor
    leading = floor(log10(abs(start))) if start else 0
    for digits in range(min(-leading, decimals), decimals + 1):
        scale = 10.0 ** abs(digits)
        place = start * scale if digits > 0 else start / scale
        for whole in (round(place), away(place)):
            value = whole / scale if digits > 0 else whole * scale
            if low <= value <= high:
                return value + 0.0
    return None
