"""`ringfence stress top`: which parties matter most, and which are most at risk."""

from datetime import UTC, datetime
from typing import Annotated, Literal

import typer

from api.commands import levels
from api.commands.contracts import evidence
from api.commands.drawn import probabilities
from api.commands.levels import Found, Most, cny, endless, percent, who
from api.commands.options import AsOfDay, Database, Json, KnownAtDay
from api.commands.output import note, progress, say, table
from api.commands.stress_options import AllocationName, Lgd, PolicyName
from api.commands.words import word

Measure = Literal["debtrank", "loss", "induced", "vulnerability", "default_probability"]
VariantName = Literal["battiston2012", "bardoscia2015"]


def top(  # noqa: PLR0913 - each is an option of the command
    by: Annotated[Measure, typer.Option("--by", help="what orders · 排序指标")] = "debtrank",
    lgd: Lgd = 0.45,
    allocation: AllocationName = "equal_split",
    missing_policy: PolicyName = "registered_capital",
    variant: Annotated[
        VariantName | None, typer.Option("--variant", help="of DebtRank; default bardoscia2015 · DebtRank 版本")
    ] = None,
    probability: Annotated[
        float | None,
        typer.Option("--probability", min=0, max=1, help="of everybody; default: the scores · 统一违约概率"),
    ] = None,
    pd: Annotated[
        float | None,
        typer.Option("--pd", min=0, max=1, help="probability of parties without a score · 无评分主体的违约概率"),
    ] = None,
    correlation: Annotated[
        float | None, typer.Option("--correlation", min=0, max=1, help="of the draws, below 1 · 相关系数")
    ] = None,
    trials: Annotated[int | None, typer.Option("--trials", min=2, help="at most · 试验次数上限")] = None,
    seed: Annotated[int | None, typer.Option("--seed", min=0, help="of the draws · 随机种子")] = None,
    keep: Annotated[bool, typer.Option("--keep", help="write the result down as a run · 保存为一次运行")] = False,
    limit: Most = 20,
    database: Database = None,
    as_of: AsOfDay = None,
    known_at: KnownAtDay = None,
    in_json: Json = False,
) -> None:
    """The most important parties, or with --by vulnerability or default_probability the most vulnerable ·
    系统重要性与脆弱性."""
    from api.jobs import keep_run
    from api.top_run import TopRun
    from api.values import shown
    from graph.contagion.balance_sheets import MissingPolicy
    from graph.contagion.debtrank import Variant
    from graph.contagion.guarantee_calls import Allocation
    from graph.explain.stress.top_asked import By, Draws, TopAsked

    began = datetime.now(UTC)
    wanted = TopAsked(
        By(by), limit, lgd, Allocation(allocation), MissingPolicy(missing_policy),
        Variant(variant) if variant else None, Draws(probability, pd, correlation, trials, seed),
    )  # fmt: skip
    with levels.analysed(database, as_of, known_at) as (facts, at):
        run = TopRun(facts, at, wanted)
        with progress("top · 排序", quiet=in_json) as on_progress:
            found = shown(run.top(on_progress))
        told = (_likeliest, _likeliest_facts, _likeliest_certainty) if by == "default_probability" else (
            _important, _important_facts, _important_certainty,
        )  # fmt: skip
        levels.answered(found, told, in_json=in_json)
        if keep:
            note(f"kept · 已保存 {keep_run(facts.store, run.asked, found, began).job_id}")


def _important(found: Found) -> None:
    answer = found["answer"]
    say(f"each as the only one that fails · 逐一单独违约，by · 按 {word(answer['by'])}")
    say(f"due of all loans · 全部到期债务 {cny(answer['due_cny'])}; value · 价值合计 {cny(answer['value_cny'])}")
    table(
        f"{answer['party_count']} parties · 主体",
        ("party · 主体", "DebtRank", "due · 到期", "lenders lose · 贷款损失", "guarantors pay · 代偿",
         "fall by calls · 传染违约", "wiped out · 净资产耗尽", "vulnerable · 脆弱性",
         "guarantors' HHI · 担保集中度", "circle · 担保圈", "equity · 净资产"),
        [
            (who(one["party"]), percent(one["debtrank"]), cny(one["due_cny"]), cny(one["lost_cny"]),
             cny(one["paid_cny"]), one["induced"], one["wiped_out"], percent(one["vulnerability"]),
             "" if one["guarantor_hhi"] is None else f"{one['guarantor_hhi']:.4f}", one["circle_size"] or "",
             endless(one["equity_cny"]))
            for one in answer["parties"]
        ],
    )  # fmt: skip


