"""Which groups of connected clients a party is in, why, what they owe, what a lender may add, in four levels."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from graph.explain.answer import Article, Asked, Change, Doubts, Holder, PartyName, Range, StakeFact, TieFact
from graph.explain.day import Day
from graph.explain.groups.group_changes import group_changes
from graph.explain.groups.lending import Lending, LimitFound, UncheckedLimit, pair_of
from graph.explain.groups.member_doubts import group_doubts
from graph.explain.ownership.owners import nothing_known
from graph.groups.dependency import GUARANTEE, DependencyRule, to_investigate
from graph.groups.membership import Link, Member, Step, members
from graph.regimes.provision import Wording
from graph.regimes.regime import Regime

SHOWN: Final = 100
MOST_EXPLAINED: Final = 200
"""The stakes behind so many steps of control are looked up; of further ones the parties are said."""


@dataclass(frozen=True, slots=True)
class GroupSummary:
    """A group: who stands at its top (a client or not), how many clients it has, and what they owe (元), each once.

    group_id: under which it is written down, if it has two clients or more. shared_exposure_cny: how much of that
    counts in another group as well. The limits on groups that can be checked.
    """

    group_id: str
    head: Holder
    size: int
    exposure_cny: float
    shared_exposure_cny: float
    limits: tuple[LimitFound, ...]


@dataclass(frozen=True, slots=True)
class GroupAnswer:
    """is_client: the lender is exposed to the party; to whom a named one is not, `groups`, of `group_count`, are those
    that it would be in by control.

    exposure_cny: to the party itself, with the limits on it alone. lender: None for all lenders together.
    """

    lender: PartyName | None
    is_client: bool
    exposure_cny: float
    limits: tuple[LimitFound, ...]
    groups: tuple[GroupSummary, ...]
    group_count: int


@dataclass(frozen=True, slots=True)
class TieStep:
    """One step from the group's head to a member. step: controls, controlled or provides (second depends on first).

    votes_ratio, stakes: on which the control rests; ties: the contract or statement of a dependence, or concert.
    """

    step: str
    first: Holder
    second: Holder
    kind: str
    share_ratio: float | None
    votes_ratio: float | None
    stakes: tuple[StakeFact, ...]
    ties: tuple[TieFact, ...]


@dataclass(frozen=True, slots=True)
class MemberFound:
    """A client of a group (`group`: its place in the answer), and the steps by which it is one.

    tie: head, controls, controlled or depends, to the party before it. also_in: how many other groups it is in.
    """

    group: int
    party: PartyName
    exposure_cny: float
    tie: str
    path: tuple[TieStep, ...]
    also_in: int


@dataclass(frozen=True, slots=True)
class GroupFacts:
    """The members of the groups shown, the largest exposure first, of `member_count`; the rules applied."""

    members: tuple[MemberFound, ...]
    member_count: int
    articles: tuple[Article, ...]


@dataclass(frozen=True, slots=True)
class GroupCertainty:
    """How sure. without_balance: loans counted with their principal; unknown_amounts: loans and guarantees without an
    amount; undetermined: members whose control undisclosed votes could decide; to_investigate: members with so large an
    exposure that their dependencies must be looked for; doubts: who may belong, and the exposure of the largest group.
    """

    known: bool
    complete: bool
    without_balance: int
    unknown_amounts: int
    undetermined: tuple[PartyName, ...]
    to_investigate: tuple[PartyName, ...]
    unchecked_limits: tuple[UncheckedLimit, ...]
    doubts: Doubts
    exposure: Range | None
    notes: tuple[Wording, ...]


@dataclass(frozen=True, slots=True)
class GroupFound(Asked):
    """The groups of a party."""

    answer: GroupAnswer
    facts: GroupFacts
    certainty: GroupCertainty
    changes: tuple[Change, ...]
    truncated: bool


def group(day: Day, party_id: str, law: Regime, lender_id: str | None = None, most: int = SHOWN) -> GroupFound:
    """The groups of connected clients that a party is in, at most `most` members of them.

    NotFound for an unknown party or lender, or where the regime has no rule on the day; UsageError for a natural
    person as lender.
    """
    position = day.position(party_id)
    lending = Lending.of(day, law, lender_id)
    every = _groups_of(lending, position)
    numbers, explained = every[:most], _Explained(lending)
    found = [
        (place, member) for place, number in enumerate(numbers) for member in members(lending.found.groups, number)
    ]
    found.sort(key=lambda one: (one[0], one[1].party != position, -one[1].exposure_cny, one[1].party))
    asked, answer = day.asked(position, law.id), _answer(lending, position, numbers, len(every))
    facts = GroupFacts(tuple(explained.member(*one) for one in found[:most]), len(found), lending.articles)
    own = next((member for _, member in found if member.party == position), None)
    return GroupFound(
        asked.party, asked.as_of, asked.known_at, asked.version, asked.regime, answer, facts,
        _certainty(lending, position, [member for _, member in found], answer),
        group_changes(lending, own, _limits(asked.party, answer)),
        max(len(found), len(every)) > most or explained.cut,
    )  # fmt: skip


def _limits(party: PartyName, answer: GroupAnswer) -> list[tuple[LimitFound, Holder]]:
    """Every limit with whose it is: the party's own, then those of its groups."""
    own = [(limit, Holder(False, (party,))) for limit in answer.limits]
    return own + [(limit, one.head) for one in answer.groups for limit in one.limits]


