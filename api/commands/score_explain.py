"""`ringfence score explain`: why a party's probability of default is what it is."""

from typing import Annotated

import typer

from api.commands import levels
from api.commands.drawing import FormName, Pictures, draw
from api.commands.levels import Found, Most, Party, percent, who
from api.commands.options import AsOfDay, Database, Json, KnownAtDay
from api.commands.output import say, table

Now = Annotated[
    bool,
    typer.Option(
        "--now", help="by the latest model on the facts as they stand, not the score written down · 按现有数据"
    ),
]


def explain(  # noqa: PLR0913 - each is an option of the command
    party: Party,
    now: Now = False,
    pictures: Pictures = None,
    form: FormName = "png",
    limit: Most = 10,
    database: Database = None,
    as_of: AsOfDay = None,
    known_at: KnownAtDay = None,
    in_json: Json = False,
) -> None:
    """Why a probability of default is what it is · 违约概率评分的理由."""
    from api.estimating import Estimating
    from api.values import shown

    with levels.analysed(database, as_of, known_at) as (facts, at):
        models = Estimating(facts)
        found = shown((models.pre_credit if now else models.score)(party, at, limit))
    levels.answered(found, (_answer, _facts, _certainty), in_json=in_json)
    if pictures:
        from api.pictures.score_reasons import score_pictures

        draw(score_pictures(found), pictures, form)


def _answer(found: Found) -> None:
    levels.words(found["answer"]["said"])
    estimate = found["answer"]["estimate"]
    if estimate:
        say(f"model · 模型 {estimate['model']} · version of the facts · 数据版本 {estimate['version']}")
    if found.get("earlier"):
        table(
            "earlier scores · 历次评分",
            ("day · 评分日", "probability · 概率", "low · 下限", "high · 上限", "model · 模型"),
            [
                (one["scored_on"], *(percent(one[name]) for name in ("probability", "low", "high")), one["model"])
                for one in found["earlier"]
            ],
        )  # fmt: skip


def _facts(found: Found) -> None:
    facts = found["facts"]
    if facts["unexplained"]:
        say("no reasons · 无理由：")
        levels.words(facts["unexplained"])
    if facts["features"]:
        table(
            "indicators, in log-odds: above zero raises the probability · 指标对对数几率的贡献，正值推高概率",
            ("indicator · 指标", "value · 数值", "unit · 单位", "adds · 贡献"),
            [
                (f"{one['title']['zh']} · {one['title']['en']}", "unknown · 未知" if one["value"] is None else
                 f"{one['value']:,.4g}", one["unit"], f"{one['log_odds']:+.3f}")
                for one in facts["features"]
            ],
        )  # fmt: skip
        levels.cut("indicators · 指标", len(facts["features"]), facts["feature_count"])
    if facts["relations"]:
        table(
            "ties by kind, in log-odds · 各类关系的贡献",
            ("ties · 关系", "parties · 主体数", "adds · 贡献"),
            [
                (f"{one['said']['zh']} · {one['said']['en']}", one["parties"], added(one["log_odds"]))
                for one in facts["relations"]
            ],
        )  # fmt: skip
    if facts["ties"]:
        table(
            "the ties that add most · 贡献最大的关系",
            ("from · 从", "relation · 关系", "to · 到", "adds · 贡献"),
            [
                (who(one["from_party"]), f"{one['title']['zh']} · {one['title']['en']}", who(one["to_party"]),
                 added(one["log_odds"]))
                for one in facts["ties"]
            ],
        )  # fmt: skip
        levels.cut("ties · 关系", len(facts["ties"]), facts["tie_count"])
    if facts["warnings"]:
        table(
            "warnings by rules, beside the model · 规则预警",
            ("level · 等级", "warning · 预警", "why this level · 定级理由"),
            [
                (one["level"], f"{one['title']['zh']} · {one['title']['en']}" if one["title"] else one["rule"],
                 one["level_reason"])
                for one in facts["warnings"]
            ],
        )  # fmt: skip


def _certainty(found: Found) -> None:
    sure = found["certainty"]
    for one in sure["notes"]:
        levels.words(one)
    trained = sure["trained"]
    if trained:
        say(f"trained on · 训练于 {trained['trained_on']}, facts up to · 所用数据截至 {trained['facts_up_to']}")
        for name, value in trained["figures"].items():
            say(f"  {name}: {value:.4g}")
    levels.facts_line(
        (
            ("on the facts as they stand · 按现有数据", percent(sure["probability_now"])),
            ("facts loaded since the score · 评分后有新数据", sure["newer_facts"]),
            ("extrapolated · 外推", sure["extrapolated"]),
        )
    )


def added(log_odds: float | None) -> str:
    """What a tie adds; nothing where the blend hears no network."""
    return "" if log_odds is None else f"{log_odds:+.3f}"
