"""Who controls, owns and represents an enterprise now against some months ago, both as known on the day."""

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph.measures.changes import MONTHS
from graph.measures.facts import Facts
from graph.measures.sums import counted, is_among, ratio, total, unique

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]

LEAST_SHARE: Final = 1e-6
"""Shares that differ by less are the same, told with other digits."""


def change_measures(facts: Facts) -> dict[str, Floats]:
    """Those of the family `related` that compare two days."""
    year = facts.months_ago(12)
    values = {f"controller_changed_{months}m": controller_changed(facts, facts.months_ago(months)) for months in MONTHS}
    values = {name: facts.told("OWNS", one) for name, one in (values | _of_stakes(facts, year)).items()}
    posts = {
        "representative_replaced_3m": _replaced(facts, facts.months_ago(3)),
        "representative_replaced_12m": _replaced(facts, year),
        "officers_left_share_12m": _officers_left(facts, year),
    }
    return values | {name: facts.told("HOLDS_POSITION", one) for name, one in posts.items()}


def controller_changed(now: Facts, then: Facts) -> Floats:
    """1 where nobody who controls it now did so then, or the other way round; NaN where either is not settled."""
    return np.where(_settled(now) & _settled(then), ~_same_controller(now, then), np.nan)


def _settled(facts: Facts) -> Flags:
    """Whether it is known who controls the party in the end, or that nobody does."""
    control = facts.control
    return ~(control.undetermined | control.no_owner_known | control.uncertain)


def _same_controller(now: Facts, then: Facts) -> Flags:
    """Of a concert group it is enough that one member goes on."""
    count, one, other = now.count, now.control.ultimate, then.control.ultimate
    group_now, group_then = now.control.concerts.group_of, then.control.concerts.group_of
    same = (one == other) & (one < count)
    same |= _is_member(one, group_then, other, count) | _is_member(other, group_now, one, count)
    both = (group_now >= 0) & (group_then >= 0)
    wide = count + 1
    shared = group_now[both].astype(np.int64) * wide + group_then[both]
    groups = (one >= count) & (other >= count)
    keys = (one.astype(np.int64) - count) * wide + (other - count)
    return np.asarray(same | (groups & is_among(keys, shared)))


def _is_member(single: NDArray[np.int32], group_of: NDArray[np.int32], group: NDArray[np.int32], count: int) -> Flags:
    known = (single >= 0) & (single < count) & (group >= count)
    found = np.zeros(len(single), dtype=np.bool_)
    found[known] = group_of[single[known]] == group[known] - count
    return found


def _of_stakes(now: Facts, then: Facts) -> dict[str, Floats]:
    count = now.count
    keys, share = _stakes(now)
    before, share_before = _stakes(then)
    known = (counted(keys // count, count) > 0) & (counted(before // count, count) > 0)
    gained = share - _looked_up(keys, before, share_before)
    more = gained > LEAST_SHARE
    largest, largest_before = _largest(keys, share, count), _largest(before, share_before, count)
    kept = counted(largest[is_among(largest, largest_before)] // count, count)
    left = before[~is_among(before, keys)]
    values = {
        "owners_left_12m": counted(left // count, count),
        "shares_moved_12m": total(keys[more] // count, gained[more], count),
        "largest_owner_changed_12m": (kept == 0).astype(np.float64),
    }
    return {name: np.where(known, value, np.nan) for name, value in values.items()}


def _stakes(facts: Facts) -> tuple[Ints, Floats]:
    """Owned and owner as one number, ascending, with the share; shares in oneself and of nothing left out."""
    held = facts.ownership.holdings
    kept = (held.owner != held.owned) & (held.share > LEAST_SHARE)
    return held.owned[kept].astype(np.int64) * facts.count + held.owner[kept], held.share[kept]


def _looked_up(keys: Ints, among: Ints, value: Floats) -> Floats:
    """The value of each key; 0 where it is not there."""
    if not len(among):
        return np.zeros(len(keys))
    place = np.minimum(np.searchsorted(among, keys), len(among) - 1)
    return np.where(among[place] == keys, value[place], 0.0)


def _largest(keys: Ints, share: Floats, count: int) -> Ints:
    """The stakes of the largest owners, all of those that hold equally much."""
    most = np.zeros(count)
    np.maximum.at(most, keys // count, share)
    return keys[share >= most[keys // count] - LEAST_SHARE]


def representatives(facts: Facts) -> Ints:
    """Enterprise × number of parties + person of every legal representative, ascending."""
    edges = facts.snapshot.edges("HOLDS_POSITION")
    role = edges.column("role").cast(pa.string())
    chosen = pc.fill_null(pc.equal(role, "legal_representative"), False).to_numpy()
    return unique(edges.target[chosen].astype(np.int64) * facts.count + edges.source[chosen])


def _replaced(now: Facts, then: Facts) -> Floats:
    """1 where nobody who represents it now did so then; NaN where somebody is not known."""
    one, other, count = now.shared(representatives), then.shared(representatives), now.count
    known = (counted(one // count, count) > 0) & (counted(other // count, count) > 0)
    kept = counted(one[is_among(one, other)] // count, count)
    return np.where(known, kept == 0, np.nan)


def _officers_left(now: Facts, then: Facts) -> Floats:
    """The part of those in office then who hold no post now."""
    one, other, count = _officers(now), _officers(then), now.count
    left = other[~is_among(other, one)]
    return ratio(counted(left // count, count), counted(other // count, count))


def _officers(facts: Facts) -> Ints:
    edges = facts.snapshot.edges("HOLDS_POSITION")
    return unique(edges.target.astype(np.int64) * facts.count + edges.source)
