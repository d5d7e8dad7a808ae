"""Numbers with checksums, made for whole columns at once: credit codes, identity numbers, serial numbers.

No number belongs to anyone: the credit codes use a series ("MY…") that no register gives out, and the identity numbers
the code of a whole city, where real ones carry a district's; both pass every checksum.
"""

from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ingest.world.days import day_of

Ints = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]

_USCC_ALPHABET = np.frombuffer(b"0123456789ABCDEFGHJKLMNPQRTUWXY", np.uint8)
_USCC_WEIGHTS = np.array([1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28])
_ORGANISATION_WEIGHTS = np.array([3, 7, 9, 10, 5, 8, 4, 2])
_ORGANISATION_CHECKS = np.frombuffer(b"0123456789X0", np.uint8)
_IDENTITY_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
_IDENTITY_CHECKS = np.frombuffer(b"10X98765432", np.uint8)
_WHOLE_CITIES = np.array([330100, 330200, 330300])
_BORN_FROM, _BORN_TO = day_of(date(1950, 1, 1)), day_of(date(2000, 1, 1))
_SPREAD = 12_345_701  # a prime: multiplying by it spreads consecutive serials over the whole range, none twice


def strings(characters: Bytes) -> pa.Array:
    """Rows of a character matrix (n, width) as strings, without a Python object for each."""
    rows, width = characters.shape
    offsets = np.arange(rows + 1, dtype=np.int32) * width
    data = np.ascontiguousarray(characters)
    return pa.StringArray.from_buffers(rows, pa.py_buffer(offsets), pa.py_buffer(data))


def digits(numbers: Ints, width: int) -> Bytes:
    """Decimal digits with leading zeros, as characters (n, width)."""
    powers = 10 ** np.arange(width - 1, -1, -1, dtype=np.int64)
    return (np.asarray(numbers, np.int64)[:, None] // powers % 10 + ord("0")).astype(np.uint8)


def serial_numbers(prefix: str, numbers: Ints, width: int) -> pa.Array:
    """`prefix` and the number with leading zeros."""
    letters = np.broadcast_to(np.frombuffer(prefix.encode("ascii"), np.uint8), (len(numbers), len(prefix)))
    return strings(np.hstack([letters, digits(numbers, width)]))


def credit_codes(categories: Ints, regions: Ints, serials: Ints) -> pa.Array:
    """Unified Social Credit Codes (GB 32100).

    `categories` are the two leading digits (91 a company, 92 a sole proprietor, 11 a government body), `regions` the
    six digits of the district. The organisation code within (GB 11714) has its own valid check character.
    """
    rows = len(serials)
    code = np.empty((rows, 18), np.uint8)
    code[:, 0:2] = digits(categories, 2)
    code[:, 2:8] = digits(regions, 6)
    code[:, 8:10] = np.frombuffer(b"MY", np.uint8)
    spread = (np.asarray(serials, np.int64) * _SPREAD + 314_159_265) % 31**6
    code[:, 10:16] = _USCC_ALPHABET[spread[:, None] // 31 ** np.arange(5, -1, -1, dtype=np.int64) % 31]
    body = code[:, 8:16].astype(np.int64)
    values = np.where(body <= ord("9"), body - ord("0"), body - ord("A") + 10)
    code[:, 16] = _ORGANISATION_CHECKS[11 - (values @ _ORGANISATION_WEIGHTS) % 11]
    place = np.zeros(256, np.int64)
    place[_USCC_ALPHABET] = np.arange(31)
    code[:, 17] = _USCC_ALPHABET[(31 - (place[code[:, :17]] @ _USCC_WEIGHTS) % 31) % 31]
    return strings(code)


def identity_numbers(serials: Ints) -> pa.Array:
    """Resident identity numbers (GB 11643) of adults born 1950 to 1999; different serials, different numbers."""
    span = _BORN_TO - _BORN_FROM
    spread = (np.asarray(serials, np.int64) * _SPREAD + 27_182_818) % (len(_WHOLE_CITIES) * span * 1000)
    place, rest = np.divmod(spread, span * 1000)
    born, sequence = np.divmod(rest, 1000)
    number = np.empty((len(spread), 18), np.uint8)
    number[:, 0:6] = digits(_WHOLE_CITIES[place], 6)
    number[:, 6:14] = digits(_written_dates(born + _BORN_FROM), 8)
    number[:, 14:17] = digits(sequence, 3)
    total = (number[:, :17].astype(np.int64) - ord("0")) @ _IDENTITY_WEIGHTS
    number[:, 17] = _IDENTITY_CHECKS[total % 11]
    return strings(number)


def _written_dates(days: Ints) -> Ints:
    """Days since 1970 as the number YYYYMMDD."""
    dates = days.astype("datetime64[D]")
    months = dates.astype("datetime64[M]")
    year = months.astype("datetime64[Y]").astype(np.int64) + 1970
    month = months.astype(np.int64) % 12 + 1
    written: Ints = year * 10_000 + month * 100 + (dates - months).astype(np.int64) + 1
    return written
