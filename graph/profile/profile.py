"""The profile of one party on one day (一企一档): every answer about it on one page, in four levels.

The number, the facts that made it, how sure it is, what would change it; beside that what changed since a day. Nothing
is worked out here a second time: each section is the answer of its own question, cut at what is shown.
"""

from collections.abc import Iterable, Iterator, Sequence, Sized
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Final

from graph.errors import UsageError
from graph.explain.day import Day
from graph.explain.exposure.scope import Role, scope_of
from graph.explain.measured import measures_of
from graph.profile.beside import Beside
from graph.profile.certainty import profile_certainty
from graph.profile.conduct import CaseTold, EventTold, ListingTold, cases_of, events_of, listings_of, lists_now
from graph.profile.document import (
    Conduct,
    NotApplicable,
    ProfileAnswer,
    ProfileFacts,
    ProfileFound,
    RoleNumbers,
    SectionChange,
    Standing,
)
from graph.profile.figures import figures_of
from graph.profile.guaranteeing import guaranteed_by, guarantees_for
from graph.profile.holdings import holdings_of, posts_of
from graph.profile.loans import LoanSummary, LoanTold, loans_of, summary_of
from graph.profile.nearest import nearest
from graph.profile.radar import Ranks
from graph.profile.register import established_on, record_of, statement_of
from graph.profile.sections import Sections
from graph.profile.since import ChangedSince, Side, changed_since, items_of
from graph.profile.sources import Sourced, sources_of
from graph.profile.timeline import Known, timeline
from graph.regimes.catalogue import regime
from graph.regimes.provision import Wording
from graph.regimes.regime import Regime

SHOWN: Final = 20
YEAR_DAYS: Final = 365
NOT_OF_PERSONS: Final = ("register", "statement", "owners", "control", "score", "radar")
NO_PERSONS: Final = Wording(zh="自然人不适用。", en="It does not apply to natural persons.")


@dataclass(frozen=True, slots=True)
class Before:
    """The day looked back to, with what stood beside its facts."""

    day: Day
    beside: Beside


@dataclass(frozen=True, slots=True)
class ProfileAsked:
    """How a profile is asked for. law: by which groups and control are judged; most: of each list; before: the day
    since which changes are told."""

    beside: Beside = field(default_factory=Beside)
    law: Regime = field(default_factory=lambda: regime("china"))
    most: int = SHOWN
    before: Before | None = None


def profile(day: Day, party_id: str, asked: ProfileAsked | None = None) -> ProfileFound:
    """The profile of a party. NotFound for an unknown one; UsageError for a day to look back to that is not before."""
    asked = asked or ProfileAsked()
    position = day.position(party_id)
    before = asked.before
    if before is not None and before.day.snapshot.at.as_of >= day.snapshot.at.as_of:
        raise UsageError(
            "The day to look back to is not before the day asked about. Give an earlier one.",
            "对比日不早于截至日，请给出更早的日期。",
            parameter="since",
        )
    made = _Made.of(day, position, asked)
    since = None
    if before is not None:
        then = _Made.of(before.day, position, replace(asked, beside=before.beside))
        since = changed_since(then.side, made.side, asked.most)
    return made.found(since)


@dataclass(frozen=True, eq=False)
class _Made:
    """A party on one day: what all parts of its profile are made of."""

    day: Day
    position: int
    asked: ProfileAsked
    sections: Sections
    answer: ProfileAnswer
    facts: ProfileFacts
    side: Side

    @classmethod
    def of(cls, day: Day, position: int, asked: ProfileAsked) -> "_Made":
        sections = Sections.of(day, position, asked.law, asked.most)
        loans = loans_of(day, position)
        conduct = cases_of(day, position), listings_of(day, position), events_of(day, position)
        answer = _answer(sections, asked, summary_of(loans), *conduct)
        facts = _facts(sections, asked, loans, *conduct)
        items = items_of(day, position, loans, chain(*conduct), asked.beside)
        received, given = (
            scope_of(day, position, role, asked.law).contracts for role in (Role.BORROWER, Role.GUARANTOR)
        )
        side = Side(day, figures_of(answer, facts), items, received, given)
        return cls(day, position, asked, sections, answer, facts, side)

    def found(self, since: ChangedSince | None) -> ProfileFound:
        """The whole document."""
        of, sections, facts = self.day.asked(self.position, self.asked.law.id), self.sections, self.facts
        changes = tuple(SectionChange(section, change) for section, change in sections.changes())
        cut = sections.truncated or any(count > len(shown) for shown, count in _counted(facts))
        cut |= since is not None and since.fact_count > len(since.facts)
        return ProfileFound(
            of.party, of.as_of, of.known_at, of.version, of.regime, self.answer, facts,
            profile_certainty(sections, self.answer, facts, self.asked.beside), changes, since, cut,
        )  # fmt: skip


