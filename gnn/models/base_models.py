"""The models that a risk model is made of: trees and a scorecard on features, networks on features and ties.

Each has members that learnt without one group of enterprises each. How far members differ tells how much the scores
depend on who happened to be in the training.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np

from gnn.features.content import Folds
from gnn.features.table import FeatureTable, Floats
from gnn.models.committee import fit_committee
from gnn.models.groups import enterprise_groups
from gnn.models.hetero import Note
from gnn.models.network_model import NetworkModel
from gnn.models.scorecard import Scorecard, fit_scorecard, load_scorecard
from gnn.models.settings import ModelSettings
from gnn.models.trees import Trees, TreeSettings, fit_trees, load_trees
from gnn.sample import Sample
from graph.errors import UsageError

TREES, SCORECARD, NETWORK = "trees", "scorecard", "network"

WITHOUT_TIES: Final = Note(
    "No enterprise of the training has a tie: scores rest on features alone, without a network model.",
    "训练样本中没有任何关系：评分仅依据指标，不含网络模型。",
)
OnProgress = Callable[[int, int], None]


@dataclass(frozen=True, eq=False)
class Logits:
    """score: log-odds by model, per enterprise; members: float64 [enterprises, members] by model. NaN outside the
    population. notes: limits of them."""

    score: Mapping[str, Floats]
    members: Mapping[str, Floats]
    notes: tuple[Note, ...]


@dataclass(frozen=True, eq=False)
class BaseModels:
    """trees: one member per group; scorecard: learnt from everybody, whose members serve only to tell how sure it is.
    network: None where there was none to be learnt. notes: what training had to do without."""

    trees: Trees
    scorecard: Scorecard
    scorecards: tuple[Scorecard, ...]
    network: NetworkModel | None
    notes: tuple[Note, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Of the models there are."""
        return (TREES, SCORECARD, NETWORK) if self.network else (TREES, SCORECARD)

    @property
    def relation_names(self) -> tuple[str, ...]:
        """Of the relations that networks listen to; none without networks."""
        return tuple(one.name for one in self.network.inputs.relations) if self.network else ()

    def logits(self, sample: Sample) -> Logits:
        """Of a sample's population. UsageError where it has other features than the models learnt from."""
        rows = np.flatnonzero(sample.population)
        score, members = self._of_features(sample.table.rows(rows))
        notes: tuple[Note, ...] = ()
        if self.network:
            found = self.network.score(sample)
            members[NETWORK], notes = found.member_logits[rows], found.notes
            score[NETWORK] = members[NETWORK].mean(axis=1)
        spread = {name: _at(rows, values, len(sample.ids)) for name, values in members.items()}
        return Logits({name: _at(rows, one, len(sample.ids)) for name, one in score.items()}, spread, notes)

    def _of_features(self, table: FeatureTable) -> tuple[dict[str, Floats], dict[str, Floats]]:
        """By the models of tables: the score, and members, per row."""
        columns = [one.logit(table) for one in self.scorecards]
        members = {TREES: self.trees.member_logits(table), SCORECARD: np.column_stack(columns)}
        return {TREES: members[TREES].mean(axis=1), SCORECARD: self.scorecard.logit(table)}, members

    def save(self, folder: Path) -> None:
        """As files of a folder; `load` makes models with the same scores to the last bit."""
        folder.mkdir(parents=True, exist_ok=True)
        self.trees.save(folder / "trees.json")
        self.scorecard.save(folder / "scorecard.json")
        for place, one in enumerate(self.scorecards):
            one.save(folder / f"scorecard-{place}.json")
        if self.network:
            self.network.save(folder / NETWORK)

    @classmethod
    def load(cls, folder: Path, members: int, notes: tuple[Note, ...]) -> "BaseModels":
        """UsageError where a file is missing or holds something else."""
        return cls(
            load_trees(folder / "trees.json"), load_scorecard(folder / "scorecard.json"),
            tuple(load_scorecard(folder / f"scorecard-{place}.json") for place in range(members)),
            NetworkModel.load(folder / NETWORK) if (folder / NETWORK).is_dir() else None, notes,
        )  # fmt: skip


def fit_base_models(samples: Sequence[Sample], settings: ModelSettings, on_progress: OnProgress) -> BaseModels:
    """Learnt from all labelled enterprises of all samples. on_progress: done and of how many steps.

    UsageError without labels, for one class only, or for samples that differ in their features.
    """
    samples = sorted(samples, key=lambda one: one.name)
    _require_same_features(samples)
    group = enterprise_groups(samples, settings.members, settings.seed)
    table, label, groups = _stacked(samples, group)
    members = int(groups.max()) + 1
    seeds = settings.seeds(members)
    trees, scorecards = [], []
    for member, seed in enumerate(seeds):
        kept = groups != member
        rows = table.rows(kept)
        trees.append(fit_trees(rows, label[kept], _tree_settings(settings, seed)))
        scorecards.append(fit_scorecard(rows, label[kept], settings.scorecard_penalty))
        on_progress(member + 1, 2 * members)
    network = _network(samples, group, settings, lambda done, of: on_progress(members + done, members + of))
    notes = (WITHOUT_TIES,) if settings.network and network is None else ()
    ensemble = Trees(table.names, table.schema_digest, tuple(one.members[0] for one in trees))
    scorecard = fit_scorecard(table, label, settings.scorecard_penalty)
    return BaseModels(ensemble, scorecard, tuple(scorecards), network, notes)


def _network(
    samples: Sequence[Sample], group: Sequence[Folds], settings: ModelSettings, on_progress: OnProgress
) -> NetworkModel | None:
    if settings.network is None or not any(len(one) for sample in samples for one in sample.network.relations):
        return None
    members = max(int(one.max(initial=-1)) for one in group) + 1
    training = replace(settings.training, seeds=settings.seeds(members))
    return fit_committee(samples, group, settings.network, training, on_progress)


def _stacked(samples: Sequence[Sample], group: Sequence[Folds]) -> tuple[FeatureTable, Floats, Folds]:
    """The labelled rows of all samples, their outcomes, and their groups."""
    rows = [sample.labelled for sample in samples]
    parts = list(zip(samples, rows, strict=True))
    values = np.concatenate([sample.table.values[chosen] for sample, chosen in parts])
    label = np.concatenate([sample.label[chosen] for sample, chosen in parts])
    groups = np.concatenate([one[chosen] for one, chosen in zip(group, rows, strict=True)])
    return FeatureTable(samples[0].table.features, values), label, groups


def _tree_settings(settings: ModelSettings, seed: int) -> TreeSettings:
    said = settings.trees
    return TreeSettings(
        rounds=said.rounds, learning_rate=said.learning_rate, leaves=said.leaves, rows_per_leaf=said.rows_per_leaf,
        seeds=(seed,),
    )  # fmt: skip


def _require_same_features(samples: Sequence[Sample]) -> None:
    if not samples:
        raise UsageError("There is no sample to learn from. Name cut-offs.", "没有可供训练的样本。请给出截止日。")
    for sample in samples[1:]:
        sample.table.require_schema(samples[0].table.names, samples[0].table.schema_digest)


def _at(rows: np.typing.NDArray[np.int64], values: Floats, count: int) -> Floats:
    found = np.full((count, *values.shape[1:]), np.nan)
    found[rows] = values
    return found
