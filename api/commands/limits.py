"""`ringfence limits`: how a guarantee firm stands to the limits on it, and what it may add."""

from typing import Annotated

import typer

from api.commands import levels
from api.commands.levels import CHINA, Found, Most, RegimeName, cny, percent, who
from api.commands.options import AsOfDay, Database, Json, KnownAtDay
from api.commands.output import say, table

OF = {
    "all": "all guarantees · 全部担保", "client": "one client · 单一被担保人",
    "client_and_related": "client and related · 被担保人及其关联方",
    "joined": "joined by control and circles, not binding · 控制与担保圈合并（非法定）",
    "controller": "who controls the firm · 控股股东、实际控制人",
}  # fmt: skip


def limits(  # noqa: PLR0913 - each is an option of the command
    firm: Annotated[str, typer.Argument(metavar="FIRM", help="party_id, code or exact name · 担保公司")],
    regime: RegimeName = CHINA,
    client: Annotated[
        str | None, typer.Option("--client", metavar="PARTY", help="towards one client only · 被担保人")
    ] = None,
    limit: Most = 100,
    database: Database = None,
    as_of: AsOfDay = None,
    known_at: KnownAtDay = None,
    in_json: Json = False,
) -> None:
    """A guarantee firm beside its limits · 融资担保公司限额."""
    from api.values import shown
    from graph.explain.limits.of_firm import guarantee_firm_limits
    from graph.regimes.catalogue import regime as law_named

    law = law_named(regime)
    with levels.analysed(database, as_of, known_at) as (facts, at):
        firm_id, client_id = facts.party(firm), None if client is None else facts.party(client)
        found = shown(guarantee_firm_limits(facts.day(at), firm_id, law, client_id, limit))
    levels.answered(found, (_answer, _facts, _certainty), in_json=in_json)


def _answer(found: Found) -> None:
    answer = found["answer"]
    multiple = "" if answer["multiple_ratio"] is None else f" = {answer['multiple_ratio']:g} ×"
    say(
        f"responsibility balance · 担保责任余额 {cny(answer['responsibility_cny'])} of · 在保 "
        f"{cny(answer['in_guarantee_cny'])}, clients · 户数 {answer['client_count']}; net assets · 净资产 "
        f"{cny(answer['net_assets_cny']) or '?'}{multiple}; breaches · 突破 {answer['breaches']}"
    )
    if answer["relief"]:
        one = answer["relief"]
        say(
            f"small clients and farmers · 小微企业和农户: balance · 余额 {percent(one['balance_ratio'])} (≥ "
            f"{percent(one['needed_balance_ratio'])}), clients · 户数 {percent(one['client_ratio'])} (≥ "
            f"{percent(one['needed_client_ratio'])}): {'yes · 是' if one['met'] else 'no · 否'}; not known · 不详 "
            f"{one['unknown_clients']}"
        )
    for one in answer["limits"]:
        _uses(one)
    say(
        f"counter-guarantees received · 收到的反担保 {cny(answer['counter_cny'])} ({answer['counter_count']}); undrawn "
        f"pools · 未用最高额 {cny(answer['undrawn_cny'])}"
    )


def _uses(one: Found) -> None:
    multiple = f"{one['multiple_ratio']:g} × net assets · 净资产"
    table(
        f"{OF[one['of']]}: {one['limit']['title']['zh']} · {one['limit']['title']['en']}, {multiple} "
        f"({one['breaches']}/{one['count']})",
        ("clients · 被担保人", "number · 户数", "amount · 责任余额", "at most · 上限", "headroom · 余量", "used · 已用",
         "breach · 突破"),
        [
            ("; ".join(who(client) for client in use["clients"]), use["client_count"], cny(use["amount_cny"]),
             cny(use["limit_cny"]), cny(use["headroom_cny"]), percent(use["used_ratio"]),
             "YES · 是" if use["breach"] else "")
            for use in one["uses"]
        ],
    )  # fmt: skip


def _facts(found: Found) -> None:
    facts, contracts = found["facts"], found["facts"]["contracts"]
    if facts["statement"]:
        one = facts["statement"]
        say(f"statement · 报表 {one['period_end']}: {cny(one['net_assets_cny']) or '?'} ({one['source']})")
    table(
        "weights · 权重",
        ("weight · 权重", "in guarantee · 在保余额", "counts · 责任余额"),
        [
            (percent(one["weight_ratio"]), cny(one["in_guarantee_cny"]), cny(one["responsibility_cny"]))
            for one in facts["weights"]
        ],
    )
    _contracts(f"contracts · 合同 ({contracts['guarantee_count']})", contracts["guarantees"])
    _contracts("counter-guarantees · 反担保", facts["counter"])
    levels.facts_line(
        (
            ("who controls the firm · 控股股东、实际控制人", levels.listed(facts["controllers"])),
            ("clients related to the firm · 与公司关联的被担保人", levels.listed(facts["related"])),
        )
    )
    levels.articles(facts["articles"])


def _contracts(title: str, rows: list[Found]) -> None:
    if rows:
        table(
            title,
            ("contract · 合同", "guarantor · 担保人", "debtor · 被担保人", "cap · 限额", "secures · 所担保余额",
             "until · 至", "source · 来源"),
            [
                (one["guarantee_id"], who(one["guarantor"]), who(one["debtor"]), cny(one["cap_cny"]),
                 cny(one["secured_cny"]), one["last_day"], one["source"])
                for one in rows
            ],
        )  # fmt: skip


def _certainty(found: Found) -> None:
    sure = found["certainty"]
    for one in sure["notes"]:
        levels.words(one)
    unclassified = (
        f"{cny(sure['unclassified_cny'])} ({sure['unclassified_clients']})" if sure["unclassified_cny"] else ""
    )
    levels.facts_line(
        (
            ("complete · 完整", "yes · 是" if sure["complete"] else "no · 否"),
            ("counted in full for want of a fact · 因信息不足按100%计", unclassified),
            ("loans without an amount · 金额未知的借据", sure["unknown_amounts"]),
            ("contracts that secure nothing · 未担保任何债权的合同", sure["secure_nothing"]),
            ("guarantees of guarantees, not counted · 为他人担保提供的再担保（未计）", sure["for_guarantees"]),
            ("control undetermined · 控制无法判断", sure["control_undetermined"]),
            ("stakes not deducted · 未扣除的股权投资", levels.listed(sure["not_deducted"])),
        )
    )
