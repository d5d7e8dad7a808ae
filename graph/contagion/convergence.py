"""Whether a result is final: what every model of contagion says of its own working."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Convergence:
    """iterations: rounds or solves made. residual: the largest change that another round would make, in the unit of
    the result. converged: false where the rounds allowed were not enough, so that the result is a bound only."""

    iterations: int
    residual: float
    converged: bool
