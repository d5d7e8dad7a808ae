"""The reasons of a score as an answer tells them: parties by name, at most so many of each kind."""

from gnn.explain.reasons import End, ScoreReasons
from gnn.explain.reasons import FeatureReason as OfFeature
from gnn.explain.reasons import RelationReason as OfRelation
from gnn.explain.reasons import TieReason as OfTie
from gnn.explain.wording import relation_title
from gnn.serving.answer import FeatureReason, RelationReason, ScoreFacts, TieReason, Warned
from gnn.serving.known_day import KnownDay
from graph.explain.answer import PartyName
from graph.regimes.provision import Wording


def told(reasons: ScoreReasons, known: KnownDay, most: int, warnings: tuple[Warned, ...]) -> ScoreFacts:
    """Reasons of an enterprise of the day, the strongest first."""
    return ScoreFacts(
        reasons.logit, reasons.base, reasons.remainder,
        tuple(_feature(one) for one in reasons.features[:most]), len(reasons.features),
        tuple(_relation(one) for one in reasons.relations[:most]),
        tuple(_tie(one, known) for one in reasons.evidence[:most]),
        len(reasons.evidence) + reasons.left_out.ties, reasons.left_out.contribution, None, warnings,
    )  # fmt: skip


def _feature(one: OfFeature) -> FeatureReason:
    about = one.feature
    return FeatureReason(
        about.name, Wording(about.title_zh, about.title_en), Wording(about.definition_zh, about.definition_en),
        one.value, about.unit, one.contribution, dict(one.by_model), one.wording,
    )  # fmt: skip


def _relation(one: OfRelation) -> RelationReason:
    title = relation_title(one.relation)
    return RelationReason(
        one.relation, title, one.direction, one.ends, one.ties, one.contribution, one.wording
    )  # fmt: skip


def _tie(one: OfTie, known: KnownDay) -> TieReason:
    return TieReason(
        one.relation, relation_title(one.relation), _party(one.source, known), _party(one.target, known), one.own,
        dict(one.attributes), one.contribution,
    )  # fmt: skip


def _party(end: End, known: KnownDay) -> PartyName:
    return known.party(end.kind, end.place)
