"""Equal graphs have equal digests, on either database and in whatever order they were written; others do not."""

import random
from datetime import date
from typing import Any

import pytest

from graph.as_of import FOREVER
from graph.store import Store

PARTIES = [
    {"party_id": f"w:{i}", "canonical_id": f"w:{i}", "name": f"企业 {i}", "established_on": date(2000, 1, 1 + i)}
    for i in range(20)
]
STAKES = [
    {
        "owner": f"w:{i}",
        "owned": f"w:{(i * 7 + 3) % 20}",
        "stake_id": f"w:s{i}",
        "share_ratio": 0.1 + i / 30,
        "valid_from": date(2020, 1, 1),
        "valid_to": FOREVER,
        "recorded_on": date(2020, 2, 1),
        "superseded_on": FOREVER,
        "source": "w",
    }
    for i in range(20)
]


def write(store: Store, seed: int = 0, batch: str = "b") -> None:
    """The world above, in an order drawn by `seed`."""
    shuffled = random.Random(seed)  # noqa: S311 - an order, no secret
    shuffled.shuffle(parties := list(PARTIES))
    shuffled.shuffle(stakes := list(STAKES))
    rows: list[dict[str, Any]] = [{**row, "batch": batch, "described_on": batch} for row in parties]
    store.run("UNWIND $rows AS row CREATE (p:Party:Enterprise) SET p = row", {"rows": rows})
    for row in stakes:
        kept = {name: value for name, value in row.items() if name not in ("owner", "owned")} | {"batch": batch}
        store.run(
            "MATCH (a:Party {party_id: $owner}) MATCH (b:Enterprise {party_id: $owned}) CREATE (a)-[r:OWNS]->(b) "
            "SET r = $kept",
            {"owner": row["owner"], "owned": row["owned"], "kept": kept},
        )


KNOWN = "025e78f7c126ea0b70c89f312160ad659e0ee15f7bdf2c01818911f8da04d2b6"


def test_the_digest_of_this_world_is_known(store: Store) -> None:
    """A constant, so that both databases agree on it, and with every later run."""
    write(store)
    assert store.digest() == KNOWN


def test_order_batch_and_bookkeeping_do_not_count(store: Store) -> None:
    write(store, seed=1, batch="another")
    store.run("CREATE (:Batch {batch_id: 'b'}) CREATE (:Signal {signal_id: 's'})-[:ABOUT]->(:Run {run_id: 'r'})")
    assert store.digest() == KNOWN


def test_the_digest_of_nothing_is_known(store: Store) -> None:
    assert store.digest() == NOTHING


NOTHING = "9398e94081ba4300899c5e719ce5a9c444c02fc88753ecadee7495487381437f"

CHANGES = {
    "a name": "MATCH (p:Party {party_id: 'w:3'}) SET p.name = '企业'",
    "a name gone": "MATCH (p:Party {party_id: 'w:3'}) REMOVE p.name",
    "a fen": "MATCH ()-[r:OWNS {stake_id: 'w:s4'}]->() SET r.share_ratio = r.share_ratio + 1e-12",
    "a whole number for a float": "MATCH ()-[r:OWNS {stake_id: 'w:s4'}]->() SET r.share_ratio = 1",
    "a day": "MATCH ()-[r:OWNS {stake_id: 'w:s4'}]->() SET r.valid_to = date('2023-01-01')",
    "the day of recording": "MATCH ()-[r:OWNS {stake_id: 'w:s4'}]->() SET r.recorded_on = date('2023-01-01')",
    "the source": "MATCH ()-[r:OWNS {stake_id: 'w:s4'}]->() SET r.source = 'v'",
    "a stake gone": "MATCH ()-[r:OWNS {stake_id: 'w:s4'}]->() DELETE r",
    "a stake twice": "MATCH (a)-[r:OWNS {stake_id: 'w:s4'}]->(b) CREATE (a)-[s:OWNS]->(b) SET s = properties(r)",
    "a stake turned round": (
        "MATCH (a)-[r:OWNS {stake_id: 'w:s4'}]->(b) CREATE (b)-[s:OWNS]->(a) SET s = properties(r) DELETE r"
    ),
    "a party more": "CREATE (:Party:Person {party_id: 'w:p'})",
}


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_of_a_fact_counts(store: Store, change: str) -> None:
    write(store)
    store.run(CHANGES[change])
    assert store.digest() != KNOWN


def test_a_recording_day_that_is_only_the_load_date_does_not_count(store: Store) -> None:
    digests = []
    for day in (date(2024, 1, 1), date(2024, 1, 2)):
        write(store)
        store.run("MATCH ()-[r:OWNS]->() SET r.recorded_on = $day, r.recorded_by_load = true", {"day": day})
        digests.append(store.digest())
        store.run("MATCH (p:Party) DETACH DELETE p")
    assert digests[0] == digests[1] != KNOWN
