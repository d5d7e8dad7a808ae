"""Identity numbers inside other text: found however they are written, and texts shown without them."""

import re
from collections.abc import Iterator
from typing import Final

from graph.identifiers import LOOKS_LIKE_IDENTITY, identity_number, masked, uscc_valid

SEPARATORS: Final = r"\s\-_.'\"`´·/\\‐-―−‘-‟\u200b-\u200d\ufeff"
"""What hands, spreadsheets and print put between the digits of a number, or around it."""

_SEPARATOR: Final = re.compile(f"[{SEPARATORS}]")
_RUN: Final = re.compile(rf"\d(?:[{SEPARATORS}]{{0,3}}[\dX]){{13,}}")
_LETTER_FOR_DIGIT: Final = re.compile(r"(?<=\d)[OIL]|[OIL](?=\d)")
_DATE: Final = re.compile(r"(?:18|19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
_HALF_WIDTH: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_LONG: Final = re.compile(r"\d{14,}X?")
_PROVINCE: Final = re.compile(r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]")
_DATE_AT: Final = range(6, 14)
"""Positions of the birth date."""


def compact(text: str) -> str:
    """A number without blanks, hyphens, quotes and points, in upper case."""
    return _SEPARATOR.sub("", _plain(text))


def may_be_identity_number(text: str) -> bool:
    """Whether showing or keeping a text might show an identity number: one is in it, or one with a slip of the pen.

    A valid Unified Social Credit Code is none, unless it passes as an identity number too.
    """
    bare = compact(text)
    if len(bare) == 18 and uscc_valid([bare])[0]:
        return identity_number(bare) is not None
    if LOOKS_LIKE_IDENTITY.fullmatch(bare) or any(True for _ in _spans(text)):
        return True
    digits = _LETTER_FOR_DIGIT.sub(_digit, _plain(text))
    return any(_slipped(number) for _, number in _runs(digits)) or any(True for _ in _spans(digits))


def without_identity_numbers(text: str, *, cautious: bool = False) -> str:
    """A text with every valid identity number in it masked, also where it is spaced out or stands in other words.

    `cautious` masks slips of the pen and any other number of 15 digits or more as well: for what is only to be read.
    """
    for start, end in list(_spans(text)):
        text = text[:start] + masked(text[start:end]) + text[end:]
    if cautious:
        plain = _plain(text)
        long = [match.span() for match in _LONG.finditer(plain) if len(match[0]) > 14]
        slips = [(at[0], at[-1] + 1) for at, number in _runs(plain) if _slipped(number)]
        for start, end in sorted({*long, *slips}, reverse=True):
            text = text[:start] + masked(text[start:end]) + text[end:]
    return text


def _plain(text: str) -> str:
    """Half width and upper case, character by character, so that positions stay."""
    return "".join(c.upper() if len(c.upper()) == 1 else c for c in text.translate(_HALF_WIDTH))


def _digit(match: re.Match[str]) -> str:
    return "0" if match[0] == "O" else "1"


def _runs(plain: str) -> Iterator[tuple[list[int], str]]:
    """Digits with at most a few separators between them: their positions and the number they make."""
    for match in _RUN.finditer(plain):
        at = [i for i in range(*match.span()) if plain[i] in "0123456789X"]
        yield at, "".join(plain[i] for i in at)


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Where valid identity numbers stand; one of 15 digits only if no digit touches it."""
    plain = _plain(text)
    for at, number in _runs(plain):
        i = 0
        while i + 15 <= len(number):
            length = next((n for n in (18, 15) if _stands(number, at, i, n)), 0)
            if length:
                yield at[i], at[i + length - 1] + 1
            i += length or 1


def _stands(number: str, at: list[int], i: int, length: int) -> bool:
    end = i + length
    if end > len(number):
        return False
    if length == 15 and ((i and at[i] - at[i - 1] == 1) or (end < len(at) and at[end] - at[end - 1] == 1)):
        return False
    if length == 18 and not _DATE.fullmatch(number, i + 6, i + 14):
        return False
    return identity_number(number[i:end]) is not None


def _slipped(number: str) -> bool:
    """Whether a number of 16 to 19 characters is close to an identity number.

    It ends in X, has a birth date where one stands (or one place beside it), or one digit of the date lost, added or
    changed makes it valid.
    """
    if not 16 <= len(number) <= 19:
        return False
    if number.endswith("X"):
        return True
    places = {16: (4, 5, 6), 17: (5, 6), 18: (6,), 19: (6, 7)}[len(number)]
    if any(_DATE.fullmatch(number, place, place + 8) for place in places):
        return True
    return _PROVINCE.match(number) is not None and any(
        identity_number(one) for one in _corrections(number) if _DATE.fullmatch(one, 6, 14)
    )


def _corrections(number: str) -> Iterator[str]:
    """What a number with one slip in its date may have been."""
    for i in _DATE_AT:
        head, tail = number[:i], number[i:]
        if len(number) == 19:
            yield head + tail[1:]
        else:
            rest = tail if len(number) == 17 else tail[1:]
            yield from (f"{head}{digit}{rest}" for digit in "0123456789")
