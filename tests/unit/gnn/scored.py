"""Enterprises with probabilities that are right, to be scored well and less well."""

import numpy as np
from scipy.special import expit

from gnn.evaluate.ranking import Floats


def world(size: int, seed: int = 0, base: float = -1.0, spread: float = 1.3) -> tuple[Floats, Floats]:
    """Labels, and the log odds that they were drawn from."""
    chance = np.random.default_rng(seed)
    score = base + spread * chance.standard_normal(size)
    return (chance.random(size) < expit(score)).astype(np.float64), score


def blurred(score: Floats, seed: int = 1, noise: float = 0.7) -> Floats:
    """The same log odds as a weaker model sees them."""
    return score + noise * np.random.default_rng(seed).standard_normal(len(score))
