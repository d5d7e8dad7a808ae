"""A weighted network in tiles: the exposures between some ten thousand receivers and as many sources stand together.

What is read and added to while a tile is worked off stays in the nearer cache, wherever in memory the parties stand, so
that an exposure costs about as much in a network of millions as in a small one. A place within a tile needs two bytes.
"""

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from graph.kernels.compiled import compiled, unsigned
from graph.kernels.prefetch import prefetch

Real = NDArray[Any]
BITS: Final = 16
"""Of each of the two places within a tile: the values of its sources, or of its receivers, take 256 or 512 KiB."""
TURNS_AHEAD: Final = 64
"""So many exposures later a source is needed when it is asked for (`graph.kernels.prefetch`)."""
SHARES: Final = 16
"""Receivers are cut into about so many parts at least, so that threads get as much work each."""
LANES: Final = 64


class Sources(NamedTuple):
    """Those of node i are `source[indptr[i] : indptr[i + 1]]`, ascending, with their weights."""

    indptr: NDArray[np.int64]
    source: NDArray[np.int32]
    weight: Real


class Tiles(NamedTuple):
    """The exposures by part of the receivers, then by part of the sources, then by receiver, then by source.

    start: of each tile, parts of receivers × parts of sources, and the end of each row of tiles. ends: the receiver's
    place within its part, and in the lower half the source's within its own; spare ones at the end, for what is asked
    for beyond it. A part of receivers has 2 ** rows nodes, one of sources 2 ** BITS.
    """

    start: NDArray[np.int64]
    ends: NDArray[np.uint32]
    weight: Real
    rows: int

    @property
    def part_count(self) -> int:
        """Of the receivers."""
        return len(self.start)

    def shares(self, count: int) -> list[int]:
        """Parts of receivers cut into so many shares of about equal work: where each begins, and the end."""
        work = np.append(self.start[:, 0], self.start[-1:, -1]) + np.arange(self.part_count + 1) * (1 << self.rows)
        return [int(cut) for cut in np.unique(np.searchsorted(work, np.linspace(0, work[-1], count + 1)))]


def tiles_of(sources: Sources) -> Tiles:
    """The same in tiles."""
    nodes = len(sources.indptr) - 1
    rows = min(BITS, max((nodes // SHARES).bit_length(), LANES.bit_length() - 1))
    start = np.zeros((_parts(nodes, rows), _parts(nodes, BITS) + 1), dtype=np.int64)
    ends = np.zeros(len(sources.source) + TURNS_AHEAD, dtype=np.uint32)
    tiles = Tiles(start, ends, np.empty_like(sources.weight), rows)
    _lay_out(sources, tiles)
    return tiles


def _parts(nodes: int, bits: int) -> int:
    """Into how many parts of 2 ** bits so many nodes go, at least one."""
    return max(1, -(-nodes // (1 << bits)))


@compiled
def _lay_out(sources: Sources, tiles: Tiles) -> None:
    """Part by part: count what falls into each tile, then put it there."""
    indptr, source, weight = sources
    nodes, inside, at = len(indptr) - 1, (1 << BITS) - 1, 0
    for part in range(len(tiles.start)):
        first, last = part << tiles.rows, min(nodes, (part + 1) << tiles.rows)
        start = tiles.start[part]
        for place in range(indptr[first], indptr[last]):
            start[(source[place] >> BITS) + 1] += 1
        start[0] = at
        for tile in range(1, len(start)):
            start[tile] += start[tile - 1]
        at = start[-1]
        free = start.copy()
        for row in range(first, last):
            for place in range(indptr[row], indptr[row + 1]):
                tile = source[place] >> BITS
                to = free[tile]
                free[tile] = to + 1
                tiles.ends[to] = ((row - first) << BITS) | (source[place] & inside)
                tiles.weight[to] = weight[place]


@compiled
def summed(
    tiles: Tiles, given: Real, passed: Real, following: Real, is_source: NDArray[np.bool_], span: tuple[int, int]
) -> tuple[int, float]:
    """min(1, given + W passed) for the receivers of a span of parts, to `following`, each sum in the order of its
    sources. How many of those from whom others receive are above what was passed on, and by how much any is at most.

    All four are per node, with room for a whole number of `LANES`.
    """
    shift, inside = np.uint32(BITS), np.uint32((1 << BITS) - 1)
    rising, most = np.zeros(LANES, dtype=np.int64), np.zeros(LANES, dtype=given.dtype)
    for part in range(span[0], span[1]):
        first, last = part << tiles.rows, min(len(given), (part + 1) << tiles.rows)
        total = following[first:last]
        total[:] = given[first:last]
        for tile in range(tiles.start.shape[1] - 1):
            value = passed[tile << BITS :]
            for at in range(unsigned(tiles.start[part, tile]), unsigned(tiles.start[part, tile + 1])):
                prefetch(value, unsigned(tiles.ends[at + unsigned(TURNS_AHEAD)] & inside))
                ends = tiles.ends[at]
                receiver, source = unsigned(ends >> shift), unsigned(ends & inside)
                total[receiver] += tiles.weight[at] * value[source]
        _clip(total, passed[first:last], is_source[first:last], rising, most)
    return rising.sum(), most.max()


@compiled
def _clip(total: Real, passed: Real, is_source: NDArray[np.bool_], rising: NDArray[np.int64], most: Real) -> None:
    """No more than one each; the lanes side by side, which one sum and one maximum would not be."""
    one = total.dtype.type(1)
    for first in range(unsigned(0), unsigned(len(total)), unsigned(LANES)):
        for lane in range(unsigned(LANES)):
            now = min(total[first + lane], one)
            rise = now - passed[first + lane]
            total[first + lane] = now
            rising[lane] += is_source[first + lane] & (rise > 0)
            most[lane] = rise if rise > most[lane] else most[lane]
