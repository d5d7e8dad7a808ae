"""Features as a table: what each column means beside its values."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.errors import UsageError
from graph.measures.measure import Measure

Floats = NDArray[np.float64]

SHOWN: Final = 5
"""So many features are named where tables differ."""


@dataclass(frozen=True, eq=False)
class FeatureTable:
    """values: float64, one row per enterprise, one column per feature; NaN where it is not known, which is no zero.

    UsageError for infinite values, a name that stands twice, or as many columns as there are no features.
    """

    features: tuple[Measure, ...]
    values: Floats

    def __post_init__(self) -> None:
        names = [feature.name for feature in self.features]
        if self.values.ndim != 2 or self.values.shape[1] != len(names):
            raise UsageError(
                f"A table has {self.values.shape} values for {len(names)} features.",
                f"特征表数值形状{self.values.shape}与{len(names)}个特征不符。",
            )
        if len(set(names)) != len(names):
            raise UsageError("A feature stands twice in a table.", "特征表中有重复的特征。")
        if np.isinf(self.values).any():
            column = names[int(np.isinf(self.values).any(axis=0).argmax())]
            raise UsageError(
                f"Feature {column} is infinite somewhere. Give a number, or none where it is not known.",
                f"特征{column}存在无穷大。请给出数值；未知时留空。", field=column,
            )  # fmt: skip

    def __len__(self) -> int:
        return len(self.values)

    @property
    def names(self) -> tuple[str, ...]:
        """In the order of the columns."""
        return tuple(feature.name for feature in self.features)

    def column(self, name: str) -> Floats:
        """One value per enterprise. KeyError for a name that is not there."""
        return np.asarray(self.values[:, self._places[name]])

    def only(self, names: Sequence[str]) -> "FeatureTable":
        """These columns, in this order. KeyError for a name that is not there."""
        places = [self._places[name] for name in names]
        return FeatureTable(tuple(self.features[place] for place in places), self.values[:, places])

    def rows(self, places: NDArray[np.integer] | NDArray[np.bool_]) -> "FeatureTable":
        """These enterprises."""
        return FeatureTable(self.features, self.values[places])

    @cached_property
    def schema_digest(self) -> str:
        """Of names and units, in order: a model scores no table with another."""
        text = "\n".join(f"{feature.name}\t{feature.unit}" for feature in self.features)
        return hashlib.sha256(text.encode()).hexdigest()

    def require_schema(self, names: Sequence[str], digest: str) -> None:
        """UsageError unless these are the features that a model was trained with: names, and `schema_digest` then."""
        if self.schema_digest == digest:
            return
        missing = [name for name in names if name not in self._places]
        unknown = [name for name in self.names if name not in names]
        told = ", ".join([*(f"-{name}" for name in missing[:SHOWN]), *(f"+{name}" for name in unknown[:SHOWN])])
        raise UsageError(
            f"The model was trained with other features ({told or 'another order or other units'}). Train anew with "
            "this version, or score with the version that trained it.",
            f"模型所用特征与当前不一致（{told or '顺序或单位不同'}）。请用当前版本重新训练，或用训练时的版本评分。",
            missing=missing, unknown=unknown, problem="model_mismatch",
        )  # fmt: skip

    @cached_property
    def _places(self) -> dict[str, int]:
        return {feature.name: place for place, feature in enumerate(self.features)}


def beside(*tables: FeatureTable) -> FeatureTable:
    """The columns of several tables of the same enterprises."""
    return FeatureTable(
        tuple(feature for table in tables for feature in table.features),
        np.concatenate([table.values for table in tables], axis=1),
    )
