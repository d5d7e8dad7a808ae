"""What commands print: answers on standard output, everything else on standard error."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from api.values import as_json, jsonable
from graph.errors import QueryError, RingfenceError, RuleError, SettingsError, UsageError

if TYPE_CHECKING:
    from rich.console import Console

DONE, FAILED, WRONG_USAGE, WITH_REJECTS = 0, 1, 2, 3
USAGE = (UsageError, SettingsError, QueryError, RuleError)

OnProgress = Callable[[int, int], None]


def document(value: Any) -> None:
    """Print the one JSON document of a command."""
    print(as_json(value))


def say(text: str) -> None:
    """Print a line of an answer for people."""
    print(text)


def note(text: str) -> None:
    """Print a remark that is not part of the answer."""
    print(text, file=sys.stderr)


def console(*, stderr: bool = False) -> "Console":
    """The terminal; no colours or motion where there is none."""
    from rich.console import Console

    return Console(stderr=stderr, highlight=False, soft_wrap=not sys.stdout.isatty())


def table(title: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Print rows under headings; numbers stand right, long texts wrap."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    drawn = Table(title=title or None, box=SIMPLE_HEAD, title_justify="left", pad_edge=False)
    for number, column in enumerate(columns):
        numeric = any(isinstance(row[number], int | float) for row in rows)
        drawn.add_column(column, justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        drawn.add_row(*(_cell(value) for value in row))
    console().print(drawn, markup=False)


def _cell(value: Any) -> str:
    plain = jsonable(value)
    if plain is None:
        return ""
    if isinstance(plain, float):
        return f"{plain:,.2f}"
    return "; ".join(str(part) for part in plain) if isinstance(plain, list) else str(plain)


@contextmanager
def progress(title: str, *, quiet: bool = False) -> Iterator[OnProgress]:
    """A bar with rate and time left on standard error, moved by `on_progress(done, total)`; none where no terminal is."""
    if quiet or not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    bar = Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
        TextColumn("{task.speed:,.0f}/s") if False else TextColumn("{task.fields[rate]}"), TimeRemainingColumn(),
        console=console(stderr=True), transient=True,
    )  # fmt: skip
    with bar:
        task = bar.add_task(title, total=None, rate="")

        def advance(done: int, total: int) -> None:
            speed = bar.tasks[0].speed
            bar.update(task, completed=done, total=total or None, rate=f"{speed:,.0f}/s" if speed else "")

        yield advance


def exit_code(error: RingfenceError) -> int:
    """2 for a call that cannot be right, 1 for what failed."""
    return WRONG_USAGE if isinstance(error, USAGE) else FAILED


def complain(code: str, en: str, zh: str, details: dict[str, Any], *, in_json: bool) -> None:
    """Print an error in both languages on standard error, as JSON when the command was asked for it."""
    if in_json:
        note(as_json({"error": {"code": code, "en": en, "zh": zh, "details": details}}))
    else:
        note(f"error · 错误 [{code}]\n  {en}\n  {zh}")
