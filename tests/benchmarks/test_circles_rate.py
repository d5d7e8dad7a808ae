"""All circles of a million parties with five million guarantees, beside scipy, igraph and Neo4j's GDS."""

from collections.abc import Callable
from functools import partial
from typing import Any

import igraph
import numpy as np
import pytest
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from graph.guarantees import structure
from graph.kernels.components import strong_components
from graph.store import connect
from tests.benchmarks.guarantee_network import GuaranteeNetwork, guarantee_network
from tests.benchmarks.measuring import Measurement, Recorder, in_turns, median, peak_memory, seconds
from tests.neo4j.server import running

PARTIES, GUARANTEES = 1_000_000, 5_000_000
SEED = 5
REPEATS = 7
TARGET_RATIO = 1.5
PROJECT = """
UNWIND range(0, size($sources) - 1) AS at
WITH $sources[at] AS source, $targets[at] AS target
WITH gds.graph.project("guarantees", source, target) AS made
RETURN made.relationshipCount AS arcs
"""
COMPONENTS = """
CALL gds.scc.stats("guarantees", {concurrency: 2})
YIELD componentCount, computeMillis
RETURN componentCount AS components, computeMillis AS millis
"""


def test_all_circles(record: Recorder) -> None:
    """The strong components of the same arcs by three libraries; and from the list of guarantees to the circles."""
    parties = record.scaled(PARTIES, 20_000)
    network = guarantee_network(parties, round(parties * GUARANTEES / PARTIES), SEED)
    arcs = structure.arcs(parties, network.guarantor, network.debtor)
    ours = strong_components(arcs)  # compiles the kernels
    ones = np.ones(len(arcs.indices), dtype=np.int8)
    matrix = csr_array((ones, arcs.indices, arcs.indptr.astype(np.int32)), shape=(parties, parties))
    theirs = igraph.Graph(n=parties, edges=np.stack([arcs.sources(), arcs.indices], axis=1), directed=True)
    count, labels = connected_components(matrix, directed=True, connection="strong")
    pairs = np.unique(labels.astype(np.int64) * parties + ours)
    assert len(pairs) == count == ours.max() + 1, "both find the same components"
    ways: dict[str, Callable[[], object]] = {
        "ours": lambda: strong_components(arcs),
        "scipy": lambda: connected_components(matrix, directed=True, connection="strong"),
        "igraph": lambda: theirs.connected_components(mode="strong"),
        "from the guarantees": lambda: _circles(network),
    }
    with peak_memory() as peak:
        took = in_turns(REPEATS, {name: partial(seconds, work) for name, work in ways.items()}, once=("igraph",))
    size = np.bincount(ours)
    common: dict[str, Any] = {
        "claim": "circles", "seed": SEED, "peak_mib": peak.mib, "repeats": REPEATS, "unit": "s",
        "size": f"{parties:,} parties, {len(network.guarantor):,} guarantees, {len(arcs.indices):,} arcs, "
        f"{int((size >= 2).sum()):,} circles with {int(size[size >= 2].sum()):,} members",
    }  # fmt: skip
    own, plain = median(took["ours"]), median(took["scipy"])
    record.keep(
        Measurement(
            figure="strong components of the arcs", value=own, plain=plain, plain_way="scipy",
            target_ratio=TARGET_RATIO, wall_s=sum(took["ours"]), **common,
        ),
        Measurement(
            figure="the same beside igraph", value=own, plain=took["igraph"][0], plain_way="igraph",
            wall_s=sum(took["ours"]), **common,
        ),
        Measurement(
            figure="from the list of guarantees to the circles", value=median(took["from the guarantees"]),
            wall_s=sum(took["from the guarantees"]), **common,
        ),
    )  # fmt: skip


def test_beside_gds(record: Recorder, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The strong components of the same arcs by the procedures of Neo4j, on both cores: its own time of computing, with
    neither projecting the graph nor the way there and back."""
    parties = record.scaled(PARTIES, 20_000)
    network = guarantee_network(parties, round(parties * GUARANTEES / PARTIES), SEED)
    arcs = structure.arcs(parties, network.guarantor, network.debtor)
    ours = strong_components(arcs)
    with (
        running(tmp_path_factory.mktemp("gds"), gds=True) as database,
        connect(database.address, user=database.user, password=database.password, query_timeout_s=600) as store,
    ):
        ends = {"sources": arcs.sources().tolist(), "targets": arcs.indices.tolist()}
        store.rows(PROJECT, ends)
        found = [store.rows(COMPONENTS)[0] for _ in range(REPEATS)]
        took = [seconds(lambda: strong_components(arcs)) for _ in range(REPEATS)]
    alone = parties - len(np.union1d(arcs.sources(), arcs.indices))  # of whom it knows nothing
    assert {one["components"] + alone for one in found} == {ours.max() + 1}, "both find the same components"
    record.keep(
        Measurement(
            claim="circles", figure="the same beside GDS", value=median(took), unit="s", seed=SEED, repeats=REPEATS,
            plain=median([one["millis"] for one in found]) / 1000, plain_way="Neo4j GDS, gds.scc on two threads",
            size=f"{parties:,} parties, {len(arcs.indices):,} arcs", wall_s=sum(took),
        )
    )  # fmt: skip


def _circles(network: GuaranteeNetwork) -> list[structure.Circle]:
    arcs = structure.arcs(network.party_count, network.guarantor, network.debtor)
    return structure.circles(arcs, network.guarantor, network.debtor)
