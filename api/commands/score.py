"""`ringfence score train` and `score apply`: probabilities of default, learnt from the store and written back to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.levels import percent
from api.commands.opening import opened, settings_of
from api.commands.options import AsOfDay, Database, Json, day, question_dates
from api.commands.output import document, progress, say, table
from api.commands.score_explain import explain
from api.commands.score_report import YEARS, card, report

if TYPE_CHECKING:
    from api.commands.output import OnProgress
    from api.settings import Settings
    from gnn.models.risk_model import Scored
    from gnn.registry import Manifest, Registry
    from graph.scores import Score, ScoreWriteCount
    from graph.store import Store

commands = typer.Typer()
commands.command()(explain)
commands.command()(report)
commands.command()(card)

Model = Annotated[str | None, typer.Option("--model", metavar="VERSION", help="default: the latest · 模型版本")]


@commands.command()
def train(  # noqa: PLR0913 - each is an option of the command
    since: Annotated[
        date | None,
        typer.Option(
            "--since", parser=day, metavar="DATE", help=f"first cut-off; default: {YEARS} years back · 起始日"
        ),
    ] = None,
    seed: Annotated[int, typer.Option("--seed", min=0, help="same seed, same model · 随机种子")] = 0,
    members: Annotated[int, typer.Option("--members", min=2, max=50, help="of the ensemble · 集成成员数")] = 5,
    epochs: Annotated[int, typer.Option("--epochs", min=1, help="of networks, at most · 网络最多训练轮数")] = 300,
    database: Database = None,
    as_of: AsOfDay = None,
    in_json: Json = False,
) -> None:
    """Learn probabilities of default from the store's history · 训练违约概率模型."""
    settings = settings_of(database=database)
    known_at = question_dates(settings.as_of, as_of, None).as_of
    with opened(settings) as store, progress("train · 训练", quiet=in_json) as moved:
        manifest = train_model(settings, store, Asked(known_at, since, seed, members, epochs), moved)
    show_manifest(manifest, in_json=in_json)


