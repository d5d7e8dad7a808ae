"""`ringfence owners`: look-through holders and beneficial owners of an enterprise."""

from api.commands import levels
from api.commands.compared import COMPARED
from api.commands.levels import CHINA, Found, Most, Party, RegimeOrAll, percent, who
from api.commands.options import AsOfDay, Database, Json, KnownAtDay
from api.commands.output import say, table
from api.commands.words import word


def owners(  # noqa: PLR0913 - each is an option of the command
    party: Party,
    regime: RegimeOrAll = CHINA,
    limit: Most = 100,
    database: Database = None,
    as_of: AsOfDay = None,
    known_at: KnownAtDay = None,
    in_json: Json = False,
) -> None:
    """Who owns an enterprise in the end · 穿透股东与受益所有人."""
    from api.values import shown
    from graph.explain.ownership.compared import EVERY, compared
    from graph.explain.ownership.owners import owners as asked
    from graph.regimes.catalogue import regime as law_named

    law = None if regime == EVERY else law_named(regime)
    with levels.analysed(database, as_of, known_at) as (facts, at):
        day, (party_id,) = facts.about(at, party)
        found = shown(compared(day, party_id, limit) if law is None else asked(day, party_id, law, limit))
    levels.answered(found, COMPARED if law is None else (_answer, _facts, _certainty), in_json=in_json)


def _answer(found: Found) -> None:
    answer = found["answer"]
    table(
        f"look-through holders · 穿透股东 ({answer['holder_count']})",
        ("holder · 股东", "kind · 类型", "look-through · 穿透比例", "direct · 直接", "ultimate · 最终"),
        [
            (who(one["party"]), word(one["party"]["kind"]), percent(one["share_ratio"]), percent(one["direct_ratio"]),
             "yes · 是" if one["ultimate"] else "")
            for one in answer["holders"]
        ],
    )  # fmt: skip
    say(f"known ultimate holders · 已知最终股东: {percent(answer['attributed_ratio'])}")
    line = f"{'>' if answer['strict'] else '≥'} {percent(answer['threshold_ratio'])}"
    _owners(f"beneficial owners · 受益所有人 ({word(answer['method'])}, {line})", answer["beneficial_owners"])
    if answer["fallback_senior_manager"] and not answer["senior_managers"]:
        say("nobody is one by share or control, and no manager is known · 无人符合，且无已知高级管理人员")
    if answer["senior_managers"]:
        _owners("senior managers · 高级管理人员", answer["senior_managers"])


def _owners(title: str, rows: list[Found]) -> None:
    table(
        title,
        ("person · 自然人", "share · 持股", "votes · 表决权", "grounds · 依据"),
        [
            (who(one["party"]), percent(one["share_ratio"]), percent(one["votes_ratio"]),
             "; ".join(_reason(why) for why in one["reasons"]))
            for one in rows
        ],
    )  # fmt: skip


def _reason(why: Found) -> str:
    between = [] if why["way"] == "direct" else why["through"]
    through = f" ← {', '.join(who(one) for one in between)}" if between else ""
    return f"{word(why['ground'])}, {word(why['way'])}: {word(why['role']) or percent(why['value_ratio'])}{through}"


def _facts(found: Found) -> None:
    facts = found["facts"]
    levels.stakes(facts["stakes"])
    levels.ties("posts · 任职", facts["posts"])
    levels.ties("concert · 一致行动", facts["concerts"])
    levels.articles(facts["articles"])


def _certainty(found: Found) -> None:
    sure = found["certainty"]
    for one in sure["notes"]:
        levels.words(one)
    levels.facts_line(
        (
            ("complete · 完整", "yes · 是" if sure["complete"] else "no · 否"),
            ("undisclosed · 未披露", percent(sure["undisclosed_ratio"])),
            ("without known ultimate holder · 无已知最终股东", percent(sure["unattributed_ratio"])),
            ("somebody unseen could have · 未知者至多", percent(sure["unknown_ratio"])),
            ("a further owner is possible · 可能另有受益所有人", sure["further_owner_possible"]),
            ("could qualify · 可能构成", levels.listed(sure["could_qualify"])),
            ("over-owned · 持股超过 100 %", levels.listed(sure["over_owned"])),
            ("unresolved · 无法穿透", levels.listed(sure["unresolved"])),
            ("stakes without a usable share · 无可用比例的持股", sure["unusable_stakes"]),
            ("residual · 残差", sure["residual"]),
        )
    )
    levels.doubts(sure["doubts"] | {"matches": sure["doubts"]["matches"] or sure["same_person"]})
