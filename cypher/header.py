"""Reads the typed comment header of a ``.cypher`` file.

// guarantee/multi_guaranteed
// zh: 被多家担保的企业
// en: Borrowers guaranteed by several firms
// mode: read
// by: walk guarantee/downstream        only where a method answers: its name and the queries it uses
// param minimum: integer >= 1 = 3  at least so many distinct guarantors; smaller numbers than 1 are refused
// given reached: list of text          what the method passes to the text
// return party_id: text
// answer party_id: text                only where the method's rows differ from the text's
//
// Prose for the reader, after an empty comment line.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from cypher.query import REQUIRED, Parameter, QueryFileError, ResultColumn
from cypher.types import parse_type, parse_value

SETTING = re.compile(r"(zh|en|mode|by): (.+)")
DECLARATION = re.compile(r"(param|given|return|answer) (\w+): (.+)")
NOTE = re.compile(r"\s{2,}")
BOUND = re.compile(r"integer >= (-?\d+)")


@dataclass(slots=True)
class Header:
    """The directives of a header, as read."""

    name: str
    settings: dict[str, str] = field(default_factory=dict)
    parameters: list[Parameter] = field(default_factory=list)
    given: list[Parameter] = field(default_factory=list)
    columns: list[ResultColumn] = field(default_factory=list)
    answer: list[ResultColumn] = field(default_factory=list)
    notes: str = ""


def split(text: str) -> tuple[list[str], str]:
    """The comment lines at the head of a file, without their slashes, and the text below them."""
    lines = text.splitlines()
    end = next((i for i, line in enumerate(lines) if not line.startswith("//")), len(lines))
    return [line.removeprefix("//").removeprefix(" ").rstrip() for line in lines[:end]], "\n".join(lines[end:]).strip()


def parse_header(lines: list[str], name: str) -> Header:
    """The header of the query `name`; QueryFileError where a line is not understood or something is missing."""
    if not lines or lines[0] != name:
        raise QueryFileError(f"{name}: the first line must be `// {name}`.")
    header = Header(name)
    rest = iter(lines[1:])
    for line in _until_blank(rest):
        _read(header, line)
    header.notes = "\n".join(rest).strip()
    for needed in ("zh", "en", "mode"):
        if needed not in header.settings:
            raise QueryFileError(f"{name}: the header has no `{needed}:` line.")
    if header.settings["mode"] not in {"read", "write"}:
        raise QueryFileError(f"{name}: mode is read or write, not {header.settings['mode']}.")
    return header


def _until_blank(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        if not line:
            return
        yield line


def _read(header: Header, line: str) -> None:
    """Adds one directive line to the header."""
    if setting := SETTING.fullmatch(line):
        header.settings[setting[1]] = setting[2].strip()
        return
    declaration = DECLARATION.fullmatch(line)
    if not declaration:
        raise QueryFileError(f"{header.name}: `// {line}` is not a directive.")
    directive, name, rest = declaration.groups()
    try:
        if directive in {"param", "given"}:
            (header.parameters if directive == "param" else header.given).append(_parameter(name, rest))
        else:
            (header.columns if directive == "return" else header.answer).append(_column(name, rest))
    except ValueError as error:
        raise QueryFileError(f"{header.name}: `// {line}`: {error}.") from error


def _parameter(name: str, rest: str) -> Parameter:
    declared, note = _note(rest)
    type_text, has_default, default = declared.partition(" = ")
    bound = BOUND.fullmatch(type_text)
    minimum = int(bound[1]) if bound else None
    type = parse_type("integer" if bound else type_text)
    if not has_default:
        return Parameter(name, type, REQUIRED, note, minimum)
    value = None if default == "none" else parse_value(type, default)
    if minimum is not None and value is not None and value < minimum:
        raise ValueError(f"the default {value} is below {minimum}")
    return Parameter(name, type, value, note, minimum)


def _column(name: str, rest: str) -> ResultColumn:
    type_text, note = _note(rest)
    return ResultColumn(name, parse_type(type_text), note)


def _note(rest: str) -> tuple[str, str]:
    """What is declared, and the note behind two spaces or more."""
    declared, *note = NOTE.split(rest, maxsplit=1)
    return declared, note[0] if note else ""
