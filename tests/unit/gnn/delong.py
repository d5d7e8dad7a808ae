"""ROC AUC and its covariance without resampling (DeLong, DeLong and Clarke-Pearson 1988), by comparing all pairs."""

import numpy as np

from gnn.evaluate.ranking import Floats


def delong(label: Floats, *scores: Floats) -> tuple[Floats, Floats]:
    """float64[models] and float64[models, models]."""
    defaults, others = label == 1.0, label == 0.0
    wins = np.stack(
        [
            np.heaviside(score[defaults][:, None] - score[others][None, :], 0.5)  # half a win where equal
            for score in scores
        ]
    )
    of_defaults, of_others = wins.mean(axis=2), wins.mean(axis=1)
    covariance = np.cov(of_defaults) / defaults.sum() + np.cov(of_others) / others.sum()
    return wins.mean(axis=(1, 2)), np.atleast_2d(covariance)
