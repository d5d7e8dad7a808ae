"""`ringfence stress`: what falls when some fall."""

from collections.abc import Callable, Sequence
from typing import Annotated, Final

import typer

from api.commands import levels
from api.commands.contracts import evidence
from api.commands.drawing import FormName, Pictures, draw
from api.commands.levels import Found, Most, Party, cny, endless, percent, who
from api.commands.options import AsOfDay, Database, Json, KnownAtDay
from api.commands.output import say, table
from api.commands.stress_by_law import certainty_by_law, facts_by_law, things_brought
from api.commands.stress_compared import COMPARED
from api.commands.stress_losses import losses
from api.commands.stress_options import AllocationName, Lgd, PolicyName
from api.commands.stress_top import top
from api.commands.words import word

commands = typer.Typer()
commands.command()(losses)
commands.command()(top)

OF_MODELS: Final[Sequence[tuple[str, str, Callable[[float | None], str]]]] = (
    ("distress · 困境程度", "distress", percent),
    ("owed · 应付", "owed_cny", cny),
    ("paid of it · 偿付比例", "paid_share", percent),
    ("unpaid · 未偿付", "shortfall_cny", cny),
)
"""What only DebtRank and clearing say of a party: shown where it is there."""


Failing = Annotated[
    list[str] | None,
    typer.Option("--default", metavar="PARTY", help="who fails at first, instead of the scenario's · 初始违约主体"),
]


@commands.command()
def run(  # noqa: PLR0913 - each is an option of the command
    scenario: Annotated[str, typer.Argument(help="id of a scenario, or a TOML file · 情景编号或文件")],
    failing: Failing = None,
    pictures: Pictures = None,
    form: FormName = "png",
    limit: Most = 100,
    database: Database = None,
    as_of: AsOfDay = None,
    known_at: KnownAtDay = None,
    in_json: Json = False,
) -> None:
    """Play a scenario, loss by loss · 逐笔推演压力情景."""
    from api.values import shown
    from graph.explain.stress.asked import scenario_asked
    from graph.explain.stress.run import stress

    with levels.analysed(database, as_of, known_at) as (facts, at):
        asked = scenario_asked(scenario, failing or None, facts.settings.scenarios_folder)
        found = shown(stress(facts.day(at), asked, facts.party, limit))
    levels.answered(found, (_answer, _facts, _certainty), in_json=in_json)
    if pictures:
        from api.pictures.stress import stress_pictures

        draw(stress_pictures(found), pictures, form)


@commands.command(name="compare")
def compare_scenarios(  # noqa: PLR0913 - each is an option of the command
    scenarios: Annotated[
        list[str], typer.Argument(metavar="SCENARIO SCENARIO...", help="ids or TOML files, 2 to 8 · 情景编号或文件")
    ],
    failing: Failing = None,
    pictures: Pictures = None,
    form: FormName = "png",
    limit: Most = 100,
    database: Database = None,
    as_of: AsOfDay = None,
    known_at: KnownAtDay = None,
    in_json: Json = False,
) -> None:
    """Scenarios side by side on the same facts · 多个压力情景并列比较."""
    from api.values import shown
    from graph.explain.stress.asked import scenario_asked
    from graph.explain.stress.compare import compare

    with levels.analysed(database, as_of, known_at) as (facts, at):
        asked = [scenario_asked(one, failing or None, facts.settings.scenarios_folder) for one in scenarios]
        found = shown(compare(facts.day(at), asked, facts.party, limit))
    levels.answered(found, COMPARED, in_json=in_json)
    if pictures:
        from api.pictures.stress import compare_pictures

        draw(compare_pictures(found), pictures, form)


@commands.command()
def reverse(  # noqa: PLR0913 - each is an option of the command
    party: Party,
    lgd: Lgd = 0.45,
    allocation: AllocationName = "equal_split",
    missing_policy: PolicyName = "registered_capital",
    limit: Most = 100,
    database: Database = None,
    as_of: AsOfDay = None,
    known_at: KnownAtDay = None,
    in_json: Json = False,
) -> None:
    """The fewest failures that bring a guarantor down · 反向压力测试."""
    from api.values import shown
    from graph.contagion.guarantee_calls import Allocation
    from graph.explain.stress.reverse import ReverseAsked, reverse_stress

    asked = ReverseAsked(lgd, Allocation(allocation), missing_policy)
    with levels.analysed(database, as_of, known_at) as (facts, at):
        day, (party_id,) = facts.about(at, party)
        found = shown(reverse_stress(day, party_id, asked, limit))
    levels.answered(found, (_reverse, _reverse_facts, _reverse_certainty), in_json=in_json)


def _answer(found: Found) -> None:
    title = found["facts"]["scenario"]["title"]
    say(f"{title['en']} · {title['zh']} ({found['model']})")
    _played(found["answer"])


