"""Drawing a business partner: somebody of the same city, earlier in an order, so that ties close no circle."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
_LOWEST = -8.0  # orders lie within [-8, 8)


@dataclass(frozen=True, slots=True)
class Precedence:
    """Candidates sorted by city and order."""

    candidates: Ints
    keys: Floats

    @classmethod
    def among(cls, candidates: Ints, city: Ints, order: Floats) -> "Precedence":
        """The candidates (enterprise numbers) with everybody's city and order."""
        keys = city[candidates] * 16.0 + order[candidates]
        sorting = np.argsort(keys, kind="stable")
        return cls(candidates[sorting], keys[sorting])

    def draw(self, city: Ints, order: Floats, rng: np.random.Generator, skew: float = 1.0) -> Ints:
        """For each given city and order a random candidate of that city and strictly smaller order; -1 if none is.

        A `skew` above 1 favours the earliest, who so become hubs.
        """
        low = np.searchsorted(self.keys, city * 16.0 + _LOWEST)
        high = np.searchsorted(self.keys, city * 16.0 + order, side="left")
        chosen = low + (rng.random(len(city)) ** skew * (high - low)).astype(np.int64)
        found = high > low
        return np.where(found, self.candidates[np.where(found, chosen, 0)], -1)

    def draw_largest(self, city: Ints, order: Floats, size: Floats, rng: np.random.Generator) -> Ints:
        """The larger of two draws."""
        first, second = self.draw(city, order, rng, 1.3), self.draw(city, order, rng, 1.3)
        return np.where(size[second] > size[first], second, first)


def citizens(city: Ints, person_city: Ints, rng: np.random.Generator) -> Ints:
    """A random person of each city (person numbers; anybody where the city has none); some are drawn often."""
    low = np.searchsorted(person_city, city)
    high = np.searchsorted(person_city, city, side="right")
    low, high = np.where(high > low, low, 0), np.where(high > low, high, len(person_city))
    drawn: Ints = low + (rng.random(len(city)) ** 1.25 * (high - low)).astype(np.int64)
    return drawn
