"""A TOML file whose every value is asked for by name and type; what is wrong is said with file and line."""

import re
import sys
import tomllib
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from graph.errors import RingfenceError, RuleError

MISSING = object()
LARGEST = sys.float_info.max


class RuleFile:
    """The text of a rule file, its values, and which of them have been asked for."""

    def __init__(self, text: str, file: str) -> None:
        self.file = file
        self.lines = text.splitlines()
        self.read: set[tuple[str | int, ...]] = set()
        try:
            self.values = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            at = re.search(r"at line (\d+)", str(error))
            raise self.wrong(int(at[1]) if at else len(self.lines), f"{error}", f"TOML 语法错误：{error}") from error

    def top(self) -> "Entry":
        """The whole file."""
        return Entry(self, (), self.values)

    def wrong(self, line: int, en: str, zh: str) -> RingfenceError:
        """The error that names file and line."""
        return RuleError(
            f"{self.file}, line {line}: {en}. Mend the file.",
            f"{self.file} 第 {line} 行：{zh}。请修改该文件。",
            file=self.file,
            row=line,
        )

    def line(self, path: tuple[str | int, ...]) -> int:
        """The line where a value stands; of an absent one, where its table begins."""
        table: tuple[str | int, ...] = ()
        counts: dict[str, int] = {}
        best, closeness = 1, 0
        for number, line in enumerate(self.lines, start=1):
            if header := re.match(r"\s*(\[\[?)\s*([\w.]+)\s*\]", line):
                name = header[2]
                counts[name] = counts.get(name, -1) + 1
                table = (*name.split("."), counts[name]) if header[1] == "[[" else tuple(name.split("."))
                here = table
            elif key := re.match(r"\s*([\w.]+)\s*=", line):
                here = (*table, *key[1].split("."))
            else:
                continue
            shared = _shared(here, path)
            if shared == len(here) and shared > closeness:
                best, closeness = number, shared
        return best

    def refuse_unread(self) -> None:
        """RuleError for a value that nobody asked for: a slip of the pen would otherwise be silent."""
        for path in _paths(self.values, ()):
            if path not in self.read:
                name = ".".join(map(str, path))
                raise self.wrong(
                    self.line(path), f"{name} is not a setting of this file", f"此类文件没有 {name} 这一项"
                )


class Entry:
    """A table of a rule file."""

    def __init__(self, file: RuleFile, path: tuple[str | int, ...], values: Mapping[str, Any]) -> None:
        self.file = file
        self.path = path
        self.values = values

    def has(self, name: str) -> bool:
        """Whether the value is there."""
        return name in self.values

    def text(self, name: str) -> str:
        """A text that is not empty."""
        value = self.value(name)
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(name, "must be a text", "应为文字")
        return value.strip()

    def number(self, name: str) -> float:
        """A finite number."""
        value = self.value(name)
        # Compared, not converted: a whole number of hundreds of digits is no float.
        if isinstance(value, bool) or not isinstance(value, int | float) or not -LARGEST <= value <= LARGEST:
            raise self.wrong(name, "must be a number", "应为数字")
        return float(value)

    def choice(self, name: str, allowed: Collection[str]) -> str:
        """One of the allowed words."""
        value = self.text(name)
        if value not in allowed:
            raise self.wrong(
                name, f"{value} is none of {', '.join(allowed)}", f"{value} 不在 {'、'.join(allowed)} 之中"
            )
        return value

    def choices(self, name: str, allowed: Collection[str]) -> list[str]:
        """Several of the allowed words; none where the value is absent."""
        values = self.value(name) if self.has(name) else []
        if not isinstance(values, list) or any(value not in allowed for value in values):
            raise self.wrong(name, f"must be a list of {', '.join(allowed)}", f"应为列表，取自 {'、'.join(allowed)}")
        return values

    def table(self, name: str) -> "Entry":
        """A table below this one."""
        value = self.value(name)
        if not isinstance(value, dict):
            raise self.wrong(name, "must be a table", "应为一个表")
        return Entry(self.file, (*self.path, name), value)

    def tables(self, name: str) -> "list[Entry]":
        """A list of tables; none where the value is absent."""
        values = self.value(name) if self.has(name) else []
        if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
            raise self.wrong(name, "must be a list of tables", "应为一组表")
        return [Entry(self.file, (*self.path, name, i), value) for i, value in enumerate(values)]

    def mapping(self, name: str) -> dict[str, Any]:
        """A table with keys of the author's choice; empty where it is absent."""
        if not self.has(name):
            return {}
        table = self.table(name)
        self.file.read |= {(*table.path, key) for key in table.values}
        return dict(table.values)

    def value(self, name: str) -> Any:
        """The value as read; RuleError where there is none."""
        self.file.read.add((*self.path, name))
        value = self.values.get(name, MISSING)
        if value is MISSING:
            raise self.wrong(name, "is missing", "缺失")
        return value

    def wrong(self, name: str, en: str, zh: str) -> RingfenceError:
        """The error about one of its values."""
        path = (*self.path, name)
        label = ".".join(map(str, path))
        return self.file.wrong(self.file.line(path), f"{label}: {en}", f"{label}：{zh}")


def _shared(here: tuple[str | int, ...], path: tuple[str | int, ...]) -> int:
    """How many leading parts the two have in common."""
    shared = 0
    for a, b in zip(here, path, strict=False):
        if a != b:
            break
        shared += 1
    return shared


def _paths(values: Any, path: tuple[str | int, ...]) -> Iterator[tuple[str | int, ...]]:
    """The paths of all tables and values below."""
    if isinstance(values, dict):
        for name, value in values.items():
            yield (*path, name)
            yield from _paths(value, (*path, name))
    elif isinstance(values, list) and values and all(isinstance(value, dict) for value in values):
        for i, value in enumerate(values):
            yield from _paths(value, (*path, i))
