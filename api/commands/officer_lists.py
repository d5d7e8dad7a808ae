"""`ringfence signals lists`: white and black lists, with who put whom on them, until when and why."""

from datetime import date
from typing import Annotated

import typer

from api.commands.acting import acting
from api.commands.opening import opened, settings_of
from api.commands.options import Database, Json, day
from api.commands.output import document, note, say, table

commands = typer.Typer()

Why = Annotated[str, typer.Option("--reason", help="why · 理由")]


@commands.command("show")
def show_lists(
    party: Annotated[str | None, typer.Option("--party", help="of this party_id only · 主体编号")] = None,
    on: Annotated[
        date | None, typer.Option("--on", parser=day, metavar="DATE", help="in force on this day only · 当日有效")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=1_000_000, help="most rows · 最多行数")] = 100,
    database: Database = None,
    in_json: Json = False,
) -> None:
    """Show the lists with all that ever stood on them · 查看名单."""
    from graph.as_of import AsOf
    from graph.ask import ask
    from graph.signals.life.lists import entry_of

    wanted = {"party_id": party, "in_force_on": on}
    with opened(settings_of(database=database)) as store:
        answer = ask(store, "signal/entries", wanted, at=AsOf.at(), limit=limit)
    if in_json:
        document({"entries": [entry_of(row) for row in answer.rows], "truncated": answer.truncated})
        return
    heads = ("list · 名单", "party · 主体", "rule · 规则", "from · 起", "expires · 失效", "who · 列入人", "why · 理由",
             "ended · 移出", "entry · 编号")  # fmt: skip
    rows = [
        (
            r["list"], f"{r['name']} {r['party_id']}", r["rule"] or "all · 全部", r["begins_on"], r["expires_on"],
            r["actor"], r["reason"], f"{r['ended_on']} {r['ended_by']}: {r['end_reason']}" if r["ended_on"] else "",
            r["entry_id"],
        )
        for r in answer.rows
    ]  # fmt: skip
    table("", heads, rows)
    if answer.truncated:
        note("more exist; raise --limit · 还有更多，请加大 --limit")


@commands.command("add")
def add(  # noqa: PLR0913 - each is an option of the command
    name: Annotated[str, typer.Argument(metavar="white|black", help="名单")],
    party: Annotated[str, typer.Argument(metavar="PARTY", help="party_id, USCC or exact name · 主体")],
    reason: Why,
    expires_on: Annotated[
        date | None,
        typer.Option(
            "--until", parser=day, metavar="DATE", help="first day it no longer holds; needed for white · 失效日"
        ),
    ] = None,
    begins_on: Annotated[
        date | None, typer.Option("--from", parser=day, metavar="DATE", help="default today · 起始日")
    ] = None,
    rule: Annotated[str | None, typer.Option("--rule", help="of this rule only · 规则")] = None,
    database: Database = None,
    in_json: Json = False,
) -> None:
    """Put a party on a list: white holds warnings below level 6 back, black lifts them to 6 · 列入名单."""
    from graph.as_of import FOREVER
    from graph.ask import resolve_party
    from graph.errors import UsageError
    from graph.signals.life import Entry, ListName, add_entry

    if name not in list(ListName):
        raise UsageError(f"{name} is no list: say white or black.", f"没有名单 {name}：应为 white 或 black。")
    settings = settings_of(database=database)
    actor = acting(settings)
    with opened(settings) as store:
        party_id = resolve_party(store, party, settings.cache_folder)
        begins, expires = begins_on or date.today(), expires_on or FOREVER
        entry = add_entry(store, Entry("", ListName(name), party_id, rule, reason, actor, "", begins, expires))
    if in_json:
        document(entry)
    else:
        say(f"{entry.list} · {entry.party_id}: {entry.entry_id}")


@commands.command("end")
def end(
    entry_id: Annotated[str, typer.Argument(metavar="ENTRY", help="entry_id · 名单记录编号")],
    reason: Why,
    database: Database = None,
    in_json: Json = False,
) -> None:
    """Take a party off a list before it expires; off a black list another person does · 移出名单."""
    from graph.signals.life import end_entry

    settings = settings_of(database=database)
    actor = acting(settings)
    with opened(settings) as store:
        entry = end_entry(store, entry_id, actor, reason)
    if in_json:
        document(entry)
    else:
        say(f"{entry.list} · {entry.party_id}: ended · 已移出 {entry.ended_on}")
