"""The types in which a query's parameters and columns are declared, and how a value is read from text."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What one value is."""

    TEXT = "text"
    PARTY = "party"  # a party_id, a Unified Social Credit Code or an exact name; the database is asked by party_id
    DATE = "date"
    INTEGER = "integer"
    FLOAT = "float"
    BOOLEAN = "boolean"
    MONEY = "money"  # 元, to the fen
    RATIO = "ratio"  # 0 to 1
    MAP = "map"


@dataclass(frozen=True, slots=True)
class Type:
    """A declared type: ``date``, ``list of text``, ``up | down`` (one of these words)."""

    kind: Kind
    many: bool = False
    choices: tuple[str, ...] = ()

    def __str__(self) -> str:
        one = " | ".join(self.choices) if self.choices else str(self.kind)
        return f"list of {one}" if self.many else one


def parse_type(text: str) -> Type:
    """The type that a header declares; ValueError for an unknown word."""
    many = text.startswith("list of ")
    one = text.removeprefix("list of ").strip()
    if "|" in one:
        return Type(Kind.TEXT, many, tuple(word.strip() for word in one.split("|")))
    return Type(Kind(one), many)


def parse_value(type: Type, value: Any) -> Any:
    """The value in the form that the driver sends; text is read by the declared type, lists are split at commas.

    Raises ValueError with what was expected where the value does not fit.
    """
    if not type.many:
        return _one(type, value)
    parts = [part.strip() for part in value.split(",")] if isinstance(value, str) else value
    if not isinstance(parts, list | tuple):
        raise ValueError(f"expected a {type}")  # noqa: TRY004 - of the caller's value, not of our types
    return [_one(type, part) for part in parts if part != ""]


def _one(type: Type, value: Any) -> Any:
    try:
        parsed = READERS[type.kind](value.strip() if isinstance(value, str) else value)
    except (TypeError, ValueError) as error:
        raise ValueError(f"expected {EXPECTED.get(type.kind, str(type))}") from error
    if type.choices and parsed not in type.choices:
        raise ValueError(f"expected one of {', '.join(type.choices)}")
    return parsed


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    if not value:
        raise ValueError
    return value


def _date(value: Any) -> date:
    if isinstance(value, str):
        return date.fromisoformat(value)
    if type(value) is not date:
        raise TypeError
    return value


def _integer(value: Any) -> int:
    if isinstance(value, str):
        return int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError
    return value


def _float(value: Any) -> float:
    if isinstance(value, bool):
        raise TypeError
    number = float(value)
    if not math.isfinite(number):
        raise ValueError
    return number


def _ratio(value: Any) -> float:
    ratio = _float(value)
    if not 0 <= ratio <= 1:
        raise ValueError
    return ratio


def _boolean(value: Any) -> bool:
    if isinstance(value, str):
        if value.lower() not in WORDS:
            raise ValueError
        return WORDS[value.lower()]
    if not isinstance(value, bool):
        raise TypeError
    return value


def _map(value: Any) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise TypeError
    return dict(value)


WORDS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}

READERS: Mapping[Kind, Callable[[Any], Any]] = {
    Kind.TEXT: _text,
    Kind.PARTY: _text,
    Kind.DATE: _date,
    Kind.INTEGER: _integer,
    Kind.FLOAT: _float,
    Kind.BOOLEAN: _boolean,
    Kind.MONEY: _float,
    Kind.RATIO: _ratio,
    Kind.MAP: _map,
}

EXPECTED = {
    Kind.DATE: "a date such as 2024-12-31",
    Kind.INTEGER: "a whole number",
    Kind.FLOAT: "a number",
    Kind.MONEY: "an amount in 元",
    Kind.RATIO: "a number from 0 to 1",
    Kind.BOOLEAN: "true or false",
    Kind.TEXT: "a text",
    Kind.PARTY: "a party_id, a Unified Social Credit Code or an exact name",
}
