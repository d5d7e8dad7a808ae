"""`ringfence guarantors`: who else guarantees a borrower and its group, how fast that grew, what stands behind each."""

from typing import Annotated, Any

import typer

from api.commands import levels
from api.commands.levels import CHINA, Found, Most, Party, RegimeName, cny, percent, who
from api.commands.options import AsOfDay, Database, Json, KnownAtDay
from api.commands.output import say, table
from api.commands.words import word

ROLES = {"guarantee_firm": "guarantee firm · 担保公司", "enterprise": "enterprise · 企业", "person": "person · 自然人"}
NUMBERS = (
    ("owed · 债务余额", "owed_cny"), ("covered from outside the group · 集团外覆盖", "outside_covered_cny"),
    ("still to be drawn under pools · 最高额未用", "undrawn_cny"),
)  # fmt: skip
FOUR = (
    ("outstanding, guaranteed · 已担保余额", "outstanding_cny"), ("nominal · 名义额", "nominal_cny"),
    ("contingent · 最大或有额", "contingent_cny"), ("covered · 可覆盖额", "covered_cny"),
    ("uncovered · 未覆盖", "uncovered_cny"), ("expected call · 预期代偿", "expected_call_cny"),
)  # fmt: skip


def guarantors(  # noqa: PLR0913 - each is an option of the command
    party: Party,
    viewer: Annotated[
        str | None, typer.Option("--viewer", metavar="FIRM", help="the firm that asks · 查看机构")
    ] = None,
    regime: RegimeName = CHINA,
    months: Annotated[int, typer.Option("--months", min=1, max=120, help="how far back · 回溯月数")] = 24,
    limit: Most = 100,
    database: Database = None,
    as_of: AsOfDay = None,
    known_at: KnownAtDay = None,
    in_json: Json = False,
) -> None:
    """Who guarantees a borrower and its group · 多头担保视图."""
    from api.values import shown
    from graph.explain.guarantors.view import View
    from graph.explain.guarantors.view import guarantors as asked
    from graph.regimes.catalogue import regime as law_named

    law = law_named(regime)
    with levels.analysed(database, as_of, known_at) as (facts, at):
        party_id, firm = facts.party(party), facts.lender(viewer)
        found = shown(asked(facts.day(at), party_id, law, View(firm, months, limit)))
    levels.answered(found, (_answer, _facts, _certainty), in_json=in_json)


def _answer(found: Found) -> None:
    answer = found["answer"]
    group = answer["group"]
    scopes = [("borrower · 被担保人", answer["borrower"])] + ([("group · 集团", group["guaranteed"])] if group else [])
    _figures(scopes)
    if answer["viewer"]:
        _viewer(answer["viewer"])
    if answer["guarantors"]:
        _guarantors(answer)
    for name, one in scopes:
        _growth(name, one)
    if group:
        table(
            f"group by control · 控制关系集团 ({group['member_count']})",
            ("member · 成员", "tie · 关联", "through · 经由", "owes · 债务余额"),
            [
                (who(one["party"]), word(one["tie"]), who(one["through"]), cny(one["owed_cny"]))
                for one in group["members"]
            ],
        )  # fmt: skip


def _figures(scopes: list[tuple[str, Found]]) -> None:
    rows = [(title, *(cny(one["numbers"][name]) for _, one in scopes)) for title, name in FOUR]
    rows += [(title, *(cny(one[name]) for _, one in scopes)) for title, name in NUMBERS]
    rows += [
        ("guarantors · 担保人", *(_heads(one) for _, one in scopes)),
        ("contracts · 合同数", *(one["contracts"] for _, one in scopes)),
        ("HHI", *(_number(one["concentration"]["hhi"]) for _, one in scopes)),
        ("largest · 最大占比", *(percent(one["concentration"]["top_ratio"]) for _, one in scopes)),
    ]
    table("what is guaranteed · 担保情况", ("", *(name for name, _ in scopes)), rows)


def _heads(one: Found) -> str:
    held = one["concentration"]
    return (
        f"{one['guarantors']} (guarantee firms · 担保公司 {held['guarantee_firms']}, enterprises · 企业 "
        f"{held['enterprises']}, persons · 自然人 {held['persons']})"
    )


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.4f}"


def _viewer(viewer: Found) -> None:
    for scope in ("borrower", "group"):
        others, own = viewer[f"others_of_{scope}"], viewer[scope]
        if others is None:
            continue
        stands = cny(own["contingent_cny"]) if own else "nothing · 无"
        say(
            f"{who(viewer['party'])} → {word(scope)}: {stands}; others · 其他 {others['guarantors']} "
            f"(guarantee firms · 担保公司 {others['guarantee_firms']}), {cny(others['contingent_cny'])}; "
            f"joined within 12 months · 近12个月新增 {others['joined']}; earlier · 更早 {others['earlier']}; "
            f"same loans · 同笔贷款 {others['beside']}"
        )


def _guarantors(answer: Found) -> None:
    table(
        f"guarantors · 担保人 ({answer['guarantor_count']})",
        ("guarantor · 担保人", "role · 类别", "borrower · 对被担保人", "share · 占比", "group · 对集团",
         "contracts · 合同", "since · 起", "marks · 标记", "of net assets · 占净资产",
         "guaranteed by · 被担保", "counter · 反担保"),
        [
            (who(one["party"]), ROLES[one["role"]], *_promised(one), _marks(one),
             _times(one["guaranteed_to_net_assets"]), _backing(one["guaranteed_by"]),
             _backing(one["counter_guaranteed_by"]))
            for one in answer["guarantors"]
        ],
    )  # fmt: skip


