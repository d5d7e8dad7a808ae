"""A cascade through all layers from one of a million parties with five million ties, beside plain Python."""

from collections import defaultdict
from functools import partial
from typing import Any

import numpy as np

from graph.contagion.multilayer import MultilayerCascade
from tests.benchmarks.layered_world import LayeredWorld, layered_world
from tests.benchmarks.measuring import Measurement, Recorder, in_turns, median, peak_memory, seconds

PARTIES, EDGES = 1_000_000, 5_000_000
SEED = 7
REPEATS = 5
TARGET_S = 1.0
PLAIN_PARTIES = 100_000
PER_EDGE = 2.0
"""So many times the cost per edge of the small world may the cost per edge of one ten times larger be."""


def test_from_one_default(record: Recorder) -> None:
    """One seed whose fall reaches most of the world; the plain way on a tenth of it, beside ours on the same."""
    parties = record.scaled(PARTIES, 20_000)
    cascade, seed, reached = _prepared(parties, round(parties * EDGES / PARTIES))
    with peak_memory() as peak:
        took = [seconds(lambda: cascade.run(seed)) for _ in range(REPEATS)]
    few = record.scaled(PLAIN_PARTIES, 4_000)
    world = layered_world(few, round(few * EDGES / PARTIES), SEED)
    small, small_seed, small_reached = _prepared(few, round(few * EDGES / PARTIES))
    assert _plain(world, small_seed.tolist()) == set(small.run(small_seed).defaults.tolist()), "both fell the same"
    ways = {"ours": lambda: small.run(small_seed), "plain": lambda: _plain(world, small_seed.tolist())}
    beside = in_turns(REPEATS, {name: partial(seconds, work) for name, work in ways.items()}, once=("plain",))
    common: dict[str, Any] = {"claim": "multilayer", "seed": SEED, "repeats": REPEATS, "unit": "s"}
    record.keep(
        Measurement(
            figure="cascade from one default", value=median(took), target=TARGET_S, wall_s=sum(took),
            peak_mib=peak.mib, size=_size(cascade, reached), **common,
        ),
        Measurement(
            figure="the same on a tenth", value=median(beside["ours"]), plain=beside["plain"][0],
            plain_way="dictionaries and queues of Python", size=_size(small, small_reached),
            wall_s=sum(beside["ours"]), **common,
        ),
    )  # fmt: skip


def test_cost_per_edge(record: Recorder) -> None:
    """Ten million edges beside one million: the time per loss that arrived."""
    cost, sizes = [], []
    for edges in (record.scaled(1_000_000, 20_000), record.scaled(10_000_000, 200_000)):
        cascade, seed, reached = _prepared(edges // 5, edges)
        took = [seconds(partial(cascade.run, seed)) for _ in range(REPEATS)]
        cost.append(median(took) / max(1, reached) * 1e9)
        sizes.append(_size(cascade, reached))
    record.keep(
        Measurement(
            claim="multilayer", figure="time per loss that arrived, large world", value=cost[1], plain=cost[0],
            plain_way="a tenth of the world", unit="ns", target=PER_EDGE * cost[0], size=sizes[1], seed=SEED,
            repeats=REPEATS,
        )
    )  # fmt: skip


def _prepared(parties: int, edges: int) -> tuple[MultilayerCascade, np.ndarray[Any, np.dtype[np.int32]], int]:
    """A world with its indexes built, the seed, and how many losses arrive from it."""
    world = layered_world(parties, edges, SEED)
    seed = np.array([world.hub], dtype=np.int32)
    return world.cascade, seed, len(world.cascade.run(seed).events)


def _size(cascade: MultilayerCascade, reached: int) -> str:
    edges = len(cascade.book.due) + len(cascade.book.loan) + len(cascade.holdings.share)
    return f"{cascade.book.party_count:,} parties, {edges:,} loans, guarantees and stakes; {reached:,} losses arrive"


def _plain(world: LayeredWorld, initial: list[int]) -> set[int]:
    """Who falls, round by round: contracts here secure one loan each and have no caps."""
    plain = _Plain(world, initial)
    fallen, losers = set(initial), set(initial)
    new = list(initial)
    while new:
        changed = {loan for party in new for loan in plain.loans[party]}
        for loan in list(changed):
            losers |= plain.call(loan)
        for party in losers:
            if plain.called[party] > plain.equity[party]:
                changed |= plain.called_for[party]
        for loan in changed:
            plain.book_loan(loan)
            losers.add(plain.lender[loan])
        losers |= plain.write_down(list(losers))
        new = [one for one in losers if one not in fallen and plain.loss[one] > plain.equity[one] * (1 + 1e-11)]
        fallen |= set(new)
        losers = set()
    return fallen


class _Plain:
    """The layers as dictionaries, and what has been lost so far."""

    def __init__(self, world: LayeredWorld, initial: list[int]) -> None:
        book, held = world.cascade.book, world.cascade.holdings
        self.initial = set(initial)
        self.equity, self.due = world.cascade.equity.tolist(), book.due.tolist()
        self.lender = book.lender.tolist()
        self.loans: dict[int, list[int]] = defaultdict(list)
        self.backers: dict[int, set[int]] = defaultdict(set)
        self.owners: dict[int, list[tuple[int, float]]] = defaultdict(list)
        borrower = book.borrower.tolist()
        for loan, party in enumerate(borrower):
            self.loans[party].append(loan)
        for contract, loan in zip(book.contract.tolist(), book.loan.tolist(), strict=True):
            self.backers[loan] |= {int(book.guarantor[contract])} - {borrower[loan]}
        for owner, owned, weight in zip(held.owner.tolist(), held.owned.tolist(), held.weight.tolist(), strict=True):
            self.owners[owned].append((owner, weight))
        self.called: dict[int, float] = defaultdict(float)
        self.called_for: dict[int, set[int]] = defaultdict(set)
        self.lost: dict[int, float] = defaultdict(float)
        self.loss: dict[int, float] = defaultdict(float)
        self.passed: dict[int, float] = defaultdict(float)

    def call(self, loan: int) -> set[int]:
        """Claim a loan from its guarantors, all alike."""
        for one in self.backers[loan]:
            self.called[one] += self.due[loan] / len(self.backers[loan])
            self.loss[one] += self.due[loan] / len(self.backers[loan])
            self.called_for[one].add(loan)
        return self.backers[loan]

    def book_loan(self, loan: int) -> None:
        """What guarantors do not pay is the lender's loss."""
        parts = [0.0 if one in self.initial else self.equity[one] / self.called[one] for one in self.backers[loan]]
        paid = sum(min(1.0, part) for part in parts) * self.due[loan] / max(1, len(parts))
        self.loss[self.lender[loan]] += self.due[loan] - paid - self.lost[loan]
        self.lost[loan] = self.due[loan] - paid

    def write_down(self, queue: list[int]) -> set[int]:
        """Owners lose their part of what those lost whom they own."""
        losers = set()
        while queue:
            party = queue.pop()
            whole = self.equity[party]
            more = (whole if party in self.initial else min(whole, self.loss[party])) - self.passed[party]
            if more > 1e-12 * whole:
                self.passed[party] += more
                for owner, weight in self.owners[party]:
                    self.loss[owner] += weight * more
                    losers.add(owner)
                    queue.append(owner)
        return losers
