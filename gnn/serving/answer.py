"""The types of an answer about a probability of default. None is not known, never zero."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from graph.explain.answer import Change, PartyName
from graph.regimes.provision import Wording


@dataclass(frozen=True, slots=True)
class Estimate:
    """probability: of a default within so many days after `scored_on`, as far as was known on `known_on`; low, high:
    its bounds by the models of the ensemble. model: the version that said so. version: of the facts it was made from.
    """

    probability: float
    low: float
    high: float
    horizon_days: int
    model: str
    scored_on: date
    known_on: date
    version: int


@dataclass(frozen=True, slots=True)
class ScoreAnswer:
    """estimate: None where there is none; then `reason` is a word for programs, and the sentence says why."""

    scored: bool
    said: Wording
    reason: str | None
    estimate: Estimate | None


@dataclass(frozen=True, slots=True)
class FeatureReason:
    """What one indicator adds to the log-odds of default (above zero: it raises them). value: in the unit; None where
    it is not known, which counts as well. by_model: what each base model has of it."""

    feature: str
    title: Wording
    definition: Wording
    value: float | None
    unit: str
    log_odds: float
    by_model: Mapping[str, float]
    said: Wording


@dataclass(frozen=True, slots=True)
class RelationReason:
    """What all ties of one kind add. direction: out or in, as seen from the party, empty where that makes no
    difference; None: ties among those around it. parties: how many others it is tied to. log_odds: None where the blend
    hears no network, so that ties are facts without a weight."""

    relation: str
    title: Wording
    direction: str | None
    parties: int
    ties: int
    log_odds: float | None
    said: Wording


@dataclass(frozen=True, slots=True)
class TieReason:
    """What one tie adds: from_party has the relation to to_party. own: it is the party's own, not of those around it.
    attributes: as the facts state them, None where not known. log_odds: as of a relation."""

    relation: str
    title: Wording
    from_party: PartyName
    to_party: PartyName
    own: bool
    attributes: Mapping[str, float | None]
    log_odds: float | None


@dataclass(frozen=True, slots=True)
class Warned:
    """A warning about the party that the rules have found; 8 is the gravest level."""

    signal_id: str
    rule: str
    title: Wording | None
    level: int
    level_reason: str
    first_seen_on: date | None


@dataclass(frozen=True, slots=True)
class ScoreFacts:
    """What made the estimate, in log-odds before calibration: base + all features + all relations + remainder =
    log_odds. base: of an average enterprise without ties; remainder: of the numerical integral. The strongest first,
    of so many; ties: the strongest single ones, which the relations count, too.

    unexplained: why there are no reasons, None where there are. warnings: of rules, which the model does not read."""

    log_odds: float | None
    base_log_odds: float | None
    remainder_log_odds: float | None
    features: tuple[FeatureReason, ...]
    feature_count: int
    relations: tuple[RelationReason, ...]
    ties: tuple[TieReason, ...]
    tie_count: int
    other_ties_log_odds: float | None
    unexplained: Wording | None
    warnings: tuple[Warned, ...]


@dataclass(frozen=True, slots=True)
class Trained:
    """How the model was made. facts_up_to: the last day whose facts it has seen; figures: measured on validation."""

    model: str
    trained_on: date
    facts_up_to: date
    figures: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class ScoreCertainty:
    """newer_facts: whether facts were loaded since the estimate was made. probability_now: what the same model says of
    the same day on the facts as they stand; the reasons are of it. extrapolated: nothing is outstanding to the
    enterprise, while the model has learnt of such as have debts or guarantees."""

    newer_facts: bool
    probability_now: float | None
    extrapolated: bool
    trained: Trained | None
    notes: tuple[Wording, ...]


@dataclass(frozen=True, slots=True)
class ScoreFound:
    """One party's probability of default."""

    party: PartyName
    as_of: date
    known_at: date
    version: int
    answer: ScoreAnswer
    facts: ScoreFacts
    certainty: ScoreCertainty
    changes: tuple[Change, ...]
    truncated: bool


@dataclass(frozen=True, slots=True)
class StoredScoreFound(ScoreFound):
    """The same with the party's earlier scores, the newest first."""

    earlier: tuple[Estimate, ...]
