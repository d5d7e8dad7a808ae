"""A small JSON file for its owner alone: read again when it changes, replaced whole by one writer at a time."""

import json
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from filelock import FileLock

from graph.errors import SettingsError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Form(Generic[T]):
    """What stands in such a file. empty: what a file that is not there holds; read: raises ValueError, KeyError or
    TypeError for what does not fit; damaged: the error that says so."""

    empty: T
    read: Callable[[Any], T]
    write: Callable[[T], Any]
    damaged: Callable[[Path], SettingsError]


class PrivateFile(Generic[T]):
    """The file, shared by all processes over it: what one has written the others read with their next question."""

    def __init__(self, path: Path, form: Form[T]) -> None:
        self.path = path
        self._form = form
        # Set as one, so that of two threads that read at once none leaves its content under the other's stamp.
        self._known: tuple[tuple[int, int, int], T] | None = None

    def read(self) -> T:
        """What stands in it. Raises SettingsError when it is damaged."""
        try:
            stat = self.path.stat()
        except FileNotFoundError:
            return self._form.empty
        stamp, known = (stat.st_mtime_ns, stat.st_ino, stat.st_size), self._known
        if known is None or known[0] != stamp:
            known = self._known = (stamp, self._parsed())
        return known[1]

    def change(self, change: Callable[[T], T]) -> T:
        """Write what `change` makes of it beside the file and put that in its place; nothing where that is the same."""
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with FileLock(f"{self.path}.lock", mode=0o600):
            before = self.read()
            after = change(before)
            if after is before:
                return after
            fresh = self.path.with_name(f"{self.path.name}.{secrets.token_hex(4)}")
            with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
                json.dump(self._form.write(after), out, indent=2, ensure_ascii=False)
                out.flush()
                os.fsync(out.fileno())
            fresh.replace(self.path)
        return after

    def _parsed(self) -> T:
        try:
            return self._form.read(json.loads(self.path.read_text(encoding="utf-8")))
        except FileNotFoundError:
            return self._form.empty
        except (ValueError, KeyError, TypeError, AttributeError):
            raise self._form.damaged(self.path) from None
