"""Which circles a proposed guarantee would close, and how far its chain reaches: structures, not amounts."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.explain.answer import PartyName
from graph.explain.day import Day
from graph.explain.what_if.proposed import Proposed
from graph.explain.what_if.reasons import Reason
from graph.guarantees.closing import Closing, closing
from graph.regimes.provision import Wording


@dataclass(frozen=True, slots=True)
class CircleClosed:
    """version: of the facts on which the circles were computed. closes: a circle that is not there yet, or a larger;
    within: both are in one circle already. mutual: the debtor stands for the guarantor. path: from the debtor back to
    the guarantor along guarantees in force, by `contracts`. members, of `member_count`: who would be in the circle;
    joins: of them how many are in none now. merged: of each circle there is that would be part of it one member.
    complete: false where so many are reached that only those on the path are said.
    """

    version: int
    closes: bool
    within: bool
    mutual: bool
    path: tuple[PartyName, ...]
    contracts: tuple[str, ...]
    members: tuple[PartyName, ...]
    member_count: int
    joins: int
    merged: tuple[PartyName, ...]
    complete: bool


@dataclass(frozen=True, slots=True)
class ChainReached:
    """How many guarantees the longest chain that begins with the new one has, at least and at most; the same where it
    meets no circle."""

    at_least: int
    at_most: int


def circle_closed(proposed: Proposed, most: int) -> CircleClosed:
    """What a personal guarantee for another would close; nothing where it is none."""
    day, naming = proposed.day, proposed.day.naming
    if proposed.for_oneself or not proposed.terms.personal:
        return CircleClosed(day.snapshot.version, False, False, False, (), (), (), 0, 0, (), True)
    found = closing(day.network, proposed.guarantor, proposed.debtor)
    alone = day.network.alone[found.members]
    closes = bool(len(found.path)) and not found.inside
    return CircleClosed(
        day.snapshot.version, closes, found.inside, found.mutual, naming.parties(found.path[:most].tolist()),
        tuple(contract_ids(day, found)[:most]), naming.parties(found.members[:most].tolist()), len(found.members),
        int(alone.sum()), naming.parties(found.merged[:most]), found.complete,
    )  # fmt: skip


def chain_reached(proposed: Proposed) -> ChainReached:
    """The longest chain downstream."""
    if proposed.for_oneself or not proposed.terms.personal:
        return ChainReached(0, 0)
    least, most = proposed.day.network.depth
    return ChainReached(1 + int(least[proposed.debtor]), 1 + int(most[proposed.debtor]))


def contract_ids(day: Day, found: Closing) -> list[str]:
    """The contract of each step of the path back."""
    edges: NDArray[np.int64] = day.network.edge[found.arcs]
    ids: list[str] = day.snapshot.edges("GUARANTEES").rows(edges).column("guarantee_id").to_pylist()
    return ids


def circle_warnings(circle: CircleClosed) -> Iterator[Reason]:
    """What of it an officer must hear."""
    names = "→".join(one.name or one.party_id for one in circle.path)
    if circle.mutual:
        yield Reason(
            "mutual_pair",
            Wording(zh="债务人已为担保人提供担保：双方将互相担保。",
                    en="The debtor stands for the guarantor: the two would guarantee each other."),
        )  # fmt: skip
    if circle.closes:
        least = ("", "") if circle.complete else ("至少 ", "at least ")
        yield Reason(
            "closes_circle",
            Wording(
                zh=f"将形成 {least[0]}{circle.member_count} 家的担保圈（{names}）。",
                en=f"It would close a circle of {least[1]}{circle.member_count} ({names}).",
            ),
        )
    if circle.within:
        yield Reason(
            "within_circle",
            Wording(zh=f"双方已在同一担保圈内（{circle.member_count} 家）。",
                    en=f"Both are in one circle of {circle.member_count} already."),
        )  # fmt: skip