def _important_facts(found: Found) -> None:
    facts = found["facts"]
    say(f"{facts['exposures']} exposures · 敞口: {cny(facts['exposures_cny'])}")
    say(f"parties weighed by · 主体权重 {word(facts['value'])}")
    if facts["borne_by"]:
        table(
            f"the first one's failure is borne by {facts['borne_count']} · 首位违约的承担方",
            ("party · 主体", "bears · 承担", "equity · 净资产"),
            [(who(one["party"]), cny(one["amount_cny"]), endless(one["equity_cny"])) for one in facts["borne_by"]],
        )
    evidence(facts["evidence"])


def _important_certainty(found: Found) -> None:
    sure = found["certainty"]
    for one in sure["notes"]:
        levels.words(one)
    levels.facts_line(
        (
            ("debtors tried · 已尝试债务主体", f"{sure['tried']} of · 共 {sure['seeds']}"),
            ("proven · 已证明", "yes · 是" if sure["proven"] else "no · 否"),
            ("others at most · 其余不超过", None if sure["bound"] is None else f"{sure['bound']:.6g}"),
            ("rounds · 轮数", sure["iterations"]),
            ("residual · 残差", sure["residual"]),
            ("rounds at most · 轮数上限", sure["rounds_allowed"]),
            ("converged · 收敛", "yes · 是" if sure["converged"] and sure["calls_converged"] else "no · 否"),
            ("not converged · 未收敛主体", sure["not_converged"]),
            ("some loop amplifies distress · 存在放大环", sure["saturates"]),
            ("of no known value · 价值未知", sure["value_missing"]),
            *_sheets(sure),
        )
    )  # fmt: skip


def _likeliest(found: Found) -> None:
    answer = found["answer"]
    say("likeliest to fail, of itself or by calls · 最可能违约（自身或因代偿）")
    table(
        f"{answer['party_count']} parties can fail · 可能违约主体",
        ("party · 主体", "of itself · 自身", "from · 来源", "in all, at least · 合计下限", "at most · 上限",
         "certain · 确定入列", "at stake · 敞口", "can pay · 可代偿"),
        [
            (who(one["party"]), percent(one["own_probability"]), word(one["own_from"]), percent(one["low"]),
             percent(one["high"]), "yes · 是" if one["certain"] else "no · 否", cny(one["at_stake_cny"]),
             endless(one["could_pay_cny"]))
            for one in answer["parties"]
        ],
    )  # fmt: skip
    if answer["contenders"]:
        say(f"{answer['contender_count']} contenders · 可能入列: {levels.listed(answer['contenders'])}")


def _likeliest_facts(found: Found) -> None:
    probabilities(found["facts"])
    evidence(found["facts"]["evidence"])


def _likeliest_certainty(found: Found) -> None:
    sure = found["certainty"]
    for one in sure["notes"]:
        levels.words(one)
    levels.facts_line(
        (
            ("confidence · 置信度", percent(sure["confidence"]) if sure["sampled"] else "certain · 确定"),
            ("equal within · 视为相等", percent(sure["tolerance"])),
            ("sampled · 抽样主体", sure["sampled"]),
            ("trials · 试验次数", sure["iterations"]),
            ("ended by · 结束于", word(sure["ended"])),
            ("left open · 未区分概率差", percent(sure["residual"]) if sure["residual"] else None),
            ("parted · 已区分", "yes · 是" if sure["converged"] else "no · 否"),
            *_sheets(sure),
        )
    )  # fmt: skip


def _sheets(sure: Found) -> tuple[tuple[str, object], ...]:
    """Whose balance sheets are not known, and what stood for them."""
    return (
        ("without known net assets · 净资产未知", f"{percent(sure['missing_share'])} of parties, "
         f"{percent(sure['missing_at_stake_share'])} of the amount, counted as · 按 {sure['missing_policy']}"),
        ("filled from · 取值来源", ", ".join(f"{word(name)} {count}" for name, count in sure["filled"].items())),
        ("loans of unknown lenders · 贷款人未知", sure["without_lender"]),
        ("net assets not above zero · 净资产不为正", sure["insolvent_count"]),
    )  # fmt: skip
