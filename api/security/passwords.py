"""Passwords: kept as argon2id hashes under the parameters that argon2-cffi recommends (RFC 9106, 64 MiB)."""

import secrets
import unicodedata
from functools import cache
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from graph.errors import UsageError

SHORTEST: Final = 12
LONGEST: Final = 1_000

_hasher: Final = PasswordHasher()


def check_password(password: str, user: str) -> None:
    """Raises UsageError for one that is too short or long, or the user's name."""
    if not SHORTEST <= len(prepared(password)) <= LONGEST:
        raise UsageError(
            f"A password has {SHORTEST} to {LONGEST} characters. Several words in a row are easy to remember.",
            f"密码应为 {SHORTEST} 至 {LONGEST} 个字符。可用几个词连成一串，便于记忆。",
        )
    if prepared(password).casefold() == prepared(user).casefold():
        raise UsageError(
            "A password may not be the user's name. Choose another.", "密码不得与用户名相同，请另选。"
        )  # fmt: skip


def hashed(password: str) -> str:
    """The password's hash with its salt and parameters."""
    return _hasher.hash(prepared(password))


def verified(encoded: str | None, password: str) -> bool:
    """Whether it is the password of that hash. Without a hash it is not, which takes as long to find out."""
    try:
        return _hasher.verify(encoded or _nobodys(), prepared(password)) and encoded is not None
    except (VerificationError, InvalidHashError):
        return False


def outdated(encoded: str) -> bool:
    """Whether the hash was made under other parameters than are recommended now."""
    return _hasher.check_needs_rehash(encoded)


def prepare() -> None:
    """Make what the first sign-in would else wait for, and so betray that a name is unknown."""
    _nobodys()


def prepared(password: str) -> str:
    """The same characters under one encoding, however the keyboard composed them (RFC 8265)."""
    return unicodedata.normalize("NFC", password)


@cache
def _nobodys() -> str:
    return _hasher.hash(secrets.token_urlsafe())
