"""The groups of connected clients that a party is in where some parties may be one: who belongs, and how surely."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from graph.groups.connected_clients import Groups, connected_groups
from graph.groups.dependency import Dependencies
from graph.groups.ties import control_pairs
from graph.ownership.concert import Concerts
from graph.ownership.control import Control, ControlRule
from graph.ownership.possible_holdings import Pairs, PossibleHoldings, Scope
from graph.ownership.possible_worlds import Draw
from graph.ownership.same_party import Ints, contracted
from graph.ownership.uncertain_answers import ActingTogether
from graph.ownership.uncertainty import DEFAULT, Holds, OverWorlds, World, over_worlds

Flags = NDArray[np.bool_]
Amounts = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Clients:
    """What makes groups beside control, by position: see `connected_groups`. Amounts of those who are one add up;
    they are clients, or exempt, if one of them is."""

    dependencies: Dependencies
    exposure_cny: Amounts
    client: Flags
    exempt: Flags

    @cached_property
    def counts(self) -> Flags:
        """Who has a part in groups whatever he holds: clients, state bodies, and whoever depends or is depended on."""
        counts = (self.exposure_cny > 0) | self.client | self.exempt
        counts[self.dependencies.provider] = counts[self.dependencies.dependent] = True
        return counts


@dataclass(frozen=True, eq=False)
class GroupRange:
    """The groups of one party over all worlds.

    members: per party that of being in a group with it. groups: per set of clients that of being a group of it, with
    the group's exposure (元) as value. exposure_cny: under the party's position, the exposure of its largest group.
    """

    members: OverWorlds[int]
    groups: OverWorlds[frozenset[int]]
    exposure_cny: OverWorlds[int]


@dataclass(frozen=True, eq=False)
class PossibleGroups:
    """Groups of connected clients in every world. The concert groups' members must be `ties` of the holdings."""

    possible: PossibleHoldings
    rule: ControlRule
    concerts: Concerts
    clients: Clients

    def of(self, party: int, holds: Holds = bool, draw: Draw = DEFAULT) -> GroupRange:
        """The groups that the party is in, itself a client in any case; `holds` says of the exposure what is asked.

        Only matches among those who are in its group if every match is right can bear on it: each match that is right
        joins groups and parts none.
        """
        scope = self._scope(party)
        question = _GroupQuestion(self, scope, party)
        return GroupRange(
            over_worlds(scope, question.members, draw=draw),
            over_worlds(scope, question.exposures, holds=_named, draw=draw),
            over_worlds(scope, question.largest, holds=holds, draw=draw),
        )

    def is_doubtful(self, party: int) -> bool:
        """Whether any match can bear on the groups that the party is in."""
        return len(self._scope(party).matches) > 0

    def _scope(self, party: int) -> Scope:
        joined, groups = self.possible.joined, self._widest
        members = [groups.members(group) for group in groups.groups_of(int(joined[party]))]
        inside = np.isin(joined, np.concatenate([[joined[party]], *members, *self._voting_for(members)]))
        return self.possible.among(
            np.flatnonzero(inside).astype(np.int32), {party, *np.flatnonzero(inside & self.clients.counts).tolist()}
        )

    def _voting_for(self, members: list[Ints]) -> list[Ints]:
        """The parties whose concert controls members."""
        controller, controlled = self._widest.ties.controller, self._widest.ties.controlled
        count = self._together.party_count
        holders = np.unique(controller[(controller >= count) & np.isin(controlled, np.concatenate([*members, []]))])
        return [self._together.members_of(int(holder)) for holder in holders]

    @cached_property
    def _together(self) -> Concerts:
        """Concert if every match is right."""
        joined = self.possible.joined
        return Concerts.of_pairs(self.possible.party_count, joined[self.concerts.party], joined[self.concerts.other])

    @cached_property
    def _widest(self) -> Groups:
        """The groups of everybody if every match is right."""
        joined, depending = self.possible.joined, self.clients.dependencies
        control = Control.of(contracted(self.possible.holdings, joined), self.rule, self._together)
        bodies = np.bincount(joined, weights=~self.clients.exempt, minlength=len(joined)) == 0
        return connected_groups(
            control_pairs(control), Dependencies.of_arrays(joined[depending.provider], joined[depending.dependent]),
            np.ones(len(joined)), client=np.ones(len(joined), dtype=np.bool_), exempt=bodies,
        )  # fmt: skip


class _GroupQuestion:
    """The groups of a party in each world, worked out once per world."""

    def __init__(self, of: PossibleGroups, scope: Scope, party: int) -> None:
        self._rule, self._party = of.rule, party
        self._acting = ActingTogether.of(scope, of.concerts)
        clients = of.clients
        self._depending: Pairs = scope.between(clients.dependencies.provider, clients.dependencies.dependent)
        self._exposure, self._client, self._exempt = (
            scope.summed(values.astype(np.float64)) for values in (clients.exposure_cny, clients.client, clients.exempt)
        )
        self._known: dict[bytes, dict[frozenset[int], float]] = {}

    def exposures(self, world: World) -> Mapping[frozenset[int], float]:
        """The groups, each with its exposure."""
        key = world.standing.tobytes()
        if key not in self._known:
            self._known[key] = self._worked_out(world)
        return self._known[key]

    def members(self, world: World) -> Mapping[int, float]:
        """Everybody in a group with the party."""
        return dict.fromkeys((place for group in self.exposures(world) for place in group), 1.0)

    def largest(self, world: World) -> Mapping[int, float]:
        """The exposure of the largest group."""
        return {world.at(self._party): max(self.exposures(world).values())}

    def _worked_out(self, world: World) -> dict[frozenset[int], float]:
        acting = self._acting.in_world(world)
        control = control_pairs(Control.of(world.holdings, self._rule, acting))
        place = world.at(self._party)
        client = world.summed(self._client) > 0
        client[place] = True
        groups = connected_groups(
            control, Dependencies.of_arrays(*(world.standing[ends] for ends in self._depending)),
            world.summed(self._exposure), client=client,
            exempt=acting.with_groups(world.summed(self._exempt) > 0),
        )  # fmt: skip
        found = groups.groups_of(place).tolist()
        if not found:  # a state body without an exposure is in no group
            return {frozenset((place,)): 0.0}
        return {frozenset(groups.members(group).tolist()): float(groups.exposure_cny[group]) for group in found}


def _named(_: float) -> bool:
    """A set that a world names as a group is one there, whatever its exposure."""
    return True
