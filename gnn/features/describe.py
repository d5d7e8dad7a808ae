"""What features mean: read from the file beside the code that works them out, `gnn/features/FAMILY.toml`."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final

import numpy as np

from gnn.features.table import Feature, FeatureTable, Floats
from graph.errors import UsageError

UNITS: Final = ("元", "ratio", "count", "day", "year", "flag", "grade")
"""flag: 1 or 0. grade: a place in an order, from 1."""


@cache
def described(family: str) -> tuple[Feature, ...]:
    """The features of a family, in the order of its file."""
    text = files("gnn.features").joinpath(f"{family}.toml").read_text(encoding="utf-8")
    return tuple(
        Feature(
            f"{family}.{name}", entry["title"][0], entry["title"][1], entry["unit"], entry["definition"][0],
            entry["definition"][1],
        )
        for name, entry in tomllib.loads(text).items()
    )  # fmt: skip


def as_table(family: str, values: Mapping[str, Floats]) -> FeatureTable:
    """The values, by indicator and one per enterprise, as the family's table. UsageError where a value has no
    description or the other way round."""
    features = described(family)
    names = {feature.name.split(".", 1)[1] for feature in features}
    if names != set(values):
        odd = ", ".join(sorted(names ^ set(values)))
        raise UsageError(
            f"Features of {family} without a value or a description: {odd}. Give both.",
            f"特征族{family}中缺少数值或说明的特征：{odd}。两者须同时给出。",
        )
    columns = [np.asarray(values[feature.name.split(".", 1)[1]], dtype=np.float64) for feature in features]
    return FeatureTable(features, np.column_stack(columns))