def _played(answer: Found) -> None:
    say(f"in default at first · 初始违约 {answer['initial']}; brought down · 传染违约 {answer['induced']}")
    say(f"due · 到期债务 {cny(answer['due_cny'])}, paid by guarantors · 担保代偿 {cny(answer['paid_cny'])}")
    things_brought(answer["things"])
    if answer["shocked"]:
        say(f"shocked before · 事先受冲击 {answer['shocked']}: {cny(answer['shock_cny'])}")
    _of_the_model(answer)
    table(
        "rounds · 轮次",
        ("round · 轮次", "fell · 违约", "calls · 代偿要求", "loans · 贷款损失", "stakes · 股权减值", "who · 主体"),
        [
            (one["round"], one["fallen_count"], *_lost(one["lost"]), levels.listed(one["fallen"]))
            for one in answer["rounds"]
        ],
    )  # fmt: skip
    own = [one for one in OF_MODELS if any(party[one[1]] is not None for party in answer["parties"])]
    table(
        f"{answer['party_count']} parties fell or lost · 违约或受损主体",
        ("party · 主体", "fell in · 违约轮次", "could lose · 可承受", "lost · 损失", "calls · 代偿要求",
         "loans · 贷款损失", "stakes · 股权减值", "brought down by · 致其违约", *(heading for heading, *_ in own)),
        [
            (who(one["party"]), "" if one["round"] is None else one["round"],
             endless(one["equity_cny"]), cny(one["lost_cny"]), *_lost(one["lost"]),
             who(one["brought_down_by"]), *(said(one[name]) for _, name, said in own))
            for one in answer["parties"]
        ],
    )  # fmt: skip


def _of_the_model(answer: Found) -> None:
    """What DebtRank and clearing alone say of the whole."""
    if answer["debtrank"] is not None:
        say(f"DebtRank {answer['debtrank']:.6f}, weighted by · 权重: {word(answer['weighted_by'])}")
    if answer["outside_lost_cny"] is not None:
        say(f"lost by creditors outside · 外部债权人损失 {cny(answer['outside_lost_cny'])}")
    if answer["default_costs_cny"]:
        say(f"destroyed by defaults · 违约成本 {cny(answer['default_costs_cny'])}")


def _lost(lost: Found) -> tuple[str, str, str]:
    return cny(lost["calls_cny"]), cny(lost["loans_cny"]), cny(lost["stakes_cny"])


def _facts(found: Found) -> None:
    facts = found["facts"]
    table(
        f"{facts['carried_count']} losses by what carried them · 逐笔损失",
        ("round · 轮次", "way · 途径", "through · 凭据", "loan · 借据", "from · 来自", "to · 承担方", "amount · 金额"),
        [
            (one["round"], word(one["way"]), one["through"] or "?", one["loan_id"] or "", who(one["from_party"]),
             who(one["to_party"]), cny(one["amount_cny"]))
            for one in facts["carried"]
        ],
    )  # fmt: skip
    evidence(facts["evidence"])
    facts_by_law(facts["by_law"])


def _certainty(found: Found) -> None:
    _sure(found["certainty"])
    certainty_by_law(found["certainty"]["by_law"], found["facts"]["by_law"])


def _sure(sure: Found) -> None:
    for one in sure["notes"]:
        levels.words(one)
    levels.facts_line(
        (
            ("without known net assets · 净资产未知", f"{percent(sure['missing_share'])} of parties, "
             f"{percent(sure['missing_at_stake_share'])} of the amount, counted as · 按 {sure['missing_policy']}"),
            ("filled from · 取值来源", ", ".join(f"{word(name)} {count}" for name, count in sure["filled"].items())),
            ("rounds · 轮数", sure["iterations"]),
            ("residual · 残差", sure["residual_cny"]),
            ("converged · 收敛", "yes · 是" if sure["converged"] else "no · 否"),
            ("loans of unknown lenders · 贷款人未知", sure["without_lender"]),
            ("net assets below zero · 资不抵债", sure["insolvent_count"]),
            ("could not be ranked · 无法排序的主体", sure["unranked"]),
            ("over-owned · 持股超过 100 %", sure["over_owned_count"] and
             f"{sure['over_owned_count']}: {levels.listed(sure['over_owned'])}"),
            ("counter-guarantees not called · 未要求履行的反担保", _counter(sure["counter"])),
        )
    )  # fmt: skip


def _counter(counter: Found) -> str:
    if not counter["contracts"]:
        return ""
    return f"{counter['contracts']}, at most · 至多 {cny(counter['amount_cny'])}"


def _reverse(found: Found) -> None:
    answer = found["answer"]
    buffer = endless(answer["buffer_cny"])
    say(f"can pay · 可代偿 {buffer}; called for then · 届时被要求 {cny(answer['called_cny'])}")
    say(f"could reach it · 可影响主体 {answer['candidates']}; cascades · 推演次数 {answer['trials']}")
    if answer["failures"]:
        proven = "fewest · 最少" if answer["exact"] else f"at least · 至少 {answer['at_least']}"
        say(f"{len(answer['failures'])} failures · 违约 ({proven}): {levels.listed(answer['failures'])}")
        _played(answer["played"])


def _reverse_facts(found: Found) -> None:
    if found["facts"]:
        _facts(found)


def _reverse_certainty(found: Found) -> None:
    for one in found["certainty"]["notes"]:
        levels.words(one)
    if found["certainty"]["played"]:
        _sure(found["certainty"]["played"])
