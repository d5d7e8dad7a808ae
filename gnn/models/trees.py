"""Boosted trees (LightGBM; Ke et al. 2017) on a table of features: an ensemble over seeds, with reasons per feature."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import lightgbm as lgb
import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from gnn.features.content import row_keys
from gnn.features.table import FeatureTable, Floats
from gnn.logistic import require_two_classes
from gnn.models.contributions import Contributions
from graph.errors import UsageError

FORMAT: Final = "ringfence-trees-1"
MANY: Final = 1_000
Split = tuple[NDArray[np.integer], NDArray[np.integer]]
"""Rows to learn from and rows to look at."""


@dataclass(frozen=True)
class TreeSettings:
    """rounds: trees per member, the most where training stops early. row_share, column_share: drawn anew per tree.

    l2: penalty on leaves. monotone: features whose rise may only raise (1) or lower (-1) the score. seeds: one member
    each.
    """

    rounds: int = 500
    learning_rate: float = 0.03
    leaves: int = 4
    rows_per_leaf: int = 20
    row_share: float = 0.8
    column_share: float = 0.3
    l2: float = 5.0
    monotone: Mapping[str, int] = field(default_factory=dict)
    seeds: tuple[int, ...] = (0, 1, 2, 3, 4)

    def parameters(self, names: Sequence[str], seed: int) -> dict[str, Any]:
        """As LightGBM calls them; one thread, so that sums are the same on every machine."""
        return {
            "objective": "binary", "metric": "binary_logloss", "verbosity": -1, "num_threads": 1, "deterministic": True,
            "force_row_wise": True, "feature_pre_filter": False, "seed": seed, "learning_rate": self.learning_rate,
            "num_leaves": self.leaves, "min_data_in_leaf": self.rows_per_leaf, "bagging_fraction": self.row_share,
            "bagging_freq": 1, "feature_fraction": self.column_share, "lambda_l2": self.l2,
            "monotone_constraints": [self.monotone.get(name, 0) for name in names],
        }  # fmt: skip


@dataclass(frozen=True, eq=False)
class Trees:
    """A trained ensemble. UsageError for a table with other features than it was trained on."""

    names: tuple[str, ...]
    schema_digest: str
    members: tuple[lgb.Booster, ...]

    def member_logits(self, table: FeatureTable) -> Floats:
        """float64 [rows, members]; how far they differ is how unsure the ensemble is."""
        table.require_schema(self.names, self.schema_digest)
        if not len(table):
            return np.zeros((0, len(self.members)))
        return np.column_stack([_predicted(member, table, raw_score=True) for member in self.members])

    def logit(self, table: FeatureTable) -> Floats:
        """Log-odds per row, the members' mean."""
        return np.asarray(self.member_logits(table).mean(axis=1))

    def probability(self, table: FeatureTable) -> Floats:
        """Per row, as uncalibrated as boosted trees are."""
        return np.asarray(expit(self.logit(table)))

    def contributions(self, table: FeatureTable) -> Contributions:
        """Shapley values of the features (TreeSHAP; Lundberg et al. 2020), the members' mean."""
        table.require_schema(self.names, self.schema_digest)
        if not len(table):
            return Contributions(self.names, np.zeros((0, len(self.names))), np.zeros(0))
        parts = np.mean([_predicted(member, table, pred_contrib=True) for member in self.members], axis=0)
        return Contributions(self.names, parts[:, :-1], parts[:, -1])

    def save(self, path: Path) -> None:
        """As text, from which `load_trees` makes a model with the same scores to the last bit."""
        content = {
            "format": FORMAT, "names": self.names, "schema_digest": self.schema_digest,
            "members": [member.model_to_string() for member in self.members],
        }  # fmt: skip
        path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def load_trees(path: Path) -> Trees:
    """UsageError where the file holds no such model."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _unreadable(path) from error
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise _unreadable(path)
    members = tuple(lgb.Booster(model_str=text) for text in content["members"])
    return Trees(tuple(content["names"]), content["schema_digest"], members)


def fit_trees(
    table: FeatureTable,
    label: Floats,
    settings: TreeSettings,
    *,
    early: tuple[FeatureTable, Floats] | None = None,
    patience: int = 50,
) -> Trees:
    """Learn from rows whose label is 1 or 0. early: later rows on which each member stops when it gets no better.

    Rows are put in an order of their contents first, so that the order in which they come moves nothing.
    UsageError for labels of one class, or a monotone feature that is not there.
    """
    _require_learnable(table, label, settings)
    table, label = _in_order(table, label)
    members = []
    for seed in settings.seeds:
        parameters = settings.parameters(table.names, seed)
        data = lgb.Dataset(table.values, label, params=parameters, free_raw_data=False)
        valid: list[lgb.Dataset] = []
        stops: list[Callable[..., object]] = []
        if early is not None:
            valid = [lgb.Dataset(early[0].only(table.names).values, early[1], reference=data, params=parameters)]
            stops = [lgb.early_stopping(patience, verbose=False)]
        member = lgb.train(parameters, data, settings.rounds, valid_sets=valid, callbacks=stops)
        kept = member.best_iteration if early is not None else settings.rounds
        members.append(lgb.Booster(model_str=member.model_to_string(num_iteration=kept)))
    return Trees(table.names, table.schema_digest, tuple(members))


def fold_splits(fold: NDArray[np.integer]) -> list[Split]:
    """Each fold, foretold from all others: for rows whose dates are not known."""
    return [(np.flatnonzero(fold != one), np.flatnonzero(fold == one)) for one in np.unique(fold)]


def out_of_fold_logits(table: FeatureTable, label: Floats, settings: TreeSettings, fold: NDArray[np.integer]) -> Floats:
    """Each row's logit from trees that learnt from the other folds alone."""
    found = np.full(len(table), np.nan)
    for learn, look in fold_splits(fold):
        found[look] = fit_trees(table.rows(learn), label[learn], settings).logit(table.rows(look))
    return found


def _in_order(table: FeatureTable, label: Floats) -> tuple[FeatureTable, Floats]:
    order = np.lexsort((label, row_keys(table)))
    return table.rows(order), label[order]


def _predicted(member: lgb.Booster, table: FeatureTable, **kind: bool) -> Floats:
    """Row by row, so that threads change nothing; they pay for many rows. 0: as many as the machine has."""
    threads = 0 if len(table) >= MANY else 1
    return np.asarray(member.predict(table.values, num_threads=threads, **kind), dtype=np.float64)


def _require_learnable(table: FeatureTable, label: Floats, settings: TreeSettings) -> None:
    require_two_classes(label)
    unknown = sorted(set(settings.monotone) - set(table.names))
    if unknown:
        raise UsageError(
            f"No feature {unknown[0]} to be monotone in. Name features of the table.",
            f"单调约束中的特征{unknown[0]}不存在。请使用表中的特征名。", field=unknown[0],
        )  # fmt: skip


def _unreadable(path: Path) -> UsageError:
    return UsageError(
        f"{path.name} holds no model of trees. Train one, or give the file that training wrote.",
        f"{path.name}不是树模型文件。请先训练,或给出训练所写的文件。", file=str(path),
    )  # fmt: skip
