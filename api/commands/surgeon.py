"""`ringfence surgeon`: which guarantees to release so that no circle remains, or a failure stays contained."""

from typing import Annotated

import typer

from api.commands import levels
from api.commands.contracts import evidence
from api.commands.levels import Found, Most, cny, percent, who
from api.commands.options import AsOfDay, Database, Json, KnownAtDay
from api.commands.output import say, table

GOALS = {
    "no_circles": "so that no circle remains · 消除担保圈",
    "contained": "so that a failure does not spread · 控制风险扩散",
}


def surgeon(  # noqa: PLR0913 - each is an option of the command
    party: Annotated[
        str | None,
        typer.Argument(metavar="[PARTY]", help="whose circle or failure, or a circle_id; default all · 主体"),
    ] = None,
    price: Annotated[
        str, typer.Option("--price", help="amount, or replacement: the cover lost · 成本口径：金额或替代成本")
    ] = "amount",
    most_reached: Annotated[
        int | None,
        typer.Option("--most-reached", min=0, help="the failure of PARTY reaches at most so many · 至多波及"),
    ] = None,
    unknown_cny: Annotated[
        float | None, typer.Option("--unknown-cny", min=0, help="count an unknown amount at · 未知金额按此计")
    ] = None,
    seconds: Annotated[float, typer.Option("--seconds", min=0.1, max=3600, help="to look · 求解时限")] = 10.0,
    limit: Most = 100,
    database: Database = None,
    as_of: AsOfDay = None,
    known_at: KnownAtDay = None,
    in_json: Json = False,
) -> None:
    """The cheapest guarantees to release · 化解担保圈的最低成本方案."""
    from api.values import shown
    from graph.errors import UsageError
    from graph.explain.surgeon import Operation, Price
    from graph.explain.surgeon import surgeon as asked

    if price not in list(Price):
        raise UsageError("--price is amount or replacement.", "--price 须为 amount 或 replacement。", price=price)
    wanted = Operation(Price(price), most_reached, unknown_cny, seconds)
    with levels.analysed(database, as_of, known_at) as (facts, at):
        whose, day = facts.circle_or_party(party), facts.day(at)
        found = shown(asked(day, whose, wanted, limit))
    levels.answered(found, (_answer, _facts, _certainty), in_json=in_json)


def _answer(found: Found) -> None:
    answer = found["answer"]
    say(f"{GOALS[answer['goal']]}: {cny(answer['cost_cny'])} ({answer['price']})")
    table(
        f"release · 解除 ({answer['release_count']})",
        ("#", "guarantor · 担保人", "debtor · 被担保人", "contracts · 合同", "cost · 成本", "relief · 缓解"),
        [
            (one["rank"], who(one["guarantor"]), who(one["debtor"]), ", ".join(one["guarantees"]),
             cny(one["cost_cny"]), one["relief"])
            for one in answer["releases"]
        ],
    )  # fmt: skip
    table(
        "effect · 效果",
        ("", "circles · 圈数", "largest · 最大", "in circles · 圈内", "reached · 波及", "covered · 可覆盖"),
        [
            (title, one["circles"], one["largest_circle"], one["parties_in_circles"], one["reached"],
             cny(one["covered_cny"]))
            for title, one in (("before · 之前", answer["before"]), ("after · 之后", answer["after"]))
        ],
    )  # fmt: skip


def _facts(found: Found) -> None:
    evidence(found["facts"])


def _certainty(found: Found) -> None:
    answer, sure = found["answer"], found["certainty"]
    levels.facts_line(
        (
            ("proven the cheapest · 已证最优", "yes · 是" if sure["optimal"] else "no · 否"),
            ("no plan costs less than · 成本下界", cny(answer["lower_bound_cny"])),
            ("gap · 差距", percent(answer["gap_ratio"])),
            ("of assumed amount · 按假定金额计", ", ".join(sure["assumed"])),
        )
    )
    for one in sure["notes"]:
        levels.words(one)
