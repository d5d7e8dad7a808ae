"""From a history to a model in the registry: samples of the cut-offs, learnt from as far as outcomes were known."""

from collections.abc import Callable
from typing import Final

import numpy as np

from gnn.dataset import Dataset
from gnn.digest import samples_digest
from gnn.evaluate.intervals import estimates
from gnn.evaluate.metrics import METRICS
from gnn.models.risk_model import Learnt, ModelSettings, Validation, learn
from gnn.registry import Manifest, Registry, Training
from gnn.sample import Sample
from gnn.split import TRAIN, VALIDATION, Split
from graph.bootstrap import Bootstrap

OnProgress = Callable[[str, int, int], None]
"""Called with what is being worked on, how much of it is done, and of how much."""

CUT_OFFS, MODELS = "cut-offs · 截止日", "models · 模型"
ENTERPRISES, DEFAULTS = "validation_enterprises", "validation_defaults"
LOW, HIGH = "_low", "_high"
"""What a figure's bounds are called: its name and this."""
WEIGHT: Final = "weight_"
"""What each base model weighs in the blend: this and its name."""


def train(
    dataset: Dataset,
    split: Split,
    settings: ModelSettings,
    registry: Registry,
    on_progress: OnProgress = lambda _what, _done, _of: None,
) -> Manifest:
    """Learn from training and validation, keep the model and what was measured on validation.

    Nothing is read of the test's cut-offs, nor any label that was known only after the first of them. UsageError where
    there is too little to learn from.
    """
    samples = read_samples(dataset, split, on_progress)
    learnt = learn(
        samples[TRAIN], samples[VALIDATION], settings, lambda done, of: on_progress(MODELS, done, of)
    )  # fmt: skip
    model = learnt.model
    training = Training(
        split.labels_known_at(TRAIN),
        dataset.task.horizon_days,
        model.feature_names,
        model.relation_names,
        model.schema_digest,
        samples_digest([*samples[TRAIN], *samples[VALIDATION]]),
        settings.seed,
        figures(learnt),
    )
    return registry.keep(training, model.save)


def read_samples(
    dataset: Dataset, split: Split, on_progress: OnProgress = lambda _what, _done, _of: None
) -> dict[str, list[Sample]]:
    """Of training and validation, with the labels that were known before the test began."""
    found: dict[str, list[Sample]] = {}
    total, done = len(split.train) + len(split.validation), 0
    for name in (TRAIN, VALIDATION):
        found[name] = []
        for cut_off in split.cut_offs(name):
            found[name].append(dataset.at(cut_off, split.labels_known_at(name)).sample)
            done += 1
            on_progress(CUT_OFFS, done, total)
    return found


def figures(learnt: Learnt) -> dict[str, float]:
    """What validation says, by name, each with its 95 % bounds; figures that are not defined are left out."""
    measured: Validation = learnt.validation
    found = {ENTERPRISES: float(len(measured.label)), DEFAULTS: float(measured.label.sum())}
    found |= {WEIGHT + name: weight for name, weight in learnt.model.blend.weights.items()}
    for one in estimates(measured.label, measured.probability, METRICS, Bootstrap(), measured.cluster):
        said = {one.metric: one.value, one.metric + LOW: one.low, one.metric + HIGH: one.high}
        found |= {name: value for name, value in said.items() if np.isfinite(value)}
    return found
