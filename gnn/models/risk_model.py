"""The learned risk of a default: trees, a scorecard and networks as one calibrated probability, with its bounds.

The models learn from training samples, their blend and the calibration from later validation samples that they have
not seen (stacking; Wolpert 1992). Bounds are those of the delete-a-group jackknife (Kott 2001): members that each
learnt without one group of enterprises, of training and of validation, tell how far the score depends on who was there.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit
from scipy.stats import t as student

from gnn.calibrate import Calibration, calibration_of, log_odds
from gnn.features.content import Folds
from gnn.features.table import Floats
from gnn.models.abstain import Abstention, FactRule
from gnn.models.base_models import BaseModels, Logits, fit_base_models
from gnn.models.blend import Blend, load_blend
from gnn.models.groups import enterprise_groups, numbered
from gnn.models.hetero import Note
from gnn.models.network_model import NetworkModel
from gnn.models.scorecard import Scorecard
from gnn.models.settings import ModelSettings
from gnn.models.stack import Stack, fit_stack, held_out, without_each
from gnn.models.trees import Trees
from gnn.sample import Sample
from graph.errors import UsageError

__all__ = ["Learnt", "ModelSettings", "RiskModel", "Scored", "Validation", "fit_risk_model", "learn", "load_risk_model"]

FORMAT: Final = "ringfence-risk-model-1"
DESCRIPTION: Final = "risk_model.json"
BLEND: Final = "blend-{}.json"
"""The first is the one that scores, the others tell how sure it is."""
FOLDS: Final = 10
OUTSIDE: Final = 0.05
"""Bounds leave out this much: one in twenty."""


@dataclass(frozen=True, eq=False)
class Scored:
    """Per enterprise of a sample, float64, NaN where it abstains: probability of default, and low and high, between
    which it would lie in 95 % had as many other enterprises been learnt from, as far as members tell. abstained: values
    of `Abstention`, int8. logits: log-odds of each base model, not calibrated. notes: limits of these scores."""

    ids: NDArray[np.str_]
    probability: Floats
    low: Floats
    high: Floats
    abstained: NDArray[np.int8]
    logits: Mapping[str, Floats]
    notes: tuple[Note, ...] = ()

    @property
    def abstentions(self) -> dict[Abstention, int]:
        """How many enterprises have no score, by reason."""
        return {one: int((self.abstained == one).sum()) for one in Abstention if one != Abstention.NONE}


@dataclass(frozen=True, eq=False)
class RiskModel:
    """A trained model."""

    models: BaseModels
    stack: Stack
    stacks: tuple[Stack, ...]
    facts: FactRule

    @property
    def blend(self) -> Blend:
        """What each model weighs."""
        return self.stack.blend

    @property
    def calibration(self) -> Calibration:
        """From blended log-odds to probabilities."""
        return self.stack.calibration

    @property
    def trees(self) -> Trees:
        """Boosted trees on features."""
        return self.models.trees

    @property
    def scorecard(self) -> Scorecard:
        """Logistic regression on features."""
        return self.models.scorecard

    @property
    def network(self) -> NetworkModel | None:
        """Networks on features and ties; None where none was learnt."""
        return self.models.network

    @property
    def feature_names(self) -> tuple[str, ...]:
        """In the order in which they are read."""
        return self.trees.names

    @property
    def schema_digest(self) -> str:
        """Of the features with their units."""
        return self.trees.schema_digest

    @property
    def relation_names(self) -> tuple[str, ...]:
        """Of the relations that are listened to; none without a network model."""
        return self.models.relation_names

    def score(self, sample: Sample, prevalence: float | None = None) -> Scored:
        """prevalence: the share of defaults where the scores apply, if it is not that of validation.

        UsageError for a sample with other features than the model learnt from, or a prevalence outside (0, 1).
        """
        logits = self.models.logits(sample)
        abstained = _abstained(self.models, self.facts, sample)
        rows = np.flatnonzero(abstained == Abstention.NONE)
        probability = self.stack.probability({name: one[rows] for name, one in logits.score.items()}, prevalence)
        middle, reach = log_odds(probability), self._reach(logits, rows, prevalence)
        # At the ends of the scale, log odds and back may come out beside where they started.
        low = np.minimum(expit(middle - reach), probability)
        high = np.maximum(expit(middle + reach), probability)
        found = np.full((3, len(sample.ids)), np.nan)
        found[:, rows] = probability, low, high
        notes = self.models.notes + logits.notes
        return Scored(sample.ids, found[0], found[1], found[2], abstained, logits.score, notes)

    def _reach(self, logits: Logits, rows: NDArray[np.int64], prevalence: float | None) -> Floats:
        """Half the width of the bounds in log-odds."""
        count = len(self.models.scorecards)
        members = []
        for member in range(count):
            scores = {name: one[rows, member] for name, one in logits.members.items()}
            stack = self.stacks[member % len(self.stacks)]
            members.append(log_odds(stack.probability(scores, prevalence)))
        error = np.sqrt((count - 1) * np.var(members, axis=0))
        return np.asarray(student.ppf(1 - OUTSIDE / 2, count - 1) * error)

    def save(self, folder: Path) -> None:
        """As files of a folder, from which `load_risk_model` makes a model with the same scores to the last bit."""
        self.models.save(folder)
        for place, stack in enumerate((self.stack, *self.stacks)):
            stack.blend.save(folder / BLEND.format(place))
        told: dict[str, Any] = {
            "format": FORMAT, "members": len(self.models.scorecards), "network": self.network is not None,
            "calibrations": [one.calibration.as_numbers() for one in (self.stack, *self.stacks)],
            "facts": asdict(self.facts), "notes": [asdict(one) for one in self.models.notes],
        }  # fmt: skip
        (folder / DESCRIPTION).write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")


def load_risk_model(folder: Path) -> RiskModel:
    """What `save` has kept. UsageError where there is no model, or not all of it."""
    try:
        told = json.loads((folder / DESCRIPTION).read_text(encoding="utf-8"))
        if told["format"] != FORMAT:
            raise _unreadable(folder)
        notes = tuple(Note(one["en"], one["zh"]) for one in told["notes"])
        facts = FactRule(tuple(told["facts"]["families"]), tuple(told["facts"]["left_out"]))
        members, networked = int(told["members"]), bool(told["network"])
        calibrations = [calibration_of(one) for one in told["calibrations"]]
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise _unreadable(folder) from error
    models = BaseModels.load(folder, members, notes)
    if networked and models.network is None:
        raise _unreadable(folder)
    stacks = [Stack(load_blend(folder / BLEND.format(place)), one) for place, one in enumerate(calibrations)]
    return RiskModel(models, stacks[0], tuple(stacks[1:]), facts)


@dataclass(frozen=True, eq=False)
class Validation:
    """What may be measured: enterprises of validation, foretold by models that learnt from training alone, blended and
    calibrated by what other enterprises of validation taught. cluster: who is the same enterprise at two cut-offs.
    rows: per sample, which enterprises these are."""

    label: Floats
    probability: Floats
    logits: Mapping[str, Floats]
    cluster: NDArray[np.int64]
    fold: Folds
    rows: tuple[NDArray[np.int64], ...]


@dataclass(frozen=True, eq=False)
class Learnt:
    """A model, and what validation says of how it was learnt."""

    model: RiskModel
    validation: Validation


def fit_risk_model(
    train: Sequence[Sample],
    validation: Sequence[Sample],
    settings: ModelSettings | None = None,
    on_progress: Callable[[int, int], None] = lambda _done, _of: None,
) -> RiskModel:
    """`learn`, the model alone."""
    return learn(train, validation, settings, on_progress).model


def learn(
    train: Sequence[Sample],
    validation: Sequence[Sample],
    settings: ModelSettings | None = None,
    on_progress: Callable[[int, int], None] = lambda _done, _of: None,
) -> Learnt:
    """Models of `train`, blended and calibrated on `validation`, then learnt anew from both if the settings say so.

    Same samples and settings, same scores: to the last bit on the CPU, however rows and ties are ordered and ids named.
    UsageError without labels, for one class only, or for samples that differ in their features.
    """
    settings = settings or ModelSettings()
    steps = 1 + settings.refit
    models = fit_base_models(train, settings, lambda done, of: on_progress(done, of * steps))
    validation = sorted(validation, key=lambda one: one.name)
    known = _known(validation, settings.facts, models)
    fold = np.concatenate([one[one >= 0] for one in enterprise_groups(known, FOLDS, settings.seed)])
    rows = tuple(sample.labelled for sample in known)
    logits = _logits(models, known, rows)
    label = np.concatenate([sample.label[chosen] for sample, chosen in zip(known, rows, strict=True)])
    cluster = numbered([sample.ids[chosen] for sample, chosen in zip(known, rows, strict=True)])[0]
    measured = Validation(label, held_out(logits, label, fold, settings.seed), logits, cluster, fold, rows)
    stack = fit_stack(logits, label, fold, settings.seed)
    stacks = without_each(logits, label, fold, settings.members, settings.seed)
    if settings.refit:
        models = fit_base_models([*train, *validation], settings, lambda done, of: on_progress(of + done, 2 * of))
    return Learnt(RiskModel(models, stack, stacks, settings.facts), measured)


def _known(samples: Sequence[Sample], facts: FactRule, models: BaseModels) -> list[Sample]:
    """Without those whom a model abstains from: what is measured is what will be scored."""
    scored = [_abstained(models, facts, sample) == Abstention.NONE for sample in samples]
    return [
        replace(sample, population=kept, label=np.where(kept, sample.label, np.nan))
        for sample, kept in zip(samples, scored, strict=True)
    ]


def _abstained(models: BaseModels, facts: FactRule, sample: Sample) -> NDArray[np.int8]:
    """A relation that networks never learnt of says nothing; without networks any tie is a fact."""
    relations = models.relation_names or tuple(one.name for one in sample.network.relations)
    return facts.abstentions(sample, relations)


def _logits(models: BaseModels, samples: Sequence[Sample], rows: Sequence[NDArray[np.int64]]) -> dict[str, Floats]:
    found = [models.logits(sample).score for sample in samples]
    return {
        name: np.concatenate([one[name][chosen] for one, chosen in zip(found, rows, strict=True)])
        for name in models.names
    }


def _unreadable(folder: Path) -> UsageError:
    return UsageError(
        f"{folder.name} holds no risk model. Train one, or give the folder that training wrote.",
        f"{folder.name}不是风险模型目录。请先训练，或给出训练所写的目录。", file=str(folder),
    )  # fmt: skip
