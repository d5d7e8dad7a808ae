"""The FinBench guarantee chain: how long one question takes, for everybody who guarantees."""

import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from graph.as_of import AsOf
from graph.ask import ask
from graph.errors import StoreError
from graph.store import Store
from ingest import LoadOptions, load
from tests.benchmarks.measuring import Measurement, Recorder, peak_memory, quantile

DATA = Path(os.environ.get("RINGFENCE_TEST_DATA", Path(__file__).parents[2] / ".." / "shared"))
SNAPSHOT = DATA / "data" / "finbench" / "snapshot"

DEEPEST = "finbench:person:15393162789064"
QUERY = "guarantee/chain_total"
TARGET_MS = 10.0
ROUNDS = 4
WARM_UP = 1_000
AT = AsOf.at()

PLAIN = """
MATCH p = (:Party {party_id: $party})-[:GUARANTEES*1..]->(reached:Party)
WHERE reached.party_id <> $party
  AND all(r IN relationships(p) WHERE r.valid_from <= $as_of < r.valid_to
                                  AND r.recorded_on <= $known_at < r.superseded_on)
WITH DISTINCT reached
MATCH (reached)-[b:BORROWED]->(loan:Loan)
WHERE b.valid_from <= $as_of < b.valid_to AND b.recorded_on <= $known_at < b.superseded_on
WITH DISTINCT loan
RETURN count(loan) AS loans, round(sum(loan.principal_cny), 2) AS amount_cny
"""

pytestmark = pytest.mark.skipif(not SNAPSHOT.is_dir(), reason="no FinBench snapshot; set RINGFENCE_TEST_DATA")


def test_chain_total(store: Store, record: Recorder) -> None:
    """p99 over every person who guarantees, several times over, the deepest chain among them."""
    load(store, [SNAPSHOT], options=LoadOptions(format="finbench"))
    found = store.rows("MATCH (p:Person)-[:GUARANTEES]->() RETURN DISTINCT p.party_id AS party ORDER BY party")
    everybody = [row["party"] for row in found]
    assert DEEPEST in everybody
    asked = [*everybody[: record.scaled(len(everybody), 20)], DEEPEST]
    timed(store, (asked * WARM_UP)[:WARM_UP])
    with peak_memory() as peak:
        ours, plain, failed = timed(store, asked * (ROUNDS if record.scale >= 1 else 1))
    note = f"{failed} of the plain calls did not finish within the time limit and are left out." if failed else ""
    common: dict[str, Any] = {
        "claim": "chain", "database": store.kind, "size": f"{len(asked)} persons, {len(ours):,} calls", "unit": "ms",
        "wall_s": sum(ours) / 1000, "peak_mib": peak.mib, "repeats": len(ours), "note": note,
    }  # fmt: skip
    deepest, deepest_plain = timed(store, [DEEPEST] * 500)[:2]
    record.keep(
        Measurement(figure="p50", value=quantile(ours, 0.5), plain=quantile(plain, 0.5), **common),
        Measurement(
            figure="p99", value=quantile(ours, 0.99), plain=quantile(plain, 0.99), target=TARGET_MS, **common
        ),
        Measurement(
            figure="p99 of the chain of six hops", value=quantile(deepest, 0.99), plain=quantile(deepest_plain, 0.99),
            target=TARGET_MS, **common | {"size": "1 person, 500 calls", "wall_s": sum(deepest) / 1000},
        ),
    )  # fmt: skip


def timed(store: Store, parties: Sequence[str]) -> tuple[list[float], list[float], int]:
    """Milliseconds of each question in both ways, in turns, and how many plain ones did not finish."""
    ours, plain, failed = [], [], 0
    for party in parties:
        start = time.perf_counter()
        answer = ask(store, QUERY, {"party": party}, at=AT).rows[0]
        ours.append(1000 * (time.perf_counter() - start))
        start = time.perf_counter()
        try:
            same = store.rows(PLAIN, {"party": party, **AT.parameters()})[0]
        except StoreError:
            failed += 1
            continue
        plain.append(1000 * (time.perf_counter() - start))
        assert (same["loans"], same["amount_cny"]) == (answer["loans"], answer["amount_cny"]), party
    return ours, plain, failed