def _answer(
    sections: Sections, asked: ProfileAsked, loans: LoanSummary,
    cases: Sequence[CaseTold], listings: Sequence[ListingTold], events: Sequence[EventTold],
) -> ProfileAnswer:  # fmt: skip
    day, beside, party_id = sections.day, asked.beside, sections.day.naming.party(sections.position).party_id
    year = day.snapshot.at.as_of.toordinal() - YEAR_DAYS
    lately = sum(one.occurred_on is not None and one.occurred_on.toordinal() > year for one in events)
    return ProfileAnswer(
        kind="person" if sections.person else "enterprise",
        not_applicable=tuple(NotApplicable(one, NO_PERSONS) for one in NOT_OF_PERSONS) if sections.person else (),
        standing=Standing(beside.level, beside.level_reason, len(beside.warnings)),
        score=beside.scores[0] if beside.scores and not sections.person else None,
        control=sections.control.answer if sections.control else None,
        owners=sections.owners.answer if sections.owners else None,
        group=sections.group.answer if sections.group else None,
        exposures=tuple(
            RoleNumbers(one.answer.role, one.answer.numbers, one.answer.debt_cny, one.answer.unguaranteed_cny)
            for one in sections.exposures
        ),
        loans=loans,
        conduct=Conduct(
            sum(one.is_open_against for one in cases), len(cases), lists_now(listings), lately, len(events)
        ),
        radar=None if sections.person else ranks_of(day).radar(party_id),
    )


def ranks_of(day: Day) -> Ranks:
    """Everybody's place among the others, worked out once a day."""
    return day.shared("radar", lambda: Ranks.of(measures_of(day)))


def _facts(
    sections: Sections, asked: ProfileAsked, loans: Sequence[LoanTold],
    cases: Sequence[CaseTold], listings: Sequence[ListingTold], events: Sequence[EventTold],
) -> ProfileFacts:  # fmt: skip
    day, position, beside, most = sections.day, sections.position, asked.beside, asked.most
    founded = established_on(day, position)
    record, statement = record_of(day, position), statement_of(day, position)
    sides = (
        guaranteed_by(day, position, asked.law, sections.exposed_as(Role.BORROWER), most),
        guarantees_for(day, position, asked.law, sections.exposed_as(Role.GUARANTOR), most),
    )
    holdings, posts = holdings_of(day, position), posts_of(day, position, person=sections.person)
    entries, entry_count = timeline(day, position, Known(founded, cases, listings, events, beside), most)
    told: Iterable[Sourced] = chain(
        beside.identifiers, (one for one in (record, statement) if one), holdings[:most], posts[:most],
        sections.owners.facts.stakes if sections.owners else (), sides[0].contracts, sides[1].contracts, loans[:most],
        cases[:most], listings[:most], events[:most],
    )  # fmt: skip
    return ProfileFacts(
        founded, beside.identifiers, record, statement,
        sections.owners.facts if sections.owners else None, sections.control.facts if sections.control else None,
        sections.group.facts if sections.group else None, holdings[:most], len(holdings), posts[:most], len(posts),
        *sides,
        tuple(loans[:most]), len(loans), tuple(cases[:most]), len(cases), tuple(listings[:most]), len(listings),
        tuple(events[:most]), len(events), beside.scores[:most], beside.reasons[:most], beside.warnings, entries,
        entry_count, nearest(day, position, sides, sections.votes), sources_of(told),
    )  # fmt: skip


def _counted(facts: ProfileFacts) -> Iterator[tuple[Sized, int]]:
    yield from (
        (facts.holdings, facts.holding_count), (facts.posts, facts.post_count), (facts.loans, facts.loan_count),
        (facts.cases, facts.case_count), (facts.listings, facts.listing_count), (facts.events, facts.event_count),
        (facts.timeline, facts.timeline_count),
    )  # fmt: skip
    for side in (facts.guaranteed_by, facts.guarantees_for):
        yield from ((side.ties, side.tie_count), (side.contracts, side.contract_count))
