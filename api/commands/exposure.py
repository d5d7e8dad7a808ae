"""`ringfence exposure`: the four numbers of a party's guarantees, or of the whole portfolio."""

from typing import Annotated, Literal

import typer

from api.commands import levels
from api.commands.contracts import evidence
from api.commands.levels import CHINA, Found, Most, RegimeName, cny, percent, who
from api.commands.options import AsOfDay, Database, Json, KnownAtDay
from api.commands.output import say, table
from api.commands.words import word

RoleName = Literal["borrower", "guarantor", "lender", "group"]
SplitName = Literal["equal_capped", "proportional_to_cap"]
ByName = Literal["outstanding", "nominal", "contingent", "covered", "expected_call", "uncovered"]


def exposure(  # noqa: PLR0913 - each is an option of the command
    party: Annotated[
        str | None, typer.Argument(metavar="[PARTY]", help="party_id, code or exact name; none: the portfolio · 主体")
    ] = None,
    role: Annotated[RoleName | None, typer.Option("--role", help="as what; default: what the party is · 角色")] = None,
    split: Annotated[SplitName, typer.Option("--split", help="how calls are divided · 代偿分摊")] = "equal_capped",
    regime: RegimeName = CHINA,
    depth: Annotated[int, typer.Option("--depth", min=0, max=20, help="of indirect reach · 间接层数")] = 3,
    by: Annotated[ByName, typer.Option("--by", help="by which the portfolio's are ranked · 排序")] = "contingent",
    default_probability: Annotated[
        float | None,
        typer.Option("--default-probability", min=0, max=1, help="for the weighted call; default: scores · 违约概率"),
    ] = None,
    limit: Most = 100,
    database: Database = None,
    as_of: AsOfDay = None,
    known_at: KnownAtDay = None,
    in_json: Json = False,
) -> None:
    """What guarantees come to, in four numbers · 担保敞口."""
    from api.values import shown
    from graph.explain.exposure.of_party import ExposureAsked
    from graph.explain.exposure.of_party import exposure as asked
    from graph.explain.exposure.of_portfolio import By, portfolio_exposure
    from graph.explain.exposure.scope import Role
    from graph.guarantees.calls import Split
    from graph.regimes.catalogue import regime as law_named

    law, how = law_named(regime), Split(split)
    with levels.analysed(database, as_of, known_at) as (facts, at):
        chances = facts.probabilities(at, default_probability)
        if party is None:
            found = shown(portfolio_exposure(facts.day(at), By(by), how, limit, chances))
        else:
            question = ExposureAsked(None if role is None else Role(role), how, law, depth, limit, chances)
            party_id = facts.party(party)
            found = shown(asked(facts.day(at), party_id, question))
    levels.answered(found, (_portfolio if party is None else _answer, _facts, _certainty), in_json=in_json)


def _numbers(title: str, rows: list[tuple[str, Found]]) -> None:
    table(
        title,
        ("", "outstanding · 余额", "nominal · 名义", "contingent · 或有上限", "covered · 可覆盖",
         "expected call · 预期代偿", "uncovered · 未覆盖", "over-cover · 超额", "nominal/outstanding · 覆盖率"),
        [
            (name, cny(one["outstanding_cny"]), cny(one["nominal_cny"]), cny(one["contingent_cny"]),
             cny(one["covered_cny"]), cny(one["expected_call_cny"]), cny(one["uncovered_cny"]),
             cny(one["over_cover_cny"]), percent(one["coverage_ratio"]))
            for name, one in rows
        ],
    )  # fmt: skip


def _answer(found: Found) -> None:
    answer = found["answer"]
    others = ", ".join(word(one) for one in answer["roles"] if one != answer["role"]) or "–"
    say(f"as · 角色 {word(answer['role'])} (also · 兼为 {others}) · calls · 代偿分摊 {word(answer['split'])}")
    _numbers("four numbers, never added up · 四项数，不可相加", [(word(answer["role"]), answer["numbers"])])
    say(f"owed in all · 债务合计 {cny(answer['debt_cny'])}, of it not guaranteed · 其中无担保 "
        f"{cny(answer['unguaranteed_cny'])}; pools to be drawn · 最高额未用 {cny(answer['undrawn_cny'])}")  # fmt: skip
    table(
        f"{answer['share_count']} parties · 主体",
        ("party · 主体", "nominal · 名义", "contingent · 或有上限", "expected call · 预期代偿", "share · 占比",
         "counter-covered · 反担保覆盖", "gave in all · 担保合计", "net assets · 净资产", "× net assets · 倍数"),
        [
            (who(one["party"]), cny(one["nominal_cny"]), cny(one["contingent_cny"]), cny(one["expected_call_cny"]),
             percent(one["share_ratio"]), cny(one["counter_covered_cny"]), *_standing(one["standing"]))
            for one in answer["shares"]
        ],
    )  # fmt: skip
    if answer["standing"]:
        given, assets, times = _standing(answer["standing"])
        say(f"gave in all · 担保合计 {given}; net assets · 净资产 {assets or '?'}; × {times or '?'}")
    _spread("guarantors · 担保人", answer["guarantors"])
    _spread("borrowers · 借款人", answer["borrowers"])
    _counter("counter-guarantees received · 收到的反担保", answer["counter_received"])
    _counter("counter-guarantees given · 提供的反担保", answer["counter_given"])
    outside, reach = answer["outside"], answer["reach"]
    if outside:
        say(f"{word(outside['around'])} ({outside['member_count']}): from outside · 圈外可覆盖 "
            f"{cny(outside['covered_cny'])} / {cny(outside['outstanding_cny'])}; its own · 本主体 "
            f"{cny(outside['own_covered_cny'])}")  # fmt: skip
    if reach:
        say(f"scenario, no amount · 情景（不计金额）: {reach['party_count']} {word(reach['direction'])} within · 层内 "
            f"{reach['depth']}: {levels.listed(reach['parties'])}")  # fmt: skip
    _weighted(answer["weighted"])


