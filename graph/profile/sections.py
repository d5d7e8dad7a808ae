"""The answers that a profile is put together from, each of its own question, and why one is missing."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, TypeVar

from graph.errors import NotFound
from graph.explain.answer import Change
from graph.explain.day import Day
from graph.explain.exposure.answer import ExposureFound
from graph.explain.exposure.of_party import ExposureAsked, exposure
from graph.explain.exposure.scope import Role, roles_of
from graph.explain.groups.group import GroupFound, group
from graph.explain.ownership.control import ControlFound, control
from graph.explain.ownership.owners import Owners, owners
from graph.ownership.control import Control
from graph.regimes.provision import Wording
from graph.regimes.regime import Regime

DEPTH: Final = 1
T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Sections:
    """The answers about one party. owners, control: None for a person, and like group where the regime had no rule on
    the day (`missing` says so). exposures: one per role that it has."""

    day: Day
    position: int
    law: Regime
    person: bool
    owners: Owners | None
    control: ControlFound | None
    group: GroupFound | None
    exposures: tuple[ExposureFound, ...]
    missing: dict[str, Wording]

    @classmethod
    def of(cls, day: Day, position: int, law: Regime, most: int) -> "Sections":
        """All of them, at most so many of each list."""
        party_id, person = day.naming.party(position).party_id, bool(day.facts.is_person[position])
        missing: dict[str, Wording] = {}

        def by_law(section: str, ask: Callable[[], T]) -> T | None:
            try:
                return ask()
            except NotFound as error:
                missing[section] = Wording(zh=error.zh, en=error.en)
                return None

        return cls(
            day, position, law, person,
            None if person else by_law("owners", lambda: owners(day, party_id, law, most)),
            None if person else by_law("control", lambda: control(day, party_id, law, most)),
            by_law("group", lambda: group(day, party_id, law, None, most)),
            tuple(
                exposure(day, party_id, ExposureAsked(role, law=law, depth=DEPTH, most=most))
                for role in roles_of(day, position)
            ),
            missing,
        )  # fmt: skip

    def exposed_as(self, role: Role) -> ExposureFound | None:
        """The exposure in a role that the party has."""
        return next((one for one in self.exposures if one.answer.role == role.value), None)

    @property
    def votes(self) -> Control | None:
        """Who controls whom by the law of the day."""
        try:
            return self.day.facts.control(self.day.group_rules(self.law)[1].rule)
        except NotFound:
            return None

    def changes(self) -> Iterator[tuple[str, Change]]:
        """What would change each answer."""
        for section, found in (("control", self.control), ("owners", self.owners), ("group", self.group)):
            for change in found.changes if found else ():
                yield section, change
        for one in self.exposures:
            for change in one.changes:
                yield "guarantees", change

    @property
    def truncated(self) -> bool:
        """Whether a list in one of them is cut."""
        return any(found.truncated for found in (self.owners, self.control, self.group, *self.exposures) if found)
