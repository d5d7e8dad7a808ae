"""Why an enterprise has its score: what its features and its ties add, and the ties that show it."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gnn.explain.ego import Ego, EgoNetworks
from gnn.explain.evidence import Told, evidence_of, relation_reasons
from gnn.explain.integrated import NetworkExplainer, NetworkReasons
from gnn.explain.reasons import FeatureReason, LeftOut, ScoreReasons
from gnn.explain.wording import NO_CAUSE
from gnn.features.table import Floats
from gnn.models.abstain import ABSTENTIONS, Abstention
from gnn.models.base_models import NETWORK, SCORECARD, TREES
from gnn.models.contributions import Contributions
from gnn.models.hetero import Note, Prepared
from gnn.models.network_model import NetworkModel
from gnn.models.risk_model import RiskModel, Scored
from gnn.network import ENTERPRISE
from gnn.sample import Sample
from graph.errors import UsageError

SHOWN: Final = 12
"""So many ties are shown as evidence."""


UNHEARD: Final = Note(
    "The network model has no weight in this score: ties count only as far as features tell of them.",
    "网络模型在该评分中没有权重：关系仅通过指标计入。",
)
SAMPLED: Final = Note(
    "Of those with very many ties, such as banks, a sample of them was looked at.",
    "对关系极多的主体（如银行），仅抽样计算了其部分关系。",
)


@dataclass(frozen=True, eq=False)
class Parts:
    """What explains one score, before it is told. features: per base model, weighted, float64 per feature. ego: None
    where there is no network model; network: unweighted, None where the blend does not hear it."""

    base: float
    features: dict[str, Floats]
    ego: Ego | None
    network: NetworkReasons | None
    weight: float

    @property
    def ties(self) -> Floats | None:
        """Per tie of the ego network, weighted; None where the blend hears none."""
        return self.weight * self.network.ties if self.network else None

    @property
    def remainder(self) -> float:
        """Of the integral, weighted."""
        return self.weight * self.network.remainder if self.network else 0.0


class Explainer:
    """Explains the scores that a model gives one sample; what all its enterprises share is worked out once.

    scored: what the model said of the sample, where that is at hand; then reasons add up to it even where somebody's
    ties were too many to look at all of them. Threads may ask at once.

    UsageError for a sample with other features than the model's.
    """

    def __init__(self, model: RiskModel, sample: Sample, scored: Scored | None = None) -> None:
        sample.table.require_schema(model.feature_names, model.schema_digest)
        self.model, self.sample, self.scored = model, sample, scored
        self.weights = dict(model.blend.weights)

    def explain(self, row: int, shown: int = SHOWN) -> ScoreReasons:
        """The reasons of the enterprise in this row of the sample. shown: at most so many ties as evidence.

        UsageError where there is no such row, or the enterprise is not scored.
        """
        parts = self.parts(row)
        told = Told(self.sample, self.prepared, parts.ego, parts.ties) if parts.ego else None
        relations = relation_reasons(told) if told else ()
        evidence, left_out = evidence_of(told, shown) if told else ((), LeftOut(0, 0.0))
        features = self._features(row, parts)
        sums = [*(one.contribution for one in features), *(one.contribution or 0.0 for one in relations)]
        told_sum = parts.base + sum(sums)
        logit = told_sum + parts.remainder if self.scored is None else self._said(self.scored, row)
        return ScoreReasons(
            str(self.sample.ids[row]), logit, parts.base, features, relations, evidence, left_out, logit - told_sum,
            self._notes(parts),
        )  # fmt: skip

    def parts(self, row: int) -> Parts:
        """What base models, features and ties add to the score of this row."""
        self._require_scored(row)
        base, features = self.model.blend.intercept, {}
        table = self.sample.table.rows(np.array([row]))
        for name, scored in ((TREES, self.model.trees), (SCORECARD, self.model.scorecard)):
            if weight := self.weights.get(name, 0.0):
                found: Contributions = scored.contributions(table)
                base += weight * float(found.base[0])
                features[name] = weight * found.values[0]
        if self.model.network is None:
            return Parts(base, features, None, None, 0.0)
        ego = self.egos.around(int(self.places[row]))
        if not (weight := self.weights.get(NETWORK, 0.0)):
            return Parts(base, features, ego, None, 0.0)
        reasons = self.networks.of(ego)
        features[NETWORK] = weight * reasons.features
        return Parts(base + weight * reasons.base, features, ego, reasons, weight)

    @cached_property
    def prepared(self) -> Prepared:
        """The sample as the network model takes it."""
        return self._network.inputs.prepared(self.sample)

    @cached_property
    def places(self) -> NDArray[np.int64]:
        """Where each row of the sample stands in the prepared data."""
        return np.argsort(self.prepared.nodes[ENTERPRISE])

    @cached_property
    def egos(self) -> EgoNetworks:
        """As far as the network model sees."""
        return EgoNetworks(self.prepared, self._network.shape.hops)

    @cached_property
    def networks(self) -> NetworkExplainer:
        """Of the network model."""
        return NetworkExplainer(self._network, self.prepared)

    @property
    def _network(self) -> NetworkModel:
        if self.model.network is None:
            raise UsageError("There is no network model.", "没有网络模型。")
        return self.model.network

    def _said(self, scored: Scored, row: int) -> float:
        """What the blend made of the scores."""
        return float(self.model.blend.logit({name: one[[row]] for name, one in scored.logits.items()})[0])

    def _features(self, row: int, parts: Parts) -> tuple[FeatureReason, ...]:
        table = self.sample.table
        found = []
        for place, feature in enumerate(table.features):
            by_model = {name: float(added[place]) for name, added in parts.features.items()}
            value = float(table.values[row, place])
            known = None if np.isnan(value) else value
            if any(by_model.values()):
                found.append(FeatureReason(feature, known, sum(by_model.values()), by_model))
        return tuple(sorted(found, key=lambda one: (-abs(one.contribution), one.feature.name)))

    def _notes(self, parts: Parts) -> tuple[Note, ...]:
        notes = [NO_CAUSE, *self.model.models.notes, *(self.prepared.notes if parts.ego else ())]
        if parts.network is None:
            notes.append(UNHEARD)
        elif parts.ego and parts.ego.sampled:
            notes.append(SAMPLED)
        return tuple(notes)

    def _require_scored(self, row: int) -> None:
        if not 0 <= row < len(self.sample.ids):
            raise UsageError(f"The sample has no row {row}.", f"样本中没有第{row}行。")
        if (why := Abstention(int(self._abstained[row]))) is not Abstention.NONE:
            name, (zh, en) = self.sample.ids[row], ABSTENTIONS[why]
            raise UsageError(f"{name} has no score to explain: {en}.", f"{name}没有可解释的评分：{zh}。")

    @cached_property
    def _abstained(self) -> NDArray[np.int8]:
        return self.model.abstained(self.sample)


def explain(model: RiskModel, sample: Sample, row: int, shown: int = SHOWN) -> ScoreReasons:
    """Why the enterprise in this row of a sample has its score. To ask about several, keep an `Explainer`."""
    return Explainer(model, sample).explain(row, shown)
