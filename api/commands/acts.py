"""`ringfence signals see`, `confirm`, `dismiss` …: acts on a matter, each with the key of who acts."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Annotated, Final

import typer

from api.commands.acting import acting
from api.commands.matters import show_matter
from api.commands.opening import opened, settings_of
from api.commands.options import Database, Json, day

if TYPE_CHECKING:
    from graph.signals.life import Order

Subject = Annotated[str, typer.Argument(metavar="ID", help="of the matter, or of a signal that raised it · 编号")]
Seen = Annotated[
    int | None,
    typer.Option("--seen", min=1, help="last act that you saw; refused if more happened · 所见的处置序号"),
]
Why = Annotated[str, typer.Option("--reason", help="why · 理由")]
Beside = Annotated[str | None, typer.Option("--note", help="a note beside it · 备注")]

PLAIN: Final = {
    "see": ("see", "Say that you have seen it · 标记已阅"),
    "confirm": ("confirm", "Confirm that it is so · 确认"),
    "case": ("open_case", "Open a case · 立案"),
    "approve": ("approve", "Approve what another person asked for · 复核同意"),
}
"""Acts without a reason: command, kind, title."""
REASONED: Final = {
    "dismiss": ("dismiss", "Dismiss it; from level 6 on a second person approves · 排除"),
    "close": ("close", "Close it; from level 6 on a second person approves · 关闭"),
    "reject": ("reject", "Reject what another person asked for · 复核退回"),
    "reopen": ("reopen", "Reopen what was dismissed or closed · 重开"),
}


def add_commands(commands: typer.Typer) -> None:
    """Add a command for each act."""
    for name, (kind, title) in PLAIN.items():
        commands.command(name, help=title)(_plain(kind))
    for name, (kind, title) in REASONED.items():
        commands.command(name, help=title)(_reasoned(kind))
    for name, command in (("snooze", snooze), ("assign", assign), ("note", note)):
        commands.command(name)(command)


def _plain(kind: str) -> Callable[..., None]:
    def command(
        subject: Subject, beside: Beside = None, seen: Seen = None, database: Database = None, in_json: Json = False
    ) -> None:
        from graph.signals.life import Kind, Order

        _act(subject, Order(Kind(kind), note=beside), seen, database, in_json=in_json)

    return command


def _reasoned(kind: str) -> Callable[..., None]:
    def command(
        subject: Subject, reason: Why, beside: Beside = None, seen: Seen = None, database: Database = None,
        in_json: Json = False,
    ) -> None:  # fmt: skip
        from graph.signals.life import Kind, Order

        _act(subject, Order(Kind(kind), reason=reason, note=beside), seen, database, in_json=in_json)

    return command


def snooze(
    subject: Subject,
    until: Annotated[date, typer.Option("--until", parser=day, metavar="DATE", help="the day it comes back · 暂缓至")],
    beside: Beside = None,
    seen: Seen = None,
    database: Database = None,
    in_json: Json = False,
) -> None:
    """Let it sleep until a day, or until it gets graver · 暂缓."""
    from graph.signals.life import Kind, Order

    _act(subject, Order(Kind.SNOOZE, note=beside, until=until), seen, database, in_json=in_json)


def assign(
    subject: Subject,
    to: Annotated[str, typer.Option("--to", metavar="NAME", help="whose it is · 承办人")],
    beside: Beside = None,
    seen: Seen = None,
    database: Database = None,
    in_json: Json = False,
) -> None:
    """Give it to somebody · 分派."""
    from graph.signals.life import Kind, Order

    _act(subject, Order(Kind.ASSIGN, note=beside, to=to), seen, database, in_json=in_json)


def note(
    subject: Subject,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="内容")],
    seen: Seen = None,
    database: Database = None,
    in_json: Json = False,
) -> None:
    """Add a note · 备注."""
    from graph.signals.life import Kind, Order

    _act(subject, Order(Kind.NOTE, note=text), seen, database, in_json=in_json)


def _act(subject: str, order: "Order", seen: int | None, database: str | None, *, in_json: bool) -> None:
    """Act as whoever's key is set; without `seen` on the matter as it stands."""
    from graph.signals.life import act, read_matter

    settings = settings_of(database=database)
    actor = acting(settings)
    with opened(settings) as store:
        last = read_matter(store, subject).standing.seq if seen is None else seen
        show_matter(store, act(store, subject, order, actor, last), in_json=in_json)
