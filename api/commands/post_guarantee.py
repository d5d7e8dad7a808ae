"""`ringfence post-guarantee`: the clients of a guarantee firm, month by month, and as a page to print."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from api.commands import levels
from api.commands.levels import Found, Most, cny, percent, who
from api.commands.options import Database, Json, KnownAtDay, day
from api.commands.output import document, note, say, table
from api.commands.words import word


def post_guarantee(  # noqa: PLR0913 - each is an option of the command
    firm: Annotated[str, typer.Argument(metavar="FIRM", help="party_id, code or exact name · 担保公司")],
    since: Annotated[
        date | None, typer.Option("--from", parser=day, metavar="DATE", help="default: a year of months · 起始日")
    ] = None,
    to: Annotated[
        date | None, typer.Option("--to", "--as-of", parser=day, metavar="DATE", help="default: today · 截止日")
    ] = None,
    portfolio: Annotated[
        str | None, typer.Option("--portfolio", metavar="NAME", help="clients in it only · 关注组合")
    ] = None,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="write one page to print · 输出可打印页面")
    ] = None,
    limit: Most = 100,
    database: Database = None,
    known_at: KnownAtDay = None,
    in_json: Json = False,
) -> None:
    """Clients after their guarantees were given: changes, calls, recoveries · 保后监测."""
    from api.post_guarantee import post_guarantee as asked
    from api.values import shown

    with levels.analysed(database, to, known_at) as (facts, at):
        found = shown(asked(facts, firm, at, since, limit, portfolio))
    if html is not None:
        from api.pages.post_guarantee import post_guarantee_page

        html.write_text(post_guarantee_page(found), encoding="utf-8")
        note(f"written · 已写入 {html}")
    if in_json:
        document(found)
    else:
        _tell(found)


def _tell(found: Found) -> None:
    last = found["last"]
    say(f"{who(found['party'])} ({found['party']['party_id']}) · as of · 截至 {found['as_of']}")
    say(
        f"in guarantee · 在保余额 {cny(last['in_guarantee_cny'])}, clients · 户数 {last['clients']}; "
        f"calls not recovered · 代偿余额 {cny(last['call_balance_cny'])}; "
        f"call rate · 代偿率 {percent(last['call_rate_ratio']) or '–'}; "
        f"recovery rate · 回收率 {percent(last['recovery_rate_ratio']) or '–'}"
    )
    _changes(found["since_last"])
    table(
        "by month · 逐月",
        ("day · 日期", "clients · 户数", "in guarantee · 在保", "added · 新增", "released · 解除", "called · 代偿",
         "recovered · 回收", "not recovered · 代偿余额", "call rate · 代偿率", "overdue · 逾期户", "warned · 预警户"),
        [
            (one["day"], one["clients"], one["in_guarantee_cny"], one["added_cny"], one["released_cny"],
             one["called_cny"], one["recovered_cny"], one["call_balance_cny"], percent(one["call_rate_ratio"]),
             one["overdue_clients"], one["warned_clients"])
            for one in found["months"]
        ],
    )  # fmt: skip
    table(
        f"clients · 客户 ({len(found['clients'])}/{found['client_count']})",
        ("client · 客户", "in guarantee · 在保", "outstanding · 贷款余额", "past due · 逾期天数", "class · 五级分类",
         "cases · 案件", "lists · 名单", "level · 预警等级"),
        [
            (who(one["party"]), last["in_guarantee_cny"], last["outstanding_cny"], last["days_past_due"],
             word(last["loan_class"]), last["cases"], "; ".join(map(word, last["lists"])), last["level"])
            for one in found["clients"] for last in one["months"][-1:]
        ],
    )  # fmt: skip
    for one in found["certainty"]["notes"]:
        levels.words(one)
    if found["truncated"]:
        note(levels.MORE)


def _changes(changes: list[Found]) -> None:
    from api.pages.post_guarantee import WHAT, WHY

    if not changes:
        say("nothing changed since the month before · 较上期无变化")
        return
    table(
        "since the month before · 较上期",
        ("client · 客户", "change · 变化", "before · 原", "after · 现", "why · 原因"),
        [
            (who(one["party"]), WHAT[one["what"]], one["before_cny"], one["after_cny"],
             "; ".join(WHY[why] for why in one["why"]))
            for one in changes
        ],
    )  # fmt: skip
