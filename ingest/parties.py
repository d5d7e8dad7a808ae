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
from graph.identity_numbers import compact, may_be_identity_number
from ingest.typed import Array

MASK: Final = "*"
IDENTITY_KEY: Final = re.compile(f"{IDENTITY_SCHEME}:{IDENTITY_HASH.pattern}")
"""A person's key: the keyed hash of an identity number."""
NUMBER_CELL: Final = re.compile(r"\d(?:\.\d+)?[eE]\+?\d+")
"""What is left of a long number that a spreadsheet or a program took for a figure."""


def party_keys(
    texts: list[str], target: str, source: str, key: HashKey | None, *, hashes: bool = False
) -> tuple[Array, Array]:
    """The party_id of each text and, where there is none, the code of the reason.

    A number that names its scheme is kept; an 18-character code or identity number must be valid, and is found
    behind blanks, hyphens, quotes and any scheme's name as well; what may still be an identity number is refused;
    anything else is the source's own number. `hashes` says that a keyed hash of an identity number is known to be
    made with this key. Raises SettingsError if an identity number occurs and there is no key to hash it with.
    """
    ids, problems = np.full(len(texts), None, dtype=object), np.full(len(texts), None, dtype=object)
    bare = [compact(_without_scheme(text, USCC_SCHEME)) for text in texts]
    valid_uscc = uscc_valid(bare)
    for i, text in enumerate(texts):
        if not text:
            continue
        # One identity number in 31 passes the check digit of a USCC too; no USCC in use passes as an identity number.
        if valid_uscc[i] and (target == "Enterprise" or (target == "Party" and not identity_number(bare[i]))):
            ids[i] = f"{USCC_SCHEME}:{bare[i]}"
        elif IDENTITY_KEY.fullmatch(text):
            problems[i] = "identity_for_enterprise" if target == "Enterprise" else None if hashes else "hashed"
            ids[i] = text if problems[i] is None else None
        else:
            problems[i] = _refused(text, target)
            if problems[i] is None:
                identity = identity_in(text)
                person = identity is not None and target != "Enterprise"
                ids[i] = _hashed(str(identity), key) if person else own_key(source, text)
    return ids, problems


def identity_in(text: str) -> str | None:
    """The identity number that a text means: spaced out or in quotes, with or without a scheme's name before it."""
    return identity_number(compact(text.rpartition(":")[2]))


def _refused(text: str, target: str) -> str | None:
    """Why a text that is no valid USCC may not become a key: the reason's code, None if it may."""
    number = compact(text.rpartition(":")[2])
    if MASK in text:
        return "masked"
    if NUMBER_CELL.fullmatch(text.rpartition(":")[2].strip()):
        return "number_cell"
    if identity_in(text) is not None and (target != "Enterprise" or len(number) == 18):
        return "identity_for_enterprise" if target == "Enterprise" else None
    return _malformed(text, number, target)


def _malformed(text: str, number: str, target: str) -> str | None:
    if text.startswith(f"{USCC_SCHEME}:"):
        return "uscc"
    if text.startswith(f"{IDENTITY_SCHEME}:"):
        return "identity"
    if ":" not in text:
        if LOOKS_LIKE_IDENTITY.fullmatch(number) and target != "Enterprise":
            return "identity"
        if LOOKS_LIKE_USCC.fullmatch(text.upper()) and target != "Person":
            return "uscc"
        if OLD_IDENTITY.fullmatch(number) and target == "Person":
            return "identity"
    if target == "Enterprise" and len(number) == 15:
        return None  # Old registration numbers of enterprises have the form of old identity numbers.
    return "identity" if may_be_identity_number(text) else None


def _hashed(identity: str, key: HashKey | None) -> str:
    if key is None:
        raise SettingsError(
            "The delivery holds identity numbers and no hash key is set. Set the hash key and load again.",
            "数据中含有身份证号，但未设置散列密钥。请设置密钥后重新装载。",
        )
    return f"{IDENTITY_SCHEME}:{key.hash(identity)}"


def _without_scheme(text: str, scheme: str) -> str:
    return text[len(scheme) + 1 :] if text.startswith(f"{scheme}:") else text
