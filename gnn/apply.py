"""The enterprises of a day, scored by a trained model."""

from dataclasses import replace
from datetime import date
from typing import Final

import numpy as np

from gnn.dataset import Dataset
from gnn.models.hetero import Note
from gnn.models.risk_model import RiskModel, Scored, load_risk_model
from gnn.registry import Manifest, Registry, fits
from graph.errors import UsageError
from graph.scores import Score

NOBODY: Final = Note(
    "Nobody is scored: on that day no enterprise was known that has a loan outstanding or stands for another's.",
    "无评分：该日已知的企业均无未偿贷款，也未对外担保。",
)


def open_model(registry: Registry, version: str | None = None) -> tuple[RiskModel, Manifest]:
    """A model of the registry by its version, the latest without one. NotFound where there is none; UsageError where
    its files are not as they were written."""
    folder, manifest = registry.opened(version or registry.latest())
    return load_risk_model(folder), manifest


def score_day(
    dataset: Dataset, model: RiskModel, manifest: Manifest, at: date, prevalence: float | None = None
) -> Scored:
    """Every enterprise known on a day, by what was known on it. prevalence: the share of defaults to be expected, where
    it is not that of the model's validation.

    UsageError where the day's features, or the horizon asked for, are not those that the model was trained with.
    """
    trained = manifest.training
    if trained.horizon_days != dataset.task.horizon_days:
        raise UsageError(
            f"The model foretells {trained.horizon_days} days, not {dataset.task.horizon_days}. Train one for that.",
            f"该模型的预测期为{trained.horizon_days}天，而非{dataset.task.horizon_days}天。请另行训练。",
        )
    sample = dataset.at(at, at).sample
    fits(trained, sample.table)
    scored = model.score(sample, prevalence)
    notes = []
    if at < trained.cut_off:
        notes.append(
            Note(
                f"The model has learnt from what was known up to {trained.cut_off}: for {at} this is no forecast.",
                f"该模型使用了截至{trained.cut_off}的信息训练：对{at}而言并非预测。",
            )
        )
    if not sample.population.any():
        notes.append(NOBODY)
    return replace(scored, notes=(*scored.notes, *notes))


def to_scores(scored: Scored) -> list[Score]:
    """Of those who have a probability, by their ids, as they are written to the store."""
    rows = np.flatnonzero(~np.isnan(scored.probability))
    columns = (scored.ids[rows], scored.probability[rows], scored.low[rows], scored.high[rows])
    found = [Score(*each) for each in zip(*(column.tolist() for column in columns), strict=True)]
    return sorted(found, key=lambda one: one.party_id)
