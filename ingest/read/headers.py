"""Headers of a feed, in Chinese, English or the schema's own names, with the unit they carry."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

from graph.errors import FeedError
from graph.money import CURRENCY_NAMES, currency_code
from graph.schema import Column, DataType, Table, Unit
from ingest.read.raw import Header

UNIT_COLUMN: Final = "unit"
UNIT_TITLES: Final = frozenset({"unit", "单位", "金额单位"})
FACTORS: Final[Mapping[str, float]] = {
    "": 1.0, "千": 1e3, "万": 1e4, "十万": 1e5, "百万": 1e6, "千万": 1e7, "亿": 1e8, "十亿": 1e9,
    "thousand": 1e3, "k": 1e3, "10k": 1e4, "million": 1e6, "m": 1e6, "billion": 1e9, "bn": 1e9,
}  # fmt: skip
CURRENCIES: Final = frozenset({*CURRENCY_NAMES.values(), "CNY"})
_PARENTHESES: Final = re.compile(r"(.*?)[(\[【](.*?)[)\]】]\s*")
_CHINESE_UNIT: Final = re.compile(r"(千|万|十万|百万|千万|亿|十亿)?(.*)")
_UNSAID: Final = frozenset({"元", "块", "in currency", "currency", "units", ""})


def plain(title: str) -> str:
    """A title without what hands vary: width, case, blanks, underscores and points."""
    return re.sub(r"[\s_.\-*]", "", unicodedata.normalize("NFKC", title)).casefold()


def split_unit(header: str) -> tuple[str, str | None]:
    """The title of a header and the text in its closing parentheses, None if there are none."""
    text = unicodedata.normalize("NFKC", header).strip()
    match = _PARENTHESES.fullmatch(text)
    return (match[1].strip(), match[2].strip()) if match else (text, None)


def money_unit(text: str) -> Header | None:
    """The factor and currency that a unit says: 万元, 亿元, 万美元, CNY million, USD; None if it says neither."""
    said = unicodedata.normalize("NFKC", text).strip()
    if said.casefold() in _UNSAID:
        return Header()
    match = _CHINESE_UNIT.fullmatch(said)
    if match and (match[2] in _UNSAID or match[2] in CURRENCY_NAMES or _is_code(match[2])):
        return Header(FACTORS[match[1] or ""], "" if match[2] in _UNSAID else currency_code(match[2]))
    factor, currency = 1.0, ""
    for word in said.casefold().split():
        if word in FACTORS:
            factor *= FACTORS[word]
        elif _is_code(word) or word.upper() in CURRENCY_NAMES:
            currency = currency_code(word)
        else:
            return None
    return Header(factor, currency)


def _is_code(text: str) -> bool:
    """Whether a word can be a currency's three-letter code; unknown ones fail later, for want of a rate."""
    return bool(re.fullmatch(r"[A-Za-z]{3}", text)) and (text.upper() in CURRENCIES or text.isupper())


def known_titles(table: Table) -> dict[str, str]:
    """Column name by every plain title under which it is known."""
    titles: dict[str, str] = {}
    for column in table.columns:
        for title in (column.name, column.name.removesuffix("_cny"), column.zh, column.en):
            titles.setdefault(plain(title), column.name)
            titles.setdefault(plain(split_unit(title)[0]), column.name)
    return titles


def read_header(column: Column, header: str, *, unit_column: bool, where: str, row: int = 1) -> Header:
    """What a header adds to a column. Raises FeedError for a money header whose unit is missing or unknown."""
    _, unit = split_unit(header)
    if column.type is DataType.RATIO:
        return Header(0.01 if unit and "%" in unit else 1.0)
    if column.type is not DataType.MONEY:
        return Header()
    own_name = plain(header) == plain(column.name)
    if unit is None and (own_name or unit_column):
        return Header(1.0, "CNY" if column.unit is Unit.CNY and own_name else "")
    found = money_unit(unit) if unit is not None else None
    if found is None:
        problem = (
            (f"has the unknown unit {unit}", f"单位“{unit}”无法识别") if unit else ("names no unit", "没有写明单位")
        )
        raise FeedError(
            f"{where}: the header {header} {problem[0]}. Write the unit in it, for example {column.en} (CNY), "
            f"({'10k CNY'}) or {column.zh}（万元）.",
            f"{where}：列名“{header}”{problem[1]}。请在列名中写明，例如 {column.zh}（元）、（万元）或（亿元）。",
            header=header,
            row=row,
        )
    return found


def written_header(column: Column, lang: str) -> str:
    """The header of the template, with its unit."""
    title = column.zh if lang == "zh" else column.en
    if column.type is not DataType.MONEY:
        return title
    if lang == "zh":
        return f"{title}（元）"
    return f"{title} (CNY)" if column.unit is Unit.CNY else f"{title} (in currency)"
