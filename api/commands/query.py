"""`ringfence query`: any named question from the command line."""

from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.opening import opened, settings_of
from api.commands.options import AsOfDay, Database, Json, KnownAtDay, question_dates
from api.commands.output import document, note, say, table
from graph.errors import UsageError

if TYPE_CHECKING:
    from graph.ask import Answer


def query(  # noqa: PLR0913 - each is an option of the command
    name: Annotated[
        str, typer.Argument(metavar="[NAME]", help="as in guarantee/chain_total; none: list · 查询名")
    ] = "",
    given: Annotated[list[str] | None, typer.Argument(metavar="[KEY=VALUE]...", help="its parameters · 参数")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=1_000_000, help="most rows · 最多行数")] = 1000,
    database: Database = None,
    as_of: AsOfDay = None,
    known_at: KnownAtDay = None,
    in_json: Json = False,
) -> None:
    """Ask one of the named questions · 执行命名查询."""
    if not name:
        _list(in_json=in_json)
        return
    from graph.ask import ask

    parameters = _parameters(given or [])
    settings = settings_of(database=database)
    at = question_dates(settings.as_of, as_of, known_at)
    with opened(settings) as store:
        answer = ask(store, name, parameters, at=at, limit=limit, cache_dir=settings.cache_folder)
    if in_json:
        document({"rows": answer.rows, "truncated": answer.truncated})
    else:
        _show(name, answer)


def _parameters(given: list[str]) -> dict[str, str]:
    """The key=value arguments; the question's own header types them."""
    parameters: dict[str, str] = {}
    for argument in given:
        key, equals, value = argument.partition("=")
        if not equals or not key.isidentifier() or key in parameters:
            raise UsageError(
                f"{argument!r} is not one key=value, each key once. Write as in party=cn.uscc:91330106MA2CFM2X53.",
                f"参数 {argument!r} 应写成 键=值，每个键一次，例如 party=cn.uscc:91330106MA2CFM2X53。",
                argument=argument,
            )
        parameters[key] = value
    return parameters


def _list(*, in_json: bool) -> None:
    from cypher import QUERIES

    readable = [query for _, query in sorted(QUERIES.items()) if query.askable]
    if in_json:
        document(
            {
                "queries": [
                    {
                        "name": q.name,
                        "zh": q.title_zh,
                        "en": q.title_en,
                        "parameters": [p.name for p in q.own_parameters],
                    }
                    for q in readable
                ]
            }
        )
        return
    table(
        "",
        ("name · 名称", "parameters · 参数", "question · 问题"),
        [
            (
                q.name,
                " ".join(p.name if p.required else f"[{p.name}]" for p in q.own_parameters),
                f"{q.title_en} · {q.title_zh}",
            )
            for q in readable
        ],
    )


def _show(name: str, answer: "Answer") -> None:
    if answer.rows:
        table("", answer.columns, [[row[column] for column in answer.columns] for row in answer.rows])
    else:
        say("no rows · 无结果")
    if answer.truncated:
        note(f"{name}: more rows exist; raise --limit · 还有更多结果，请加大 --limit")
