"""The demonstration's learned scores: a small model of its own world, applied to its day, with reasons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from api.commands.output import note, progress
from api.commands.score import Applied, apply_model, registry_of
from api.commands.scored import brief
from graph.errors import NotFound, NotInstalled, RingfenceError

if TYPE_CHECKING:
    from api.commands.output import OnProgress
    from api.settings import Settings
    from gnn.models.settings import ModelSettings
    from gnn.registry import Manifest
    from graph.as_of import AsOf
    from graph.scores import Score
    from graph.store import Store

YEARS: Final = 4
"""How far back the demonstration learns."""
REASONS: Final = 2
RISKIEST: Final = 5


@dataclass(frozen=True, slots=True)
class Learned:
    """What was scored; None where it could not be, and the error that says why."""

    applied: Applied | None
    refused: RingfenceError | None

    @property
    def riskiest(self) -> "list[Score]":
        """Those with the highest probabilities."""
        scores = self.applied.scores if self.applied else ()
        return sorted(scores, key=lambda one: (-one.probability, one.party_id))[:RISKIEST]


def learn(settings: "Settings", store: "Store", day: date) -> Learned:
    """Train on the demo world unless that is done, and score its day. Without what models need the rest goes on."""
    try:
        with progress("score · 评分") as moved:
            _model(settings, store, day, moved)
            note("scoring every enterprise · 为全部企业评分")
            return Learned(apply_model(settings, store, day, None, None, moved), None)
    except NotInstalled as error:
        note("learned scores are left out: see below · 略去违约概率评分，说明见下")
        return Learned(None, error)


def show(learned: Learned, reasons: Mapping[str, Mapping[str, Any]]) -> RenderableType:
    """The model, how well it foretells, and the riskiest enterprises with their reasons."""
    if learned.applied is None:
        why = learned.refused
        return Text(f"Left out · 未包含：{why.en} · {why.zh}" if why else "", style="dim")
    applied = learned.applied
    parts: list[RenderableType] = [Text(_model_said(applied.manifest, len(applied.scores)), style="dim")]
    for one in learned.riskiest:
        found = reasons[one.party_id]
        score = {"probability": one.probability, "low": one.low, "high": one.high}
        parts.append(Text(f"{brief(score)}  ", style="red") + Text(str(found["party"]["name"]), style="bold"))
        lines = (*_warned(found), *told(found))
        parts += [Padding(Text(line, style="dim"), (0, 0, 0, 2), expand=False) for line in lines]
    return Group(*parts)


def reasons_of(
    settings: "Settings", store: "Store", at: "AsOf", learned: Learned, others: Sequence[str]
) -> dict[str, Mapping[str, Any]]:
    """The answers that `ringfence score explain` gives of the riskiest enterprises and of some others; none where
    nobody was scored."""
    from api.analysing import Analysing
    from api.estimating import Estimating
    from api.values import shown

    if learned.applied is None:
        return {}
    models = Estimating(Analysing(store, settings))
    parties = dict.fromkeys([*(one.party_id for one in learned.riskiest), *others])
    return {party: shown(models.score(party, at, REASONS)) for party in parties}


def told(found: Mapping[str, Any]) -> list[str]:
    """What raises a score most, in words of both languages."""
    facts = found["facts"]
    raising = [one for one in (*facts["features"], *facts["relations"]) if (one["log_odds"] or 0) > 0]
    strongest = sorted(raising, key=lambda one: -one["log_odds"])[:REASONS]
    return [f"{one['said']['zh']} · {one['said']['en']}" for one in strongest]


def _warned(found: Mapping[str, Any]) -> list[str]:
    """The gravest warning of a party, as the rules give it."""
    return [
        f"warning · 预警 {one['level']} {one['title']['zh']} · {one['title']['en']}"
        for one in found["facts"]["warnings"][:1]
    ]


def beside(found: Mapping[str, Any]) -> list[str]:
    """A score beside a warning, with what raises it most; or why there is none."""
    said, estimate = found["answer"]["said"], found["answer"]["estimate"]
    model = [f"model · 模型 {estimate['model']}"] if estimate else []
    return [" · ".join([said["zh"], said["en"], *model]), *told(found)]


def _model(settings: "Settings", store: "Store", day: date, moved: "OnProgress") -> None:
    """The model that is there, or a new one."""
    from gnn.installed import require_installed

    require_installed()
    try:
        registry_of(settings).latest()
    except NotFound:
        note("training a small model of default on this world, less than a minute · 训练小型违约模型，不到一分钟")
        _train(settings, store, day, moved)


def _train(settings: "Settings", store: "Store", day: date, moved: "OnProgress") -> None:
    from gnn.dataset import Dataset
    from gnn.split import Split
    from gnn.task import Task
    from gnn.train import train

    task = Task()
    split = Split.backwards(task, date(day.year - YEARS, 12, 1), day, (1, 1))
    train(Dataset.read(store, task, settings.cache_folder), split, small(), registry_of(settings), moved)


def small() -> "ModelSettings":
    """Settings that learn a few thousand enterprises in seconds; `ringfence score train` takes larger ones."""
    from gnn.models.settings import BoostingSettings, ModelSettings
    from gnn.models.shape import NetworkShape, NetworkTraining

    return ModelSettings(
        members=5, trees=BoostingSettings(rounds=100), network=NetworkShape(hidden=8, heads=1),
        training=NetworkTraining(epochs=12, patience=4), refit=False,
    )  # fmt: skip


def _model_said(manifest: "Manifest", scores: int) -> str:
    said = manifest.training.figures
    auc = (
        f"{said['roc_auc']:.2f} ({said['roc_auc_low']:.2f} – {said['roc_auc_high']:.2f})" if "roc_auc" in said else "–"
    )
    defaults = f"{said['validation_defaults']:.0f} of {said['validation_enterprises']:.0f}"
    return (
        f"{scores:,} scored · 家已评分, model · 模型 {manifest.version}; AUC on validation · 验证集 {auc}, "
        f"{defaults} defaulted · 违约. A small model of a synthetic world · 模拟数据上的小模型"
    )
