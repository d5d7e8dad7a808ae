"""`ringfence group`: the groups of connected clients that a party is in, and what a lender may add."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.commands import levels
from api.commands.levels import CHINA, Found, Most, Party, RegimeName, cny, percent, who
from api.commands.options import AsOfDay, Database, Json, KnownAtDay
from api.commands.output import note, say, table
from api.commands.words import word

if TYPE_CHECKING:
    from api.analysing import Analysing
    from graph.explain.day import Day
    from graph.regimes.regime import Regime


TIES = {
    "head": "head · 组首", "controls": "controls · 控制", "controlled": "controlled · 受控制",
    "depends": "depends · 经济依存",
}  # fmt: skip
"""What a member is to the party before it."""


def group(  # noqa: PLR0913 - each is an option of the command
    party: Party,
    lender: Annotated[
        str | None, typer.Option("--lender", metavar="PARTY", help="whose clients; default all lenders · 机构")
    ] = None,
    regime: RegimeName = CHINA,
    limit: Most = 100,
    write: Annotated[bool, typer.Option("--write", help="write all the lender's groups down · 写回全部组")] = False,
    database: Database = None,
    as_of: AsOfDay = None,
    known_at: KnownAtDay = None,
    in_json: Json = False,
) -> None:
    """Groups of connected clients, exposure and limits · 关联客户组."""
    from api.values import shown
    from graph.explain.groups.group import group as asked
    from graph.regimes.catalogue import regime as law_named

    law = law_named(regime)
    with levels.analysed(database, as_of, known_at) as (facts, at):
        party_id, lender_id = facts.party(party), facts.lender(lender)
        day = facts.day(at)
        found = shown(asked(day, party_id, law, lender_id, limit))
        if write:
            _write(facts, day, law, lender_id)
    levels.answered(found, (_answer, _facts, _certainty), in_json=in_json)


def _write(facts: "Analysing", day: "Day", law: "Regime", lender_id: str | None) -> None:
    """Write all groups of the lender's clients, not only those shown: a run is the answer to one whole question."""
    from graph.explain.groups.groups import to_write
    from graph.groups.write import write_groups

    found, run = to_write(day, law, lender_id)
    count = write_groups(facts.store, found, run)
    note(
        f"groups written · 已写回: {count.new} new · 新增, {count.found_again} found again · 再次发现, "
        f"{count.unchanged} unchanged · 未变 ({run.run_id})"
    )


def _limits(of: str, rows: list[Found]) -> list[tuple[Any, ...]]:
    return [
        (of, f"{one['limit']['title']['zh']} · {one['limit']['title']['en']}", cny(one["exposure_cny"]),
         cny(one["limit_cny"]), cny(one["headroom_cny"]), percent(one["used_ratio"]),
         "YES · 是" if one["breach"] else "")
        for one in rows
    ]  # fmt: skip


def _answer(found: Found) -> None:
    answer = found["answer"]
    lender = who(answer["lender"]) if answer["lender"] else "all lenders · 全部机构"
    client = "client · 客户" if answer["is_client"] else "no client · 非客户"
    say(f"{lender}: {client}, exposure · 敞口 {cny(answer['exposure_cny'])}")
    table(
        "groups · 组",
        ("#", "head · 组首", "clients · 客户数", "exposure · 敞口", "counted in another too · 另组重复", "id"),
        [
            (
                place,
                who(one["head"]),
                one["size"],
                cny(one["exposure_cny"]),
                cny(one["shared_exposure_cny"]),
                one["group_id"],
            )
            for place, one in enumerate(answer["groups"])
        ],
    )
    limits = _limits("client · 客户", answer["limits"])
    for place, one in enumerate(answer["groups"]):
        limits += _limits(f"group · 组 {place}", one["limits"])
    if limits:
        table(
            "limits · 限额",
            ("of · 对象", "limit · 限额", "exposure · 敞口", "at most · 上限", "headroom · 余量", "used · 已用",
             "breach · 突破"),
            limits,
        )  # fmt: skip


def _facts(found: Found) -> None:
    facts = found["facts"]
    table(
        f"members · 成员 ({facts['member_count']})",
        ("#", "member · 成员", "exposure · 敞口", "tie · 关联", "by · 依据"),
        [
            (one["group"], who(one["party"]), cny(one["exposure_cny"]), TIES[one["tie"]],
             " → ".join(_step(step) for step in one["path"]))
            for one in facts["members"]
        ],
    )  # fmt: skip
    seen: dict[tuple[str | None, str], Found] = {}
    for member in facts["members"]:
        for step in member["path"]:
            seen |= {(one["stake_id"], who(one["owner"])): one for one in step["stakes"]}
    levels.stakes(list(seen.values()))
    ties = [tie for member in facts["members"] for step in member["path"] for tie in step["ties"]]
    levels.ties("dependence and concert · 经济依存与一致行动", [t for i, t in enumerate(ties) if t not in ties[:i]])
    limits = [one["limit"] for of in (found["answer"], *found["answer"]["groups"]) for one in of["limits"]]
    levels.articles(facts["articles"] + [law for i, law in enumerate(limits) if law not in limits[:i]])


def _step(step: Found) -> str:
    share = percent(step["votes_ratio"] if step["votes_ratio"] is not None else step["share_ratio"])
    return " ".join(
        part
        for part in (who(step["first"]), word(step["step"]), who(step["second"]), word(step["kind"]), share)
        if part
    )


def _certainty(found: Found) -> None:
    sure = found["certainty"]
    for one in sure["notes"]:
        levels.words(one)
    levels.facts_line(
        (
            ("complete · 完整", "yes · 是" if sure["complete"] else "no · 否"),
            ("loans without a balance · 无余额的贷款", sure["without_balance"]),
            ("amounts unknown · 金额未知", sure["unknown_amounts"]),
            ("control undetermined · 控制无法判断", levels.listed(sure["undetermined"])),
            ("dependencies must be looked for · 应调查经济依存", levels.listed(sure["to_investigate"])),
            ("limits not checked · 未核对的限额", "; ".join(
                f"{one['limit']['title']['zh']} ({one['base']})" for one in sure["unchecked_limits"]
            )),
        )
    )  # fmt: skip
    levels.doubts(sure["doubts"])
    if sure["exposure"]:
        one = sure["exposure"]
        say(f"exposure of the group · 组敞口: {cny(one['low'])} – {cny(one['high'])} (mean · 均值 {cny(one['mean'])})")