def _promised(one: Found) -> tuple[Any, ...]:
    own, group = one["borrower"], one["group"]
    some = own or group
    return (
        cny(own["contingent_cny"]) if own else "", percent(own["share_ratio"]) if own else "",
        cny(group["contingent_cny"]) if group else "", some["contracts"], some["first_start"] or "",
    )  # fmt: skip


def _marks(one: Found) -> str:
    marks = (
        ("viewer · 查看机构", one["is_viewer"]), ("joined within 12 months · 近12个月新增", one["joined"]),
        ("same group · 同集团", one["same_group"]), ("same circle · 同担保圈", one["same_circle"]),
    )  # fmt: skip
    return "; ".join([name for name, holds in marks if holds] + [word(listing["list"]) for listing in one["listings"]])


def _times(multiple: float | None) -> str:
    return "?" if multiple is None else f"{multiple:.2f} ×"


def _backing(backing: Found) -> str:
    names = [f"{who(one['party'])} {cny(one['contingent_cny'])}" for one in backing["backers"]]
    more = backing["count"] - len(names)
    return "; ".join(names + ([f"… {more} more · 另有 {more} 个"] if more else []))


def _growth(name: str, one: Found) -> None:
    table(
        f"course · 走势: {name}",
        ("day · 日期", "guarantors · 担保人", "contracts · 合同", "owed · 债务", "nominal · 名义额",
         "covered · 可覆盖额"),
        [
            (point["day"], point["guarantors"], point["contracts"], cny(point["owed_cny"]), cny(point["nominal_cny"]),
             cny(point["covered_cny"]))
            for point in one["series"]
        ],
    )  # fmt: skip
    for since in one["growth"]:
        say(
            f"since · 自 {since['since']}: guarantors · 担保人 {since['guarantors']:+d} "
            f"(joined · 新增 {since['joined']}, left · 退出 {since['left']}), "
            f"nominal · 名义额 {since['nominal_cny']:+,.2f} 元 {percent(since['nominal_ratio'])}, "
            f"covered · 可覆盖额 {since['covered_cny']:+,.2f} 元"
        )
    if one["fastest"]:
        grew = (f"{who(more['party'])} +{cny(more['added_cny'])}" for more in one["fastest"])
        say(f"fastest in 12 months · 近12个月增长最快: {'; '.join(grew)}")


def _facts(found: Found) -> None:
    facts = found["facts"]
    evidence = facts["evidence"]
    _contracts(f"contracts · 担保合同 ({evidence['guarantee_count']})", evidence["guarantees"])
    if facts["counter_guarantees"]:
        _contracts(f"counter-guarantees · 反担保 ({facts['counter_count']})", facts["counter_guarantees"])
    if evidence["loans"]:
        table(
            f"loans · 贷款 ({evidence['loan_count']})",
            ("loan · 借据", "borrower · 借款人", "lender · 贷款人", "outstanding · 余额", "matures · 到期"),
            [
                (one["loan_id"], who(one["borrower"]), levels.listed(one["lenders"]), cny(one["outstanding_cny"]),
                 one["matures_on"])
                for one in evidence["loans"]
            ],
        )  # fmt: skip
    levels.articles(facts["articles"])


def _contracts(title: str, rows: list[Found]) -> None:
    table(
        title,
        ("contract · 合同", "guarantor · 担保人", "debtor · 债务人", "form · 方式", "cap · 限额", "secures · 所担保",
         "from · 起", "last day · 届满", "loans · 贷款", "source · 来源"),
        [
            (one["guarantee_id"], who(one["guarantor"]), who(one["debtor"]), word(one["form"]), cny(one["cap_cny"]),
             cny(one["secured_cny"]), one["starts_on"], one["last_day"], "; ".join(one["loans"] + one["secures"]),
             one["source"])
            for one in rows
        ],
    )  # fmt: skip


def _certainty(found: Found) -> None:
    sure = found["certainty"]
    for one in sure["notes"]:
        levels.words(one)
    levels.facts_line(
        (
            ("complete · 完整", "yes · 是" if sure["complete"] else "no · 否"),
            ("sources · 来源", "; ".join(f"{one['source']} ({one['contracts']})" for one in sure["sources"])),
            ("owed without a known guarantee · 无已知担保的债务", percent(sure["unguaranteed_ratio"])),
            ("loans without a balance · 无余额的贷款", sure["without_balance"]),
            ("amounts unknown · 金额未知", sure["unknown_amounts"]),
            ("contracts that secure no loan · 未指明贷款的合同", "; ".join(sure["securing_nothing"])),
            ("guarantees for oneself, an error · 为自己担保（数据错误）", "; ".join(sure["own_guarantees"])),
            ("guarantors without net assets · 净资产未知的担保人", sure["without_net_assets"]),
            ("control undetermined · 控制无法判断", sure["undetermined_control"]),
        )
    )  # fmt: skip
    for one in sure["same_person"]:
        stated = "?" if one["probability"] is None else percent(one["probability"])
        say(f"{who(one['first'])} = {who(one['second'])} ? {stated}")
