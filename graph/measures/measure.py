"""What a measure is: a name, what it means in two languages, and its unit; read from `graph/measures/FAMILY.toml`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.errors import UsageError

Floats = NDArray[np.float64]
Columns = Mapping[str, Floats]
"""By the full name of the measure: float64, one value per enterprise, NaN where it is not known, which is no zero."""

UNITS: Final = ("元", "ratio", "count", "day", "year", "flag", "grade")
"""flag: 1 or 0. grade: a place in an order, from 1."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One indicator. name: `family.indicator`, unique; unit: one of `UNITS`."""

    name: str
    title_zh: str
    title_en: str
    unit: str
    definition_zh: str
    definition_en: str

    @property
    def family(self) -> str:
        """Which group of measures it belongs to: the file that describes it, and the module that works it out."""
        return self.name.split(".", 1)[0]


@cache
def described(family: str) -> tuple[Measure, ...]:
    """The measures of a family, in the order of its file."""
    text = files("graph.measures").joinpath(f"{family}.toml").read_text(encoding="utf-8")
    return tuple(
        Measure(
            f"{family}.{name}", entry["title"][0], entry["title"][1], entry["unit"], entry["definition"][0],
            entry["definition"][1],
        )
        for name, entry in tomllib.loads(text).items()
    )  # fmt: skip


def as_columns(family: str, values: Mapping[str, Floats]) -> Columns:
    """The values, by indicator and one per enterprise, by the family's full names and in the order of its file.
    UsageError where a value has no description or the other way round."""
    measures = described(family)
    names = [measure.name.split(".", 1)[1] for measure in measures]
    if set(names) != set(values):
        odd = ", ".join(sorted(set(names) ^ set(values)))
        raise UsageError(
            f"Measures of {family} without a value or a description: {odd}. Give both.",
            f"指标族{family}中缺少数值或说明的指标：{odd}。两者须同时给出。",
        )
    return {f"{family}.{name}": np.asarray(values[name], dtype=np.float64) for name in names}