@commands.command()
def apply(
    model: Model = None,
    prevalence: Annotated[
        float | None,
        typer.Option("--prevalence", help="share of defaults to be expected, within 0 and 1 · 预期违约比例"),
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=0, help="rows shown, riskiest first · 显示行数")] = 20,
    database: Database = None,
    as_of: AsOfDay = None,
    in_json: Json = False,
) -> None:
    """Score every enterprise of a day and write the scores down · 为某日全部企业评分并写入."""
    settings = settings_of(database=database)
    at = question_dates(settings.as_of, as_of, None).as_of
    with opened(settings) as store, progress("score · 评分", quiet=in_json) as moved:
        applied = apply_model(settings, store, at, model, prevalence, moved)
    show_scores(applied, limit, in_json=in_json)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a training is asked for. known_at: the last day of which anything is known."""

    known_at: date
    since: date | None = None
    seed: int = 0
    members: int = 5
    epochs: int = 300


@dataclass(frozen=True, slots=True)
class Applied:
    """What was scored and written."""

    at: date
    manifest: "Manifest"
    scored: "Scored"
    scores: "Sequence[Score]"
    written: "ScoreWriteCount"


def registry_of(settings: "Settings") -> "Registry":
    """Where models are kept."""
    from gnn.registry import Registry

    return Registry(settings.models_folder)


def train_model(settings: "Settings", store: "Store", asked: Asked, moved: "OnProgress") -> "Manifest":
    """Read the history once, learn, and keep the model."""
    from gnn.installed import require_installed

    require_installed()
    from gnn.dataset import Dataset
    from gnn.models.settings import ModelSettings
    from gnn.models.shape import NetworkTraining
    from gnn.split import Split
    from gnn.task import Task
    from gnn.train import train

    task = Task()
    since = asked.since or date(asked.known_at.year - YEARS, asked.known_at.month, 1)
    split = Split.backwards(task, since, asked.known_at)
    training = NetworkTraining(epochs=asked.epochs)
    how = ModelSettings(seed=asked.seed, members=asked.members, training=training)
    dataset = Dataset.read(store, task, settings.cache_folder)
    return train(dataset, split, how, registry_of(settings), moved)


def apply_model(
    settings: "Settings", store: "Store", at: date, model: str | None, prevalence: float | None, moved: "OnProgress"
) -> Applied:
    """Score a day with a model and write the scores down; doing it again changes nothing."""
    from gnn.installed import require_installed

    require_installed()
    from gnn.apply import open_model, score_day, to_scores
    from gnn.dataset import Dataset
    from gnn.task import Task
    from graph.as_of import AsOf
    from graph.scores import Scoring, write_scores

    risk_model, manifest = open_model(registry_of(settings), model)
    dataset = Dataset.read(store, Task(horizon_days=manifest.training.horizon_days), settings.cache_folder)
    scored = score_day(dataset, risk_model, manifest, at, prevalence)
    scores = to_scores(scored)
    scoring = Scoring(manifest.version, AsOf(at, at), dataset.history.version, manifest.training.horizon_days)
    written = write_scores(store, scoring, scores, lambda done, of: moved("scores · 评分", done, of))
    return Applied(at, manifest, scored, scores, written)


def show_manifest(manifest: "Manifest", *, in_json: bool) -> None:
    """Print what a training has made: its figures with their bounds, and what each model weighs."""
    from gnn.train import DEFAULTS, ENTERPRISES, HIGH, LOW, WEIGHT

    training = manifest.training
    if in_json:
        document(
            {
                "model": manifest.version, "cut_off": training.cut_off, "horizon_days": training.horizon_days,
                "figures": dict(training.figures), "features": len(training.features),
                "relations": list(training.relations),
            }
        )  # fmt: skip
        return
    said = training.figures
    say(f"model · 模型 {manifest.version}, knows up to · 信息截至 {training.cut_off}")
    say(
        f"validation · 验证集: {said[ENTERPRISES]:,.0f} enterprises · 企业, of whom defaulted · 其中违约 "
        f"{said[DEFAULTS]:,.0f}"
    )
    table("", ("figure · 指标", "value · 值", "95 %"), _figures(said, (LOW, HIGH)))
    weights = {name.removeprefix(WEIGHT): value for name, value in said.items() if name.startswith(WEIGHT)}
    table("blend · 融合权重", ("model · 模型", "weight · 权重"), sorted(weights.items()))


def _figures(said: Mapping[str, float], bounds: tuple[str, str]) -> list[tuple[str, str, str]]:
    """Each figure that is defined, with its title and bounds."""
    from gnn.evaluate.metrics import METRICS

    return [
        (
            f"{one.title_en} · {one.title_zh}", f"{said[one.name]:.4f}",
            " – ".join(f"{said[one.name + end]:.4f}" for end in bounds if one.name + end in said),
        )
        for one in METRICS
        if one.name in said
    ]  # fmt: skip


def show_scores(applied: Applied, limit: int, *, in_json: bool) -> None:
    """Print the scores, riskiest first, whom the model abstains from, and what was written."""
    from gnn.models.abstain import ABSTENTIONS

    if in_json:
        document(
            {
                "scores": [
                    {"party_id": one.party_id, "probability": one.probability, "low": one.low, "high": one.high}
                    for one in applied.scores
                ]
            }
        )
        return
    riskiest = sorted(applied.scores, key=lambda one: (-one.probability, one.party_id))[:limit]
    table(
        f"{len(applied.scores):,} scores · 评分, riskiest first · 风险高者在前",
        ("party · 主体", "probability · 概率", "low · 下限", "high · 上限"),
        [(one.party_id, percent(one.probability), percent(one.low), percent(one.high)) for one in riskiest],
    )
    for reason, count in applied.scored.abstentions.items():
        zh, en = ABSTENTIONS[reason]
        say(f"{count:,} without a score · 未评分: {en} · {zh}")
    for note in applied.scored.notes:
        say(f"{note.en} · {note.zh}")
    written = applied.written
    say(
        f"model · 模型 {applied.manifest.version}, as of · 截至 {applied.at}: {written.new} new · 新增, "
        f"{written.renewed} renewed · 更新, {written.unchanged} unchanged · 未变"
    )
