"""`ringfence watch`: the process that evaluates the rules on a schedule, and how its last runs went."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from api.commands.opening import opened, settings_of
from api.commands.options import AsOfDay, Database, Json
from api.commands.output import FAILED, document, note, say, table
from api.commands.words import looked_at, word

if TYPE_CHECKING:
    from api.watch import Turn
    from graph.signals import Run, Signal
    from graph.store import Store

commands = typer.Typer()
SHOWN_RUNS: Final = 20

Limit = Annotated[int, typer.Option("--limit", min=1, max=1000, help="last runs · 最近运行次数")]


@commands.callback(invoke_without_command=True)
def watch(  # noqa: PLR0913 - each is an option of the command
    context: typer.Context,
    once: Annotated[bool, typer.Option("--once", help="do what is due, and end · 执行到期任务后退出")] = False,
    rules: Annotated[
        Path | None, typer.Option("--rules", metavar="DIR", help="a folder of rules of your own · 自有规则目录")
    ] = None,
    folder: Annotated[
        Path | None,
        typer.Option("--folder", metavar="DIR", help="of new deliveries (RINGFENCE_WATCH_FOLDER) · 交付目录"),
    ] = None,
    schedule: Annotated[
        str | None, typer.Option("--schedule", metavar="CRON", help="when (RINGFENCE_WATCH_SCHEDULE) · 监测计划")
    ] = None,
    database: Database = None,
    as_of: AsOfDay = None,
    in_json: Json = False,
) -> None:
    """Load, evaluate and write on a schedule; several workers never do it twice · 定期监测."""
    if context.invoked_subcommand is not None:
        return
    from threading import Event

    from api.notify.deliver import clearing, sending
    from api.observe.logs import log_as_json
    from api.watch import Watching, work
    from graph.signals.incremental.kept import program

    program()  # as this process was started from it: files may change while it works
    settings = settings_of(database=database, watch_folder=folder, watch_schedule=schedule, as_of=as_of)
    with opened(settings) as store:
        stopping = Event()
        send, clear = sending(settings, stopping.is_set), clearing(settings, stopping.is_set)

        def follow(behind: "Store", _signals: "Sequence[Signal]", _run: "Run", /) -> None:
            send(behind)

        def tidy(behind: "Store", _signals: "Sequence[Signal]", _run: "Run", /) -> None:
            clear(behind)

        watching = Watching(settings, store, (follow, tidy), rules, between=send, stopping=stopping)
        log_as_json("warning" if once else settings.log_level)
        if not once:
            when = f"{settings.watch_schedule} {settings.watch_timezone}"
            note(f"watching · 监测中 {when}; stop with Ctrl-C · 按 Ctrl-C 停止")
        turns: list[Turn] = []

        def tell(turn: "Turn") -> None:
            turns.append(turn) if once else None
            if not in_json or not once:
                _tell(turn, quietly=not once)

        work(watching, tell, once=once)
    if once and in_json:
        document(
            {"ran": bool(turns and turns[0].job), "busy": turns[0].busy, "run": turns[0].job, "done": turns[0].done}
        )
    if once and turns[0].job is not None and turns[0].job.failure is not None:
        raise typer.Exit(FAILED)


@commands.command("status")
def show_status(limit: Limit = SHOWN_RUNS, database: Database = None, in_json: Json = False) -> None:
    """Who runs it, what is due, and how the last runs went · 监测状态."""
    from api.values import shown
    from api.watch.schedule import Schedule
    from api.watch.status import status
    from api.watch.turn import utc_now

    settings = settings_of(database=database)
    with opened(settings) as store:
        found = status(store, Schedule(settings.watch_schedule, settings.watch_timezone), utc_now(), limit)
    if in_json:
        document(shown(found))
        return
    say(f"lease · 租约: {found.holder or 'free · 空闲'}" + (f" until · 至 {found.until}" if found.until else ""))
    say(f"dealt with up to · 已处理至 {found.due_at or '–'}; next · 下次 {found.next_at or '–'}")
    say("due now · 有到期任务" if found.due else "nothing is due · 无到期任务")
    table(
        "",
        ("started · 开始", "state · 状态", "seconds · 秒", "found · 发现", "new · 新增", "looked at · 核查主体",
         "in full because · 全量原因", "deliveries · 交付", "worker · 进程", "failure · 失败原因"),
        [
            (one.started_at, word(one.state.value), one.seconds, one.found, one.new, one.looked_at,
             one.full_because and word(one.full_because), len(one.deliveries), one.worker,
             one.failure or "; ".join(one.after_failed))
            for one in found.runs
        ],
    )  # fmt: skip
    if found.truncated:
        note("more exist; raise --limit · 还有更多，请加大 --limit")


def _tell(turn: "Turn", *, quietly: bool) -> None:
    """A line on what a turn did; `quietly`: nothing where nothing was due."""
    if turn.job is None:
        if not quietly:
            say("another worker is at it · 其他进程正在执行" if turn.busy else "nothing is due · 无到期任务")
    elif turn.done is not None:
        done = turn.done
        loaded = sum(one["outcome"] == "loaded" for one in done["deliveries"])
        say(
            f"{turn.job.ended_at}: {loaded} deliveries · 交付, {done['found']} found · 发现, {done['new']} new · 新增, "
            f"{done['unchanged']} known · 已有; {looked_at(done['looked_at'], done['full_because'])}"
        )
        for one in done["deliveries"]:
            if one["error"] or one["rejected"]:
                note(f"{one['name']}: " + (one["error"] or f"rows refused · 拒收行数 {one['rejected']}"))
        for said in done["after_failed"]:
            note(said)
    else:
        failure = turn.job.failure
        note(
            f"{turn.job.ended_at}: {word(turn.job.state.value)}" + (f" {failure.en} · {failure.zh}" if failure else "")
        )
