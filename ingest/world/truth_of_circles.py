"""The truth of planted circles, mutual pairs and chains, with the days on which each held."""

from collections.abc import Iterable

import numpy as np
import pyarrow as pa

from ingest.world.books import guarantee_ids
from ingest.world.circles import RENEWAL_GAP, Block, Round
from ingest.world.economy import Economy
from ingest.world.tables import dates

_Interval = tuple[tuple[int, ...], int, int]


def circle_truth(economy: Economy, ids: pa.Array) -> dict[str, pa.Table]:
    """`planted_circles`, `mutual_pairs`, `circle_lineage`: who was tied to whom, first and last day included."""
    members: list[_Interval] = []
    pairs: list[_Interval] = []
    lineage: list[tuple[int, int, str, int]] = []
    for block in economy.planted.blocks:
        last = min(int(economy.defaults.block_ends[block.number]) - 1, economy.calendar.today)
        members += _merged(_memberships(block, last))
        pairs += _merged(_two_way(block, last))
        lineage += [row for row in block.lineage if row[3] <= last]
    in_pair_blocks = {round_.circle for b in economy.planted.blocks if len(b.firms) == 2 for round_ in b.rounds}
    who, since, until = _columns(members, 2)
    tied, tied_since, tied_until = _columns(pairs, 3)
    kinds = ["mutual_pair" if circle in in_pair_blocks else "circle" for circle in who[:, 0].tolist()]
    return {
        "planted_circles": pa.table({
            "circle_id": circle_ids(who[:, 0]), "kind": pa.array(kinds, pa.string()),
            "party_id": ids.take(pa.array(who[:, 1])),
            "from": dates(since), "to": dates(until),
        }),
        "mutual_pairs": pa.table({
            "circle_id": circle_ids(tied[:, 0]), "party_a": ids.take(pa.array(tied[:, 1])),
            "party_b": ids.take(pa.array(tied[:, 2])), "from": dates(tied_since), "to": dates(tied_until),
        }),
        "circle_lineage": pa.table({
            "circle_id": circle_ids(np.array([row[0] for row in lineage], np.int64)),
            "other_circle_id": circle_ids(np.array([row[1] for row in lineage], np.int64)),
            "kind": pa.array([row[2] for row in lineage], pa.string()),
            "on": dates(np.array([row[3] for row in lineage], np.int64)),
        }),
    }  # fmt: skip


def chain_truth(economy: Economy, ids: pa.Array) -> pa.Table:
    """`chains`: the links of each planted chain; `complete` where all its links were signed."""
    links = economy.planted.chain_links
    row = economy.signing.guarantee_row[links[:, 2]]
    missing = np.bincount(links[:, 0], row < 0, int(links[:, 0].max(initial=-1)) + 1) > 0
    links, row = links[row >= 0], row[row >= 0]
    given = economy.signing.book.guarantees.take(row)
    return pa.table({
        "chain_id": pa.array([f"L{chain:06d}" for chain in links[:, 0].tolist()], pa.string()),
        "position": pa.array(links[:, 1]), "guarantor": ids.take(pa.array(given.guarantor)),
        "debtor": ids.take(pa.array(given.debtor)), "guarantee_id": guarantee_ids(row),
        "from": dates(given.start), "to": dates(given.end), "complete": pa.array(~missing[links[:, 0]]),
    })  # fmt: skip


def circle_ids(numbers: np.ndarray[tuple[int], np.dtype[np.int64]]) -> pa.Array:
    """C and six digits."""
    return pa.array([f"C{number:06d}" for number in numbers.tolist()], pa.string())


def _memberships(block: Block, last: int) -> Iterable[_Interval]:
    for round_ in block.rounds:
        for member, joined in round_.members.items():
            if joined <= last:
                yield (round_.circle, member), joined, _end(round_)


def _two_way(block: Block, last: int) -> Iterable[_Interval]:
    """Firms that stand for each other, in pairs and where a ring has a guarantee back."""
    for round_ in block.rounds:
        start_of = {(tie.guarantor, tie.debtor): tie.start for tie in round_.ties if tie.start <= last}
        for (a, b), start in start_of.items():
            if a < b and (b, a) in start_of:
                yield (round_.circle, a, b), max(start, start_of[b, a]), _end(round_)


def _end(round_: Round) -> int:
    return round_.matures + RENEWAL_GAP - 1


def _merged(intervals: Iterable[_Interval]) -> list[_Interval]:
    """Intervals of one key that follow one another without a day between, as one; sorted by key."""
    merged: list[_Interval] = []
    for key, start, end in sorted(intervals):
        if merged and merged[-1][0] == key and merged[-1][2] + 1 >= start:
            merged[-1] = (key, merged[-1][1], end)
        else:
            merged.append((key, start, end))
    return merged


def _columns(intervals: list[_Interval], width: int) -> tuple[np.ndarray[tuple[int, int], np.dtype[np.int64]], ...]:
    keys = np.array([key for key, _, _ in intervals], np.int64).reshape(-1, width)
    return keys, np.array([s for _, s, _ in intervals], np.int64), np.array([e for _, _, e in intervals], np.int64)
