"""`ringfence tree`: the equity tree of a party, up to its owners and down to its holdings."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.commands.levels import Party, percent
from api.commands.opening import opened, settings_of
from api.commands.options import AsOfDay, Database, Json, KnownAtDay, question_dates
from api.commands.output import console, document, note

if TYPE_CHECKING:
    from rich.tree import Tree

MARKS = {"cycle": " ↻ cycle · 循环持股", "repeated": " ↑ shown above · 见上"}


def tree(  # noqa: PLR0913 - each is an option of the command
    party: Party,
    up: Annotated[bool, typer.Option("--up/--down", help="owners, or holdings · 向上股东／向下投资")] = True,
    depth: Annotated[int, typer.Option("--depth", min=1, max=50, help="levels · 层数")] = 4,
    per_party: Annotated[int, typer.Option("--per-party", min=1, max=500, help="shown of one party · 每层最多")] = 20,
    least: Annotated[
        float, typer.Option("--least", min=0, max=1, help="share left along a path, as 0.05 · 累计最低")
    ] = 0.0,
    database: Database = None,
    as_of: AsOfDay = None,
    known_at: KnownAtDay = None,
    in_json: Json = False,
) -> None:
    """The equity tree, direct and cumulative shares · 股权穿透图."""
    from api.values import jsonable
    from graph.ask import ask
    from graph.ask.tree import left_out

    settings = settings_of(database=database)
    at = question_dates(settings.as_of, as_of, known_at)
    asked = {"party": party, "direction": "up" if up else "down", "depth": depth, "per_party": per_party}
    with opened(settings) as store:
        answer = ask(
            store, "ownership/tree", asked | {"least": least}, at=at, limit=settings.max_nodes,
            cache_dir=settings.cache_folder,
        )  # fmt: skip
        version = store.version()
    rows = jsonable(answer.rows)
    truncated = answer.truncated or left_out(rows, depth)
    if in_json:
        document(
            {**at.parameters(), "version": version, "items": rows, "total": len(rows), "truncated": truncated}
        )  # fmt: skip
        return
    console().print(drawn(rows))
    if answer.truncated:
        note("more exist than are drawn; lower --depth · 未全部画出，请减少层数")


def drawn(rows: list[dict[str, Any]]) -> "Tree":
    """The rows as a tree; under each party how many more it has."""
    from rich.text import Text
    from rich.tree import Tree

    branches: dict[int, Tree] = {}
    shown: dict[int, int] = {}
    for row in rows:
        text = Text(_line(row))
        parent = row["parent_row"]
        branches[row["row"]] = Tree(text) if parent is None else branches[parent].add(text)
        if parent is not None:
            shown[parent] = shown.get(parent, 0) + 1
    for row in rows:
        more = (row["children"] or 0) - shown.get(row["row"], 0)
        if more > 0:
            branches[row["row"]].add(Text(f"… {more} more · 另有 {more} 个"))
    return branches[0]


def _line(row: dict[str, Any]) -> str:
    name = f"{row['name'] or row['party_id']} ({row['party_id']})"
    if row["parent_row"] is None:
        return name
    shares = f"{percent(row['share_ratio'])} · cumulative · 累计 {percent(row['path_ratio'])}"
    return f"{name} {shares}{MARKS.get(row['mark'], '')}"
