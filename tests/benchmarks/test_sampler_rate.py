"""Sampled neighbourhoods of a million enterprises at fan-out [15, 10], beside walking networkx."""

import random
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from gnn.network import ENTERPRISE, PERSON, Relation, TypedNetwork
from gnn.sampling import NeighbourSampler, SampledNetwork
from tests.benchmarks.measuring import Measurement, Recorder, in_turns, median, peak_memory, seconds

ENTERPRISES = 1_000_000
SEED = 7
FAN_OUT = (15, 10)
TARGETS, BATCH = 51_200, 1_024
PLAIN_ENTERPRISES, PLAIN_TARGETS = 10_000, 256
REPEATS = 3
CORES = 2
AT_LEAST = 20_000
EACH = {"owns": 2, "guarantees": 3, "trades_with": 15}


def test_sampled_neighbourhoods(record: Recorder) -> None:
    """Target nodes per second: eight directed relations, one of them heavy with hubs."""
    count = record.scaled(ENTERPRISES, 20_000)
    network = tied(count).both_ways
    chance = np.random.default_rng(SEED)
    marks = {kind: chance.integers(0, 2**63, size).astype(np.uint64) for kind, size in network.counts.items()}
    sampler = NeighbourSampler(network, marks, FAN_OUT, SEED)
    targets = chance.permutation(count)[: record.scaled(TARGETS, 2_048)]
    sampler.around(ENTERPRISE, targets[:BATCH])  # compiles the kernels and sorts the ties
    plain = by_networkx(as_networkx(tied(PLAIN_ENTERPRISES).both_ways), range(PLAIN_TARGETS))
    drawn: list[int] = []
    ways: dict[str, Callable[[], object]] = {
        "cores": lambda: drawn.append(sum(on_threads(sampler, targets))),
        "core": lambda: sum(tie_count(sampler.around(ENTERPRISE, part)) for part in parts(targets)),
        "networkx": lambda: list(plain),
    }
    with peak_memory() as peak:
        timed = {name: partial(seconds, work) for name, work in ways.items()}
        took = in_turns(REPEATS, timed, once=("networkx",))
    assert len(set(drawn)) == 1, "threads do not change what is drawn"
    common: dict[str, Any] = {
        "claim": "sampler", "seed": SEED, "peak_mib": peak.mib, "repeats": REPEATS, "unit": "targets/s",
        "size": f"{count:,} enterprises, {sum(map(len, network.relations)):,} directed ties, "
        f"{drawn[0] / len(targets):,.0f} ties drawn per target",
        "plain": PLAIN_TARGETS / took["networkx"][0],
        "plain_way": f"networkx and random.sample, hop by hop, {PLAIN_ENTERPRISES:,} enterprises: more would not fit",
    }  # fmt: skip
    figures = {"cores": f"fan-out {list(FAN_OUT)} on {CORES} cores", "core": f"fan-out {list(FAN_OUT)} on one core"}
    record.keep(
        *(
            Measurement(
                figure=figure, value=len(targets) / median(took[name]), wall_s=sum(took[name]),
                target=AT_LEAST if name == "cores" else None, **common,
            )
            for name, figure in figures.items()
        )
    )  # fmt: skip


def tied(count: int) -> TypedNetwork:
    """Enterprises tied by three relations and persons who lead them; suppliers are few and trade with many."""
    chance = np.random.default_rng(SEED)
    people = count // 2
    relations = [
        relation(name, chance.integers(0, count, each * count), chance.integers(0, count, each * count))
        for name, each in EACH.items()
    ]
    trades = relations.pop()
    hubs = (chance.pareto(1.2, len(trades)) * count / 500).astype(np.int64) % count
    relations.append(relation(trades.name, trades.source, hubs))
    leads = Relation(
        "leads", PERSON, ENTERPRISE, chance.integers(0, people, 3 * count).astype(np.int32),
        chance.integers(0, count, 3 * count).astype(np.int32), np.empty((3 * count, 0)),
    )  # fmt: skip
    return TypedNetwork({ENTERPRISE: count, PERSON: people}, (*relations, leads))


def relation(name: str, source: NDArray[np.integer], target: NDArray[np.integer]) -> Relation:
    ends = source.astype(np.int32), target.astype(np.int32)
    return Relation(name, ENTERPRISE, ENTERPRISE, *ends, np.empty((len(source), 0)))


def parts(targets: NDArray[np.integer]) -> Iterator[NDArray[np.integer]]:
    return (targets[first : first + BATCH] for first in range(0, len(targets), BATCH))


def tie_count(found: SampledNetwork) -> int:
    return sum(len(some.tie) for some in found.ties.values())


def on_threads(sampler: NeighbourSampler, targets: NDArray[np.integer]) -> list[int]:
    with ThreadPoolExecutor(CORES) as threads:
        return list(threads.map(lambda part: tie_count(sampler.around(ENTERPRISE, part)), parts(targets)))


def as_networkx(network: TypedNetwork) -> Any:
    plain: Any = nx.MultiDiGraph()
    for one in network.relations:
        for source, target in zip(one.source.tolist(), one.target.tolist(), strict=True):
            plain.add_edge((one.source_kind, source), (one.target_kind, target), one.name)
    return plain


def by_networkx(plain: Any, targets: Iterable[int]) -> Iterator[int]:
    """Ties drawn per target."""
    chance = random.Random(SEED)  # noqa: S311 - repeatable, no secret
    for target in targets:
        asked, drawn = [(ENTERPRISE, target)], 0
        for width in FAN_OUT:
            fresh = []
            for node in asked:
                by_relation: dict[str, list[Any]] = {}
                for source, _, name in plain.in_edges(node, keys=True) if node in plain else ():
                    by_relation.setdefault(name, []).append(source)
                for sources in by_relation.values():
                    fresh += chance.sample(sources, min(width, len(sources)))
            drawn += len(fresh)
            asked = fresh
        yield drawn
