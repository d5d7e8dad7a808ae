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


def show(settings: "Settings", store: "Store", at: "AsOf", learned: Learned) -> RenderableType:
    """The model, how well it foretells, and the riskiest enterprises with their reasons."""
    if learned.applied is None:
        why = learned.refused
        return Text(f"Left out · 未包含：{why.en} · {why.zh}" if why else "", style="dim")
    applied = learned.applied
    riskiest = sorted(applied.scores, key=lambda one: (-one.probability, one.party_id))[:RISKIEST]
    reasons = reasons_of(settings, store, at, [one.party_id for one in riskiest])
    parts: list[RenderableType] = [Text(_model_said(applied.manifest, len(applied.scores)), style="dim")]
    for one in riskiest:
        found = reasons[one.party_id]
        score = {"probability": one.probability, "low": one.low, "high": one.high}
        parts.append(Text(f"{brief(score)}  ", style="red") + Text(str(found["party"]["name"]), style="bold"))
        parts += [Padding(Text(line), (0, 0, 0, 2), expand=False) for line in told(found)]
    return Group(*parts)


def reasons_of(
    settings: "Settings", store: "Store", at: "AsOf", party_ids: Sequence[str]
) -> dict[str, Mapping[str, Any]]:
    """The answers that `ringfence score explain` gives of some parties."""
    from api.analysing import Analysing
    from api.estimating import Estimating
    from api.values import shown

    models = Estimating(Analysing(store, settings))
    return {party: shown(models.score(party, at, REASONS)) for party in party_ids}


def told(found: Mapping[str, Any]) -> list[str]:
    """What raises a score most, in words of both languages."""
    facts = found["facts"]
    reasons = sorted([*facts["features"], *facts["relations"]], key=lambda one: -one["log_odds"])
    return [f"{one['said']['zh']} · {one['said']['en']}" for one in reasons[:REASONS] if one["log_odds"] > 0]


def beside(score: Mapping[str, Any] | None) -> str:
    """A score beside a warning: probability with bounds, horizon and model."""
    if score is None:
        return ""
    return (
        f"default · 违约概率 {brief(score)} in · 未来 {score['horizon_days']} days · 天, model · 模型 {score['model']}"
    )


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
        members=3, trees=BoostingSettings(rounds=150), network=NetworkShape(hidden=16),
        training=NetworkTraining(epochs=15, patience=5), refit=False,
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
