"""From what sources said to what was in force when, as known when: rectangles of valid time × known time.

A pure function of the set of assertions, so the order of loading cannot matter. Days are integers; intervals are
half-open. Under one key and source a later `valid_from` ends the earlier one from there on, and with the same
`valid_from` the later `recorded_on` corrects the earlier. Where two sources speak of the same days, the one of lower
rank is in force and the other's part is kept as outranked: a rectangle known at no time.

Facts of contracts and cases are stated anew as a whole instead (`restatements`): their dates are terms among others.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

FOREVER: Final = 2_932_896
"""9999-12-31 in days since 1970-01-01."""

IN_FORCE: Final = -1


@dataclass(frozen=True, slots=True, eq=False)
class Assertions:
    """What sources said, as columns of equal length.

    `key` numbers the natural keys; `rank` is the source's (lower takes precedence, one source per rank); `order`
    decides between assertions of one source with equal `valid_from` and `recorded_on`: the greater wins.
    """

    key: Ints
    rank: Ints
    valid_from: Ints
    valid_to: Ints
    recorded_on: Ints
    order: Ints

    def __len__(self) -> int:
        return len(self.key)

    def take(self, rows: Ints) -> "Assertions":
        """Some of the assertions, by position."""
        return Assertions(*(getattr(self, name)[rows] for name in self.__slots__))


@dataclass(frozen=True, slots=True, eq=False)
class Rectangles:
    """What is stored. `assertion` is the position of the assertion it is a part of; `outranked_by` the rank of the
    source that takes precedence, or IN_FORCE.
    """

    assertion: Ints
    valid_from: Ints
    valid_to: Ints
    recorded_on: Ints
    superseded_on: Ints
    outranked_by: Ints

    def __len__(self) -> int:
        return len(self.assertion)


def rectangles(said: Assertions) -> Rectangles:
    """The rectangles of a set of assertions; those of one key follow from that key's assertions alone."""
    if not len(said):
        return _none()
    order = np.lexsort((said.order, said.recorded_on, said.valid_from, said.rank, said.key))
    ordered = said.take(order)
    single = _once(ordered)
    chained = _chained(ordered) & ~single
    rest = ~(single | chained)
    parts = [_of_single(ordered, np.flatnonzero(single)), _of_chains(ordered, np.flatnonzero(chained))]
    if rest.any():
        parts.append(_swept(ordered, np.flatnonzero(rest), np.full(len(ordered), FOREVER)))
    return _joined(order, parts)


def restatements(said: Assertions, group: Ints) -> Rectangles:
    """The rectangles of assertions of which each source's latest word on a group is in force, as a whole.

    Every key belongs to one group. What one source recorded of a group on one day stands together; of two words on
    the same key the later `valid_from` holds, then the greater `order`.
    """
    if not len(said):
        return _none()
    order = np.lexsort((said.order, said.valid_from, said.recorded_on, said.rank, said.key))
    until = _restated_on(said, group)[order]
    ordered = said.take(order)
    again = _same(ordered.key, ordered.rank, ordered.recorded_on)
    kept = np.flatnonzero(~again)
    order, until, ordered = order[kept], until[kept], ordered.take(kept)
    one_source = _unbroken(ordered, ordered.rank[1:] == ordered.rank[:-1])
    at = np.flatnonzero(one_source)
    parts = [
        Rectangles(
            at, ordered.valid_from[at], ordered.valid_to[at], ordered.recorded_on[at], until[at], _in_force(at)
        )
    ]  # fmt: skip
    if not one_source.all():
        parts.append(_swept(ordered, np.flatnonzero(~one_source), until))
    return _joined(order, parts)


def _none() -> Rectangles:
    return Rectangles(*(np.zeros(0, dtype=np.int64) for _ in Rectangles.__slots__))


def _joined(order: Ints, parts: list[Rectangles]) -> Rectangles:
    """Parts under each other, their assertions numbered as given; an assertion of no days only ends earlier ones."""
    joined = [np.concatenate([getattr(part, name) for part in parts]) for name in Rectangles.__slots__]
    held = joined[1] < joined[2]
    return Rectangles(order[joined[0][held]], *(column[held] for column in joined[1:]))


def _restated_on(said: Assertions, group: Ints) -> Ints:
    """The day of each source's next word on the assertion's group, or FOREVER."""
    order = np.lexsort((said.recorded_on, said.rank, group))
    whose, days = (group[order], said.rank[order]), said.recorded_on[order]
    first = np.flatnonzero(~np.append(False, _same(*whose, days)[:-1]))
    goes_on = _same(*(column[first] for column in whose))
    following = np.where(goes_on, np.append(days[first][1:], FOREVER), FOREVER)
    until = np.empty(len(said), dtype=np.int64)
    until[order] = np.repeat(following, np.diff(np.append(first, len(said))))
    return until


def _same(*columns: Ints) -> NDArray[np.bool_]:
    """Which rows are followed by one with the same values; never the last."""
    same = np.ones(max(len(columns[0]) - 1, 0), dtype=bool)
    for column in columns:
        same &= column[1:] == column[:-1]
    return np.append(same, False)[: len(columns[0])]


def _once(said: Assertions) -> NDArray[np.bool_]:
    """Which assertions are the only one of their key."""
    change = np.flatnonzero(np.diff(said.key, prepend=-1))
    sizes = np.diff(np.append(change, len(said)))
    return np.repeat(sizes == 1, sizes)


