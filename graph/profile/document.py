"""The types of a profile. Amounts are 元, shares parts of one; None is not known, never nothing."""

from dataclasses import dataclass
from datetime import date

from graph.explain.answer import Asked, Change, StakeFact, TieFact
from graph.explain.four_numbers import FourNumbers
from graph.explain.groups.group import GroupAnswer, GroupFacts
from graph.explain.ownership.control import ControlAnswer, ControlFacts
from graph.explain.ownership.owners import OwnersAnswer, OwnersFacts
from graph.profile.beside import IdentifierFact, ScorePoint, ScoreReason, WarningTold
from graph.profile.conduct import CaseTold, EventTold, ListingTold
from graph.profile.guaranteeing import GuaranteeSide
from graph.profile.loans import LoanSummary, LoanTold
from graph.profile.nearest import Nearest
from graph.profile.radar import Radar
from graph.profile.register import RecordFact, StatementFact
from graph.profile.since import ChangedSince
from graph.profile.sources import SourceTold
from graph.profile.timeline import TimelineEntry
from graph.regimes.provision import Wording


@dataclass(frozen=True, slots=True)
class NotApplicable:
    """A section that a party of this kind does not have, and why."""

    section: str
    said: Wording


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the party stands by all its open warnings together. level: 1 to 8, None without an open one; nothing counts
    twice."""

    level: int | None
    reason: Wording | None
    warning_count: int


@dataclass(frozen=True, slots=True)
class RoleNumbers:
    """The four numbers in a role: borrower, guarantor or lender. Roles are never added up. debt_cny: all that the
    borrowers of the scope owe; unguaranteed_cny: what of it no contract of the scope is for."""

    role: str
    numbers: FourNumbers
    debt_cny: float
    unguaranteed_cny: float


@dataclass(frozen=True, slots=True)
class Conduct:
    """How it behaved: cases in which it is sued or enforced against that are open, and all; lists on which it stands;
    events of the last twelve months, and all."""

    open_cases_against: int
    cases: int
    lists: tuple[str, ...]
    events_12m: int
    events: int


@dataclass(frozen=True, slots=True)
class ProfileAnswer:
    """The numbers. kind: enterprise or person. owners, control, radar: None where they do not apply or no rule of the
    regime was in force; `not_applicable` and `certainty` say which. exposures: one per role that it has."""

    kind: str
    not_applicable: tuple[NotApplicable, ...]
    standing: Standing
    score: ScorePoint | None
    control: ControlAnswer | None
    owners: OwnersAnswer | None
    group: GroupAnswer | None
    exposures: tuple[RoleNumbers, ...]
    loans: LoanSummary
    conduct: Conduct
    radar: Radar | None


@dataclass(frozen=True, slots=True)
class ProfileFacts:
    """Which facts made it; every list is shown of so many. holdings: stakes that it holds; posts: held in it, or by a
    person. timeline: the newest first."""

    established_on: date | None
    identifiers: tuple[IdentifierFact, ...]
    record: RecordFact | None
    statement: StatementFact | None
    owners: OwnersFacts | None
    control: ControlFacts | None
    group: GroupFacts | None
    holdings: tuple[StakeFact, ...]
    holding_count: int
    posts: tuple[TieFact, ...]
    post_count: int
    guaranteed_by: GuaranteeSide
    guarantees_for: GuaranteeSide
    loans: tuple[LoanTold, ...]
    loan_count: int
    cases: tuple[CaseTold, ...]
    case_count: int
    listings: tuple[ListingTold, ...]
    listing_count: int
    events: tuple[EventTold, ...]
    event_count: int
    scores: tuple[ScorePoint, ...]
    score_reasons: tuple[ScoreReason, ...]
    warnings: tuple[WarningTold, ...]
    timeline: tuple[TimelineEntry, ...]
    timeline_count: int
    nearest: Nearest
    sources: tuple[SourceTold, ...]


@dataclass(frozen=True, slots=True)
class SectionCertainty:
    """How sure one section is. complete: nothing that is known to matter is missing or doubtful."""

    section: str
    complete: bool
    notes: tuple[Wording, ...]


@dataclass(frozen=True, slots=True)
class ProfileCertainty:
    """How sure. known: anything is known of the party on the day; complete: every section is."""

    known: bool
    complete: bool
    sections: tuple[SectionCertainty, ...]


@dataclass(frozen=True, slots=True)
class SectionChange:
    """Something that would change the answer, with the section that it is of."""

    section: str
    change: Change


@dataclass(frozen=True, slots=True)
class ProfileFound(Asked):
    """The profile of one party. since: what changed since a day, where one was asked for."""

    answer: ProfileAnswer
    facts: ProfileFacts
    certainty: ProfileCertainty
    changes: tuple[SectionChange, ...]
    since: ChangedSince | None
    truncated: bool
