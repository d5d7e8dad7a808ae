"""Addresses, telephone numbers and names in one form, so that the same one compares equal however it was typed."""

import re
import unicodedata
from difflib import SequenceMatcher
from typing import Final

LEAST_DIGITS: Final = 7
"""A shorter number is an extension or a note, not a subscriber."""

LEAST_ADDRESS: Final = 6
"""An address of fewer characters names a town, not a place of business."""

ALIKE: Final = 0.75
"""Names at least so alike (parts of one; Ratcliff and Obershelp) are taken for one name, mistyped."""

_SEVERAL = re.compile(r"[/;,、|]|\s或\s")
_EXTENSION = re.compile(r"(?:转|分机|ext\.?|x|#)\s*\d+$|(?<=\d{7})\s*-\s*\d{1,5}$")
_LAND = re.compile(r"^(?:中国)?(?:[^省市区县]{2,3}省|[^省市区县]{2,8}自治区)?")
_FORM = re.compile(r"(?:股份)?(?:有限)?(?:责任)?公司$|经营部$|(?:合伙企业)?(?:[(]有限合伙[)])?$")


def phones(text: str | None) -> tuple[str, ...]:
    """The subscriber numbers in a field, digits only: without country code, leading zeros and extension."""
    plain = unicodedata.normalize("NFKC", text or "").casefold()
    found = (_digits(part) for part in _SEVERAL.split(plain))
    return tuple(dict.fromkeys(number for number in found if number))


def address(text: str | None) -> str:
    """The address without spaces, punctuation, country and province; empty where it names no place of business."""
    plain = unicodedata.normalize("NFKC", text or "").casefold().replace("#", "号")
    kept = "".join(c for c in plain if c.isalnum())
    kept = _LAND.sub("", kept, count=1)
    return kept if len(kept) >= LEAST_ADDRESS else ""


def name(text: str | None) -> str:
    """The name without spaces and punctuation, in one width and case."""
    plain = unicodedata.normalize("NFKC", text or "").casefold()
    return "".join(c for c in plain if c.isalnum())


def same_name_mistyped(one: str, other: str) -> bool:
    """Whether two firms' names, their legal forms apart, are so alike that one may be the other mistyped."""
    a, b = (_FORM.sub("", unicodedata.normalize("NFKC", text)) for text in (one, other))
    return bool(a and b) and SequenceMatcher(None, a, b, autojunk=False).ratio() >= ALIKE


def _digits(part: str) -> str:
    """One subscriber number; empty where there is none in the part or all digits are one (a placeholder)."""
    digits = re.sub(r"\D", "", _EXTENSION.sub("", part.strip()))
    digits = re.sub(r"^(?:0086|86(?=\d{9,11}$))", "", digits).lstrip("0")
    return digits if len(digits) >= LEAST_DIGITS and len(set(digits)) > 1 else ""
