"""Look-through shares and control where some parties may be one: each with its range and the probability of it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from graph.ownership.concert import Concerts
from graph.ownership.control import Control, ControlRule
from graph.ownership.integrated import IntegratedOwnership
from graph.ownership.possible_holdings import Pairs, PossibleHoldings, Scope
from graph.ownership.possible_worlds import Draw
from graph.ownership.threshold import above, at_least
from graph.ownership.uncertainty import DEFAULT, Holds, OverWorlds, World, over_worlds

NOT_SHOWN: Final = -1
"""The key for: nobody is shown to control."""
UNDETERMINED: Final = -2
"""The key for: nobody is shown to control, but undisclosed votes could make somebody the controller."""


@dataclass(frozen=True, slots=True)
class Reaching:
    """A share holds where it reaches the threshold, or where it is above it if `strict`."""

    threshold: float
    strict: bool = False

    def __call__(self, share: float) -> bool:
        """Whether this share holds."""
        return above(share, self.threshold) if self.strict else at_least(share, self.threshold)


def share_range(
    possible: PossibleHoldings, holder: int, target: int, holds: Holds, draw: Draw = DEFAULT
) -> OverWorlds[int]:
    """The look-through share of a holder in a target, under the holder's position.

    Only matches on the way from one to the other bear on it, so this is exact more often than `share_ranges`.
    """
    scope = possible.between(holder, target)

    def question(world: World) -> Mapping[int, float]:
        place = world.at(holder)
        return {place: _look_through(world, target).get(place, 0.0)}

    return over_worlds(scope, question, holds=holds, draw=draw)


def share_ranges(possible: PossibleHoldings, target: int, holds: Holds, draw: Draw = DEFAULT) -> OverWorlds[int]:
    """The look-through shares of everybody upstream of a target, by position."""
    return over_worlds(possible.upstream_of(target), lambda world: _look_through(world, target), holds=holds, draw=draw)


def possible_controllers(
    possible: PossibleHoldings, target: int, rule: ControlRule, concerts: Concerts | None = None, draw: Draw = DEFAULT
) -> OverWorlds[int]:
    """Everybody who controls the target in some world, by position; beside them `NOT_SHOWN` and `UNDETERMINED`.

    Concert group g is `party_count + g`; its members must be `ties` of the possible holdings.
    """
    scope = possible.upstream_of(target)
    acting = ActingTogether.of(scope, Concerts.none(possible.party_count) if concerts is None else concerts)

    def question(world: World) -> Mapping[int, float]:
        together = acting.in_world(world)
        control = Control.of(world.holdings, rule, together)
        place = world.at(target)
        found = dict.fromkeys(acting.named(control.controllers_of(place).tolist(), world, together), 1.0)
        if not found:
            found[NOT_SHOWN] = 1.0
            found[UNDETERMINED] = float(control.undetermined[place])
        return found

    return over_worlds(scope, question, draw=draw)


@dataclass(frozen=True, eq=False)
class ActingTogether:
    """Concert groups as they are in the worlds of a scope.

    declared: the declarations, by place. member: per group with members in the scope the place of one of them.
    """

    declared: Pairs
    member: Mapping[int, int]

    @classmethod
    def of(cls, scope: Scope, concerts: Concerts) -> "ActingTogether":
        """The groups that bear on the question."""
        members = np.flatnonzero(concerts.group_of >= 0)
        places = scope.places[members]
        inside = np.flatnonzero(places >= 0)[::-1]
        groups = concerts.group_of[members[inside]].tolist()
        return cls(
            scope.between(concerts.party, concerts.other), dict(zip(groups, places[inside].tolist(), strict=True))
        )

    def in_world(self, world: World) -> Concerts:
        """The groups among those who stand for others; two of which somebody may be a member are one."""
        party, other = (world.standing[ends] for ends in self.declared)
        return Concerts.of_pairs(len(world.standing), party, other)

    def named(self, holders: Iterable[int], world: World, together: Concerts) -> Iterator[int]:
        """Holders of a world under the numbers by which they are known: places, and groups of all parties.

        A group whose members are all one in this world is that party, and is named beside it.
        """
        found, count = set(holders), together.party_count
        yield from (holder for holder in found if holder < count)
        for group, place in self.member.items():
            if together.holder_of(int(world.standing[place])) in found:
                yield count + group


def _look_through(world: World, target: int) -> dict[int, float]:
    """The look-through shares in the target, by place."""
    held = IntegratedOwnership.of(world.holdings).holders_of(world.at(target))
    return dict(zip(held.party.tolist(), held.share.tolist(), strict=True))
