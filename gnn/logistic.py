"""Logistic regression by Newton's method: of greatest likelihood, or with a ridge penalty on its weights."""

from typing import Final

import numpy as np
from scipy.linalg import LinAlgError, cho_factor, cho_solve
from scipy.special import expit

from gnn.features.table import Floats
from graph.errors import UsageError

STEPS: Final = 200
SHORTEST_STEP: Final = 1e-12
SETTLED: Final = 1e-14
"""A step that gains no more of the loss than this is the last: the error after it is its square."""


def fit_logistic(columns: Floats, label: Floats, penalty: float, towards: float = 0.0) -> Floats:
    """Intercept and weights, float64 [1 + columns], least in Σ log loss + penalty/2 · Σ (weight − towards)².

    label: 1 or 0. The intercept is not penalised. The same to the last bit for the same rows in the same order.
    """
    design = np.column_stack([np.ones(len(columns)), columns])
    start, strength = np.full(design.shape[1], towards), np.full(design.shape[1], penalty)
    start[0], strength[0] = 0.0, 0.0
    return least_loss(design, label, start, strength)[0]


def least_loss(design: Floats, target: Floats, start: Floats, strength: Floats) -> tuple[Floats, float]:
    """Coefficients least in Σ cross entropy + Σ strength/2 · (coefficient − start)², and that sum.

    design: float64 [rows, coefficients]; target: float64 per row, within 0 and 1. Steps are halved while too long.
    """

    def loss(coefficients: Floats) -> float:
        z = design @ coefficients
        return float((np.logaddexp(0.0, z) - target * z).sum() + strength @ (coefficients - start) ** 2 / 2)

    found, least = start, loss(start)
    for _ in range(STEPS):
        fitted = expit(design @ found)
        curvature = (design * (fitted * (1.0 - fitted))[:, None]).T @ design + np.diag(strength)
        slope = design.T @ (target - fitted) - strength * (found - start)
        step = _solved(curvature, slope)
        while (reached := loss(found + step)) > least and np.abs(step).max() > SHORTEST_STEP:
            step /= 2
        if reached >= least:
            break
        settled = least - reached <= SETTLED * abs(least)
        found, least = found + step, reached
        if settled:
            break
    return found, least


def _solved(curvature: Floats, slope: Floats) -> Floats:
    """The least of the steps that fit where several do, as without a penalty on columns that say the same."""
    try:
        return np.asarray(cho_solve(cho_factor(curvature), slope))
    except LinAlgError:
        return np.asarray(np.linalg.lstsq(curvature, slope, rcond=None)[0])


def require_two_classes(label: Floats) -> None:
    """UsageError unless labels are 1 and 0, and both occur."""
    classes = np.unique(label)
    if not np.array_equal(classes, [0.0, 1.0]):
        raise UsageError(
            f"A label of 1 or 0 per row is learnt from, and both are needed; given: {classes[:5].tolist()}."
            " Choose cut-offs with defaults and with survivors.",
            f"训练需要每行一个标签(1或0)且两类皆有;所给标签:{classes[:5].tolist()}。请选择既有违约也有存活企业的截止日。",
        )
