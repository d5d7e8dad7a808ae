"""The levels of an answer under every regime side by side."""

from api.commands import levels
from api.commands.levels import Found, percent, who
from api.commands.output import table
from api.commands.words import word


def _answer(found: Found) -> None:
    answer = found["answer"]
    table(
        "side by side · 并列比较",
        ("regime · 口径", "controller · 控制人", "all controllers · 全部", "beneficial owners · 受益所有人"),
        [
            (one["regime"], "undetermined · 无法判断" if one["undetermined"] else who(one["controller"]),
             "; ".join(who(part) for part in one["controllers"]), levels.listed(one["beneficial_owners"]))
            for one in answer["views"]
        ],
    )  # fmt: skip
    if answer["disagreements"]:
        table(
            "disagreements · 分歧",
            ("question · 问题", "party · 主体", "yes · 是", "no · 否", "cause · 原因"),
            [
                (word(one["question"]), who(one["about"]), ", ".join(one["yes"]), ", ".join(one["no"]),
                 "; ".join(_cause(cause) for cause in one["causes"]))
                for one in answer["disagreements"]
            ],
        )  # fmt: skip


def _cause(cause: Found) -> str:
    from graph.explain.ownership.compared import SETTINGS

    settings = ", ".join(f"{SETTINGS[one['setting']].zh} {one['no']} ≠ {one['yes']}" for one in cause["settings"])
    return f"{cause['no']}: {settings or '?'}"


def _facts(found: Found) -> None:
    levels.articles(found["facts"]["articles"])


def _certainty(found: Found) -> None:
    sure = found["certainty"]
    for one in sure["notes"]:
        levels.words(one)
    levels.facts_line(
        (
            ("undisclosed · 未披露", percent(sure["undisclosed_ratio"])),
            ("not in force on the day · 当日未生效", ", ".join(sure["not_in_force"])),
            ("over-owned · 持股超过 100 %", levels.listed(sure["over_owned"])),
        )
    )
    levels.doubts(sure["doubts"])


COMPARED = (_answer, _facts, _certainty)
