"""`ringfence stress losses`: what may be lost when defaults are a matter of chance."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from api.commands import levels
from api.commands.drawing import FormName, Pictures, draw
from api.commands.drawn import probabilities
from api.commands.interrupted import until_interrupted
from api.commands.levels import Found, Most, cny, endless, percent, who
from api.commands.options import AsOfDay, Database, Json, KnownAtDay
from api.commands.output import note, progress, say, table
from api.commands.words import word


def losses(  # noqa: PLR0913 - each is an option of the command
    scenario: Annotated[str, typer.Argument(help="id of a scenario, or a TOML file · 情景编号或文件")],
    pd: Annotated[
        float | None,
        typer.Option("--pd", min=0, max=1, help="probability of parties without a score · 无评分主体的违约概率"),
    ] = None,
    trials: Annotated[
        int | None, typer.Option("--trials", min=2, help="at most, instead of the scenario's · 试验次数")
    ] = None,
    seed: Annotated[
        int | None, typer.Option("--seed", min=0, help="of the draws, instead of the scenario's · 随机种子")
    ] = None,
    pictures: Pictures = None,
    form: FormName = "png",
    keep: Annotated[bool, typer.Option("--keep", help="write the result down as a run · 保存为一次运行")] = False,
    limit: Most = 100,
    database: Database = None,
    as_of: AsOfDay = None,
    known_at: KnownAtDay = None,
    in_json: Json = False,
) -> None:
    """Losses of a scenario that draws by chance; Ctrl-C ends it with what it has · 随机违约的损失分布."""
    from api.jobs import keep_run
    from api.losses_run import LossesRun, interrupted_after
    from api.values import shown
    from graph.explain.stress.asked import drawn_instead, scenario_asked

    began = datetime.now(UTC)
    with levels.analysed(database, as_of, known_at) as (facts, at):
        asked = drawn_instead(scenario_asked(scenario, folder=facts.settings.scenarios_folder), trials, seed)
        run = LossesRun(facts, at, asked, pd, limit)
        with until_interrupted() as interrupted, progress("losses · 损失") as on_progress:
            found = shown(run.losses(on_progress, interrupted))
        levels.answered(found, (_answer, _facts, _certainty), in_json=in_json)
        if keep:
            ended = interrupted_after(found["answer"]) if interrupted() else None
            kept = keep_run(facts.store, run.asked, found, began, ended)
            note(f"kept · 已保存 {kept.job_id}" if ended is None else f"{ended.en} · {ended.zh} {kept.job_id}")
    if pictures:
        from api.pictures.losses import losses_pictures

        draw(losses_pictures(found), pictures, form)


def _answer(found: Found) -> None:
    title, answer = found["facts"]["scenario"]["title"], found["answer"]
    say(f"{title['en']} · {title['zh']} ({found['model']})")
    say(f"trials · 试验 {answer['trials']:,} of at most · 至多 {answer['trials_asked']:,}, ended by · 结束于 "
        f"{word(answer['ended'])}")  # fmt: skip
    say(f"at stake · 敞口 {cny(answer['due_cny'])}; expected loss · 预期损失 "
        f"{_with_error(answer['expected_loss_cny'], answer['loss_error_cny'])}")  # fmt: skip
    if answer["stated"]:
        say(f"in default in every trial · 每次均违约 {answer['stated']}")
    if answer["shocked"]:
        say(f"shocked before · 事先受冲击 {answer['shocked']}: {cny(answer['shock_cny'])}")
    table(
        "loss of all lenders · 全部出借人损失",
        ("level · 置信水平", "value at risk · 在险价值", "between · 95 % 区间", "expected shortfall · 预期短缺"),
        [
            (percent(one["level"]), cny(one["value_at_risk_cny"]),
             f"{cny(one['low_cny'])} – {'?' if one['high_cny'] is None else cny(one['high_cny'])}",
             _with_error(one["expected_shortfall_cny"], one["shortfall_error_cny"]))
            for one in answer["tails"]
        ],
    )  # fmt: skip
    _lenders(answer)
    _firms(answer)
    table(
        f"{answer['likeliest_count']} parties that can fail · 可能违约主体",
        ("party · 主体", "of itself · 自身", "from · 来源", "in all · 合计", "± standard error · 标准误"),
        [
            (who(one["party"]), percent(one["own_probability"]), word(one["own_from"]),
             percent(one["total_probability"]), percent(one["total_error"]))
            for one in answer["likeliest"]
        ],
    )  # fmt: skip


def _lenders(answer: Found) -> None:
    table(
        f"{answer['lender_count']} lenders · 出借人",
        ("lender · 出借人", "at stake · 敞口", "expected loss · 预期损失", *_tail_names(answer)),
        [
            (who(one["party"]), cny(one["at_stake_cny"]), _with_error(one["expected_cny"], one["error_cny"]),
             *_tails(one))
            for one in answer["lenders"]
        ],
    )  # fmt: skip


def _firms(answer: Found) -> None:
    table(
        f"{answer['firm_count']} guarantee firms · 担保公司",
        ("firm · 担保公司", "at stake · 敞口", "can pay · 可代偿", "called for · 被要求", "pays · 预期代偿",
         *_tail_names(answer), "fails · 违约概率"),
        [
            (who(one["party"]), cny(one["at_stake_cny"]),
             endless(one["could_pay_cny"]),
             _with_error(one["called_cny"], one["called_error_cny"]),
             _with_error(one["expected_cny"], one["error_cny"]), *_tails(one),
             percent(one["default"]["total_probability"]))
            for one in answer["firms"]
        ],
    )  # fmt: skip


def _tail_names(answer: Found) -> list[str]:
    return [f"{name} {percent(one['level'])}" for one in answer["tails"] for name in ("VaR", "ES")]


def _tails(holder: Found) -> list[str]:
    return [cny(one[name]) for one in holder["tails"] for name in ("value_at_risk_cny", "expected_shortfall_cny")]


def _with_error(amount: float, error: float) -> str:
    return f"{cny(amount)} ± {cny(error)}"


def _facts(found: Found) -> None:
    probabilities(found["facts"])


def _certainty(found: Found) -> None:
    sure = found["certainty"]
    for one in sure["notes"]:
        levels.words(one)
    levels.facts_line(
        (
            ("correlation · 相关系数", sure["correlation"]),
            ("horizon in months · 期限（月）", sure["horizon_months"]),
            ("seed · 随机种子", str(sure["seed"])),
            ("without known net assets · 净资产未知", f"{percent(sure['missing_share'])} of parties, "
             f"{percent(sure['missing_at_stake_share'])} of the amount, counted as · 按 {sure['missing_policy']}"),
            ("filled from · 取值来源", ", ".join(f"{word(name)} {count}" for name, count in sure["filled"].items())),
            ("trials · 试验次数", sure["iterations"]),
            ("standard error · 标准误", cny(sure["residual_cny"])),
            ("as precise as asked for · 达到要求精度", "yes · 是" if sure["converged"] else "no · 否"),
            ("loans of unknown lenders · 贷款人未知", sure["without_lender"]),
            ("lenders and guarantee firms watched · 逐次跟踪的出借人与担保公司",
             f"{sure['watched_lenders']} + {sure['watched_firms']}"),
            ("not watched · 未逐次跟踪", sure["not_watched"]),
            ("net assets below zero · 资不抵债", sure["insolvent_count"]),
            ("could not be ranked · 无法排序的主体", sure["unranked"]),
        )
    )  # fmt: skip
