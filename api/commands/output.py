"""What commands print: answers on standard output, everything else on standard error."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from api.values import as_json, jsonable
from graph.errors import QueryError, RingfenceError, RowRefused, RuleError, SettingsError, UsageError

if TYPE_CHECKING:
    from rich.console import Console

DONE, FAILED, WRONG_USAGE, WITH_REJECTS = 0, 1, 2, 3
USAGE = (UsageError, SettingsError, QueryError, RuleError, RowRefused)

WIDE = 400
"""Columns where no terminal sets them: a table in a pipe is not folded."""
SHOWN_OF_A_LIST = 5

OnProgress = Callable[[str, int, int], None]
"""Called with what is being worked on, how much of it is done, and of how much."""


def document(value: Any) -> None:
    """Print the one JSON document of a command."""
    sys.stdout.write(as_json(value) + "\n")


def say(text: str) -> None:
    """Print a line of an answer for people."""
    sys.stdout.write(text + "\n")


def note(text: str) -> None:
    """Print a remark that is not part of the answer."""
    sys.stderr.write(text + "\n")


def console(*, stderr: bool = False, width: int = WIDE) -> "Console":
    """The terminal; without one no colours or motion, and lines of the given width."""
    from rich.console import Console

    there = (sys.stderr if stderr else sys.stdout).isatty()
    # Texts stand as they are: `:bank:` in a number is no picture.
    return Console(stderr=stderr, highlight=False, emoji=False, markup=False, width=None if there else width)


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
    console().print(drawn)


def _cell(value: Any) -> str:
    plain = jsonable(value)
    if plain is None:
        return ""
    if isinstance(plain, float):
        return f"{plain:,.2f}"
    if isinstance(plain, dict):
        # A party by its name, anything else part by part.
        return str(plain["name"]) if plain.get("name") else ", ".join(f"{k}={_cell(v)}" for k, v in plain.items())
    if isinstance(plain, list):
        more = f" … +{len(plain) - SHOWN_OF_A_LIST}" if len(plain) > SHOWN_OF_A_LIST else ""
        return "; ".join(_cell(part) for part in plain[:SHOWN_OF_A_LIST]) + more
    return str(plain)


@contextmanager
def progress(title: str, *, quiet: bool = False) -> Iterator[OnProgress]:
    """Bars with rate and time left on standard error, one for each thing worked on; none where no terminal is."""
    if quiet or not sys.stderr.isatty():
        yield lambda _what, _done, _total: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

    bars = Progress(
        TextColumn(f"{title} {{task.description}}"), BarColumn(), MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"), TimeRemainingColumn(), console=console(stderr=True), transient=True,
    )  # fmt: skip
    tasks: dict[str, TaskID] = {}
    with bars:

        def advance(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(what, rate="")
            speed = bars.tasks[tasks[what]].speed
            rate = f"{speed:,.0f}/s" if speed else ""
            bars.update(tasks[what], completed=done, total=total or None, rate=rate)

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
