"""What the model card tells, gathered from an appraisal; `card_page` writes it down."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from gnn.dataset import Observed
from gnn.digest import samples_digest
from gnn.explain.fidelity import Fidelity
from gnn.models.settings import ModelSettings
from gnn.report.appraisal import Appraisal
from gnn.report.evaluation import Comparison, Evaluation
from gnn.report.own_facts import OWN_FAMILIES
from gnn.split import NAMES, TRAIN, VALIDATION
from gnn.task import REASONS, Task

MOST_IMPORTANT = 15


@dataclass(frozen=True, slots=True)
class Source:
    """Where the facts are from, in both languages, and the command that makes the card again. made_up: whether they are
    of no real enterprise."""

    zh: str
    en: str
    command: str
    made_up: bool = False


@dataclass(frozen=True, slots=True)
class Period:
    """One part of the split. enterprises: rows to be scored, an enterprise at two cut-offs twice. labelled: of them,
    with a known outcome. left_out: enterprises without a score or label, by reason."""

    name: str
    cut_offs: tuple[date, ...]
    labels_known_at: date
    enterprises: int
    labelled: int
    defaults: int
    left_out: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Family:
    """Features of one kind. own: of an enterprise alone, not of its network. known: share of values known in
    training. features: name, title in Chinese and English, unit."""

    name: str
    own: bool
    known: float
    features: tuple[tuple[str, str, str, str], ...]


@dataclass(frozen=True)
class Built:
    """How the model is made: weights of the blend, kind of calibration curve, and the settings."""

    weights: Mapping[str, float]
    intercept: float
    curve: str
    settings: ModelSettings
    importance: tuple[tuple[str, str, str, float], ...]


@dataclass(frozen=True)
class Card:
    """All of it, for the page and as JSON."""

    source: Source
    task: Task
    known_at: date
    periods: tuple[Period, ...]
    data_digest: str
    schema_digest: str
    families: tuple[Family, ...]
    built: Built
    evaluation: Evaluation
    comparison: Comparison
    fidelity: Fidelity


def card_of(appraisal: Appraisal, source: Source) -> Card:
    """The card of what was learnt and tested."""
    split, parts, model = appraisal.split, appraisal.parts, appraisal.model
    training = [one.sample for one in parts[TRAIN]]
    blend = model.blend
    titles = {one.name: (one.title_zh, one.title_en) for one in training[0].table.features}
    leading = list(appraisal.importance.items())[:MOST_IMPORTANT]
    return Card(
        source,
        split.task,
        split.known_at,
        tuple(_period(name, parts[name], split.labels_known_at(name)) for name in NAMES),
        samples_digest([one.sample for name in (TRAIN, VALIDATION) for one in parts[name]]),
        model.schema_digest,
        families_of(parts[TRAIN]),
        Built(
            dict(sorted(blend.weights.items())), blend.intercept, model.calibration.curve.kind, appraisal.settings,
            tuple((name, *titles[name], value) for name, value in leading),
        ),
        appraisal.evaluation,
        appraisal.comparison,
        appraisal.fidelity,
    )  # fmt: skip


def families_of(training: Sequence[Observed]) -> tuple[Family, ...]:
    """The features of some samples, by family, in the order of the columns."""
    tables = [one.sample.table.rows(one.sample.population) for one in training]
    features = tables[0].features
    found = []
    for family in dict.fromkeys(one.family for one in features):
        places = [place for place, one in enumerate(features) if one.family == family]
        known = sum(int((~np.isnan(table.values[:, places])).sum()) for table in tables)
        told = tuple((one.name, one.title_zh, one.title_en, one.unit) for one in features if one.family == family)
        every = sum(len(table) for table in tables) * len(places)
        found.append(Family(family, family in OWN_FAMILIES, known / every if every else np.nan, told))
    return tuple(found)


def _period(name: str, observed: Sequence[Observed], known_at: date) -> Period:
    samples = [one.sample for one in observed]
    left_out = {reason.value: sum(one.left_out.get(reason, 0) for one in observed) for reason in REASONS}
    return Period(
        name, tuple(one.cut_off for one in observed), known_at,
        sum(int(sample.population.sum()) for sample in samples), sum(len(sample.labelled) for sample in samples),
        sum(int(sample.label[sample.labelled].sum()) for sample in samples), left_out,
    )  # fmt: skip