def summary(lending: Lending, number: int) -> GroupSummary:
    """One of a lender's groups."""
    groups = lending.found.groups
    return GroupSummary(
        lending.group_id(number), lending.day.naming.holder(int(groups.head[number])), int(groups.size[number]),
        float(groups.exposure_cny[number]), float(groups.shared_exposure_cny[number]),
        lending.limits_of(number, group=True),
    )  # fmt: skip


def _groups_of(lending: Lending, position: int) -> list[int]:
    """The groups of a client; of somebody else those that hold clients of its control group."""
    groups = lending.found.groups
    own = groups.groups_of(position).tolist()
    if own:
        return [int(number) for number in own]
    together = groups.control_group == groups.control_group[position]
    number, client = groups.memberships
    return [int(one) for one in np.unique(number[together[client]])]


def _answer(lending: Lending, position: int, numbers: list[int], count: int) -> GroupAnswer:
    found, naming = lending.found, lending.day.naming
    return GroupAnswer(
        None if found.lender is None else naming.party(found.lender),
        bool(found.exposures.exposure_cny[position] > 0), float(found.exposures.exposure_cny[position]),
        lending.limits_of(position, group=False), tuple(summary(lending, number) for number in numbers), count,
    )  # fmt: skip


class _Explained:
    """Members with the facts behind the steps that lead to them, each step looked up once. cut: some were not."""

    def __init__(self, lending: Lending) -> None:
        self.lending, self.cut = lending, False
        self._known: dict[Link, TieStep] = {}

    def member(self, place: int, member: Member) -> MemberFound:
        return MemberFound(
            place, self.lending.day.naming.party(member.party), member.exposure_cny, member.tie.value,
            tuple(self._step(link) for link in member.path), len(member.also_in),
        )  # fmt: skip

    def _step(self, link: Link) -> TieStep:
        if link not in self._known:
            self._known[link] = self._depends(link) if link.step is Step.PROVIDES else self._controls(link)
        return self._known[link]

    def _depends(self, link: Link) -> TieStep:
        naming, rows = self.lending.day.naming, self.lending.found.groups.ties.dependencies
        relation = "GUARANTEES" if link.kind == GUARANTEE else "DEPENDS_ON"
        return TieStep(
            link.step.value, naming.holder(link.first), naming.holder(link.second), link.kind, link.share, None, (),
            naming.ties(relation, [int(rows.edge[link.place])]),
        )  # fmt: skip

    def _controls(self, link: Link) -> TieStep:
        naming = self.lending.day.naming
        first, second = naming.holder(link.first), naming.holder(link.second)
        if len(self._known) >= MOST_EXPLAINED:
            self.cut = True
            return TieStep(link.step.value, first, second, "", None, None, (), ())
        why = self.lending.control.why(*pair_of(link))
        places = [stake for held in (*why.own, *why.through) for stake in held.stakes]
        declared = [one.place for one in why.agreement.declarations] if why.agreement else []
        self.cut |= max(len(places), len(declared)) > SHOWN
        return TieStep(
            link.step.value, first, second, why.basis.value, None, why.votes, naming.stakes(places[:SHOWN]),
            naming.ties("ACTS_WITH", declared[:SHOWN]),
        )  # fmt: skip


def _certainty(lending: Lending, position: int, found: list[Member], answer: GroupAnswer) -> GroupCertainty:
    day, owed = lending.day, lending.found.exposures
    parties = np.unique(np.array([position, *(member.party for member in found)], dtype=np.int64))
    undetermined = parties[lending.control.undetermined[parties]]
    tier1 = lending.found.capital.tier1_capital_cny
    rule = DependencyRule.of(lending.found.provision)
    large = [] if tier1 is None else np.intersect1d(to_investigate(owed.exposure_cny, tier1, rule), parties).tolist()
    doubts, exposure = group_doubts(lending, lending.control.rule, position)
    known = len(found) > 1 or day.known_facts(position) > 0 or answer.exposure_cny > 0
    return GroupCertainty(
        known=known,
        complete=known and not (len(undetermined) or owed.unknown[parties].any() or doubts.ranges or exposure),
        without_balance=int(owed.without_balance[parties].sum()),
        unknown_amounts=int(owed.unknown[parties].sum()),
        undetermined=day.naming.parties(undetermined[:SHOWN].tolist()),
        to_investigate=day.naming.parties(large[:SHOWN]),
        unchecked_limits=lending.unchecked,
        doubts=doubts,
        exposure=exposure,
        notes=(*(() if known else (nothing_known(day.naming.party(position), day),)), *_notes(lending, answer)),
    )


def _notes(lending: Lending, answer: GroupAnswer) -> Iterator[Wording]:
    at = lending.day.snapshot.at.as_of
    if answer.lender is None and not answer.is_client:
        yield Wording(zh=f"截至 {at}，没有对该主体的已知敞口。", en=f"On {at} no exposure to the party is known.")
    elif answer.lender is not None and not answer.is_client:
        whom = answer.lender.name or answer.lender.party_id
        yield Wording(
            zh=f"截至 {at}，{whom}对该主体没有已知敞口；所列为按控制关系会归入的组。",
            en=f"On {at} no exposure of {whom} to the party is known; the groups are those that it would be in by "
            "control.",
        )
    if answer.lender is None:
        yield Wording(
            zh="未指定机构：按全部机构合计，不与限额比较。",
            en="No lender was named: exposures are those of all lenders together, beside no limit.",
        )
