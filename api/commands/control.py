"""`ringfence control`: who controls an enterprise, on which votes that rests, and which sale would end it."""

from api.commands import levels
from api.commands.compared import COMPARED
from api.commands.levels import CHINA, Found, Most, Party, RegimeOrAll, percent, who
from api.commands.options import AsOfDay, Database, Json, KnownAtDay
from api.commands.output import say, table
from api.commands.words import word

STATUS = {
    "controlled": "controlled by · 控制人", "nobody": "nobody controls it · 无人控制",
    "undetermined": "undetermined · 无法判断", "no_owner_known": "no owner is known · 没有已知股东",
}  # fmt: skip
UNITS = {"votes": "votes · 表决权", "shares": "shares · 股权"}


def control(  # noqa: PLR0913 - each is an option of the command
    party: Party,
    regime: RegimeOrAll = CHINA,
    limit: Most = 100,
    database: Database = None,
    as_of: AsOfDay = None,
    known_at: KnownAtDay = None,
    in_json: Json = False,
) -> None:
    """Who controls an enterprise, and why · 实际控制人."""
    from api.values import shown
    from graph.explain.ownership.compared import EVERY, compared
    from graph.explain.ownership.control import control as asked
    from graph.regimes.catalogue import regime as law_named

    law = None if regime == EVERY else law_named(regime)
    with levels.analysed(database, as_of, known_at) as (facts, at):
        day, (party_id,) = facts.about(at, party)
        found = shown(compared(day, party_id, limit) if law is None else asked(day, party_id, law, limit))
    levels.answered(found, COMPARED if law is None else (_answer, _facts, _certainty), in_json=in_json)


def _answer(found: Found) -> None:
    answer = found["answer"]
    line = f"{'>' if answer['strict'] else '≥'} {percent(answer['threshold_ratio'])}"
    named = f" {who(answer['controller'])}" if answer["controller"] else ""
    unit = UNITS[answer["counted"]]
    say(f"{STATUS[answer['status']]}{named} ({unit} {line})")
    if answer["controllers"]:
        table(
            "controllers · 控制者",
            ("controller · 控制者", "basis · 依据", unit, "own · 自有", "ultimate · 最终"),
            [
                (who(one["holder"]), word(one["basis"]), percent(one["votes_ratio"]), percent(one["own_votes_ratio"]),
                 "yes · 是" if one["ultimate"] else "")
                for one in answer["controllers"]
            ],
        )  # fmt: skip
    if answer["power"]:
        table(
            "voting power · 表决权力指数",
            ("voter · 表决权人", unit, "Banzhaf", "Shapley-Shubik"),
            [
                (who(one["holder"]), percent(one["votes_ratio"]), percent(one["banzhaf"]),
                 percent(one["shapley_shubik"]))
                for one in answer["power"]["voters"]
            ],
        )  # fmt: skip


def _facts(found: Found) -> None:
    facts, unit = found["facts"], UNITS[found["answer"]["counted"]]
    for title, rows in (("steps · 控制链", facts["steps"]), ("others · 其他控制者", facts["reasons"])):
        if rows:
            table(
                title,
                ("who · 控制者", "controls · 被控制企业", "basis · 依据", unit, "stakes · 持股"),
                [
                    (who(one["holder"]), who(one["controlled"]), word(one["basis"]), percent(one["votes_ratio"]),
                     "; ".join(_held(held) for held in (*one["own"], *one["through"])))
                    for one in rows
                ],
            )  # fmt: skip
    levels.ties("concert · 一致行动", facts["concerts"])
    levels.ties("registered actual controllers · 登记的实际控制人", facts["posts"])
    levels.articles(facts["articles"])


def _held(held: Found) -> str:
    numbers = ", ".join(filter(None, (levels.number(one) for one in held["stakes"])))
    return f"{who(held['party'])} {percent(held['votes_ratio'])}" + (f" [{numbers}]" if numbers else "")


def _certainty(found: Found) -> None:
    sure, unit = found["certainty"], UNITS[found["answer"]["counted"]]
    for one in sure["notes"]:
        levels.words(one)
    levels.facts_line(
        (
            ("complete · 完整", "yes · 是" if sure["complete"] else "no · 否"),
            (f"undisclosed · 未披露 ({unit})", percent(sure["undisclosed_votes_ratio"])),
            ("somebody unseen could control · 未知者可能控制", sure["by_an_unknown"]),
            ("hangs on an over-owned enterprise · 取决于超额持股", sure["uncertain"]),
            ("over-owned · 持股超过 100 %", levels.listed(sure["over_owned"])),
        )
    )
    if sure["contenders"]:
        table(
            "contenders · 可能的控制者",
            ("who · 主体", unit, "missing · 尚缺"),
            [(who(c["holder"]), percent(c["votes_ratio"]), percent(c["missing_ratio"])) for c in sure["contenders"]],
        )
    if sure["presumed"] and sure["presumed"]["holders"]:
        _presumed(sure["presumed"])
    levels.doubts(sure["doubts"])


def _presumed(presumed: Found) -> None:
    table(
        f"presumed to act in concert unless rebutted · 推定一致行动人（可反证） "
        f"{presumed['law']['zh']} {presumed['article']}",
        ("holders · 主体", "votes · 表决权", "would control · 将控制", "items · 情形"),
        [
            (
                who(block), percent(block["votes_ratio"]),
                "yes · 是" if block["would_control"] else "",
                "; ".join(sorted({f"({tie['item']}) {tie['said']['zh']}" for tie in block["ties"]})),
            )
            for block in presumed["holders"]
        ],
    )  # fmt: skip
