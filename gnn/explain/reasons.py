"""What an explanation of a score says: contributions in log-odds, each with its facts and its words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from gnn.explain.wording import Counted, feature_words, relation_words
from gnn.models.hetero import Note
from graph.measures.measure import Measure
from graph.regimes.provision import Wording

DIGITS: Final = 9
"""Sums of equal facts may differ in their last digits; what is told first must not hang on that."""


@dataclass(frozen=True, slots=True)
class FeatureReason:
    """What a feature adds. value: in the feature's unit, None where it is not known, which may add something, too.
    by_model: what each base model has of the contribution, weighted as in the blend."""

    feature: Measure
    value: float | None
    contribution: float
    by_model: Mapping[str, float]

    @property
    def wording(self) -> Wording:
        """Its title, its value, and whether it raises or lowers the score."""
        return feature_words(self.feature, self.value, self.contribution)


@dataclass(frozen=True, slots=True)
class RelationReason:
    """What the ties of one relation add. direction: "out" or "in" as seen from the enterprise, "" where that makes no
    difference; None: ties among those around it. ends: how many others it is tied to. conditions: what holds for how
    many of these. contribution: None where the blend hears no ties."""

    relation: str
    direction: str | None
    ends_kind: str
    ties: int
    ends: int
    conditions: tuple[Counted, ...]
    contribution: float | None

    @property
    def wording(self) -> Wording:
        """Whom it is tied to how, of which how many fare badly, and whether that raises or lowers the score."""
        ends = self.ties if self.direction is None else self.ends
        return relation_words(
            (self.relation, self.direction), (self.ends_kind, ends), self.conditions, self.contribution
        )


@dataclass(frozen=True, slots=True)
class End:
    """A node at the end of a tie. place: among those of its kind in the sample's network. enterprise_id: None for
    others than enterprises."""

    kind: str
    place: int
    enterprise_id: str | None


@dataclass(frozen=True, slots=True)
class TieReason:
    """A tie of the evidence, as it stands in the sample's network. attributes: None where not known. own: whether it is
    one of the enterprise itself."""

    relation: str
    source: End
    target: End
    attributes: Mapping[str, float | None]
    own: bool
    contribution: float | None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Ties that the evidence does not show: how many, and what they add together."""

    ties: int
    contribution: float


@dataclass(frozen=True, slots=True)
class ScoreReasons:
    """Why an enterprise has its score, all in log-odds before calibration.

    logit = base + all features + all relations + remainder. base: the score of an average enterprise without ties, as
    each model understands that. remainder: what the numerical integral leaves, and drawing among thousands of ties.
    features, relations: strongest first. evidence: the strongest ties, which the relations count, too; the others are
    left out. Where the blend hears no ties, relations and evidence are facts alone, without contributions: evidence is
    then ties to enterprises of which something grave is known.
    """

    enterprise_id: str
    logit: float
    base: float
    features: tuple[FeatureReason, ...]
    relations: tuple[RelationReason, ...]
    evidence: tuple[TieReason, ...]
    left_out: LeftOut
    remainder: float
    notes: tuple[Note, ...]

    @property
    def raising(self) -> tuple[FeatureReason | RelationReason, ...]:
        """What raises the score, strongest first."""
        return tuple(one for size, one in self._all if size > 0)

    @property
    def lowering(self) -> tuple[FeatureReason | RelationReason, ...]:
        """What lowers the score, strongest first."""
        return tuple(one for size, one in self._all if size < 0)

    @property
    def _all(self) -> list[tuple[float, FeatureReason | RelationReason]]:
        both: list[FeatureReason | RelationReason] = [*self.relations, *self.features]
        return sorted(((one.contribution or 0.0, one) for one in both), key=lambda pair: -round(abs(pair[0]), DIGITS))
