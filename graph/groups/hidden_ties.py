"""Pairs of parties tied by what nobody declared (隐性关联), scored by how rare what they share is, with evidence."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from graph.errors import NotFound, UsageError
from graph.groups.declared_pairs import DeclaredPairs
from graph.groups.nearness import NEAR, UNKNOWN
from graph.groups.shared_pairs import BLOCK_LIMIT
from graph.groups.shared_things import Ints
from graph.groups.tie_scores import TieScores
from graph.ownership.control import Control
from graph.ownership.facts import OwnershipFacts
from graph.snapshot import Snapshot

SHOWN: Final = 100
"""The most ties shown where no other limit is given."""


@dataclass(frozen=True, slots=True)
class Shared:
    """A thing that both parties of a tie have.

    value: the address, number or name in the form in which it was compared; empty where the thing is a party (a person,
    a guarantor, an enterprise), whose position `party` then is, else -1. shared_by: how many parties have it; of: how
    many have anything of the kind. bits: what it says for a tie. counted: whether it enters the score, or says the same
    as something that says more. facts: relation and place of the fact on either side, none where a name alone says it.
    """

    kind: str
    value: str
    party: int
    shared_by: int
    of: int
    bits: float
    counted: bool
    facts: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class HiddenTie:
    """Two parties (positions, the smaller first) and what they share, what counts and says most first.

    score: bits, the sum of what counts; with each bit the odds that the two belong together double (0: no likelier than
    for any two; below 0, less likely). near: whether both
    are registered in one region, None where a region is not known; near_bits: what that itself adds to the score.
    """

    first: int
    second: int
    score: float
    near: bool | None
    near_bits: float
    shared: tuple[Shared, ...]


@dataclass(frozen=True, slots=True)
class Common:
    """A thing that too many have to tie anybody: the address of a registration agent, a name borne by many."""

    kind: str
    value: str
    party: int
    shared_by: int


@dataclass(frozen=True, slots=True)
class HiddenTies:
    """The ties with the highest score, and what was left aside.

    found: how many pairs share something undeclared, shown or not. declared: how many that share something were left
    out because they are declared to be tied (of all parties, also where one is asked about). same_party: pairs with one
    contact and one name, mistyped, one of them without a credit code: probably one enterprise twice, which is no tie.
    common: what more parties than `block_limit` have.
    """

    ties: tuple[HiddenTie, ...]
    found: int
    declared: int
    same_party: tuple[HiddenTie, ...]
    common: tuple[Common, ...]
    block_limit: int


@dataclass(frozen=True, eq=False)
class TieFinder:
    """What the parties of a snapshot share, reckoned once and then asked for one party or for all."""

    snapshot: Snapshot
    control: Control
    block_limit: int = BLOCK_LIMIT

    @classmethod
    def of(cls, snapshot: Snapshot, control: Control | None = None, block_limit: int = BLOCK_LIMIT) -> "TieFinder":
        """A finder. control: what is declared; majority of votes where none is handed in.

        block_limit: a thing that more parties have ties nobody. UsageError for a limit below two.
        """
        if block_limit < 2:
            raise UsageError(
                f"At least two share a thing; a limit of {block_limit} leaves nothing. Give 2 or more.",
                f"共有至少涉及两个主体，上限 {block_limit} 无意义。请给出不小于 2 的数。",
                limit=block_limit,
            )
        if control is None:
            facts = OwnershipFacts.of(snapshot)
            control = Control.of(facts.holdings, concerts=facts.concerts)
        return cls(snapshot, control, block_limit)

    @cached_property
    def scores(self) -> TieScores:
        """Every pair with its score."""
        return TieScores.of(self.snapshot, DeclaredPairs(self.snapshot, self.control), self.block_limit)

    def all(self, limit: int = SHOWN) -> HiddenTies:
        """The ties of the whole snapshot."""
        everything = np.arange(len(self.scores.pairs))
        return self._told(everything, self._common(), limit)

    def of_party(self, position: int, limit: int = SHOWN) -> HiddenTies:
        """The ties of one party."""
        pairs, count = self.scores.pairs, self.scores.party_count
        own = np.flatnonzero((pairs // count == position) | (pairs % count == position))
        return self._told(own, self._common(position), limit)

    def _told(self, places: Ints, common: tuple[Common, ...], limit: int) -> HiddenTies:
        if limit < 1:
            raise UsageError(
                f"At least one tie is shown, not {limit}. Give a positive limit.",
                f"至少显示一条关联，不能是 {limit}。请给出正数。",
                limit=limit,
            )
        scores = self.scores
        one, two = places[scores.same_party[places]], places[~scores.same_party[places]]
        return HiddenTies(
            tuple(self._tie(place) for place in scores.ranked(two)[:limit].tolist()),
            len(two),
            scores.declared,
            tuple(self._tie(place) for place in scores.ranked(one)[:limit].tolist()),
            common,
            self.block_limit,
        )

    def _tie(self, place: int) -> HiddenTie:
        scores = self.scores
        first, second = divmod(int(scores.pairs[place]), scores.party_count)
        begin, end = np.searchsorted(scores.pair, [place, place + 1])
        shared = tuple(self._shared(row) for row in range(int(begin), int(end)))
        where = int(scores.where[place])
        near = None if where == UNKNOWN else where == NEAR
        return HiddenTie(first, second, float(scores.score[place]), near, float(scores.nearness.bits[where]), shared)

    def _shared(self, at: int) -> Shared:
        scores = self.scores
        pairs, row = scores.shared[int(scores.kind[at])], int(scores.row[at])
        first, second = int(pairs.first[row]), int(pairs.second[row])
        facts = (pairs.things.fact(first), pairs.things.fact(second))
        value, party = pairs.things.what(int(pairs.things.thing[first]))
        return Shared(
            pairs.kind.name, value, party, int(pairs.size[row]), pairs.population,
            float(scores.bits[at]), bool(scores.counted[at]), tuple(fact for fact in facts if fact),
        )  # fmt: skip

    def _common(self, position: int | None = None) -> tuple[Common, ...]:
        """What too many have; of one party, what it has of it. What most have comes first."""
        found = []
        for pairs in self.scores.shared:
            had = None if position is None else set(pairs.things.thing[pairs.things.party == position].tolist())
            for common in pairs.common:
                if had is None or common.thing in had:
                    value, party = pairs.things.what(common.thing)
                    found.append(Common(common.kind, value, party, common.shared_by))
        return tuple(sorted(found, key=lambda common: (-common.shared_by, common.kind, common.value, common.party)))


def hidden_ties(snapshot: Snapshot, limit: int = SHOWN, *, finder: TieFinder | None = None) -> HiddenTies:
    """The undeclared ties between all parties, the best evidenced first. UsageError for a limit below one.

    finder: of the same snapshot, where several questions are asked. Source: Fellegi and Sunter, "A theory for record
    linkage", JASA 64 (1969); see `rarity`.
    """
    return (finder or TieFinder.of(snapshot)).all(limit)


def hidden_ties_of(
    snapshot: Snapshot, party: str, limit: int = SHOWN, *, finder: TieFinder | None = None
) -> HiddenTies:
    """The undeclared ties of one party (any of its identities). NotFound for an unknown one."""
    position = int(snapshot.find("Party", [party])[0])
    if position < 0:
        raise NotFound(
            f"There is no party {party}. Look it up by name or credit code.",
            f"没有主体 {party}。请按名称或统一社会信用代码查询。",
            party=party,
        )
    return (finder or TieFinder.of(snapshot)).of_party(position, limit)
