"""`ringfence portfolios`: named lists of parties that are watched."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from api.commands.opening import opened, settings_of
from api.commands.options import AsOfDay, Database, Json, KnownAtDay, question_dates
from api.commands.output import WITH_REJECTS, document, note, say, table
from graph.errors import UsageError

if TYPE_CHECKING:
    from graph.portfolios import NamedPortfolio, Refusal

commands = typer.Typer()
SHOWN_REFUSED: Final = 20

Name = Annotated[str, typer.Argument(metavar="NAME", help="of the portfolio · 组合名称")]


@commands.callback()
def portfolios() -> None:
    """Portfolios that are watched · 关注组合."""


@commands.command("add")
def add(  # noqa: PLR0913 - each is an option of the command
    name: Name,
    file: Annotated[
        Path | None,
        typer.Argument(metavar="[FILE]", help="parties: text, CSV or Excel · 名单文件", exists=True, dir_okay=False),
    ] = None,
    owner: Annotated[str | None, typer.Option("--owner", metavar="PARTY", help="whose it is · 所属机构")] = None,
    query: Annotated[
        str | None,
        typer.Option("--query", metavar="NAME", help="whoever this query finds, anew at each use · 命名查询"),
    ] = None,
    with_: Annotated[
        list[str] | None, typer.Option("--with", metavar="KEY=VALUE", help="parameters of the query · 查询参数")
    ] = None,
    column: Annotated[
        str | None, typer.Option("--column", metavar="NAME", help="of the query: who is in it · 主体所在列")
    ] = None,
    database: Database = None,
    in_json: Json = False,
) -> None:
    """Keep a portfolio: a list from a file, or whoever a query finds · 建立或扩充组合.

    Lines that name nobody are told with row and remedy, the others kept; exit code 3 then.
    """
    from api.jobs.by_command import AT_THE_COMMAND_LINE
    from graph.ask import resolve_party
    from graph.portfolios import Selection, keep, resolve_lines
    from ingest.party_list import read_party_list

    if (file is None) == (query is None):
        raise UsageError("Give either a file or --query.", "请给出名单文件或 --query 之一。")
    selection = None if query is None else Selection.of(query, _parameters(with_ or []), column)
    lines = [] if file is None else read_party_list(file)
    settings = settings_of(database=database)
    with opened(settings) as store:
        owner_id = None if owner is None else resolve_party(store, owner, settings.cache_folder)
        party_ids, refused = resolve_lines(store, lines, settings.cache_folder)
        added = keep(store, name, AT_THE_COMMAND_LINE, owner_id=owner_id, selection=selection, party_ids=party_ids)
    if in_json:
        document({"name": name.strip(), "added": added, "known": len(party_ids) - added, "refused": refused})
    else:
        _tell(name, added, len(party_ids) - added, refused, asked=query)
    if refused:
        raise typer.Exit(WITH_REJECTS)


@commands.command("list")
def list_portfolios(database: Database = None, in_json: Json = False) -> None:
    """List the portfolios · 列出组合."""
    from graph.portfolios import portfolios as kept

    with opened(settings_of(database=database)) as store:
        found = kept(store)
    if in_json:
        document({"portfolios": found})
    elif not found:
        say("no portfolios; make one with `ringfence portfolios add` · 没有组合，请用 `ringfence portfolios add` 建立")
    else:
        table(
            "",
            ("name · 名称", "owner · 所属机构", "members · 主体数", "query · 查询", "since · 建立时刻", "by · 建立人"),
            [(one.name, one.owner_name or one.owner_id, one.members, _asked(one), one.created_at, one.created_by)
             for one in found],
        )  # fmt: skip


@commands.command("show")
def show(
    name: Name,
    limit: Annotated[int, typer.Option("--limit", min=1, max=1_000_000, help="most rows · 最多行数")] = 100,
    database: Database = None,
    as_of: AsOfDay = None,
    known_at: KnownAtDay = None,
    in_json: Json = False,
) -> None:
    """Who is in a portfolio; a query is asked anew · 查看组合."""
    from graph.portfolios import members, portfolio_named

    settings = settings_of(database=database)
    at = question_dates(settings.as_of, as_of, known_at)
    with opened(settings) as store:
        one = portfolio_named(store, name)
        found = members(store, one, at, limit, settings.cache_folder)
    if in_json:
        document({"portfolio": one, **at.parameters(), "members": found.members, "truncated": found.truncated})
        return
    say(f"{one.name}: {_asked(one) or 'list · 名单'} (as of · 截至 {at.as_of})")
    table(
        "",
        ("party · 主体", "name · 名称", "kind · 类型", "added · 加入日期"),
        [(member.party_id, member.name, member.kind, member.added_on) for member in found.members],
    )
    if found.truncated:
        note("more exist; raise --limit · 还有更多，请加大 --limit")


@commands.command("remove")
def remove(name: Name, database: Database = None) -> None:
    """Remove a portfolio; the parties stay · 删除组合."""
    from graph.portfolios import remove as removed

    with opened(settings_of(database=database)) as store:
        removed(store, name)
    say(f"removed · 已删除 {name}")


def _parameters(given: list[str]) -> dict[str, str]:
    """KEY=VALUE, as `ringfence query` takes them."""
    found = dict(one.partition("=")[::2] for one in given if "=" in one)
    if len(found) != len(given):
        raise UsageError("Write --with KEY=VALUE, each key once.", "请写成 --with 键=值，每个键只写一次。")
    return found


def _asked(one: "NamedPortfolio") -> str:
    if one.selection is None:
        return ""
    said = " ".join(f"{name}={value}" for name, value in one.selection.parameters.items())
    return f"{one.selection.query} {said} [{one.selection.column}]"


def _tell(name: str, added: int, there: int, refused: "list[Refusal]", *, asked: str | None) -> None:
    say(
        f"{name}: {asked}"
        if asked
        else f"{name}: {added} added · 新增, {there} there already · 已有, {len(refused)} refused · 拒收"
    )
    for one in refused[:SHOWN_REFUSED]:
        note(
            f"{one.file} row · 行 {one.row} [{one.field}] {one.value!r}: {one.reason_en}; {one.remedy_en} · "
            f"{one.reason_zh}；{one.remedy_zh}"
        )
    if len(refused) > SHOWN_REFUSED:
        note(f"… {len(refused) - SHOWN_REFUSED} more; all with --json · 其余见 --json")
