"""How sure a figure is when some parties may be one: its range, its mean, and the probability that it holds.

The question is put to every world, each a set of matches taken to be right, and the answers are weighed. What no world
changes has one value, probability 1 and no error.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from math import inf, sqrt
from typing import Final, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from graph.ownership.possible_holdings import NOBODY, Scope
from graph.ownership.possible_worlds import Draw, worlds
from graph.ownership.same_party import Ints, UncertainLinks, contracted
from graph.ownership.shareholdings import Shareholdings

K = TypeVar("K", int, frozenset[int])
"""What an answer speaks of: a party by position, or a set of them. A party stands for all that are one with it."""

Holds = Callable[[float], bool]
DEFAULT: Final = Draw()


@dataclass(frozen=True, slots=True)
class Estimate:
    """What the worlds make of one figure; in a world that does not name it, it is 0 and does not hold.

    mean: weighed over the worlds. low, high: between what it lies. probability: that it holds. The errors are standard
    errors, 0 where all worlds were counted out. Where they were drawn, the range is that of the worlds drawn and of the
    two in which none and all matches are right; shares and votes lie between those two, as holders only gain by being
    one.
    """

    mean: float
    low: float
    high: float
    probability: float
    mean_error: float = 0.0
    probability_error: float = 0.0


NEVER: Final = Estimate(0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True, eq=False)
class OverWorlds(Generic[K]):
    """The figures by what they speak of, how many different worlds they rest on, whether those are all there are, and
    the matches that bear on them, by position."""

    figures: Mapping[K, Estimate]
    world_count: int
    exact: bool
    matches: UncertainLinks

    def of(self, key: K) -> Estimate:
        """The figure of that key; of one that no world names, 0 and never."""
        return self.figures.get(key, NEVER)


@dataclass(frozen=True, eq=False)
class World:
    """One way in which the matches turn out: the scope's holdings with those who are one contracted.

    standing: int32 per place of the scope, the place that stands for it. holdings: by place.
    """

    scope: Scope
    standing: Ints
    holdings: Shareholdings

    @classmethod
    def of(cls, scope: Scope, standing: Ints) -> "World":
        """The world in which each place is who stands for it."""
        return cls(scope, standing, contracted(scope.holdings, standing))

    def at(self, party: int) -> int:
        """The place of who the party is in this world; -1 if it does not bear on the question."""
        place = self.scope.place(party)
        return int(self.standing[place]) if place >= 0 else NOBODY

    def summed(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """A figure per place, added up over those who are one."""
        return np.bincount(self.standing, weights=values, minlength=len(self.standing)).astype(np.float64)


def over_worlds(
    scope: Scope, question: Callable[[World], Mapping[K, float]], *, holds: Holds = bool, draw: Draw = DEFAULT
) -> OverWorlds[K]:
    """What a question comes to over all worlds of a scope.

    The question is answered by place, for those who stand for others. A figure holds where `holds` says so.
    """
    found = worlds(scope.links, draw)
    tallies: dict[K, _Tally] = {}
    speaker = _Speaker(scope)
    for weight, standing in found:
        for key, value in question(World.of(scope, standing)).items():
            for spoken in speaker.spoken(key, standing):
                tallies.setdefault(spoken, _Tally(holds)).add(weight, float(value))
    drawn = 0 if found.exact else draw.samples
    figures = {key: tally.estimate(len(found), drawn) for key, tally in tallies.items()}
    return OverWorlds(figures, len(found), found.exact, scope.matches)


@dataclass(slots=True)
class _Tally:
    """The values of one figure, world by world."""

    holds: Holds
    worlds: int = 0
    held: int = 0
    total: float = 0.0
    squares: float = 0.0
    holding: float = 0.0
    low: float = field(default=inf)
    high: float = field(default=-inf)

    def add(self, weight: float, value: float) -> None:
        """A world of this weight in which the figure has this value."""
        self.worlds += 1
        self.total += weight * value
        self.squares += weight * value * value
        if self.holds(value):
            self.held += 1
            self.holding += weight
        self.low, self.high = min(self.low, value), max(self.high, value)

    def estimate(self, world_count: int, drawn: int) -> Estimate:
        """The figure over so many worlds, of which `drawn` samples were made, or 0 if they are all there are."""
        low, high = (self.low, self.high) if self.worlds == world_count else (min(self.low, 0.0), max(self.high, 0.0))
        mean = min(max(self.total, low), high)  # weights add up to one but for the noise of doubles
        probability = 1.0 if self.held == world_count else min(self.holding, 1.0)
        if not drawn:
            return Estimate(mean, low, high, probability)
        # The two extreme worlds count as one sample each, so that a figure which varies is never without an error.
        spread = self.squares - mean**2 + ((low - mean) ** 2 + (high - mean) ** 2) / drawn
        likely = (probability * drawn + 2) / (drawn + 4)  # Agresti and Coull 1998
        return Estimate(
            mean, low, high, probability, sqrt(max(spread, 0.0) / max(drawn - 1, 1)),
            sqrt(likely * (1 - likely) / (drawn + 4)),
        )  # fmt: skip


class _Speaker:
    """From places, which stand for others, to the positions of all whom an answer speaks of."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self._matched: list[int] = np.union1d(scope.links.first, scope.links.second).tolist()

    def spoken(self, key: K, standing: Ints) -> Iterator[K]:
        """The keys, by position, that a key by place stands for."""
        if isinstance(key, frozenset):
            yield frozenset(party for place in key for party in self._parties(place, standing))
        else:
            yield from self._parties(key, standing)

    def _parties(self, place: int, standing: Ints) -> Iterator[int]:
        count, whole = len(self.scope.parties), self.scope.whole
        if place < 0:  # nobody
            yield place
        elif place >= count:  # a concert group, numbered after the parties
            yield place - count + whole.party_count
        elif standing[place] == place:  # one that another stands for says nothing of its own
            for one in (place, *(other for other in self._matched if other != place and standing[other] == place)):
                party = int(self.scope.parties[one])
                yield party
                yield from whole.certain_others.get(party, ())
