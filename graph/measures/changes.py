"""How measures have changed over some months: the value of the day less that of an earlier one, by what is known now.

Both values are of what is known at the day asked for, so that a fact that was delivered late is no change.
"""

import tomllib
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Final

from graph.measures.measure import Measure, described

MONTHS: Final = (1, 3, 6, 12)
SUFFIX: Final = "change_{}m"


@cache
def changing() -> tuple[str, ...]:
    """The measures whose changes are measures too (`graph/measures/changes.toml`)."""
    text = files("graph.measures").joinpath("changes.toml").read_text(encoding="utf-8")
    return tuple(f"{family}.{name}" for family, names in tomllib.loads(text).items() for name in names)


@cache
def described_changes() -> tuple[Measure, ...]:
    """A measure per window of each of them."""
    found = []
    for name in changing():
        family, indicator = name.split(".", 1)
        base = next(one for one in described(family) if one.name == name)
        for months in MONTHS:
            found.append(
                Measure(
                    f"{family}.{indicator}.{SUFFIX.format(months)}",
                    f"{base.title_zh}：近{months}个月变化", f"{base.title_en}: change over {_months(months)}",
                    base.unit,
                    f"当日的{base.title_zh}减去{months}个月前的值，均以当日所知为准",
                    f"its value on the day less that of {_months(months)} before, both as known on the day",
                )
            )  # fmt: skip
    return tuple(found)


def split_change(name: str) -> tuple[str, int]:
    """The measure that a name is about, and over how many months its change is asked for; 0 for the value itself."""
    base, _, last = name.rpartition(".")
    for months in MONTHS:
        if last == SUFFIX.format(months):
            return base, months
    return name, 0


def months_before(day: date, months: int) -> date:
    """The same day so many months before, or the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    for last in (day.day, 30, 29, 28):
        if last <= day.day:
            try:
                return date(year, month + 1, last)
            except ValueError:
                continue
    return date(year, month + 1, 28)


def _months(months: int) -> str:
    return "one month" if months == 1 else f"{months} months"
