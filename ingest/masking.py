"""What may be shown and kept of the values of refused rows: never an identity number."""

from typing import Final

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph.identifiers import IDENTITY_SCHEME, HashKey, masked, tidy
from graph.identity_numbers import may_be_identity_number, without_identity_numbers
from graph.schema import Column, DataType, Privacy
from ingest.options import LoadOptions
from ingest.parties import IDENTITY_KEY, identity_in
from ingest.read.raw import Sheet

KEY_COLUMN: Final = "reject_key"
"""The fingerprint of the hash key, in a reject file, beside rows in which identity numbers stand as their hash."""


def shown(value: str, column: Column | None) -> str:
    """A value as a report may show it: private ones masked."""
    if column is None:
        return without_identity_numbers(value, cautious=True)
    party = column.type is DataType.PARTY
    private = column.privacy in (Privacy.PERSONAL, Privacy.SECRET)
    if value and (_names_somebody(value) if party else private):
        return masked(value)
    return without_identity_numbers(value)


def _names_somebody(party: str) -> bool:
    """Whether a party's number may be an identity number or is the hash of one, ours or not."""
    return may_be_identity_number(party) or IDENTITY_KEY.fullmatch(tidy(party)) is not None


def kept(value: str, column: Column | None, key: HashKey | None, *, ours: bool) -> str:
    """A value as a reject file may hold it, still good for loading where that is possible.

    A party's identity number becomes its hash. A hash that is not `ours` is masked, or it would pass for ours.
    """
    if column is None or column.type is not DataType.PARTY:
        return without_identity_numbers(value)
    text = tidy(value)
    if IDENTITY_KEY.fullmatch(text):
        return text if ours else f"{IDENTITY_SCHEME}:{masked(text.removeprefix(f'{IDENTITY_SCHEME}:'))}"
    if not may_be_identity_number(text):
        return value
    identity = identity_in(text)
    return masked(value) if identity is None or key is None else f"{IDENTITY_SCHEME}:{key.hash(identity)}"


def hashed_here(sheet: Sheet, options: LoadOptions) -> NDArray[np.bool_]:
    """The rows whose hashes were written by an earlier load with the same key: rows of reject files, in a replay."""
    if not options.replay or options.hash_key is None or KEY_COLUMN not in sheet.headers:
        return np.zeros(sheet.text.num_rows, dtype=bool)
    ours: NDArray[np.bool_] = pc.equal(sheet.text[KEY_COLUMN], options.hash_key.fingerprint).to_numpy()
    return ours
