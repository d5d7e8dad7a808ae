"""From the numbers by which feeds name parties to the keys under which the graph holds them."""

import re
from typing import Final

import numpy as np

from graph.errors import SettingsError
from graph.identifiers import (
    IDENTITY_HASH,
    IDENTITY_SCHEME,
    LOOKS_LIKE_IDENTITY,
    LOOKS_LIKE_USCC,
    OLD_IDENTITY,
    USCC_SCHEME,
    HashKey,
    identity_number,
    own_key,
    uscc_valid,
)
from ingest.typed import Array

MASK: Final = "*"
_MANY_DIGITS: Final = re.compile(r"(?:\d[ -]?){12,}")


def party_keys(texts: list[str], target: str, source: str, key: HashKey | None) -> tuple[Array, Array]:
    """The party_id of each text and, where there is none, the code of the reason.

    A number that names its scheme is kept; an 18-character code or identity number must be valid; anything else is
    the source's own number. Raises SettingsError if an identity number occurs and there is no key to hash it with.
    """
    ids, problems = np.full(len(texts), None, dtype=object), np.full(len(texts), None, dtype=object)
    bare = [_without_scheme(text, USCC_SCHEME) for text in texts]
    valid_uscc = uscc_valid([text.upper() for text in bare])
    for i, text in enumerate(bare):
        if not text:
            continue
        # One identity number in 31 passes the check digit of a USCC too; no USCC in use passes as an identity number.
        if valid_uscc[i] and (target == "Enterprise" or (target == "Party" and not identity_number(text))):
            ids[i] = f"{USCC_SCHEME}:{text.upper()}"
        else:
            ids[i], problems[i] = _other(text, texts[i], target, source, key)
    return ids, problems


def may_be_identity_number(text: str) -> bool:
    """Whether a text has so many digits that showing it might show an identity number."""
    if not _MANY_DIGITS.search(text):
        return False
    return identity_number(text) is not None or not uscc_valid([text.upper()])[0]


def _other(text: str, given: str, target: str, source: str, key: HashKey | None) -> tuple[str | None, str | None]:
    """The key or the reason for a text that is no valid USCC."""
    number = _without_scheme(text, IDENTITY_SCHEME)
    upper = number.upper()
    if given.startswith(f"{IDENTITY_SCHEME}:") and IDENTITY_HASH.fullmatch(number):
        return given, None
    if MASK in number:
        return None, "masked"
    if target != "Enterprise" or LOOKS_LIKE_IDENTITY.fullmatch(upper):
        identity = identity_number(number)
        if identity is not None:
            return (None, "identity_for_enterprise") if target == "Enterprise" else (_hashed(identity, key), None)
    if given.startswith(f"{USCC_SCHEME}:"):
        return None, "uscc"
    if given.startswith(f"{IDENTITY_SCHEME}:"):
        return None, "identity"
    if ":" in number:
        return number, None
    if LOOKS_LIKE_IDENTITY.fullmatch(upper) and target != "Enterprise":
        return None, "identity"
    if (LOOKS_LIKE_USCC.fullmatch(upper) and target != "Person") or (
        target == "Person" and OLD_IDENTITY.fullmatch(upper)
    ):
        return None, "identity" if target == "Person" else "uscc"
    return own_key(source, number), None


def _hashed(identity: str, key: HashKey | None) -> str:
    if key is None:
        raise SettingsError(
            "The delivery holds identity numbers and no hash key is set. Set the hash key and load again.",
            "数据中含有身份证号，但未设置散列密钥。请设置密钥后重新装载。",
        )
    return f"{IDENTITY_SCHEME}:{key.hash(identity)}"


def _without_scheme(text: str, scheme: str) -> str:
    return text[len(scheme) + 1 :] if text.startswith(f"{scheme}:") else text
