"""What stands beside the four numbers: shares of parties, net assets, counter-guarantees, circles, indirect reach."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.explain.day import Day
from graph.explain.exposure.answer import CounterNumbers, IndirectReach, OutsideCover, PartyShare, Standing
from graph.explain.exposure.numbers import PerParty, ScopeNumbers
from graph.explain.exposure.scope import ExposureScope, Role
from graph.guarantees.book import FEN, sums
from graph.guarantees.cover import cover
from graph.guarantees.exposure import ScopedBook, from_outside, reach

Places = NDArray[np.integer]
CIRCLE: Final = "circle"


def shares(day: Day, numbers: ScopeNumbers, whom: PerParty, most: int) -> tuple[PartyShare, ...]:
    """The first of the guarantors or borrowers of a scope; guarantors with what stands behind them."""
    parties, whole = whom.parties[:most], float(whom.contingent.sum())
    of_guarantors = whom is numbers.guarantors
    standing: Sequence[Standing | None] = standings(day, parties) if of_guarantors else [None] * len(parties)
    countered = _counter_covered(day, numbers) if of_guarantors else {}

    def share(place: int, party: int) -> PartyShare:
        contingent = int(whom.contingent[place])
        return PartyShare(
            day.naming.party(party), int(whom.nominal[place]) / FEN, contingent / FEN,
            float(whom.called[place]) / FEN, contingent / whole if whole > 0 else None,
            min(countered.get(party, 0), contingent) / FEN if of_guarantors else None, standing[place],
        )  # fmt: skip

    return tuple(share(place, party) for place, party in enumerate(parties.tolist()))


def standings(day: Day, parties: Places) -> list[Standing]:
    """Per guarantor its net assets beside the most that can be called from it under all its contracts."""
    order = np.argsort(parties)
    part = day.book_index.book.part(day.book_index.pairs_by_guarantor.edges_of_all(parties))
    label = order[np.searchsorted(parties, part.book.pair_guarantor, sorter=order)]
    given = ScopedBook.of(part.book, label, len(parties)).contingent / FEN
    assets = day.standings.net_assets_cny[parties]
    known = np.isfinite(assets)
    return [
        Standing(float(a) if k else None, float(g), float(g / a) if k and a > 0 else None)
        for a, g, k in zip(assets, given, known, strict=True)
    ]


def counter_numbers(day: Day, pairs: NDArray[np.int64]) -> CounterNumbers:
    """The numbers of some pairs of the counter-guarantees of the day."""
    book = day.portfolio.counter.part(np.unique(pairs)).book
    return CounterNumbers(
        len(book.cap), int(book.nominal.sum()) / FEN, int(book.limit.sum()) / FEN, int(cover(book).sum()) / FEN
    )


def outside_cover(day: Day, scope: ExposureScope) -> OutsideCover | None:
    """Of a borrower in a circle, or of a group: what those outside can pay of its loans."""
    book = scope.part.book
    if scope.role is Role.GROUP:
        covered = from_outside(book, scope.members) / FEN
        return OutsideCover(
            Role.GROUP.value, len(scope.members), int(book.outstanding.sum()) / FEN, covered, covered
        )  # fmt: skip
    circles = day.circle_cover
    number = circles.component[scope.members[0]]
    if scope.role is not Role.BORROWER or circles.size[number] < 2:
        return None
    own = cover(book.of_pairs(circles.component[book.pair_guarantor] != number)).sum()
    return OutsideCover(
        CIRCLE, int(circles.size[number]), int(circles.outstanding[number]) / FEN, int(circles.covered[number]) / FEN,
        int(own) / FEN,
    )  # fmt: skip


def reach_found(day: Day, scope: ExposureScope, depth: int, most: int) -> IndirectReach | None:
    """Whom the failure of a borrower or a group can reach, or whose failure a guarantor."""
    if scope.role is Role.LENDER:
        return None
    backwards = scope.role is not Role.GUARANTOR
    network = day.network
    found = reach(network.by_debtor if backwards else network.arcs, scope.members.astype(np.int32), depth)
    direction = "guarantors" if backwards else "borrowers"
    return IndirectReach(direction, depth, day.naming.parties(found[:most]), len(found))


def _counter_covered(day: Day, numbers: ScopeNumbers) -> dict[int, int]:
    """Per guarantor of a scope, what counter-guarantees of its contracts there cover (fen)."""
    pairs = np.unique(day.book_index.counter_by_contract.edges_of_all(numbers.contracts))
    book = day.portfolio.counter.part(pairs).book
    owed, label = np.unique(book.borrower[book.loan], return_inverse=True)
    covered = sums(label, cover(book), len(owed))
    return dict(zip(owed.tolist(), covered.tolist(), strict=True))
