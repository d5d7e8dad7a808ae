"""`ringfence profile`: one party on one page, also to print and as PDF."""

from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import typer

from api.commands import levels
from api.commands.levels import CHINA, Found, Party, RegimeName, cny, percent, who
from api.commands.options import AsOfDay, Database, Json, KnownAtDay, day
from api.commands.output import note, say, table
from api.commands.words import word

Since = Annotated[
    date | None, typer.Option("--since", parser=day, metavar="DATE", help="also what changed since · 对比日")
]
Html = Annotated[Path | None, typer.Option("--html", metavar="FILE", help="write a page to print · 输出可打印页面")]
Pdf = Annotated[Path | None, typer.Option("--pdf", metavar="FILE", help="write a PDF · 输出 PDF")]
Lang = Annotated[Literal["zh", "en"], typer.Option("--lang", help="of page and PDF · 页面与 PDF 的语言")]
Most = Annotated[int, typer.Option("--limit", min=1, max=200, help="of each list · 每类最多")]


def profile(  # noqa: PLR0913 - each is an option of the command
    party: Party,
    since: Since = None,
    html: Html = None,
    pdf: Pdf = None,
    lang: Lang = "zh",
    regime: RegimeName = CHINA,
    limit: Most = 20,
    database: Database = None,
    as_of: AsOfDay = None,
    known_at: KnownAtDay = None,
    in_json: Json = False,
) -> None:
    """One party on one page: who it is, where it stands, why, how sure · 一企一档."""
    from api.enterprise_profile import Profiling, Wanted
    from api.estimating import Estimating
    from api.values import shown

    with levels.analysed(database, as_of, known_at) as (facts, at):
        found = Profiling(facts, Estimating(facts)).profile(party, at, Wanted(since, True, regime, limit))
    if html is not None or pdf is not None:
        from api.reports.profile import profile_report

        report = profile_report(found, lang)
        if html is not None:
            from api.reports.html import report_page

            html.write_text(report_page(report), encoding="utf-8")
            note(f"written · 已写入 {html}")
        if pdf is not None:
            from api.reports.pdf import report_pdf

            pdf.write_bytes(report_pdf(report, found.as_of))
            note(f"written · 已写入 {pdf}")
    told = shown(found)
    levels.answered(told | {"changes": [one["change"] for one in told["changes"]]} if not in_json else told,
                    (_answer, _facts, _certainty), in_json=in_json)  # fmt: skip


def _answer(found: Found) -> None:
    answer = found["answer"]
    for one in answer["not_applicable"]:
        say(f"{one['section']}: {one['said']['en']} · {one['said']['zh']}")
    standing = answer["standing"]
    say(f"level · 汇总预警等级: {standing['level'] or '–'}; open warnings · 未结预警 {standing['warning_count']}")
    if standing["reason"]:
        levels.words(standing["reason"])
    if answer["score"]:
        score = answer["score"]
        say(f"probability of default · 违约概率: {percent(score['probability'])} "
            f"({percent(score['low'])} – {percent(score['high'])}), {score['scored_on']}")  # fmt: skip
    if answer["control"]:
        say(f"controller · 控制人: {who(answer['control']['controller'])} ({word(answer['control']['status'])})")
    table(
        "four numbers, never added up · 四项数，不可相加",
        ("as · 角色", "nominal · 名义", "contingent · 或有上限", "covered · 可覆盖", "expected call · 预期代偿"),
        [
            (word(one["role"]), *(cny(one["numbers"][name]) for name in (
                "nominal_cny", "contingent_cny", "covered_cny", "expected_call_cny")))
            for one in answer["exposures"]
        ],
    )  # fmt: skip
    loans = answer["loans"]
    say(f"loans · 贷款: {loans['count']}, {cny(loans['outstanding_cny'])}, worst · 最差 {word(loans['worst_class'])}, "
        f"past due · 逾期天数 {loans['days_past_due'] if loans['days_past_due'] is not None else '–'}")  # fmt: skip
    if answer["radar"]:
        table(
            "radar, 0 best to 100 worst · 风险雷达",
            ("dimension · 维度", "value · 值", "what it says · 说明"),
            [
                (f"{one['title']['en']} · {one['title']['zh']}", one["value"],
                 f"{one['said']['en']} {one['said']['zh']}")
                for one in answer["radar"]["dimensions"]
            ],
        )  # fmt: skip


def _facts(found: Found) -> None:
    facts = found["facts"]
    sides = (("guaranteed by · 担保人", "guaranteed_by"), ("guarantees for · 被担保人", "guarantees_for"))
    for title, side in ((title, facts[name]) for title, name in sides):
        if side["ties"]:
            table(
                f"{title} ({len(side['ties'])}/{side['tie_count']})",
                ("party · 主体", "contracts · 合同", "nominal · 名义", "contingent · 或有上限"),
                [(who(one["party"]), one["contracts"], cny(one["nominal_cny"]), cny(one["contingent_cny"]))
                 for one in side["ties"]],
            )  # fmt: skip
    if facts["warnings"]:
        table(
            "open warnings · 未结预警",
            ("level · 等级", "warning · 预警", "state · 状态", "since · 首次发现"),
            [
                (one["level"], f"{one['title']['en']} · {one['title']['zh']}" if one["title"] else one["rule"],
                 one["state"], one["first_seen_on"])
                for one in facts["warnings"]
            ],
        )  # fmt: skip
    table(
        f"timeline · 大事记 ({len(facts['timeline'])}/{facts['timeline_count']})",
        ("day · 日期", "what · 事项", "with · 对方", "amount · 金额", "source · 来源"),
        [
            (one["on"], f"{one['said']['en']} · {one['said']['zh']}", who(one["party"]), cny(one["amount_cny"]),
             one["source"])
            for one in facts["timeline"]
        ],
    )  # fmt: skip
    if found["since"]:
        _since(found["since"])


def _since(since: Found) -> None:
    table(
        f"changed since · 变化自 {since['since']}",
        ("figure · 项目", "before · 原", "now · 现"),
        [(f"{one['title']['en']} · {one['title']['zh']}", one["before"], one["after"]) for one in since["figures"]],
    )
    table(
        f"facts · 事实 ({len(since['facts'])}/{since['fact_count']})",
        ("change · 变化", "fact · 事实", "with · 对方", "amount · 金额"),
        [
            (one["what"], f"{one['said']['en']} · {one['said']['zh']}", who(one["party"]), cny(one["amount_cny"]))
            for one in since["facts"]
        ],
    )


def _certainty(found: Found) -> None:
    sure = found["certainty"]
    say(f"known · 有信息: {'yes · 是' if sure['known'] else 'no · 否'}")
    for one in sure["sections"]:
        notes = "; ".join(f"{note['en']} · {note['zh']}" for note in one["notes"])
        say(f"{one['section']}: {'complete · 完整' if one['complete'] else 'incomplete · 不完整'} {notes}")
