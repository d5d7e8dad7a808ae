"""All groups of connected clients of a million enterprises, by control and dependency, beside networkx."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from graph.groups.connected_clients import Groups, connected_groups
from graph.groups.dependency import Dependencies
from graph.groups.ties import Pairs
from graph.ownership.control import Control
from tests.benchmarks.measuring import Measurement, Recorder, in_turns, median, peak_memory, seconds
from tests.benchmarks.ownership_world import OwnershipWorld, ownership_world

ENTERPRISES = 1_000_000
SEED = 5
REPEATS = 3
DEPENDENT = 0.02
"""So large a part of the enterprises lives off one of the hubs, a hundredth of all."""
WITHIN_S = 5.0


@dataclass(frozen=True, eq=False)
class Lending:
    """Stakes, dependencies and an exposure to every enterprise."""

    world: OwnershipWorld
    dependencies: Dependencies
    exposure_cny: NDArray[np.float64]

    def groups(self) -> Groups:
        """From the stakes to the groups."""
        return connected_groups(Control.of(self.world.holdings).pairs(), self.dependencies, self.exposure_cny)


def lending(enterprises: int) -> Lending:
    """The world of a size; the larger hubs have more that live off them."""
    world, chance = ownership_world(enterprises, SEED), np.random.default_rng(SEED)
    hubs = world.enterprises[chance.permutation(enterprises)[: max(1, enterprises // 100)]]
    dependent = world.enterprises[chance.permutation(enterprises)[: int(enterprises * DEPENDENT)]]
    rank = (chance.pareto(0.8, len(dependent)) * len(hubs) / 50).astype(np.int64)
    provider = hubs[np.minimum(rank, len(hubs) - 1)]
    amounts = chance.pareto(1.2, len(world.is_person)) * 1e6
    return Lending(world, Dependencies.of_arrays(provider, dependent), np.where(world.is_person, 0.0, amounts))


def test_all_groups(record: Recorder) -> None:
    """Groups of all enterprises, and the same groups by networkx from the same control pairs."""
    found = lending(record.scaled(ENTERPRISES, 20_000))
    pairs = Control.of(found.world.holdings).pairs()
    groups = found.groups()  # compiles the kernels
    sizes: set[tuple[int, int]] = set()
    ways: dict[str, Callable[[], object]] = {
        "stakes to groups": found.groups,
        "pairs to groups": lambda: sizes.add(_size(connected_groups(pairs, found.dependencies, found.exposure_cny))),
        "networkx": lambda: sizes.add(by_networkx(pairs, found.dependencies, found.exposure_cny)),
    }
    with peak_memory() as peak:
        timed = {name: partial(seconds, work) for name, work in ways.items()}
        took = in_turns(REPEATS, timed, once=("networkx",))
    assert sizes == {_size(groups)}, "both find as many groups and memberships"
    whole, ours, theirs = (median(took[name]) for name in ways)
    world = found.world
    ties = f"{len(pairs[0]):,} control pairs, {len(found.dependencies):,} dependencies"
    common: dict[str, Any] = {
        "claim": "groups", "seed": SEED, "peak_mib": peak.mib, "repeats": REPEATS,
        "size": f"{len(world.enterprises):,} enterprises, {len(world.holdings):,} stakes, {ties}, "
        f"{len(groups):,} groups, {int(groups.size.sum()):,} memberships",
    }  # fmt: skip
    record.keep(
        Measurement(
            figure="all groups, from the stakes", value=whole, unit="s", target=WITHIN_S,
            wall_s=sum(took["stakes to groups"]), **common,
        ),
        Measurement(
            figure="all groups, from the control pairs", value=ours, plain=theirs, unit="s", plain_way="networkx",
            wall_s=sum(took["pairs to groups"]), note="networkx from the same pairs, once.", **common,
        ),
    )  # fmt: skip


def _size(groups: Groups) -> tuple[int, int]:
    return len(groups), int(groups.size.sum())


def by_networkx(control: Pairs, dependencies: Dependencies, exposure_cny: NDArray[np.float64]) -> tuple[int, int]:
    """The number of groups and of memberships by components, condensation and descendants."""
    together: nx.Graph[int] = nx.Graph()
    together.add_nodes_from(range(len(exposure_cny)))
    together.add_edges_from(zip(control[0].tolist(), control[1].tolist(), strict=True))
    clients, unit = [], {}
    for number, parties in enumerate(nx.connected_components(together)):
        unit.update(dict.fromkeys(parties, number))
        clients.append(sum(exposure_cny[party] > 0 for party in parties))
    directed: nx.DiGraph[int] = nx.DiGraph()
    directed.add_nodes_from(range(len(clients)))
    ends = zip(dependencies.provider.tolist(), dependencies.dependent.tolist(), strict=True)
    directed.add_edges_from((unit[a], unit[b]) for a, b in ends if unit[a] != unit[b])
    condensed = nx.condensation(directed)
    held = [sum(clients[one] for one in condensed.nodes[node]["members"]) for node in condensed]
    sizes = [
        held[node] + sum(held[other] for other in nx.descendants(condensed, node))
        for node in condensed
        if condensed.in_degree(node) == 0 and (held[node] or condensed.out_degree(node))
    ]
    return sum(size > 0 for size in sizes), sum(sizes)
