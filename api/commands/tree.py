"""`ringfence tree`: the equity tree of a party, up to its owners and down to its holdings, and who in it controls."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from api.commands import levels
from api.commands.control import UNITS
from api.commands.levels import CHINA, Found, Most, Party, RegimeName, percent, who
from api.commands.options import AsOfDay, Database, Json, KnownAtDay
from api.commands.output import console, say

if TYPE_CHECKING:
    from rich.tree import Tree

MARKS: Final = {"cycle": " ↻ cycle · 循环持股", "repeated": " ↑ shown above · 见上"}
CONTROLS: Final = {"up": " ★ controls · 控制", "down": " ★ controlled · 受控"}
ROOT: Final = {"up": " ◆ controls the party asked about · 控制所查主体", "down": " ◆ controlled by it · 受所查主体控制"}
UNDETERMINED: Final = " ? control undetermined · 控制无法判断"
MORE: Final = (
    "more exist; raise --limit or --per-party, lower --least or --depth · "
    "还有更多，请加大 --limit 或 --per-party，或减小 --least 或 --depth"
)


def tree(  # noqa: PLR0913 - each is an option of the command
    party: Party,
    up: Annotated[bool, typer.Option("--up/--down", help="owners, or holdings · 向上股东／向下投资")] = True,
    depth: Annotated[int, typer.Option("--depth", min=1, max=50, help="levels · 层数")] = 4,
    per_party: Annotated[int, typer.Option("--per-party", min=1, max=500, help="shown of one party · 每层最多")] = 20,
    least: Annotated[
        float, typer.Option("--least", min=0, max=1, help="share left along a path, as 0.05 · 累计最低")
    ] = 0.0,
    regime: RegimeName = CHINA,
    limit: Most = 100,
    database: Database = None,
    as_of: AsOfDay = None,
    known_at: KnownAtDay = None,
    in_json: Json = False,
) -> None:
    """The equity tree, direct and cumulative shares, and who controls · 股权穿透图."""
    from api.values import shown
    from graph.explain.ownership.tree import ROWS, Direction, TreeAsked, equity_tree
    from graph.regimes.catalogue import regime as law_named

    law = law_named(regime)
    asked = TreeAsked(Direction.up if up else Direction.down, depth, per_party, least)
    with levels.analysed(database, as_of, known_at) as (facts, at):
        day, rows = facts.day_and_rows(at, ROWS, asked.parameters(facts.party(party)))
        found = shown(equity_tree(day, rows, asked, law, limit))
    levels.answered(found, (_answer, _facts, _certainty), in_json=in_json, more=MORE)


def _answer(found: Found) -> None:
    answer = found["answer"]
    line = f"{'>' if answer['strict'] else '≥'} {percent(answer['threshold_ratio'])}"
    say(f"control · 控制: {UNITS[answer['counted']]} {line}")
    console().print(drawn(answer["items"], answer["direction"]))


def _facts(found: Found) -> None:
    levels.stakes(found["facts"]["stakes"])
    levels.ties("concert · 一致行动", found["facts"]["concerts"])
    levels.articles(found["facts"]["articles"])


def _certainty(found: Found) -> None:
    sure = found["certainty"]
    for one in sure["notes"]:
        levels.words(one)
    levels.facts_line(
        (
            ("complete · 完整", "yes · 是" if sure["complete"] else "no · 否"),
            ("undisclosed · 未披露", _each(sure["undisclosed"], lambda one: percent(one["undisclosed_ratio"]))),
            ("control undetermined · 控制无法判断", levels.listed(sure["undetermined"])),
            ("over-owned · 持股超过 100 %", levels.listed(sure["over_owned"])),
            ("not drawn · 未画出", _each(sure["left_out"], lambda one: f"{one['more']} more · 另有 {one['more']} 个")),
        )
    )
    levels.doubts({"matches": sure["same_person"], "ranges": []})


def _each(rows: list[Found], said: Callable[[Found], str]) -> str:
    return "; ".join(f"{who(one['party'])} {said(one)}" for one in rows)


def drawn(rows: list[dict[str, Any]], direction: str) -> "Tree":
    """The rows as a tree; under each party how many more it has."""
    from rich.text import Text
    from rich.tree import Tree

    branches: dict[int, Tree] = {}
    shown: dict[int, int] = {}
    for row in rows:
        text = Text(_line(row, direction))
        parent = row["parent_row"]
        branches[row["row"]] = Tree(text) if parent is None else branches[parent].add(text)
        if parent is not None:
            shown[parent] = shown.get(parent, 0) + 1
    for row in rows:
        more = (row["children"] or 0) - shown.get(row["row"], 0)
        if more > 0:
            branches[row["row"]].add(Text(f"… {more} more · 另有 {more} 个"))
    return branches[0]


def _line(row: dict[str, Any], direction: str) -> str:
    name = f"{row['name'] or row['party_id']} ({row['party_id']})"
    if row["parent_row"] is None:
        return name
    shares = f"{percent(row['share_ratio'])} · cumulative · 累计 {percent(row['path_ratio'])}"
    control = CONTROLS[direction] if row["controls"] else UNDETERMINED if row["undetermined"] else ""
    of_root = ROOT[direction] if row["root_control"] and row["depth"] > 1 else ""
    return f"{name} {shares}{control}{of_root}{MARKS.get(row['mark'], '')}"
