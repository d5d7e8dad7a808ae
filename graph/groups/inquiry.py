"""Whose related parties are asked for, and the sets of parties from which the clauses are built, each found once."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from graph.groups.declared_ties import DeclaredTies
from graph.groups.path import Path, Step, tie_step
from graph.groups.related_rule import RelatedRule
from graph.groups.sphere import Sphere
from graph.groups.stake_paths import StakePaths
from graph.groups.votes_behind import votes_behind
from graph.kernels.reach import reachable
from graph.ownership.control import Control
from graph.ownership.facts import OwnershipFacts
from graph.ownership.shareholdings import Shareholdings
from graph.ownership.threshold import at_least

Ways = dict[int, Path]
"""Parties by position, each with a shortest way from the one asked about."""


@dataclass(eq=False)
class Inquiry:
    """One party and what stands around it; everything is linear in what is reached and found when first needed."""

    facts: OwnershipFacts  # whose stakes those of `control` are
    control: Control
    ties: DeclaredTies
    rule: RelatedRule
    subject: int
    _spheres: dict[int, Sphere] = field(default_factory=dict, repr=False)

    @property
    def holdings(self) -> Shareholdings:
        """All stakes of the day."""
        return self.facts.holdings

    @cached_property
    def controllers(self) -> Ways:
        """Whoever controls the subject, alone, through others or in concert, and who is declared to."""
        return self._controllers_of(self.subject)

    @cached_property
    def controllers_and_partners(self) -> Ways:
        """The controllers and those they act in concert with."""
        return self.with_partners(self.controllers)

    @cached_property
    def holders(self) -> Ways:
        """Who holds or controls 5 % or more, or less but with significant influence; natural persons and others."""
        found = {party: self._above.to(party) for party in self._major_holders().tolist()}
        return {**self._influential_small_holders(), **{party: way for party, way in found.items() if way}}

    @cached_property
    def persons_in_office(self) -> Ways:
        """Directors, supervisors and senior managers of the subject."""
        return self.in_office(self.subject, ())

    @cached_property
    def own_sphere(self) -> Sphere:
        """What the subject itself controls and influences."""
        return self.sphere(self.subject)

    def sphere(self, party: int) -> Sphere:
        """What a party controls and influences."""
        if party not in self._spheres:
            self._spheres[party] = Sphere.of(
                self.holdings, self._controlled_by(party), party, self.rule.thresholds.influence
            )
        return self._spheres[party]

    def with_partners(self, ways: Ways) -> Ways:
        """The parties and everyone who acts in concert with one of them, declared by either."""
        found, queue = dict(ways), list(ways)
        for party in queue:
            for tie in self.ties.concert(party):
                if tie.other not in found and tie.other != self.subject:
                    found[tie.other] = (*found[party], tie_step(party, tie, "ACTS_WITH"))
                    queue.append(tie.other)
        return found

    def relatives(self, ways: Ways, kinships: Collection[str]) -> Iterator[tuple[int, Path, str]]:
        """The relatives of these persons: who, the way there, and what the relative is to the person."""
        for person, way in ways.items():
            for tie in self.ties.kin(person, kinships):
                yield tie.other, (*way, tie_step(person, tie, "RELATED_TO")), tie.word

    def in_office(self, enterprise: int, way: Path) -> Ways:
        """Who is director, supervisor or senior manager of an enterprise that is reached by this way."""
        ties = self.ties.holders_of_posts(enterprise, self.rule.words.managers)
        return shortest((tie.other, (*way, tie_step(enterprise, tie, "HOLDS_POSITION"))) for tie in ties)

    def behind(self, enterprise: int, way: Path) -> Ways:
        """Who controls an enterprise reached by this way, acts in concert with it, or enjoys a quarter of it."""
        found = self.with_partners({enterprise: way})
        controllers = self._controllers_of(enterprise)
        found = shortest([*found.items(), *((party, (*way, *on)) for party, on in controllers.items())])
        return {**self.beneficiaries(enterprise, way), **self.with_partners(found)}

    def beneficiaries(self, enterprise: int, way: Path) -> Ways:
        """The natural persons to whom a quarter or more of an enterprise belongs in the end."""
        held = self.facts.shares.holders_of(enterprise)
        enough = held.party[at_least(held.share, self.rule.thresholds.beneficial) & self.facts.is_person[held.party]]
        above = StakePaths.to_owners(self.holdings, enterprise, held.party)
        return {party: (*way, *above.to(party)) for party in enough.tolist()}

    def declared_control(self, person: int) -> list[Step]:
        """The enterprises that name the person as their actual controller."""
        return [
            tie_step(person, tie, "HOLDS_POSITION")
            for tie in self.ties.posts(person, self.rule.words.actual_controller)
        ]

    def _controllers_of(self, enterprise: int) -> Ways:
        found: Ways = {}
        for party in self._controlling(enterprise):
            way = tuple(reversed(self.sphere(party).path_to(enterprise)))
            if way:
                found[party] = way
        for tie in self.ties.holders_of_posts(enterprise, self.rule.words.actual_controller):
            found.setdefault(tie.other, (tie_step(enterprise, tie, "HOLDS_POSITION"),))
        return found

    def _controlling(self, enterprise: int) -> list[int]:
        """By votes, alone or in concert, or with half of the shares; the enterprise itself never."""
        rows = self.holdings.by_owned.edges_of(enterprise)
        half = self.holdings.owner[rows[at_least(self.holdings.share[rows], self.rule.thresholds.controlling)]]
        voting = [
            self.control.concerts.members_of(holder) for holder in self.control.controllers_of(enterprise).tolist()
        ]
        everyone = np.unique(np.concatenate([half, *voting]))
        return [int(party) for party in everyone if party not in (enterprise, self.subject)]

    def _controlled_by(self, party: int) -> NDArray[np.int32]:
        """Whom a party controls, alone or with its concert group."""
        alone = self.control.controlled_by(party)
        holder = self.control.concerts.holder_of(party)
        return alone if holder == party else np.union1d(alone, self.control.controlled_by(holder)).astype(np.int32)

    @cached_property
    def _above(self) -> StakePaths:
        owners = reachable(self.holdings.by_owned, self.subject)
        return StakePaths.to_owners(self.holdings, self.subject, owners)

    def _major_holders(self) -> NDArray[np.int32]:
        """Those with 5 % or more: by look-through shares, or by the votes they and whom they control can cast."""
        by_share = self.facts.shares.firm_to_firm_of(self.subject, self.rule.thresholds.major).party
        votes = votes_behind(self.control, self.subject)
        by_votes = [party for party, part in votes.items() if at_least(part, self.rule.thresholds.major)]
        return np.setdiff1d(np.union1d(by_share, by_votes), [self.subject]).astype(np.int32)

    def _influential_small_holders(self) -> Ways:
        """Direct holders of less who sit in the subject's organs, themselves or by one of their own managers.

        The way shows the posts and then the stake that they make significant.
        """
        found: Ways = {}
        for tie in self.ties.holders_of_posts(self.subject, self.rule.words.managers):
            post = tie_step(self.subject, tie, "HOLDS_POSITION")
            for holder, proof in ((tie.other, ()), *self._employers(tie.other)):
                if holder not in found and holder in self._direct_holders:
                    found[holder] = (post, *proof, *self._above.to(holder))
        return found

    def _employers(self, person: int) -> Iterator[tuple[int, Path]]:
        """Where the person is a director or manager too."""
        for tie in self.ties.posts(person, self.rule.words.managers):
            if tie.other != self.subject:
                yield tie.other, (tie_step(person, tie, "HOLDS_POSITION"),)

    @cached_property
    def _direct_holders(self) -> frozenset[int]:
        return frozenset(self.holdings.by_owned.neighbours(self.subject).tolist()) - {self.subject}


def shortest(found: Iterable[tuple[int, Path]]) -> Ways:
    """Each party once, with the first of its shortest ways."""
    ways: Ways = {}
    for party, way in found:
        if party not in ways or len(way) < len(ways[party]):
            ways[party] = way
    return ways
