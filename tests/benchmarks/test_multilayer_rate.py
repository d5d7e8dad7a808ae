"""A cascade through all layers among a million parties with five million ties, from one default, beside plain Python."""

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
        took = [seconds(lambda: cascade.run(seed)) for _ in range(REPEATS)]  # noqa: B023 - called at once
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
    """Who falls, with queues and dictionaries: contracts here secure one loan each and have no caps."""
    book, held = world.cascade.book, world.cascade.holdings
    equity = world.cascade.equity.tolist()
    loans, backers, owners = defaultdict(list), defaultdict(list), defaultdict(list)
    for loan, borrower in enumerate(book.borrower.tolist()):
        loans[borrower].append(loan)
    for contract, loan in zip(book.contract.tolist(), book.loan.tolist(), strict=True):
        backers[loan].append(int(book.guarantor[contract]))
    for owner, owned, weight in zip(held.owner.tolist(), held.owned.tolist(), held.weight.tolist(), strict=True):
        owners[owned].append((owner, weight))
    due, lender = book.due.tolist(), book.lender.tolist()
    called, lost, passed = defaultdict(float), defaultdict(float), defaultdict(float)
    called_for = defaultdict(set)
    loss = defaultdict(float)
    fallen, new = set(initial), list(initial)
    while new:
        losers, changed = set(initial if len(fallen) == len(initial) else ()), set()
        for party in new:
            for loan in loans[party]:
                changed.add(loan)
                others = {one for one in backers[loan] if one != party}
                for one in others:
                    called[one] += due[loan] / len(others)
                    loss[one] += due[loan] / len(others)
                    called_for[one].add(loan)
                    losers.add(one)
        for one in list(losers):
            changed |= called_for[one] if called[one] > equity[one] else set()
        for loan in changed:
            others = {one for one in backers[loan] if one != book.borrower[loan]}
            able = (min(1.0, 0.0 if one in initial else equity[one] / called[one]) for one in others)
            left = max(0.0, due[loan] - sum(due[loan] / len(others) * part for part in able))
            loss[lender[loan]] += left - lost[loan]
            lost[loan] = left
            losers.add(lender[loan])
        queue = list(losers)
        while queue:
            party = queue.pop()
            more = (equity[party] if party in initial else min(equity[party], loss[party])) - passed[party]
            if more > 1e-12 * equity[party]:
                passed[party] += more
                for owner, weight in owners[party]:
                    loss[owner] += weight * more
                    losers.add(owner)
                    queue.append(owner)
        new = [party for party in losers if party not in fallen and loss[party] > equity[party] * (1 + 1e-11)]
        fallen |= set(new)
    return fallen
