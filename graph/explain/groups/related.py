"""Everyone who is by definition a related party of an enterprise, by which clause and through which facts."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from graph.explain.answer import Article, Asked, Change, PartyName, StakeFact, TieFact, percent
from graph.explain.day import Day
from graph.explain.ownership.control_changes import control_ends
from graph.explain.ownership.owners import nothing_known
from graph.explain.ownership.part import Part
from graph.groups.path import Step
from graph.groups.related_parties import Ground, RelatedParties, related_parties
from graph.groups.related_rule import Clause
from graph.ownership.control_rule import ControlRule
from graph.regimes.provision import Wording
from graph.regimes.regime import Regime

SHOWN: Final = 100
MOST_CHANGES: Final = 5
HOLDER_CLAUSES: Final = frozenset({"6.2", "7.2"})
"""Clauses of holders of 5 % or more."""
READ, CHINA = "text", "china"


@dataclass(frozen=True, slots=True)
class ClauseFound:
    """A clause: how many fall under it, and how many of them are shown. deemed: left to the institution's judgement."""

    clause: str
    article: str
    title: Wording
    found: int
    shown: int
    deemed: bool


@dataclass(frozen=True, slots=True)
class RelatedPartyFound:
    """A related party and the clauses that it falls under."""

    party: PartyName
    clauses: tuple[str, ...]
    deemed_only: bool


@dataclass(frozen=True, slots=True)
class RelatedAnswer:
    """The related parties, by first clause and length of the way; how many are shown; all clauses."""

    parties: tuple[RelatedPartyFound, ...]
    party_count: int
    clauses: tuple[ClauseFound, ...]


@dataclass(frozen=True, slots=True)
class PathStep:
    """One fact on the way from the enterprise to a related party."""

    relation: str
    from_party: PartyName
    to_party: PartyName
    share_ratio: float | None
    word: str
    stakes: tuple[StakeFact, ...]
    ties: tuple[TieFact, ...]


@dataclass(frozen=True, slots=True)
class GroundFound:
    """Why a party is related. presumed: holds only if what the data does not say is so (that a child is of age)."""

    party: PartyName
    clause: str
    presumed: bool
    path: tuple[PathStep, ...]


@dataclass(frozen=True, slots=True)
class RelatedFacts:
    """A shortest way for every party and clause; the clauses as articles."""

    grounds: tuple[GroundFound, ...]
    articles: tuple[Article, ...]


@dataclass(frozen=True, slots=True)
class LeftOutClause:
    """A clause that the data cannot answer, and why."""

    clause: str
    why: Wording


@dataclass(frozen=True, slots=True)
class RelatedCertainty:
    """How sure. complete: all who fall under a clause are shown. state: government bodies, below which nobody is
    related by that alone."""

    known: bool
    complete: bool
    undisclosed_ratio: float
    control_undetermined: bool
    left_out: tuple[LeftOutClause, ...]
    presumed: int
    state: tuple[PartyName, ...]
    notes: tuple[Wording, ...]


@dataclass(frozen=True, slots=True)
class RelatedFound(Asked):
    """The related parties of an enterprise."""

    answer: RelatedAnswer
    facts: RelatedFacts
    certainty: RelatedCertainty
    changes: tuple[Change, ...]
    truncated: bool


def related(day: Day, party_id: str, law: Regime, most: int = SHOWN) -> RelatedFound:
    """The related parties of an enterprise, at most `most` by each clause; control by the regime's test of the day.

    NotFound for an unknown party, or where the regime has no test on the day; UsageError for a natural person.
    """
    target = day.enterprise(party_id)
    known = day.known_facts(target) > 0
    rule = law.control(day.snapshot.at.as_of).rule if known else ControlRule()
    party = day.naming.party(target).party_id
    found = related_parties(
        day.snapshot, day.facts.control(rule), party, facts=day.facts, ties=day.ties, limit=most
    )  # fmt: skip
    grounds = tuple(_ground(day, one.party, ground) for one in found.parties for ground in one.grounds)
    asked = day.asked(target, law.id)
    return RelatedFound(
        asked.party, asked.as_of, asked.known_at, asked.version, asked.regime,
        _answer(day, found),
        RelatedFacts(grounds, tuple(_article(found, count.clause) for count in found.counts if count.found)),
        _certainty(day, found, law, presumed=sum(ground.presumed for ground in grounds)),
        tuple(_changes(day, found, rule)),
        not found.complete,
    )  # fmt: skip


