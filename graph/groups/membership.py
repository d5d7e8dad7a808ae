"""Why a client is in a group: the steps of control and dependency that lead to it from the group's head."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from graph.groups.connected_clients import Groups
from graph.kernels.csr import CSR


class Step(StrEnum):
    """How one party is tied to the next."""

    CONTROLS = "controls"  # the first controls the second
    CONTROLLED = "controlled"  # the first is controlled by the second
    PROVIDES = "provides"  # the second depends on the first


class Tie(StrEnum):
    """What a member of a group is, by the last step on the way to it."""

    HEAD = "head"
    CONTROLS = "controls"  # the party before it
    CONTROLLED = "controlled"  # by the party before it
    DEPENDS = "depends"  # on the party before it


_TIES: Final = {Step.CONTROLS: Tie.CONTROLLED, Step.CONTROLLED: Tie.CONTROLS, Step.PROVIDES: Tie.DEPENDS}


@dataclass(frozen=True, slots=True)
class Link:
    """One step from a party to the next (positions).

    place: of control, among the pairs of `Groups.ties`; of dependency, the row among its dependencies, with kind and
    share (None where nobody states it).
    """

    step: Step
    first: int
    second: int
    place: int
    kind: str = ""
    share: float | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """A client of a group. path: from the head to the client, empty for the head; by control wherever that leads to
    it, by as few dependencies as possible else. also_in: the other groups that it is in.
    """

    party: int
    exposure_cny: float
    path: tuple[Link, ...]
    also_in: tuple[int, ...]

    @property
    def tie(self) -> Tie:
        """What it is to the party before it."""
        return _TIES[self.path[-1].step] if self.path else Tie.HEAD

    @property
    def dependency(self) -> Link | None:
        """The last dependency on the way; None for who is in the group by control alone."""
        return next((link for link in reversed(self.path) if link.step is Step.PROVIDES), None)


def members(groups: Groups, group: int) -> tuple[Member, ...]:
    """The clients of a group with why each is in it, in the order of `Groups.members`."""
    reached = _reached(groups, int(groups.head[group]))
    return tuple(
        Member(
            party,
            float(groups.client_exposure_cny[party]),
            tuple(_path(reached, party)),
            tuple(other for other in groups.groups_of(party).tolist() if other != group),
        )
        for party in groups.members(group).tolist()
    )


def _reached(groups: Groups, head: int) -> dict[int, Link | None]:
    """Everybody tied to the head, and the last step towards each: control to its end before the next dependency."""
    ties = groups.ties
    reached: dict[int, Link | None] = {head: None}
    frontier = [head]
    while frontier:
        for party in frontier:  # grows while it is walked
            for step, csr in ((Step.CONTROLS, ties.by_controller), (Step.CONTROLLED, ties.by_controlled)):
                for other, place in _edges(csr, party):
                    if other not in reached:
                        reached[other] = Link(step, party, other, place)
                        frontier.append(other)
        walked, frontier = frontier, []
        for party in walked:
            for other, place in _edges(ties.by_provider, party):
                if other not in reached:
                    reached[other] = _dependency(groups, party, other, place)
                    frontier.append(other)
    return reached


def _dependency(groups: Groups, provider: int, dependent: int, place: int) -> Link:
    rows = groups.ties.dependencies
    share = float(rows.share[place])
    return Link(Step.PROVIDES, provider, dependent, place, str(rows.kind[place]), None if share != share else share)


def _edges(csr: CSR, party: int) -> Iterator[tuple[int, int]]:
    """The other ends of a party's edges and their places, by the other end."""
    return iter(sorted(zip(csr.neighbours(party).tolist(), csr.edges_of(party).tolist(), strict=True)))


def _path(reached: dict[int, Link | None], party: int) -> Iterator[Link]:
    """The steps from the head to a party."""
    steps = []
    link = reached[party]
    while link is not None:
        steps.append(link)
        link = reached[link.first]
    return reversed(steps)
