"""`ringfence score report` and `score card`: whether a model still fits, and what is to be known of it."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.commands.drawing import FormName, Pictures, draw
from api.commands.levels import Found, percent
from api.commands.opening import opened, settings_of
from api.commands.options import AsOfDay, Database, Json, day, question_dates
from api.commands.output import document, note, progress, say, table

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from gnn.report.model_report import ModelReport

YEARS = 6
"""How far back training goes unless a day is given."""
SHIFTS = {"little": "little · 小", "moderate": "moderate · 中", "major": "major · 大"}
SUPPORT_MOST = 12
"""Groups of a kind that are printed, the largest."""


def report(  # noqa: PLR0913 - each is an option of the command
    model: Annotated[
        str | None, typer.Option("--model", metavar="VERSION", help="default: the latest · 模型版本")
    ] = None,
    pictures: Pictures = None,
    form: FormName = "png",
    limit: Annotated[int, typer.Option("--limit", min=1, help="rows of drift shown, worst first · 显示行数")] = 20,
    database: Database = None,
    as_of: AsOfDay = None,
    in_json: Json = False,
) -> None:
    """Whether a model still fits the enterprises of a day: drift, outcomes, what to do · 模型监测报告."""
    from gnn.installed import require_installed
    from gnn.registry import Registry

    require_installed()
    settings = settings_of(database=database)
    at = question_dates(settings.as_of, as_of, None).as_of
    registry = Registry(settings.models_folder)
    version = model or registry.latest()
    # Only now what takes seconds to import.
    from api.values import shown
    from gnn.apply import open_model
    from gnn.dataset import Dataset
    from gnn.report.model_report import model_report
    from gnn.task import Task

    risk_model, manifest = open_model(registry, version)
    with opened(settings) as store:
        task = Task(horizon_days=manifest.training.horizon_days)
        dataset = Dataset.read(store, task, settings.cache_folder)
    found = model_report(dataset, risk_model, manifest, at)
    told = {"model": manifest.version, "cut_off": manifest.training.cut_off, **shown(found), "said": _said(found)}
    if in_json:
        document(told)
    else:
        _show(told, limit)
    if pictures:
        draw(report_pictures(told), pictures, form)


def card(  # noqa: PLR0913 - each is an option of the command
    page: Annotated[Path, typer.Argument(metavar="FILE", help="Markdown; figures and picture beside it · 输出文件")],
    since: Annotated[
        date | None, typer.Option("--since", parser=day, metavar="DATE", help="first cut-off · 起始日")
    ] = None,
    seed: Annotated[int, typer.Option("--seed", min=0, help="as of the training · 随机种子")] = 0,
    members: Annotated[int, typer.Option("--members", min=2, max=50, help="as of the training · 集成成员数")] = 5,
    epochs: Annotated[int, typer.Option("--epochs", min=1, help="as of the training · 网络最多训练轮数")] = 300,
    database: Database = None,
    as_of: AsOfDay = None,
) -> None:
    """Train, test on later outcomes and beside own facts alone, and write the model card · 模型说明."""
    from gnn.installed import require_installed

    require_installed()
    from api.model_card import measured, write_card
    from gnn.dataset import Dataset
    from gnn.models.settings import ModelSettings
    from gnn.models.shape import NetworkTraining
    from gnn.report.card import Source
    from gnn.split import Split
    from gnn.task import Task

    settings = settings_of(database=database)
    known_at = question_dates(settings.as_of, as_of, None).as_of
    how = ModelSettings(seed=seed, members=members, training=NetworkTraining(epochs=epochs))
    with opened(settings) as store:
        dataset = Dataset.read(store, Task(), settings.cache_folder)
    split = Split.backwards(Task(), since or date(known_at.year - YEARS, known_at.month, 1), known_at)
    source = Source(
        f"截至{known_at}的数据库", f"the database as known on {known_at}", f"ringfence score card {page.name}"
    )  # fmt: skip
    with progress("card · 模型说明") as moved:
        write_card(page, measured(dataset, split, how, source, moved))
    note(f"written · 已写入 {page}")


def report_pictures(told: Found) -> "dict[str, Figure]":
    """By name: what has drifted, and the reliability where outcomes are known."""
    from api.pictures.drift import drift_picture
    from api.pictures.reliability import reliability_picture

    drift = told["drift"]
    title = f"Drift to {told['day']} · 漂移  ({drift['reference']:,} → {drift['current']:,})"
    found = {"drift": drift_picture(title, drift["columns"])}
    if told["evaluation"]:
        title = f"Reliability at {told['tested_at']} · 可靠性图"
        found["reliability"] = reliability_picture(title, told["evaluation"]["reliability"]["bins"])
    return found


def _said(found: "ModelReport") -> dict[str, Any]:
    """The advice and its reasons in both languages."""
    from gnn.report.still_fits import REASONS, WORDS

    zh, en = WORDS[found.verdict.advice]
    reasons = [{"zh": REASONS[one][1], "en": REASONS[one][2]} for one in found.verdict.reasons]
    return {"advice": {"zh": zh, "en": en}, "reasons": reasons}


def _show(told: Found, limit: int) -> None:
    drift, columns = told["drift"], told["drift"]["columns"]
    say(f"model · 模型 {told['model']}, knows up to · 信息截至 {told['cut_off']}, day · 日期 {told['day']}")
    table(
        f"drift from {', '.join(told['reference'])} ({drift['reference']:,}) to {told['day']} ({drift['current']:,} "
        "enterprises) · 漂移，最大者在前",
        ("feature · 特征", "title · 名称", "PSI", "by chance · 偶然上限", "shift · 变化"),
        [
            (one["name"], f"{one['title_zh']} · {one['title_en']}", f"{one['psi']:.3f}", f"{one['by_chance']:.3f}",
             SHIFTS[one["shift"]])
            for one in columns[:limit]
        ],
    )  # fmt: skip
    if len(columns) > limit:
        say(f"{limit} of {len(columns)}; raise --limit · 共 {len(columns)} 项，请加大 --limit")
    _show_outcomes(told)
    say(f"\nwhat to do · 建议: {told['said']['advice']['en']} · {told['said']['advice']['zh']}")
    for one in told["said"]["reasons"]:
        say(f"  {one['en']} · {one['zh']}")


def _show_outcomes(told: Found) -> None:
    from gnn.report.card_figures import of_group
    from gnn.report.markdown import metric_title, with_interval

    found = told["evaluation"]
    if not found:
        say("no outcome since training is known yet · 训练之后尚无已知结果")
        return
    table(
        f"outcomes of {told['tested_at']} · 其后已知结果: {found['cases']:,} enterprises · 企业, {found['defaults']:,} "
        "defaults · 违约",
        ("figure · 指标", "value, 95 % interval · 数值与95%区间"),
        [(metric_title(one["metric"]), with_interval(one)) for one in found["figures"]],
    )
    chance = found["reliability"]
    say(
        f"calibration error · 校准误差 {chance['ece']:.3f}, right probabilities stay below · 概率正确时不超过 "
        f"{chance['ece_by_chance']:.3f}"
    )
    say(f"without a score · 未评分 {found['abstained']:,} ({percent(_share(found))})")
    for name, groups in found["groups"].items():
        headings = ("group · 组", "rows · 行", "defaults · 违约", "AUC", "AP", "Brier", "ECE", "support · 样本")
        table(f"by {name} · 分组", headings, [of_group(one) for one in groups[:SUPPORT_MOST]])


def _share(found: Found) -> float | None:
    return found["abstained"] / found["population"] if found["population"] else None
