"""Planted circles and mutual pairs: who stands for whom, renewed year after year while members join and leave.

A block of firms shares one order (see `Enterprises.order`), so no other guarantee runs within it, and the guarantees
that enter and leave it close no circle. Within a block each renewal signs a ring, on one day and for one period, with
the loans that it secures; a newcomer joins in between with two guarantees that splice it into the ring. So on every day
the members are exactly one strongly connected component, and its identity is known.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from ingest.world.days import Calendar

RENEWAL_GAP = 2
"""Days from a loan's maturity to the next renewal: the booking of the repayment."""


@dataclass(frozen=True, slots=True)
class Tie:
    """Guarantor stands for debtor's loan of this renewal, from `start` on."""

    guarantor: int
    debtor: int
    start: int


@dataclass(frozen=True, slots=True)
class Round:
    """One renewal of one circle: each member with the day of joining, and the ties; all end the day after `matures`."""

    circle: int
    matures: int
    members: dict[int, int]
    ties: tuple[Tie, ...]


@dataclass(slots=True)
class Block:
    """Firms that only ever meet in planted circles, their rounds, and how its circles descend from one another.

    `lineage` rows: circle, the circle it came from or went into, "merged" or "split", the day.
    """

    number: int
    firms: list[int]
    rounds: list[Round] = field(default_factory=list)
    lineage: list[tuple[int, int, str, int]] = field(default_factory=list)


@dataclass(slots=True)
class _Life:
    """A block while its history is drawn: the members of each living circle, in ring order."""

    rings: dict[int, list[int]]
    waiting: list[int]
    next_circle: int


def grow_block(
    number: int, firms: list[int], circles: Iterator[int], calendar: Calendar, rng: np.random.Generator
) -> Block:
    """Draws the history of one block of at least two firms; a block of two is a mutual pair."""
    block = Block(number, firms)
    start = calendar.first_day + 20 + int(rng.random() ** 1.6 * (calendar.today - calendar.first_day - 420))
    rings, waiting = _first_rings(firms, circles, rng)
    while start <= calendar.today and rings:
        matures = start + int(rng.integers(345, 376))
        for circle, ring in rings.items():
            joining = [waiting.pop()] if waiting and len(ring) >= 3 and rng.random() < 0.6 else []
            block.rounds.append(_round(circle, ring, joining, (start, matures), rng))
            ring.extend(joining)
        start = matures + RENEWAL_GAP
        if rng.random() < 0.07:
            break
        _change(block, rings, circles, start, rng)
    return block


def _first_rings(
    firms: list[int], circles: Iterator[int], rng: np.random.Generator
) -> tuple[dict[int, list[int]], list[int]]:
    """The founding rings (two where a merger is to come), and the firms that wait to join."""
    if len(firms) <= 3:
        return {next(circles): list(firms)}, []
    joiners = int(rng.integers(0, 1 + len(firms) // 3))
    founders, waiting = firms[: len(firms) - joiners], firms[len(firms) - joiners :]
    if len(founders) >= 6 and rng.random() < 0.15:
        half = len(founders) // 2
        return {next(circles): founders[:half], next(circles): founders[half:]}, waiting
    return {next(circles): founders}, waiting


def _change(
    block: Block, rings: dict[int, list[int]], circles: Iterator[int], day: int, rng: np.random.Generator
) -> None:
    """What happens between two renewals: rings merge, split, or lose a member for good."""
    if len(rings) == 2 and rng.random() < 0.5:
        kept, gone = rings
        rings[kept].extend(rings.pop(gone))
        block.lineage.append((gone, kept, "merged", day))
        return
    for circle, ring in list(rings.items()):
        if len(rings) == 1 and len(ring) >= 7 and rng.random() < 0.2:
            half, new = len(ring) // 2, next(circles)
            rings[new] = ring[half:]
            del ring[half:]
            block.lineage.append((new, circle, "split", day))
        elif len(ring) >= 4 and rng.random() < 0.2:
            ring.pop(int(rng.integers(len(ring))))


def _round(
    circle: int, ring: list[int], joining: list[int], period: tuple[int, int], rng: np.random.Generator
) -> Round:
    """The ring's guarantees with a few across, and the newcomers spliced in later."""
    start, matures = period
    members = dict.fromkeys(ring, start)
    pairs = {(ring[i], ring[(i + 1) % len(ring)]) for i in range(len(ring))}
    ties = [Tie(a, b, start) for a, b in sorted(pairs)]
    if len(ring) >= 4:
        for _ in range(int(rng.binomial(len(ring), 0.3))):
            a, b = (ring[int(i)] for i in rng.choice(len(ring), 2, replace=False))
            if (a, b) not in pairs:
                pairs.add((a, b))
                ties.append(Tie(a, b, start))
    for newcomer in joining:
        day = start + int(rng.integers(40, 280))
        members[newcomer] = day
        ties += [Tie(ring[-1], newcomer, day), Tie(newcomer, ring[0], day)]
    return Round(circle, matures, members, tuple(ties))
