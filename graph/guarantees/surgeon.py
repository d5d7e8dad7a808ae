"""The cheapest guarantees to release so that no circle remains, or so that a failure does not spread far.

What is released are arcs: all that one party guarantees for another. Where the cheapest choice is too hard to prove,
the answer says how far below its cost the cheapest could lie at most.
"""

import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.errors import UsageError
from graph.guarantees import structure
from graph.guarantees.priced import PricedArcs
from graph.guarantees.release_order import Step, by_relief, interleaved
from graph.kernels.bounded_reach import cheapest_reach_cut
from graph.kernels.cheapest_cover import Cover, without
from graph.kernels.components import strong_components
from graph.kernels.csr import CSR, build_csr
from graph.kernels.feedback_arcs import cheapest_feedback_arcs
from graph.kernels.reach import reachable


@dataclass(frozen=True, slots=True, eq=False)
class Effect:
    """How things stand: the members of each circle (int32 positions), by the smallest; whom a failure reaches.

    reached: int32 positions, ascending, of the others that are called when the party asked about fails; None where
    nobody was asked about.
    """

    circles: tuple[NDArray[np.int32], ...]
    reached: NDArray[np.int32] | None

    @property
    def largest_circle(self) -> int:
        """How many members the largest circle has; 0 without one."""
        return max((len(members) for members in self.circles), default=0)


@dataclass(frozen=True, slots=True, eq=False)
class Release:
    """All that `guarantor` guarantees for `debtor`: the places of the contracts (int64) and their cost (元).

    relief: with those ranked above released already, how many fewer ordered pairs of parties stand for one another in a
    circle, or how many fewer parties a failure reaches; None where there are too many to measure.
    """

    guarantor: int
    debtor: int
    guarantees: NDArray[np.int64]
    cost_cny: float
    relief: int | None


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """What to release, the most relief per cost first (the cheapest first where relief was not measured).

    lower_bound_cny: no plan costs less (to a hundred-millionth). optimal: whether that is proven of this one. assumed:
    int64, places of the guarantees of unknown cost that were weighed at the number given for them, released or not.
    """

    releases: tuple[Release, ...]
    cost_cny: float
    lower_bound_cny: float
    optimal: bool
    assumed: NDArray[np.int64]
    before: Effect
    after: Effect

    @property
    def gap(self) -> float:
        """The share of the cost that a cheaper plan could save at most; 0 where this one is proven the cheapest."""
        return 0.0 if self.optimal else 1.0 - self.lower_bound_cny / self.cost_cny


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """Arcs of one question, by positions of their own: `parties` (ascending), `csr` whose `edge` is the arc."""

    parties: NDArray[np.int32]
    csr: CSR


def break_circles(priced: PricedArcs, seconds: float = 10.0) -> Plan:
    """The cheapest guarantees to release so that no circle remains; none in vain but in the largest circles.

    seconds: shared by the circles, the small ones first. UsageError where a guarantee inside a circle has no known
    cost.
    """
    parts = sorted(_circles(priced), key=lambda part: len(part.csr.indices))
    arcs = np.concatenate([np.zeros(0, dtype=np.int64), *(part.csr.edge for part in parts)])
    priced.require_costs(arcs)
    covers, orders = [], []
    ends = time.monotonic() + seconds
    for number, part in enumerate(parts):
        share = (ends - time.monotonic()) / (len(parts) - number)
        cost = priced.cost_cny[part.csr.edge]
        covers.append(cheapest_feedback_arcs(part.csr, cost, share))
        orders.append(by_relief(part.csr, cost, covers[-1].chosen, _pairs_in_circles))
    return _plan(priced, covers, interleaved(orders), priced.unknown_among(arcs), None)


