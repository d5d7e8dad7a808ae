"""From samples to probabilities: learnt on earlier splits, blended on validation, shifted to where they apply."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

from gnn.evaluate.intervals import Difference, differences
from gnn.evaluate.metrics import AVERAGE_PRECISION, BRIER, ROC_AUC
from gnn.features.table import Floats
from gnn.models.abstain import FactRule
from gnn.models.base_models import SCORECARD, TREES
from gnn.models.risk_model import Learnt, learn
from gnn.models.settings import ModelSettings
from gnn.models.stack import held_out
from gnn.prior_shift import EstimatedPrevalence, at_prevalence, estimate_prevalence
from gnn.sample import Sample
from gnn.smesd.choice import Choice, build_tables
from gnn.smesd.samples import Samples
from graph.bootstrap import Bootstrap

FIGURES: Final = (ROC_AUC, AVERAGE_PRECISION, BRIER)

FAMILIES: Final = Choice(attributes=("share_ratio",))
"""What did best in folds by connected component and on validation; see `compare`."""

SETTINGS: Final = ModelSettings(facts=FactRule(("capital", "lawsuits"), ()))

FOLDS: Final = 10

SHIFT_BELIEVED: Final = 0.5
"""How much of the estimated change of log-odds is applied. Features change between splits as well as prevalence, and
the estimate takes both for prevalence: from train to validation and back it finds twice the true change."""


@dataclass(frozen=True, eq=False)
class Foretold:
    """Of the test split. prevalence: the share of defaults that its probabilities show; applied_prevalence: what is
    made of that. unknown: how many have no facts, and so the applied prevalence as their probability."""

    ids: NDArray[np.str_]
    probability: Floats
    prevalence: EstimatedPrevalence
    applied_prevalence: float
    unknown: int


def learn_splits(samples: Samples, settings: ModelSettings = SETTINGS) -> Learnt:
    """Validation is foretold from train alone; for test the models learn anew from both, whose outcomes are known then.

    Each row keeps the features of its own split's network, so that no row sees what came after it.
    """
    train, valid, _ = _with_tables(samples)
    return learn([train], [valid], settings)


def foretell(samples: Samples, learnt: Learnt) -> Foretold:
    """The test split at the share of defaults that it shows."""
    test = _with_tables(samples)[2]
    rows, fitted = test.population, learnt.model.calibration.prevalence
    probability = learnt.model.score(test).probability[rows]
    known = ~np.isnan(probability)
    # In an order of values, so that the order of rows moves no sum.
    shown = estimate_prevalence(np.sort(probability[known]), fitted)
    applied = float(expit(logit(fitted) + SHIFT_BELIEVED * (logit(shown.prevalence) - logit(fitted))))
    shifted = np.where(known, at_prevalence(probability, fitted, applied), applied)
    return Foretold(test.ids[rows], shifted, shown, applied, int((~known).sum()))


def without_network(learnt: Learnt, seed: int) -> Floats:
    """Of validation the probabilities that a blend of trees and scorecard alone gives, measured like the whole."""
    measured = learnt.validation
    scores = {name: measured.logits[name] for name in (TREES, SCORECARD)}
    return held_out(scores, measured.label, measured.fold, seed)


def gain_of_network(learnt: Learnt, seed: int) -> tuple[Difference, ...]:
    """What the network adds on validation, paired."""
    measured = learnt.validation
    return differences(
        measured.label, without_network(learnt, seed), measured.probability, FIGURES, Bootstrap(seed=seed)
    )  # fmt: skip


def _with_tables(samples: Samples) -> tuple[Sample, Sample, Sample]:
    tables = build_tables(samples, FAMILIES)
    train, valid, test = (
        replace(one, table=tables[one.name]) for one in (samples.train, samples.valid, samples.test)
    )  # fmt: skip
    return train, valid, test
