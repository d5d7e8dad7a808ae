"""Identifiers of parties: which scheme a number belongs to, whether it can be right, and the key it is stored under.

A Unified Social Credit Code is kept as it is, an identity number only as a keyed hash, any other number under the
name of the source that uses it: ``cn.uscc:91…``, ``cn.ric:<64 hex digits>``, ``firm7:88``.
"""

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from stdnum.cn import ric

from graph.errors import SettingsError

USCC_SCHEME: Final = "cn.uscc"
IDENTITY_SCHEME: Final = "cn.ric"

USCC_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
USCC_WEIGHTS: Final = np.array([1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28])
_CODE_OF_BYTE: Final = np.array([USCC_ALPHABET.find(chr(byte)) for byte in range(256)])

LOOKS_LIKE_USCC: Final = re.compile(r"[0-9A-Z]{18}")
LOOKS_LIKE_IDENTITY: Final = re.compile(r"\d{17}[\dX]")
OLD_IDENTITY: Final = re.compile(r"\d{6}\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{3}")
_USCC_HEAD: Final = re.compile(r"[0-9ANY][0-9]{7}")
"""Registering authority (digits, A: military, N: agriculture, Y: others), kind and region."""
IDENTITY_HASH: Final = re.compile(r"[0-9a-f]{64}")


def tidy(number: str) -> str:
    """A number as written by hand in one form: half width, without blanks around it."""
    return unicodedata.normalize("NFKC", number).strip()


def uscc_valid(numbers: Sequence[str]) -> NDArray[np.bool_]:
    """Which are Unified Social Credit Codes by form and check digit (GB 32100-2015); upper case expected."""
    valid = np.array([len(n) == 18 and n.isascii() and _USCC_HEAD.match(n) is not None for n in numbers], dtype=bool)
    if valid.any():
        text = "".join(n for n, ok in zip(numbers, valid, strict=True) if ok).encode("ascii")
        codes = _CODE_OF_BYTE[np.frombuffer(text, dtype=np.uint8).reshape(-1, 18)]
        check = (31 - (codes[:, :17] * USCC_WEIGHTS).sum(axis=1) % 31) % 31
        valid[valid] = (codes >= 0).all(axis=1) & (check == codes[:, 17])
    return valid


def identity_number(text: str) -> str | None:
    """The 18-character identity number that a text is, or None: check digit, birth date and region are tested.

    A 15-digit number of before 1999 is completed to its 18-character form.
    """
    number = text.upper()
    if OLD_IDENTITY.fullmatch(number):
        body = number[:6] + "19" + number[6:]
        number = body + str(ric.calc_check_digit(body + "0"))
    return number if LOOKS_LIKE_IDENTITY.fullmatch(number) and _is_right(number) else None


def _is_right(number: str) -> bool:
    try:
        return bool(ric.is_valid(number))
    except KeyError:
        # python-stdnum's list of regions has provinces without counties and does not expect to be asked for them.
        return False


class HashKey:
    """The secret under which identity numbers are hashed (HMAC-SHA256). Its fingerprint may be stored, it may not."""

    def __init__(self, secret: bytes) -> None:
        """Raises SettingsError if the secret is shorter than 16 bytes."""
        if len(secret) < 16:
            raise SettingsError(
                "The hash key for identity numbers is too short. Use at least 16 random bytes.",
                "身份证号散列密钥过短。请使用至少 16 字节的随机密钥。",
            )
        self._secret = secret
        self.fingerprint = hmac.digest(secret, b"fingerprint of the ringfence hash key", "sha256").hex()[:16]

    def hash(self, number: str) -> str:
        """64 hex digits for an 18-character identity number."""
        return hmac.digest(self._secret, number.encode(), hashlib.sha256).hex()

    def __repr__(self) -> str:
        return f"HashKey({self.fingerprint})"


def masked(text: str) -> str:
    """What may be shown of a private value: its first and last two characters, or the first of a short one."""
    return f"{text[:2]}{'*' * (len(text) - 4)}{text[-2:]}" if len(text) >= 8 else text[:1] + "***"


def own_key(source: str, value: str) -> str:
    """The key of a thing by its source's own number: as given when it names a scheme, else under the source."""
    return value if ":" in value else f"{source}:{value}"


def scheme_and_value(key: str) -> tuple[str, str]:
    """The two parts of a key: ("cn.uscc", "91…")."""
    scheme, _, value = key.partition(":")
    return scheme, value