def _chained(said: Assertions) -> NDArray[np.bool_]:
    """Which assertions belong to a key of one source whose versions were learned in the order of their validity."""
    later = (said.valid_from[1:] > said.valid_from[:-1]) & (said.recorded_on[1:] >= said.recorded_on[:-1])
    return _unbroken(said, later & (said.rank[1:] == said.rank[:-1]))


def _unbroken(said: Assertions, goes_on: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which assertions belong to a key within which each one but the last goes on to the next; ordered by key."""
    broken = _same(said.key) & ~np.append(goes_on, False)[: len(said)]
    starts = np.flatnonzero(np.diff(said.key, prepend=-1))
    sizes = np.diff(np.append(starts, len(said)))
    any_broken = np.add.reduceat(broken, starts) > 0 if len(starts) else np.zeros(0, dtype=bool)
    return np.repeat(~any_broken, sizes)


def _of_single(said: Assertions, at: Ints) -> Rectangles:
    return Rectangles(
        at, said.valid_from[at], said.valid_to[at], said.recorded_on[at], np.full(len(at), FOREVER), _in_force(at)
    )


def _of_chains(said: Assertions, at: Ints) -> Rectangles:
    """Each version as first known, until its successor was learned; and from then on, cut where that begins."""
    if not len(at):
        return _of_single(said, at)
    key, start, end, known = said.key[at], said.valid_from[at], said.valid_to[at], said.recorded_on[at]
    followed = np.append(key[1:] == key[:-1], False)
    next_start, next_known = np.append(start[1:], 0), np.append(known[1:], 0)
    cut = followed & (next_start < end)
    first = cut & (next_known > known)
    last_end = np.where(cut, next_start, end)
    last_known = np.where(cut, next_known, known)
    forever = np.full(len(at), FOREVER)
    return Rectangles(
        np.concatenate([at[first], at]),
        np.concatenate([start[first], start]),
        np.concatenate([end[first], last_end]),
        np.concatenate([known[first], last_known]),
        np.concatenate([next_known[first], forever]),
        _in_force(np.concatenate([at[first], at])),
    )


def _in_force(at: Ints) -> Ints:
    return np.full(len(at), IN_FORCE, dtype=np.int64)


def _swept(said: Assertions, at: Ints, until: Ints) -> Rectangles:
    """The general case, key by key; `until` is the day from which an assertion counts no more."""
    rows: list[tuple[int, ...]] = []
    starts = np.flatnonzero(np.diff(said.key[at], prepend=-1))
    for group in np.split(at, starts[1:]):
        rows += _sweep(said, [int(i) for i in group], until)
    columns = np.array(rows, dtype=np.int64).reshape(-1, 6).T
    return Rectangles(*(np.ascontiguousarray(column) for column in columns))


Piece = tuple[int, int, int, int]
"""Assertion, valid_from, valid_to, outranked_by."""


def _sweep(said: Assertions, group: list[int], until: Ints) -> Iterator[tuple[int, ...]]:
    """Walk the days of knowledge; a piece that stays the same from one to the next is one rectangle."""
    open_since: dict[Piece, int] = {}
    days = {int(said.recorded_on[i]) for i in group} | {int(until[i]) for i in group}
    for day in sorted(days - {FOREVER}):
        now = set(_known(said, [i for i in group if said.recorded_on[i] <= day < until[i]]))
        for piece in [p for p in open_since if p not in now]:
            yield _rectangle(piece, open_since.pop(piece), day)
        for piece in now:
            open_since.setdefault(piece, day)
    for piece, since in open_since.items():
        yield _rectangle(piece, since, FOREVER)


def _rectangle(piece: Piece, since: int, until: int) -> tuple[int, ...]:
    assertion, start, end, outranked_by = piece
    return assertion, start, end, since, (until if outranked_by == IN_FORCE else since), outranked_by


def _known(said: Assertions, group: list[int]) -> Iterator[Piece]:
    """What the assertions known on a day amount to: the pieces in force and those outranked."""
    taken: list[tuple[int, int, int]] = []  # start, end, rank: of better sources, disjoint and sorted
    for rank in sorted({int(said.rank[i]) for i in group}):
        own = list(_timeline(said, [i for i in group if said.rank[i] == rank]))
        for i, start, end in own:
            yield from _pieces(i, start, end, taken)
        gaps = [(a, b, rank) for _, s, e in own for a, b, by in _split(s, e, taken) if by == IN_FORCE]
        taken = sorted(taken + gaps)


def _timeline(said: Assertions, group: list[int]) -> Iterator[tuple[int, int, int]]:
    """One source's versions in force: the latest word for each start, ended by the next start."""
    latest: dict[int, int] = {}
    for i in group:  # sorted by valid_from, recorded_on, order: the last word wins
        latest[int(said.valid_from[i])] = i
    starts = sorted(latest)
    for start, following in zip(starts, [*starts[1:], FOREVER], strict=True):
        end = min(int(said.valid_to[latest[start]]), following)
        if start < end:
            yield latest[start], start, end


def _pieces(i: int, start: int, end: int, taken: list[tuple[int, int, int]]) -> Iterator[Piece]:
    for a, b, by in _split(start, end, taken):
        yield i, a, b, by


def _split(start: int, end: int, taken: list[tuple[int, int, int]]) -> Iterator[tuple[int, int, int]]:
    """An interval cut at the borders of what better sources cover, each part with the rank that covers it."""
    for a, b, rank in taken:
        if b <= start or a >= end:
            continue
        if start < a:
            yield start, a, IN_FORCE
        yield max(start, a), min(end, b), rank
        start = min(end, b)
    if start < end:
        yield start, end, IN_FORCE
