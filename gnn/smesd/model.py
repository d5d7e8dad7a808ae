"""From samples to probabilities: learnt on earlier splits, blended on validation, shifted to where they apply."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

from gnn.calibrate import Calibration, calibrate
from gnn.features.content import content_folds
from gnn.features.table import FeatureTable, Floats
from gnn.models.blend import Blend, fit_blend, out_of_fold_blend
from gnn.models.scorecard import fit_scorecard
from gnn.models.trees import TreeSettings, fit_trees
from gnn.prior_shift import EstimatedPrevalence, at_prevalence, estimate_prevalence
from gnn.smesd.choice import Choice, build_tables, learnable
from gnn.smesd.samples import Samples

FAMILIES: Final = Choice(attributes=("share_ratio",))
"""What did best in folds by connected component and on validation; see `compare`."""

MEMBERS: Final = 5
FOLDS: Final = 10

SHIFT_BELIEVED: Final = 0.5
"""How much of the estimated change of log-odds is applied. Features change between splits as well as prevalence, and
the estimate takes both for prevalence: from train to validation and back it finds twice the true change."""


class Scoring(Protocol):
    """A trained model: log-odds per row."""

    def logit(self, table: FeatureTable) -> Floats:
        """float64, one per row."""


Learner = Callable[[FeatureTable, Floats, int], Scoring]


@dataclass(frozen=True, eq=False)
class SplitLogits:
    """One model's log-odds. valid: learnt from train alone; test: learnt from train and valid; population rows each."""

    valid: Floats
    test: Floats


@dataclass(frozen=True, eq=False)
class Scored:
    """label: of validation. logits: by model. blended: out of fold on validation. probability: of the test rows."""

    label: Floats
    logits: Mapping[str, SplitLogits]
    blended: Floats
    blend: Blend
    calibration: Calibration
    prevalence: EstimatedPrevalence
    applied_prevalence: float
    ids: NDArray[np.str_]
    probability: Floats


def trees_learner(table: FeatureTable, label: Floats, seed: int) -> Scoring:
    """Boosted trees, an ensemble of seeds."""
    return fit_trees(table, label, TreeSettings(seeds=tuple(range(seed * 1000, seed * 1000 + MEMBERS))))


def scorecard_learner(table: FeatureTable, label: Floats, seed: int) -> Scoring:  # noqa: ARG001
    """A logistic scorecard, in which nothing is drawn."""
    return fit_scorecard(table, label)


LEARNERS: Final[Mapping[str, Learner]] = {"trees": trees_learner, "scorecard": scorecard_learner}


def table_logits(samples: Samples, seed: int) -> dict[str, SplitLogits]:
    """Of the models of tables: for test each is learnt anew from train and valid, whose outcomes are known by then.

    Each row keeps the features of its own split's network, so that no row sees what came after it.
    """
    tables = build_tables(samples, FAMILIES)
    train, valid = learnable(samples.train, tables["train"]), learnable(samples.valid, tables["valid"])
    both = FeatureTable(train[0].features, np.concatenate([train[0].values, valid[0].values]))
    label = np.concatenate([train[1], valid[1]])
    test = tables["test"].rows(samples.test.population)
    return {
        name: SplitLogits(learn(*train, seed).logit(valid[0]), learn(both, label, seed).logit(test))
        for name, learn in LEARNERS.items()
    }


def score(samples: Samples, logits: Mapping[str, SplitLogits], seed: int) -> Scored:
    """Blend whatever models there are: weights and calibration of validation, the share of defaults that test shows."""
    label = samples.valid.label[samples.valid.labelled]
    valid = {name: one.valid for name, one in logits.items()}
    blend = fit_blend(valid, label)
    # Folds follow what is known of enterprises, not their scores, whose last bits may differ between machines.
    fold = content_folds(samples.valid.table.rows(samples.valid.labelled), FOLDS, seed)
    blended = out_of_fold_blend(valid, label, fold)
    calibration = calibrate(blended, label, seed)
    probability = calibration(blend.logit({name: one.test for name, one in logits.items()}))
    # In an order of values, so that the order of rows moves no sum.
    prevalence = estimate_prevalence(np.sort(probability), calibration.prevalence)
    fitted = calibration.prevalence
    applied = float(expit(logit(fitted) + SHIFT_BELIEVED * (logit(prevalence.prevalence) - logit(fitted))))
    return Scored(
        label, logits, blended, blend, calibration, prevalence, applied,
        samples.test.ids[samples.test.population],
        at_prevalence(probability, fitted, applied),
    )  # fmt: skip
