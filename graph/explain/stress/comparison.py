"""What scenarios of one day are answered with side by side, in four levels. Lists named `sides`, and the values of a
difference, have one entry per scenario, in the order in which the scenarios were asked for."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from graph.contagion.scenario import Difference
from graph.explain.answer import PartyName
from graph.explain.stress.answer import (
    CarriedFact,
    LostBy,
    PartyHit,
    StressAnswer,
    StressCertainty,
    StressChange,
)
from graph.regimes.provision import Wording


@dataclass(frozen=True, slots=True)
class ScenarioSide:
    """What one scenario does. label: its id, with its place where another has the same id. answer: as of a run, but
    without its parties, which stand side by side."""

    label: str
    title: Wording
    model: str
    answer: StressAnswer


@dataclass(frozen=True, slots=True)
class PartySides:
    """A party that falls in some of the scenarios only, in other rounds, or loses another amount. spread_cny: what it
    loses where it loses most, less what it loses where it loses least."""

    party: PartyName
    spread_cny: float
    sides: tuple[PartyHit, ...]


@dataclass(frozen=True, slots=True)
class Cost:
    """What a scenario costs a lender or guarantee firm: what it lost by way, what it paid of the calls on it, and the
    round in which it fell, None where it stands."""

    round: int | None
    lost: LostBy
    paid_cny: float


@dataclass(frozen=True, slots=True)
class CostSides:
    """What each scenario costs one lender or guarantee firm."""

    party: PartyName
    sides: tuple[Cost, ...]


@dataclass(frozen=True, slots=True)
class CompareAnswer:
    """parties: those with which something differs, of party_count; first the otherwise_count that fall in some of the
    scenarios and stand in others, then by spread_cny. lenders: who loses on loans in any scenario, of lender_count;
    guarantee_firms: those that are called in any, of guarantee_firm_count; where it differs most first."""

    scenarios: tuple[ScenarioSide, ...]
    parties: tuple[PartySides, ...]
    party_count: int
    otherwise_count: int
    lenders: tuple[CostSides, ...]
    lender_count: int
    guarantee_firms: tuple[CostSides, ...]
    guarantee_firm_count: int


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a party falls in a scenario that stands in another. brought_down_by: from whom most of its loss came, and
    carried: the largest of that; None where it fails by the scenario itself."""

    party: PartyName
    label: str
    round: int
    brought_down_by: PartyName | None
    carried: CarriedFact | None


@dataclass(frozen=True, slots=True)
class CompareFacts:
    """scenarios: all that each says. differences: the settings that they do not all have alike. reasons: of the parties
    shown that fall in some scenarios only."""

    scenarios: tuple[dict[str, Any], ...]
    differences: tuple[Difference, ...]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class CompareCertainty:
    """How sure each scenario is, and what to mind when they are compared."""

    sides: tuple[StressCertainty, ...]
    notes: tuple[Wording, ...]


@dataclass(frozen=True, slots=True)
class CompareFound:
    """What scenarios do to the same facts of the same day. changes: the nearest of change_count in all."""

    as_of: date
    known_at: date
    version: int
    answer: CompareAnswer
    facts: CompareFacts
    certainty: CompareCertainty
    changes: tuple[StressChange, ...]
    change_count: int
    truncated: bool