def _portfolio(found: Found) -> None:
    answer = found["answer"]
    _numbers("four numbers, never added up · 四项数，不可相加", [("all · 全部", answer["numbers"])])
    say(f"owed in all · 债务合计 {cny(answer['debt_cny'])}, of it not guaranteed · 其中无担保 "
        f"{cny(answer['unguaranteed_cny'])}; pools to be drawn · 最高额未用 {cny(answer['undrawn_cny'])}")  # fmt: skip
    for name in ("borrower", "guarantor", "lender"):
        rows = [(who(one["party"]), one["numbers"]) for one in answer[f"{name}s"]]
        _numbers(f"{word(name)} ({answer[f'{name}_count']})", rows)
    _spread("guarantors · 担保人", answer["over_guarantors"])
    _spread("borrowers · 借款人", answer["over_borrowers"])
    _counter("counter-guarantees · 反担保", answer["counter"])
    _weighted(answer["weighted"])


def _standing(one: Found | None) -> tuple[str, str, str]:
    if one is None:
        return "", "", ""
    times = one["to_net_assets"]
    return cny(one["given_cny"]), cny(one["net_assets_cny"]), "" if times is None else f"{times:.4f}"


def _spread(name: str, one: Found) -> None:
    if one["top"]:
        largest = f"{who(one['top'])} {percent(one['top_ratio'])}"
        say(f"{name}: {one['count']}, HHI {one['hhi']:.4f}, largest · 最大 {largest}")


def _counter(name: str, one: Found) -> None:
    if one["contracts"]:
        say(f"{name}: {one['contracts']}, nominal · 名义 {cny(one['nominal_cny'])}, at most · 上限 "
            f"{cny(one['limit_cny'])}, covers · 可覆盖 {cny(one['covered_cny'])}")  # fmt: skip


def _weighted(one: Found) -> None:
    """Apart from the four numbers."""
    if one["weighted_call_cny"] is not None:
        say("weighted by probabilities of default, no joint defaults assumed · 按违约概率加权（不假设联合违约）: "
            f"{cny(one['weighted_call_cny'])} ({word(one['source'])}, {one['borrowers']})")  # fmt: skip


def _facts(found: Found) -> None:
    facts = found["facts"]
    evidence(facts["evidence"])
    if facts.get("members"):
        say(f"members · 成员 ({facts['member_count']}): {levels.listed(facts['members'])}")
        levels.articles(facts["articles"])


def _certainty(found: Found) -> None:
    sure = found["certainty"]
    for one in sure["notes"]:
        levels.words(one)
    doubts = sure["doubts"]
    levels.facts_line(
        (
            ("complete · 完整", "yes · 是" if sure["complete"] else "no · 否"),
            ("loans without a balance · 无余额的贷款", doubts["without_balance"]),
            ("loans of unknown amount · 金额未知的贷款", _some(doubts, "unknown_amount")),
            ("contracts that secure nothing · 未对应贷款的担保", _some(doubts, "securing_nothing")),
            ("guarantees for oneself · 自我担保", _some(doubts, "for_oneself")),
            ("debtor is not the borrower · 被担保人非借款人", _some(doubts, "for_another")),
            ("contracts without a cap · 无限额的担保", doubts["unlimited"]),
            ("contracts of unknown form · 未注明方式的担保", doubts["without_form"]),
            ("syndicated loans · 银团贷款", doubts["syndicated"]),
            ("contracts shared with others · 跨范围的担保", doubts["shared_pools"]),
            ("no net assets known · 净资产未知", levels.listed(sure.get("without_statement", []))),
            ("control undetermined · 控制无法判断", levels.listed(sure.get("undetermined", []))),
        )
    )  # fmt: skip


def _some(doubts: Found, name: str) -> str:
    count = doubts[f"{name}_count"]
    return f"{count} ({', '.join(doubts[name])})" if count else ""
