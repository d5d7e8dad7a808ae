"""Logistic regression with a ridge penalty, by Newton's method."""

import numpy as np

from gnn.features.table import Floats
from graph.errors import UsageError


def fit_logistic(columns: Floats, label: Floats, penalty: float, towards: float = 0.0) -> Floats:
    """Intercept and weights, float64 [1 + columns], least in Σ log loss + penalty/2 · Σ (weight − towards)².

    label: 1 or 0. The intercept is not penalised. The same to the last bit for the same rows in the same order.
    """
    design = np.column_stack([np.ones(len(columns)), columns])
    target = np.concatenate([[0.0], np.full(columns.shape[1], towards)])
    strength = np.diag(np.concatenate([[1e-9], np.full(columns.shape[1], penalty)]))
    solution = target.copy()
    for _ in range(100):
        chance = 1 / (1 + np.exp(-np.clip(design @ solution, -500, 500)))
        slope = design.T @ (label - chance) - strength @ (solution - target)
        curvature = (design * (chance * (1 - chance))[:, None]).T @ design + strength
        step = np.linalg.solve(curvature, slope)
        longest = float(np.abs(step).max())
        # Far from the solution a whole step may overshoot.
        solution = solution + step * min(1.0, 2.0 / max(longest, 1e-12))
        if longest < 1e-10:
            break
    return np.asarray(solution)


def require_two_classes(label: Floats) -> None:
    """UsageError unless labels are 1 and 0, and both occur."""
    classes = np.unique(label)
    if not np.array_equal(classes, [0.0, 1.0]):
        raise UsageError(
            f"A label of 1 or 0 per row is learnt from, and both are needed; given: {classes[:5].tolist()}."
            " Choose cut-offs with defaults and with survivors.",
            f"训练需要每行一个标签(1或0)且两类皆有;所给标签:{classes[:5].tolist()}。请选择既有违约也有存活企业的截止日。",
        )