def contain(priced: PricedArcs, party: int, most: int, seconds: float = 10.0) -> Plan:
    """The cheapest guarantees to release so that a failure of the party reaches at most so many others.

    A failure goes from the debtor to its guarantors, who are called. UsageError where `most` is negative, the party is
    none, or a guarantee on the way has no known cost.
    """
    _require_party(priced, party)
    if most < 0:
        raise UsageError(
            f"A failure cannot reach {most} parties. Give zero or more.",
            f"不能波及 {most} 家。请给出零或正整数。",
        )
    part = _reached_part(priced, party)
    nothing = np.zeros(0, dtype=np.int64)
    if len(part.parties) - 1 <= most:
        return _plan(priced, [], [], nothing, party)
    priced.require_costs(part.csr.edge)
    cost, start = priced.cost_cny[part.csr.edge], int(np.searchsorted(part.parties, party))
    cover = cheapest_reach_cut(part.csr, cost, start, most, seconds)
    steps = by_relief(part.csr, cost, cover.chosen, lambda csr: len(reachable(csr, start)))
    return _plan(priced, [cover], steps, priced.unknown_among(part.csr.edge), party)


def effect(priced: PricedArcs, released: NDArray[np.int64], party: int | None = None) -> Effect:
    """The circles, and whom the party's failure reaches, once these arcs (int64 places) are released."""
    dropped = np.zeros(len(priced.cost_cny), dtype=np.bool_)
    dropped[released] = True
    left = without(priced.csr, dropped)
    found = structure.circles(left, left.sources(), left.indices)
    reached = None
    if party is not None:
        onward = build_csr(left.indices, left.sources(), left.node_count)
        reached = np.sort(reachable(onward, party)[1:])
    return Effect(tuple(circle.members for circle in found), reached)


def _plan(
    priced: PricedArcs, covers: list[Cover], steps: list[Step], assumed: NDArray[np.int64], party: int | None
) -> Plan:
    """The plan of these steps; optimal only if every part is."""
    source, target = priced.csr.sources(), priced.csr.indices
    released = np.array([step.arc for step in steps], dtype=np.int64)
    return Plan(
        tuple(
            Release(int(source[s.arc]), int(target[s.arc]), priced.contracts(s.arc), s.cost, s.relief) for s in steps
        ),
        float(sum(cover.cost for cover in covers)),
        float(sum(cover.lower_bound for cover in covers)),
        all(cover.optimal for cover in covers),
        assumed,
        effect(priced, released[:0], party),
        effect(priced, released, party),
    )


def _circles(priced: PricedArcs) -> list[_Part]:
    """The arcs of each circle."""
    source, target = priced.csr.sources(), priced.csr.indices
    parts = []
    for circle in structure.circles(priced.csr, source, target):
        parts.append(_part(circle.members, source[circle.guarantees], target[circle.guarantees], circle.guarantees))
    return parts


def _reached_part(priced: PricedArcs, party: int) -> _Part:
    """The arcs along which a failure of the party travels, turned around: from debtor to guarantor."""
    onward = build_csr(priced.csr.indices, priced.csr.sources(), priced.csr.node_count)
    parties = np.sort(reachable(onward, party))
    arcs = np.sort(onward.edges_of_all(parties))
    return _part(parties, priced.csr.indices[arcs], priced.csr.sources()[arcs], arcs)


def _part(
    parties: NDArray[np.int32], source: NDArray[np.int32], target: NDArray[np.int32], arcs: NDArray[np.int64]
) -> _Part:
    """These arcs between these parties, numbered among them."""
    own = build_csr(
        np.searchsorted(parties, source).astype(np.int32),
        np.searchsorted(parties, target).astype(np.int32),
        len(parties),
    )
    return _Part(parties, CSR(own.indptr, own.indices, arcs[own.edge]))


def _pairs_in_circles(csr: CSR) -> int:
    """Ordered pairs of nodes that reach each other."""
    size = np.bincount(strong_components(csr))
    return int((size * (size - 1)).sum())


def _require_party(priced: PricedArcs, party: int | None) -> None:
    """UsageError where the position is no party's."""
    if party is not None and not 0 <= party < priced.csr.node_count:
        raise UsageError(
            f"There is no party at position {party}. Give one of the {priced.csr.node_count} positions.",
            f"位置 {party} 上没有主体。请给出 {priced.csr.node_count} 个位置之一。",
        )
