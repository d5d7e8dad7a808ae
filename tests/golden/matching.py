"""Whether an answer is the expected one: numbers within the tolerance, lists in any order, tuples in theirs."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

STANDARD_ERRORS = 4
"""So many may lie between a simulated number and the expected one."""


@dataclass(frozen=True, slots=True)
class Simulated:
    """A number of an answer that trials gave, with its standard error."""

    value: float
    standard_error: float


def differences(expected: Any, found: Any, tolerance: float, at: str = "") -> list[str]:
    """What differs, a sentence each; what an expected mapping does not name is not asserted."""
    if isinstance(expected, Mapping):
        if not isinstance(found, Mapping):
            return [f"{at}: {found!r} instead of {expected!r}"]
        missing = [f"{at}.{key}: nothing instead of {value!r}" for key, value in expected.items() if key not in found]
        return missing + [
            line
            for key, value in expected.items()
            if key in found
            for line in differences(value, found[key], tolerance, f"{at}.{key}")
        ]
    return [] if same(expected, found, tolerance) else [f"{at}: {found!r} instead of {expected!r}"]


def same(expected: Any, found: Any, tolerance: float) -> bool:
    """Whether two answers agree; a list of the case is in order only where the answer is a tuple."""
    if isinstance(expected, bool) or expected is None or isinstance(expected, str):
        return type(expected) is type(found) and expected == found
    if isinstance(found, Simulated):
        tolerance, found = max(tolerance, STANDARD_ERRORS * found.standard_error), found.value
    if isinstance(expected, int | float):
        return isinstance(found, int | float) and abs(expected - found) <= tolerance
    if isinstance(expected, Mapping):
        return not differences(expected, found, tolerance)
    if isinstance(found, Mapping | str) or not isinstance(found, Collection) or len(expected) != len(found):
        return False
    if isinstance(found, tuple):
        return all(same(*pair, tolerance) for pair in zip(expected, found, strict=True))
    return _paired(list(expected), list(found), tolerance)


def _paired(expected: list[Any], found: list[Any], tolerance: float) -> bool:
    """Whether every expected entry has a found one of its own."""
    for entry in expected:
        partner = next((i for i, other in enumerate(found) if same(entry, other, tolerance)), None)
        if partner is None:
            return False
        found.pop(partner)
    return not found
