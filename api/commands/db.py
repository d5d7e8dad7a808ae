"""`ringfence db`: start, stop and describe the database, bring its schema up to date, hash its facts."""

from typing import TYPE_CHECKING, Any

import typer

from api.commands.opening import opened, settings_of
from api.commands.options import Database, Json
from api.commands.output import document, say
from graph.errors import UsageError

if TYPE_CHECKING:
    from api.settings import Settings

commands = typer.Typer()

EMBEDDED = "embedded:"


@commands.command()
def start(database: Database = None, in_json: Json = False) -> None:
    """Start the server of the embedded database if it does not run · 启动嵌入式数据库."""
    from graph.store import embedded

    settings = settings_of(database=database)
    found = embedded.start(_folder(settings), settings.query_timeout_s)
    answer = {"folder": found.folder, "running": found.running, "pid": found.pid, "port": found.port}
    if in_json:
        document(answer)
    else:
        say(f"running · 运行中: {found.folder} (process {found.pid}, port {found.port})")


@commands.command()
def stop(database: Database = None, in_json: Json = False) -> None:
    """Stop the server of the embedded database · 停止嵌入式数据库."""
    from graph.store import embedded

    folder = _folder(settings_of(database=database))
    stopped = embedded.stop(folder)
    if in_json:
        document({"folder": folder, "stopped": stopped})
    else:
        say(f"stopped · 已停止: {folder}" if stopped else f"was not running · 未在运行: {folder}")


@commands.command()
def status(database: Database = None, in_json: Json = False) -> None:
    """Where the database is, and whether its schema is this program's · 数据库状态."""
    settings = settings_of(database=database)
    answer = _status(settings)
    if in_json:
        document(answer)
        return
    say(f"database · 数据库: {answer['address']}")
    if not answer["running"]:
        say("not running; the next command starts it · 未在运行，下一个命令会启动它")
        return
    say(f"kind · 类型: {answer['kind']}    facts version · 数据版本: {answer['version']}")
    for number, applied in answer["migrations"].items():
        say(f"  schema · 结构 {number}: {applied or 'pending, run `ringfence db migrate` · 待升级'}")


@commands.command()
def migrate(database: Database = None, in_json: Json = False) -> None:
    """Bring the stored schema up to this program · 升级数据库结构."""
    with opened(settings_of(database=database), any_schema=True) as store:
        applied = store.migrate()
    if in_json:
        document({"applied": applied})
    else:
        say(f"applied · 已执行: {', '.join(map(str, applied))}" if applied else "already up to date · 已是最新")


@commands.command()
def digest(database: Database = None, in_json: Json = False) -> None:
    """One order-independent hash over all facts: equal digests, equal graphs · 全部事实的摘要."""
    with opened(settings_of(database=database)) as store:
        value = store.digest()
    if in_json:
        document({"digest": value})
    else:
        say(value)


def _folder(settings: "Settings") -> str:
    """The folder of the embedded database; a server is somebody else's to start and stop."""
    if not settings.database.startswith(EMBEDDED):
        raise UsageError(
            f"{settings.database} is a server that Ringfence does not run. Start and stop it with its own tools.",
            f"{settings.database} 不是由本程序运行的服务器，请用其自身的工具启动和停止。",
        )
    return settings.database.removeprefix(EMBEDDED)


def _status(settings: "Settings") -> dict[str, Any]:
    """The state of the database; an embedded one that is not running is not started for it."""
    from graph.store import embedded

    if settings.database.startswith(EMBEDDED):
        server = embedded.status(_folder(settings))
        if not server.running:
            return {"address": settings.database, "running": False}
    with opened(settings, any_schema=True) as store:
        applied = {str(number): day for number, day in store.migrations().items()}
        return {
            "address": store.address, "running": True, "kind": store.kind, "version": store.version(),
            "migrations": applied,
        }  # fmt: skip