def _answer(day: Day, found: RelatedParties) -> RelatedAnswer:
    naming = day.naming
    return RelatedAnswer(
        tuple(
            RelatedPartyFound(naming.party(one.party), tuple(g.clause.id for g in one.grounds), one.deemed_only)
            for one in found.parties
        ),
        len(found.parties),
        tuple(
            ClauseFound(
                c.clause.id, c.clause.article, Wording(zh=c.clause.zh, en=c.clause.en), c.found, c.shown,
                c.clause.deemed,
            )
            for c in found.counts
        ),
    )  # fmt: skip


def _ground(day: Day, party: int, ground: Ground) -> GroundFound:
    steps = tuple(_step(day, step) for step in ground.path)
    return GroundFound(day.naming.party(party), ground.clause.id, ground.presumed, steps)


def _step(day: Day, step: Step) -> PathStep:
    naming, stakes = day.naming, step.relation == "OWNS"
    return PathStep(
        step.relation, naming.party(step.source), naming.party(step.target), step.share, step.word,
        naming.stakes(step.places) if stakes else (), () if stakes else naming.ties(step.relation, step.places),
    )  # fmt: skip


def _article(found: RelatedParties, clause: Clause) -> Article:
    rule = found.rule
    return Article(
        CHINA, clause.id, Wording(zh=clause.zh, en=clause.en), Wording(zh=f"{rule.zh}（{rule.order}）", en=rule.en),
        clause.article, clause.checked == READ, clause.checked, None, None, "",
    )  # fmt: skip


def _certainty(day: Day, found: RelatedParties, law: Regime, *, presumed: int) -> RelatedCertainty:
    notes = [] if found.facts else [nothing_known(day.naming.party(found.party), day)]
    if law.id != CHINA:
        notes.append(
            Wording(
                zh=f"条款为中国银行保险机构关联交易规则；控制标准取自{law.title.zh}。",
                en=f"The clauses are those of China's rules for banks and insurers; the test of control is that of "
                f"{law.title.en}.",
            )
        )
    return RelatedCertainty(
        found.facts > 0, found.complete and not found.control_undetermined, found.undisclosed_share,
        found.control_undetermined,
        tuple(LeftOutClause(one.id, Wording(zh=one.zh, en=one.en)) for one in found.left_out),
        presumed, day.naming.parties(found.state), tuple(notes),
    )  # fmt: skip


def _changes(day: Day, found: RelatedParties, rule: ControlRule) -> Iterator[Change]:
    """Sales that end the control of the enterprise, and holders who would fall below 5 %."""
    part = Part.of(day, found.party)
    control = part.facts.control(rule)
    for place in control.controllers_of(part.target).tolist()[:MOST_CHANGES]:
        yield control_ends(part, control, int(place))
    line = found.rule.thresholds.major
    shares = part.facts.shares.firm_to_firm_of(part.target)
    holders = [
        one.party for one in found.parties
        if all(ground.clause.id in HOLDER_CLAUSES and len(ground.path) == 1 for ground in one.grounds)
    ]  # fmt: skip
    for position in holders[:MOST_CHANGES]:
        share = shares.share_of(int(part.nodes.searchsorted(position)))
        if share < line:
            continue  # here by significant influence, not by its share
        who = day.naming.party(position)
        name = who.name or who.party_id
        yield Change(
            "holder_ends",
            Wording(
                zh=f"{name} 持有 {percent(share)}；减持超过 {percent(share - line)} 后低于 {percent(line)}。",
                en=f"{name} holds {percent(share)}; by selling more than {percent(share - line)} it falls below "
                f"{percent(line)}.",
            ),
            day.naming.holder(position), None, share, line, line,
        )  # fmt: skip
