"""From text to typed values, type by type. Every function looks at distinct values only: feeds repeat themselves."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from graph.as_of import FOREVER
from graph.identifiers import HashKey, own_key, tidy
from graph.money import LARGEST, currency_code
from graph.schema import Column, DataType, Unit
from ingest.parties import NUMBER_CELL, party_keys
from ingest.typed import NO_DAY, Array, day_number, empty

EXCEL_EPOCH: Final = day_number(date(1899, 12, 30))
FIRST_YEAR, LAST_YEAR = 1800, 2300
MASKED: Final = "****"
"""In a key: the middle of an identity number was masked in a reject file."""
YES: Final = frozenset({"是", "true", "1", "yes", "y", "t", "有"})
NO: Final = frozenset({"否", "false", "0", "no", "n", "f", "无"})
_DATE: Final = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?|(\d{4})(\d{2})(\d{2})"
)


@dataclass(frozen=True, slots=True)
class Context:
    """What reading a value depends on beside the value."""

    source: str
    hash_key: HashKey | None
    keys: frozenset[str] = frozenset()  # text columns that are a node's key
    excel: bool = False
    hashes: bool = False  # keyed hashes of identity numbers were made here, with the same key


@dataclass(frozen=True, slots=True, eq=False)
class Parsed:
    """Typed values and, where one is wrong, the code of the reason (else None)."""

    values: Array
    problems: NDArray[np.object_]


def parse(column: Column, text: pa.Array, factor: float, context: Context) -> Parsed:
    """A column of text as typed values; an empty text is a missing value."""
    encoded = text.dictionary_encode()
    distinct = [tidy(t) if column.type is not DataType.TEXT else t.strip() for t in encoded.dictionary.to_pylist()]
    indices = encoded.indices.to_numpy(zero_copy_only=False)
    if not distinct:
        return Parsed(empty(column.type, 0), np.full(0, None, dtype=object))
    values, problems = _distinct(column, distinct, factor, context)
    if column.required:
        problems[[not t for t in distinct]] = "required"
    return Parsed(values[indices], problems[indices])


def _distinct(column: Column, texts: list[str], factor: float, context: Context) -> tuple[Array, Array]:
    if column.type is DataType.PARTY:
        return party_keys(texts, column.target, context.source, context.hash_key, hashes=context.hashes)
    parser = _PARSERS[column.type]
    values, problems = empty(column.type, len(texts)), np.full(len(texts), None, dtype=object)
    for i, text in enumerate(texts):
        if text:
            try:
                values[i] = parser(column, text, factor, context)
            except _Wrong as wrong:
                problems[i] = wrong.code
    return values, problems


class _Wrong(Exception):
    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def _text(column: Column, text: str, _: float, context: Context) -> str:
    if column.name == "currency":
        return currency_code(tidy(text))
    if column.name in context.keys:
        return _key(tidy(text), context)
    return tidy(text) if column.name == "case_no" else text


def _key(text: str, context: Context) -> str:
    """The key of a thing by its source's own number; not what a number cell or a mask has left of it."""
    if NUMBER_CELL.fullmatch(text.rpartition(":")[2].strip()):
        raise _Wrong("number_cell")
    if MASKED in text:
        raise _Wrong("masked")
    return own_key(context.source, text)


def _date(_: Column, text: str, __: float, context: Context) -> int:
    match = _DATE.fullmatch(text)
    if match is None:
        if context.excel and re.fullmatch(r"\d{5}", text):
            return EXCEL_EPOCH + int(text)
        raise _Wrong("date")
    year, month, day = (int(part) for part in match.groups() if part is not None)
    try:
        number = day_number(date(year, month, day))
    except ValueError:
        raise _Wrong("date") from None
    if year != FOREVER.year and not FIRST_YEAR <= year <= LAST_YEAR:
        raise _Wrong("date")
    # Systems that know no open end write the largest date; it is the same as writing none.
    return NO_DAY if year == FOREVER.year else number


def _figure(text: str) -> float:
    try:
        figure = float(text.replace(",", ""))
    except ValueError:
        raise _Wrong("number") from None
    if not np.isfinite(figure):
        raise _Wrong("number")
    return figure


def _money(column: Column, text: str, factor: float, _: Context) -> float:
    figure = _figure(text)
    if abs(figure * factor) > LARGEST:
        raise _Wrong("too_large")
    if figure < 0 and column.unit is Unit.CURRENCY:
        raise _Wrong("negative")
    return figure if factor == 1.0 else round(figure * factor, 4)


def _ratio(_: Column, text: str, factor: float, __: Context) -> float:
    if text.endswith("%"):
        ratio = _figure(text[:-1].strip()) / 100
    else:
        ratio = _figure(text) if factor == 1.0 else _figure(text) / round(1 / factor)
    if not 0 <= ratio <= 1:
        raise _Wrong("ratio")
    return ratio


def _integer(_: Column, text: str, __: float, ___: Context) -> int:
    figure = _figure(text)
    if figure < 0 or not figure.is_integer():
        raise _Wrong("integer")
    return int(figure)


def _float(_: Column, text: str, __: float, ___: Context) -> float:
    return _figure(text)


def _boolean(_: Column, text: str, __: float, ___: Context) -> bool:
    folded = text.casefold()
    if folded in YES or folded in NO:
        return folded in YES
    raise _Wrong("boolean")


def _choice(column: Column, text: str, _: float, __: Context) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    for choice in column.choices:
        if folded in (choice.value.casefold(), tidy(choice.zh).casefold(), choice.en.casefold()):
            return choice.value
    raise _Wrong("choice")


def _references(_: Column, text: str, __: float, context: Context) -> tuple[str, ...]:
    parts = [part.strip() for part in re.split(r"[;；、]", text)]
    return tuple(dict.fromkeys(_key(part, context) for part in parts if part))


def _reference(_: Column, text: str, __: float, context: Context) -> str:
    return _key(text, context)


_PARSERS: Final[Mapping[DataType, Callable[[Column, str, float, Context], Any]]] = {
    DataType.TEXT: _text,
    DataType.DATE: _date,
    DataType.MONEY: _money,
    DataType.RATIO: _ratio,
    DataType.INTEGER: _integer,
    DataType.FLOAT: _float,
    DataType.BOOLEAN: _boolean,
    DataType.CHOICE: _choice,
    DataType.REFERENCE: _reference,
    DataType.REFERENCES: _references,
}
