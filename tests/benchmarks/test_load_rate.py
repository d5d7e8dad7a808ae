"""Loading with a ledger against a plain MERGE of the same facts, on each database."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from graph.store import Store
from tests.benchmarks.loading import PlainTable, load_tables, plain_tables, write_plainly
from tests.benchmarks.measuring import Measurement, Peak, Recorder, in_turns, median, peak_memory
from tests.benchmarks.worlds import SEED, WARM_UP_SEED, files, written
from tests.conftest import empty

REGISTERS = ("enterprises", "persons", "stakes", "positions")
"""Tables of nodes (with the relationship to their identifier) and tables of relationships only."""

REGISTERED = 10_000
WHOLE = 2_000
WARM_UP = 500
REPEATS = 5
MERGES_SLOWLY = ("arcadedb",)
"""Where MERGE of a node with two labels reads every node of the batch again: minutes for what takes seconds."""

TARGETS = {"neo4j": (20_000, 15_000, 1.5, None), "arcadedb": (None, None, None, 8_000)}
"""Nodes/s, relationships/s, times the plain way over a whole world, facts/s."""

Runs = Sequence[Mapping[str, tuple[int, int, float]]]
"""For each repeat and table: nodes, relationships, seconds."""


@pytest.fixture
def warm_store(store: Store, deliveries: Path, record: Recorder) -> Store:
    """A store whose server has loaded another world both ways, and is empty again."""
    other = files(written(deliveries, record.scaled(WARM_UP, 200), WARM_UP_SEED))
    plain = plain_tables(store, other)
    empty(store)
    write_plainly(store, plain)
    empty(store)
    return store


def test_registers(warm_store: Store, deliveries: Path, record: Recorder) -> None:
    """Nodes a second from tables of nodes, relationships a second from tables of relationships."""
    given = files(written(deliveries, record.scaled(REGISTERED, 200)), REGISTERS)
    ours, plain, facts, peak = measured(warm_store, given, record)
    nodes, relationships, _, rows = TARGETS[warm_store.kind]
    common = _common(warm_store, facts, ours, peak)
    record.keep(
        Measurement(
            figure="nodes", value=node_rate(ours), plain=node_rate(plain), unit="nodes/s", target=nodes,
            note="Nodes/s: enterprises and persons bring relationships too; their time at the rate of the tables of "
            "relationships (stakes, positions) is taken off, in both ways alike.",
            **common,
        ),
        Measurement(
            figure="relationships (stakes, positions)", value=relationship_rate(ours), plain=relationship_rate(plain),
            unit="relationships/s", target=relationships, **common,
        ),
        Measurement(
            figure="registers, everything", value=rate(ours), plain=rate(plain), unit="facts/s", target=rows, **common,
        ),
    )  # fmt: skip


def test_whole_world(warm_store: Store, deliveries: Path, record: Recorder) -> None:
    """All sixteen tables of a world; both ways leave the same graph."""
    given = files(written(deliveries, record.scaled(WHOLE, 200)))
    ours, plain, facts, peak = measured(warm_store, given, record)
    *_, ratio, rows = TARGETS[warm_store.kind]
    record.keep(
        Measurement(
            figure="whole world, everything", value=rate(ours), plain=rate(plain), unit="facts/s", target=rows,
            target_ratio=ratio, **_common(warm_store, facts, ours, peak),
        )
    )  # fmt: skip


def measured(store: Store, given: Mapping[str, Path], record: Recorder) -> tuple[Runs, Runs, int, Peak]:
    """Both ways in turns, each into an emptied store; the loader's and the plain runs, and the facts of one run."""
    plain = plain_tables(store, given)
    digest = store.digest()
    counts = {name: (table.nodes, table.facts - table.nodes) for name, table in plain.items()}
    with peak_memory() as peak:
        found = in_turns(
            REPEATS if record.scale >= 1 else 1,
            {"ours": lambda: _ours(store, given), "plain": lambda: _plainly(store, plain, digest)},
            once=("plain",) if store.kind in MERGES_SLOWLY else (),
        )
    ours, plainly = ([{n: (*counts[n], s) for n, s in run.items()} for run in found[way]] for way in ("ours", "plain"))
    return ours, plainly, sum(table.facts for table in plain.values()), peak


def _ours(store: Store, given: Mapping[str, Path]) -> dict[str, float]:
    empty(store)
    return load_tables(store, given)


def _plainly(store: Store, tables: Mapping[str, PlainTable], digest: str) -> dict[str, float]:
    empty(store)
    taken = write_plainly(store, tables)
    assert store.digest() == digest, "both ways leave the same graph"
    return taken


def rate(runs: Runs) -> float:
    """Facts a second, the median of the runs."""
    return median(sum(n + r for n, r, _ in run.values()) / sum(s for *_, s in run.values()) for run in runs)


def relationship_rate(runs: Runs) -> float:
    """Relationships a second in the tables that bring nothing else."""
    return median(
        sum(r for n, r, _ in run.values() if not n) / sum(s for n, _, s in run.values() if not n) for run in runs
    )


def node_rate(runs: Runs) -> float:
    """Nodes a second in the tables that bring nodes, without the time of their relationships."""
    per_relationship = 1 / relationship_rate(runs)
    return median(
        sum(n for n, *_ in run.values()) / sum(s - r * per_relationship for n, r, s in run.values() if n)
        for run in runs
    )


def _common(store: Store, facts: int, ours: Runs, peak: Peak) -> dict[str, Any]:
    return {
        "claim": "load", "database": store.kind, "size": f"{facts:,} facts", "seed": SEED, "peak_mib": peak.mib,
        "wall_s": sum(s for run in ours for *_, s in run.values()), "repeats": len(ours),
    }  # fmt: skip
