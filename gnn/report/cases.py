"""What a model said of enterprises at some cut-offs, beside what became of them: where all figures come from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np

from gnn.calibrate import Calibration
from gnn.evaluate.ranking import Floats, Places
from gnn.prior_shift import EstimatedPrevalence, at_prevalence, estimate_prevalence
from gnn.report.groups import Groups, Names
from gnn.sample import Sample
from graph.errors import UsageError


class Said(Protocol):
    """Scores of a sample, float64 per enterprise: probability of default and its bounds, NaN where there is none."""

    @property
    def probability(self) -> Floats:
        """Of a default within the horizon."""

    @property
    def low(self) -> Floats:
        """The lower bound by the ensemble."""

    @property
    def high(self) -> Floats:
        """The upper bound by the ensemble."""

    @property
    def logits(self) -> Mapping[str, Floats]:
        """Log-odds of each base model."""


class Model(Protocol):
    """What is evaluated."""

    @property
    def calibration(self) -> Calibration:
        """Of the probabilities; it tells the share of defaults that they are for."""

    def score(self, sample: Sample) -> Said:
        """Of the population."""


@dataclass(frozen=True, eq=False)
class Grouped:
    """A sample whose outcomes are known, and by what its enterprises are told apart."""

    sample: Sample
    groups: Groups


@dataclass(frozen=True, slots=True)
class Prevalence:
    """Shares of defaults at a cut-off: observed afterwards, and as the probabilities of the day let expect, before any
    outcome was known. observed: NaN where no outcome is known."""

    cut_off: str
    observed: float
    estimated: EstimatedPrevalence


@dataclass(frozen=True, eq=False)
class Cases:
    """One row per enterprise and cut-off with a known outcome and a score. label: 1 or 0. shifted: probability after
    the shift to the share of defaults estimated for its cut-off. logits: by base model. population, labelled: how many
    were to be scored, and of them, how many outcomes are known; abstained: of the population, who has no score."""

    ids: Names
    cut_off: Names
    label: Floats
    probability: Floats
    shifted: Floats
    low: Floats
    high: Floats
    logits: Mapping[str, Floats]
    groups: Groups
    population: int
    labelled: int
    abstained: int
    prevalence: tuple[Prevalence, ...]

    def __len__(self) -> int:
        return len(self.label)

    @cached_property
    def enterprise(self) -> Places:
        """A number for each enterprise, the same at all cut-offs."""
        return np.unique(self.ids, return_inverse=True)[1].astype(np.int64)


def score_cases(model: Model, tested: Sequence[Grouped]) -> Cases:
    """What the model says of these samples. UsageError where nobody with a known outcome has a score."""
    parts = [_of_sample(model, one) for one in tested]
    if not any(len(part) for part in parts):
        raise UsageError(
            "Nobody with a known outcome has a score. Evaluate cut-offs whose horizon has passed.",
            "没有既有评分又已知结果的企业。请评估观察期已满的截止日。",
        )
    return Cases(
        ids=_joined([part.ids for part in parts]),
        cut_off=_joined([part.cut_off for part in parts]),
        label=np.concatenate([part.label for part in parts]),
        probability=np.concatenate([part.probability for part in parts]),
        shifted=np.concatenate([part.shifted for part in parts]),
        low=np.concatenate([part.low for part in parts]),
        high=np.concatenate([part.high for part in parts]),
        logits={name: np.concatenate([part.logits[name] for part in parts]) for name in parts[0].logits},
        groups={name: _joined([part.groups[name] for part in parts]) for name in parts[0].groups},
        population=sum(part.population for part in parts),
        labelled=sum(part.labelled for part in parts),
        abstained=sum(part.abstained for part in parts),
        prevalence=tuple(one for part in parts for one in part.prevalence),
    )


def _joined(parts: Sequence[Names]) -> Names:
    return np.concatenate(parts).astype(np.str_)


def _of_sample(model: Model, tested: Grouped) -> Cases:
    sample, said = tested.sample, model.score(tested.sample)
    has_score = sample.population & ~np.isnan(said.probability)
    rows = sample.labelled[has_score[sample.labelled]]
    rows = rows[np.argsort(sample.ids[rows])]
    probability, label = said.probability[rows], sample.label[rows]
    shifted, prevalence = probability, tuple[Prevalence, ...]()
    if has_score.any():
        fitted = model.calibration.prevalence
        # In an order of values, so that the order of rows moves no sum.
        estimated = estimate_prevalence(np.sort(said.probability[has_score]), fitted)
        shifted = at_prevalence(probability, fitted, estimated.prevalence)
        prevalence = (Prevalence(sample.name, float(label.mean()) if len(rows) else np.nan, estimated),)
    return Cases(
        ids=sample.ids[rows],
        cut_off=np.full(len(rows), sample.name),
        label=label,
        probability=probability,
        shifted=shifted,
        low=said.low[rows],
        high=said.high[rows],
        logits={name: one[rows] for name, one in said.logits.items()},
        groups={name: of[rows] for name, of in tested.groups.items()},
        population=int(sample.population.sum()),
        labelled=len(sample.labelled),
        abstained=int(sample.population.sum() - has_score.sum()),
        prevalence=prevalence,
    )
