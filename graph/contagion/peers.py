"""What parties like a given one usually have: the median by kind, industry and size, or by less where few are known."""

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph.kernels.csr import sorted_by
from graph.snapshot import Snapshot

FEWEST_PEERS: Final = 5
"""A median of fewer parties says nothing; a wider group stands in."""

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]


def peer_medians(snapshot: Snapshot, amount: Floats) -> Floats:
    """Per party the median of an amount (per party, NaN where unknown) over the parties of its kind, industry and size;
    where fewer than five of those are known, of its kind and size, then of its kind. NaN beyond that.

    Natural persons are a kind of their own: they are compared with no enterprise.
    """
    kind, industry, size = _kinds(snapshot), _recorded(snapshot, "industry"), _recorded(snapshot, "size")
    found = np.full(len(amount), np.nan)
    for features in ((kind, industry, size), (kind, size), (kind,)):
        medians = _medians(_groups(features), amount)
        found = np.where(np.isnan(found), medians, found)
    return found


def _kinds(snapshot: Snapshot) -> Codes:
    """A number per kind of party; an enterprise of unknown kind is a company."""
    kinds = pc.fill_null(snapshot.parties.table.column("kind").cast(pa.string()), "company")
    return np.where(snapshot.parties.is_enterprise, _codes(kinds), -1)


def _recorded(snapshot: Snapshot, name: str) -> Codes:
    """A number per value of the register's column; -1 where a party states none."""
    described = snapshot.edges("DESCRIBED_BY")
    found = np.full(snapshot.node_count("Party"), -1, dtype=np.int64)
    found[described.source] = _codes(snapshot.nodes("Record").column(name).cast(pa.string()))[described.target]
    return found


def _codes(texts: pa.ChunkedArray) -> Codes:
    """A number per text, -1 for none."""
    encoded = pc.dictionary_encode(texts.combine_chunks())
    whole = encoded.combine_chunks() if isinstance(encoded, pa.ChunkedArray) else encoded
    codes: Codes = pc.fill_null(whole.indices, -1).to_numpy(zero_copy_only=False).astype(np.int64)
    return codes


def _groups(features: tuple[Codes, ...]) -> Codes:
    """A number per combination of the features; -1 where one of them (after the kind) is not known."""
    number = features[0] + 1
    unknown = np.zeros(len(number), dtype=np.bool_)
    for codes in features[1:]:
        number = np.unique(number * (int(codes.max(initial=0)) + 2) + codes + 1, return_inverse=True)[1]
        unknown |= codes < 0
    return np.where(unknown, -1, number)


def _medians(group: Codes, amount: Floats) -> Floats:
    """Per party the median of its group; NaN in no group or where too few amounts are known."""
    rows = np.flatnonzero((group >= 0) & ~np.isnan(amount))
    rows = rows[np.argsort(amount[rows])]
    groups = int(group.max(initial=-1)) + 1
    rows = rows[sorted_by(group[rows], groups)]  # by counting, which numpy's lexsort does not
    counts = np.bincount(group[rows], minlength=groups)
    first = np.cumsum(counts) - counts
    ordered = np.append(amount[rows], np.nan)  # a place for groups of nobody
    last = len(ordered) - 1
    low = ordered[np.minimum(first + np.maximum(counts - 1, 0) // 2, last)]
    high = ordered[np.minimum(first + counts // 2, last)]
    medians = np.append(np.where(counts >= FEWEST_PEERS, (low + high) / 2, np.nan), np.nan)
    return np.asarray(medians[group])  # of no group: the last place
