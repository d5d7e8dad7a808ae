"""`ringfence what-if guarantee`: may this guarantee be added, what would it change, and how much could be."""

from typing import Annotated

import typer

from api.commands import levels
from api.commands.levels import CHINA, Found, Most, Party, RegimeName, cny, percent, who
from api.commands.options import AsOfDay, Database, Json, KnownAtDay
from api.commands.output import say, table

commands = typer.Typer()

NUMBERS = (
    ("outstanding · 余额", "outstanding_cny"), ("nominal · 名义", "nominal_cny"),
    ("contingent · 或有上限", "contingent_cny"), ("covered · 可覆盖", "covered_cny"),
    ("expected call · 预期代偿", "expected_call_cny"),
)  # fmt: skip
OF = {
    "all": "all · 全部", "client": "client · 单户", "client_and_related": "client and related · 及关联方",
    "joined": "joined, not by law · 担保圈相连（非法定）", "controller": "controller · 控制人",
}  # fmt: skip


@commands.callback()
def several() -> None:
    """Questions about what is not there yet; nothing is written · 假设分析."""


@commands.command()
def guarantee(  # noqa: PLR0913 - each is a column of the contract
    guarantor: Party,
    debtor: Annotated[str, typer.Argument(metavar="DEBTOR", help="party_id, code or exact name · 被担保人")],
    loan: Annotated[list[str] | None, typer.Option("--loan", metavar="ID", help="it secures · 担保借据")] = None,
    cap: Annotated[str, typer.Option("--cap", metavar="元", help="default unlimited · 担保限额")] = "",
    pool: Annotated[bool, typer.Option("--pool", help="maximum-amount guarantee · 最高额担保")] = False,
    form: Annotated[str, typer.Option("--form", help="general, joint_and_several … · 担保方式")] = "",
    share: Annotated[str, typer.Option("--share", help="agreed part of one · 约定份额")] = "",
    signed_on: Annotated[str, typer.Option("--signed-on", metavar="DATE", help="签署日")] = "",
    starts_on: Annotated[str, typer.Option("--starts-on", metavar="DATE", help="担保起始日")] = "",
    ends_on: Annotated[str, typer.Option("--ends-on", metavar="DATE", help="the last day · 届满日")] = "",
    product: Annotated[str, typer.Option("--product", help="担保品种")] = "",
    resolution: Annotated[str, typer.Option("--resolution", help="shareholders, board, none · 决议")] = "",
    source: Annotated[str, typer.Option("--source", help="before its own numbers; default firm · 来源")] = "",
    regime: RegimeName = CHINA,
    limit: Most = 100,
    database: Database = None,
    as_of: AsOfDay = None,
    known_at: KnownAtDay = None,
    in_json: Json = False,
) -> None:
    """May this guarantee be added? · 能否新增该担保."""
    from api.proposing import Proposing
    from api.values import shown
    from graph.regimes.catalogue import regime as law_named

    given = {
        "guarantor": guarantor, "debtor": debtor, "secured_loans": ";".join(loan or ()), "cap": cap,
        "maximum_amount": "yes" if pool else "", "form": form, "agreed_share": share, "signed_on": signed_on,
        "starts_on": starts_on, "ends_on": ends_on, "product": product, "resolution": resolution, "source": source,
    }  # fmt: skip
    law = law_named(regime)
    with levels.analysed(database, as_of, known_at) as (facts, at):
        values = {name: text for name, text in given.items() if text}
        found = shown(Proposing(facts).what_if(values, law, at, limit))
    levels.answered(found, (_answer, _facts, _certainty), in_json=in_json)


def _answer(found: Found) -> None:
    answer = found["answer"]
    judged, circle, chain = answer["judgement"], answer["circle"], answer["chain"]
    say(("allowed · 可以新增" if judged["allowed"] else "refused · 不得新增") + f" → {who(answer['debtor'])}")
    for mark, reasons in (("✗", judged["reasons"]), ("!", judged["warnings"])):
        for one in reasons:
            say(f"{mark} {one['said']['en']} · {one['said']['zh']}")
    table(
        "four numbers, never added up · 四项数，不可相加",
        ("of · 对象", "", *(title for title, _ in NUMBERS), "coverage · 覆盖率"),
        [
            (of, when, *(cny(judged[side][then][name]) for _, name in NUMBERS),
             percent(judged[side][then]["coverage_ratio"]))
            for of, side in (("debtor · 被担保人", "borrower"), ("guarantor · 担保人", "guarantor"))
            for when, then in (("now · 目前", "before"), ("then · 新增后", "after"))
        ],
    )  # fmt: skip
    if judged["limits"]:
        table(
            "limits · 限额",
            ("of · 对象", "limit · 限额", "now · 目前", "then · 新增后", "at most · 上限", "headroom · 余量",
             "breach · 突破"),
            [
                (OF[one["of"]], f"{one['limit']['title']['zh']} · {one['limit']['title']['en']}",
                 cny(one["before_cny"]), cny(one["after_cny"]), cny(one["limit_cny"]),
                 cny(one["headroom_after_cny"]), "YES · 是" if one["breach_after"] else "")
                for one in judged["limits"]
            ],
        )  # fmt: skip
    if circle["members"]:
        joined = " → ".join(who(one) for one in circle["path"])
        say(f"circle · 担保圈 ({circle['member_count']}): {joined} (version · 版本 {circle['version']})")
    say(f"longest chain downstream · 下游最长担保链: {chain['at_least']} – {chain['at_most']}")


def _facts(found: Found) -> None:
    evidence = found["facts"]["evidence"]
    table(
        f"loans · 贷款 ({evidence['loan_count']})",
        ("loan · 借据", "borrower · 借款人", "outstanding · 余额", "matures · 到期"),
        [(one["loan_id"], who(one["borrower"]), cny(one["outstanding_cny"]), one["matures_on"])
         for one in evidence["loans"]],
    )  # fmt: skip
    table(
        f"contracts · 担保合同 ({evidence['guarantee_count']})",
        ("contract · 合同", "guarantor · 担保人", "debtor · 被担保人", "cap · 限额", "secured · 所担保余额"),
        [(one["guarantee_id"], who(one["guarantor"]), who(one["debtor"]), cny(one["cap_cny"]), cny(one["secured_cny"]))
         for one in evidence["guarantees"]],
    )  # fmt: skip
    levels.articles(found["facts"]["articles"])


def _certainty(found: Found) -> None:
    sure = found["certainty"]
    for one in sure["notes"]:
        levels.words(one)
    levels.facts_line(
        (
            ("complete · 完整", "yes · 是" if sure["complete"] else "no · 否"),
            ("loans without a balance · 无余额的贷款", sure["without_balance"]),
            ("limits not checked · 未核对的限额", "; ".join(one["title"]["zh"] for one in sure["unchecked_limits"])),
        )
    )
