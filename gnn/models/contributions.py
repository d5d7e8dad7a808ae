"""What each feature adds to a score."""

from dataclasses import dataclass

from gnn.features.table import Floats


@dataclass(frozen=True, eq=False)
class Contributions:
    """values: float64 [rows, features] in log-odds; base: per row what is left without features; together the logit."""

    names: tuple[str, ...]
    values: Floats
    base: Floats
