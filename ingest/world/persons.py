"""The natural persons, among them same-name ones, and who is kin."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ingest.world.codes import identity_numbers
from ingest.world.names import person_names
from ingest.world.places import CITIES

Ints = npt.NDArray[np.int64]

KINSHIPS = ("spouse", "parent", "child", "sibling", "other")


@dataclass(frozen=True)
class Persons:
    """Columns over all persons; person `i` is party `len(enterprises) + i`. `city` is where the person does business.

    Each row of `same_name` is a pair of different persons of one city whose names were made equal; each of `kin` a
    person, a relative, and what the relative is to the person (a position in `KINSHIPS`).
    """

    city: Ints
    number: pa.Array
    name: pa.Array
    same_name: Ints
    kin: Ints

    def __len__(self) -> int:
        return len(self.city)


def people(count: int, rng: np.random.Generator) -> Persons:
    """Draws `count` persons; 2 % bear the name of another person of their city on purpose, 6 % have a relative here."""
    weight = np.array([c.weight for c in CITIES])
    city = np.sort(rng.choice(len(CITIES), count, p=weight / weight.sum()))
    names = person_names(count, rng)
    same_name = _neighbours(city, rng.permutation(count)[: count // 50], rng)
    wearer = np.arange(count)
    wearer[same_name[:, 0]] = same_name[:, 1]
    names = names.take(pa.array(wearer))
    kin = _neighbours(city, rng.permutation(count)[: count // 17], rng)
    kinship = rng.choice(len(KINSHIPS), len(kin), p=[0.45, 0.15, 0.15, 0.2, 0.05])
    return Persons(city, identity_numbers(np.arange(count)), names, same_name, np.column_stack([kin, kinship]))


def _neighbours(city: Ints, some: Ints, rng: np.random.Generator) -> Ints:
    """Pairs of one of the given persons and another of the same city; nobody is in two pairs."""
    starts = np.searchsorted(city, np.arange(len(CITIES)))
    ends = np.searchsorted(city, np.arange(len(CITIES)), side="right")
    first, size = starts[city[some]], (ends - starts)[city[some]]
    other = first + (rng.random(len(some)) * size).astype(np.int64)
    pairs = np.column_stack([some, other])
    taken: set[int] = set()
    kept = []
    for person, namesake in pairs.tolist():
        if person != namesake and person not in taken and namesake not in taken:
            taken.update((person, namesake))
            kept.append((person, namesake))
    return np.array(kept, np.int64).reshape(-1, 2)
