"""Several models' scores as one: logistic regression on their logits, learnt on validation (stacking; Wolpert 1992)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from gnn.features.content import Folds
from gnn.features.table import Floats
from gnn.logistic import fit_logistic, require_two_classes
from graph.errors import UsageError

FORMAT: Final = "ringfence-blend-1"
LARGEST_LOGIT: Final = 30.0


@dataclass(frozen=True)
class Blend:
    """logit = intercept + Σ weights[model] × that model's logit. No weight is below zero."""

    weights: Mapping[str, float]
    intercept: float

    def logit(self, scores: Mapping[str, Floats]) -> Floats:
        """scores: each model's log-odds, one per row. UsageError where a model's are lacking."""
        lacking = sorted(set(self.weights) - set(scores))
        if lacking:
            raise UsageError(
                f"The blend lacks the scores of {lacking[0]}. Score with all models that it was trained with.",
                f"融合缺少模型{lacking[0]}的分数。请用训练时的全部模型评分。", field=lacking[0],
            )  # fmt: skip
        rows = len(next(iter(scores.values())))
        parts = [weight * np.asarray(scores[name]) for name, weight in self.weights.items()]
        return np.asarray(sum(parts, np.full(rows, self.intercept)))

    def probability(self, scores: Mapping[str, Floats]) -> Floats:
        """Per row."""
        return np.asarray(expit(self.logit(scores)))

    def save(self, path: Path) -> None:
        """As JSON; numbers come back to the last bit."""
        content = {"format": FORMAT, "weights": dict(self.weights), "intercept": self.intercept}
        path.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")


def load_blend(path: Path) -> Blend:
    """UsageError where the file holds no blend."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if content["format"] == FORMAT:
            return Blend({name: float(one) for name, one in content["weights"].items()}, float(content["intercept"]))
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise _unreadable(path) from error
    raise _unreadable(path)


def fit_blend(scores: Mapping[str, Floats], label: Floats, penalty: float = 1.0) -> Blend:
    """scores: log-odds by model for rows that no model learnt from; label: 1 or 0 for each.

    penalty: how strongly weights are drawn to equal shares of one, which is what stands where the rows are few.
    UsageError for labels of one class or scores that are not numbers.
    """
    names = sorted(scores)
    columns = np.column_stack([np.asarray(scores[name], dtype=np.float64) for name in names])
    _require_learnable(columns, label)
    columns = np.clip(columns, -LARGEST_LOGIT, LARGEST_LOGIT)
    # Sums in an order of contents, so that the order of rows moves nothing.
    order = np.lexsort((*columns.T, label))
    heard = np.ones(len(names), dtype=np.bool_)
    while True:
        solution = fit_logistic(columns[order][:, heard], label[order], penalty, 1 / heard.sum())
        if (solution[1:] >= 0).all() or heard.sum() == 1:
            break
        places = np.flatnonzero(heard)
        heard[places[int(solution[1:].argmin())]] = False
    weights = np.zeros(len(names))
    weights[heard] = np.maximum(solution[1:], 0.0)
    return Blend(dict(zip(names, weights.tolist(), strict=True)), float(solution[0]))


def out_of_fold_blend(scores: Mapping[str, Floats], label: Floats, fold: Folds) -> Floats:
    """Each row's blended logit with weights learnt from the other folds alone: what may be measured on these rows."""
    found = np.full(len(label), np.nan)
    for one in np.unique(fold):
        inside: NDArray[np.bool_] = fold == one
        blend = fit_blend({name: values[~inside] for name, values in scores.items()}, label[~inside])
        found[inside] = blend.logit({name: values[inside] for name, values in scores.items()})
    return found


def _require_learnable(columns: Floats, label: Floats) -> None:
    if len(columns) != len(label) or not np.isfinite(columns).all():
        raise UsageError(
            f"A blend needs a number of each model for each of the {len(label)} rows. Score all rows first.",
            f"融合需要每个模型对全部{len(label)}行给出数值。请先对全部行评分。",
        )
    require_two_classes(label)


def _unreadable(path: Path) -> UsageError:
    return UsageError(
        f"{path.name} holds no blend. Train one, or give the file that training wrote.",
        f"{path.name}不是融合文件。请先训练,或给出训练所写的文件。", file=str(path),
    )  # fmt: skip
