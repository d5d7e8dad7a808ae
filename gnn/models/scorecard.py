"""A logistic scorecard on normal scores of the features: few assumptions, smooth, and slow to learn what does not last.

Each feature becomes its normal score among the training rows (van der Waerden 1952), 0 where it is not known, beside an
indicator of that. Weights are drawn to zero by a ridge penalty (Hoerl and Kennard 1970).
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from gnn.features.content import row_keys
from gnn.features.table import FeatureTable, Floats
from gnn.logistic import fit_logistic, require_two_classes
from gnn.models.contributions import Contributions
from graph.errors import UsageError

FORMAT: Final = "ringfence-scorecard-1"
KNOTS: Final = 201


@dataclass(frozen=True, eq=False)
class Scale:
    """How one feature is measured: values at `knots` have the normal scores `scores`; none where it never varies."""

    knots: Floats
    scores: Floats

    def __call__(self, values: Floats) -> Floats:
        """Normal scores, float64; 0 where a value is not known."""
        if not len(self.knots):
            return np.zeros(len(values))
        return np.where(np.isnan(values), 0.0, np.interp(values, self.knots, self.scores))


@dataclass(frozen=True, eq=False)
class Scorecard:
    """weights: per feature, per normal score; missing: per feature, what its absence adds; both in log-odds."""

    names: tuple[str, ...]
    schema_digest: str
    scales: tuple[Scale, ...]
    weights: Floats
    missing: Floats
    intercept: float

    def logit(self, table: FeatureTable) -> Floats:
        """Log-odds per row. UsageError for a table with other features than it was learnt from."""
        found = self.contributions(table)
        # Column by column: a matrix product may round a row otherwise at another place.
        total = found.base.copy()
        for column in range(len(self.names)):
            total += found.values[:, column]
        return total

    def contributions(self, table: FeatureTable) -> Contributions:
        """What each feature adds to the log-odds of each row."""
        table.require_schema(self.names, self.schema_digest)
        values = np.zeros((len(table), len(self.names)))
        for place, scale in enumerate(self.scales):
            column = table.values[:, place]
            values[:, place] = scale(column) * self.weights[place] + np.isnan(column) * self.missing[place]
        return Contributions(self.names, values, np.full(len(table), self.intercept))

    def save(self, path: Path) -> None:
        """As JSON; numbers come back to the last bit."""
        content = {
            "format": FORMAT, "names": self.names, "schema_digest": self.schema_digest, "intercept": self.intercept,
            "weights": self.weights.tolist(), "missing": self.missing.tolist(),
            "scales": [[scale.knots.tolist(), scale.scores.tolist()] for scale in self.scales],
        }  # fmt: skip
        path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def load_scorecard(path: Path) -> Scorecard:
    """UsageError where the file holds no scorecard."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if content["format"] == FORMAT:
            return Scorecard(
                tuple(content["names"]), content["schema_digest"],
                tuple(Scale(np.array(knots), np.array(scores)) for knots, scores in content["scales"]),
                np.array(content["weights"]), np.array(content["missing"]), float(content["intercept"]),
            )  # fmt: skip
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise _unreadable(path) from error
    raise _unreadable(path)


def fit_scorecard(table: FeatureTable, label: Floats, penalty: float = 50.0) -> Scorecard:
    """Learn from rows whose label is 1 or 0. penalty: on the squared weight of a column of standard deviation one.

    Rows are put in an order of their contents first. UsageError for labels of one class.
    """
    require_two_classes(label)
    order = np.lexsort((label, row_keys(table)))
    rows, target = table.values[order], label[order]
    scales = tuple(_scale(column) for column in rows.T)
    scored = np.column_stack([scale(column) for scale, column in zip(scales, rows.T, strict=True)])
    columns = np.concatenate([scored, np.isnan(rows).astype(np.float64)], axis=1)
    spread, centre = columns.std(axis=0), columns.mean(axis=0)
    used = spread > 1e-6
    found = fit_logistic((columns[:, used] - centre[used]) / spread[used], target, penalty)
    weights = np.zeros(columns.shape[1])
    weights[used] = found[1:] / spread[used]
    intercept = float(found[0] - (weights * centre).sum())
    features = len(scales)
    return Scorecard(table.names, table.schema_digest, scales, weights[:features], weights[features:], intercept)


def _scale(column: Floats) -> Scale:
    """Equal values share the middle of their ranks."""
    known = np.sort(column[~np.isnan(column)])
    values, counts = np.unique(known, return_counts=True)
    if len(values) < 2:
        return Scale(np.zeros(0), np.zeros(0))
    ranks = (np.cumsum(counts) - counts / 2) / len(known)
    chosen: NDArray[np.int64] = np.unique(np.linspace(0, len(values) - 1, min(len(values), KNOTS)).round().astype(int))
    return Scale(values[chosen], ndtri(ranks[chosen]))


def _unreadable(path: Path) -> UsageError:
    return UsageError(
        f"{path.name} holds no scorecard. Train one, or give the file that training wrote.",
        f"{path.name}不是评分卡文件。请先训练,或给出训练所写的文件。", file=str(path),
    )  # fmt: skip
