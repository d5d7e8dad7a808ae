"""A day scored whole by one model, once; whoever is asked about afterwards is looked up, and explained by itself."""

from dataclasses import dataclass
from functools import cached_property

from gnn.apply import score_sample
from gnn.explain.explain import Explainer
from gnn.models.abstain import ABSTENTIONS, Abstention
from gnn.models.risk_model import RiskModel, Scored
from gnn.registry import Manifest
from gnn.serving.answer import Estimate, Trained
from gnn.serving.compose import About, Explained
from gnn.serving.known_day import KnownDay, Unscored
from gnn.serving.reasons import told
from graph.regimes.provision import Wording


@dataclass(frozen=True, eq=False)
class ScoredDay:
    """known: the day's facts; model: with its manifest."""

    known: KnownDay
    model: RiskModel
    manifest: Manifest

    @cached_property
    def scored(self) -> Scored:
        """Everybody of the day. UsageError where the model was trained with other features."""
        return score_sample(self.known.sample, self.model, self.manifest, self.known.cut_off)

    def abstains(self, row: int) -> Unscored | None:
        """Why the model says nothing of an enterprise that it was asked for."""
        why = Abstention(int(self.scored.abstained[row]))
        if why is Abstention.NONE:
            return None
        zh, en = ABSTENTIONS[why]
        return Unscored(why.name.lower(), Wording(f"模型不作判断：{zh}", f"The model abstains: {en}."))

    def estimate(self, row: int) -> Estimate:
        """What the model says of an enterprise, by its row in the sample, from which it does not abstain."""
        probability, low, high = (
            float(one[row]) for one in (self.scored.probability, self.scored.low, self.scored.high)
        )
        training = self.manifest.training
        return Estimate(
            probability, min(low, probability), max(high, probability), training.horizon_days, self.manifest.version,
            self.known.cut_off, self.known.cut_off, self.known.version,
        )  # fmt: skip

    @property
    def trained(self) -> Trained:
        """How the model was made."""
        training = self.manifest.training
        return Trained(self.manifest.version, self.manifest.trained_at.date(), training.cut_off, dict(training.figures))

    def prepare(self) -> None:
        """Work out what all questions of the day share."""
        if self.scored.probability.size:
            _ = self.explainer

    @cached_property
    def explainer(self) -> Explainer:
        """Of the day's scores."""
        return Explainer(self.model, self.known.sample)

    def explained(self, about: About, row: int, most: int) -> Explained:
        """Why an enterprise that is scored has its score, at most so many reasons of a kind."""
        reasons = self.explainer.explain(row, most)
        facts = told(reasons, self.known, most, about.warnings)
        cut = facts.feature_count > most or facts.tie_count > most or len(reasons.relations) > most
        notes = (*self.notes, *(Wording(zh=one.zh, en=one.en) for one in reasons.notes))
        return Explained(facts, self.trained, float(self.scored.probability[row]), notes, cut)

    @property
    def notes(self) -> tuple[Wording, ...]:
        """The limits of the day's scores."""
        return tuple(Wording(zh=one.zh, en=one.en) for one in self.scored.notes)
