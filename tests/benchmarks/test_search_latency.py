"""Finding an enterprise by what somebody types, among a million, against CONTAINS in Cypher."""

import time
from collections.abc import Callable, Sequence
from typing import Any

from graph.ask import ask, name_index
from graph.store import Store
from tests.benchmarks.measuring import Measurement, Recorder, peak_memory, quantile, seconds
from tests.benchmarks.names import register, typed_texts, write_register
from tests.benchmarks.worlds import LAST_DAY, NOW, SEED

ENTERPRISES = 1_000_000
TYPED = 700
TYPED_PLAINLY = 35
WARM_UP = 140
AT_ONCE = 100
TARGET_MS = 100.0

PLAIN = """
MATCH (enterprise:Enterprise) WHERE enterprise.name CONTAINS $text OR enterprise.party_id STARTS WITH $code
MATCH (:Identifier)-[known:IDENTIFIES]->(enterprise)
WHERE known.valid_from <= $as_of < known.valid_to AND known.recorded_on <= $known_at < known.superseded_on
RETURN enterprise.party_id AS party_id, enterprise.name AS name LIMIT $limit
"""


def test_search(store: Store, record: Recorder) -> None:
    """p99 of a search from the text typed to the rows of the answer."""
    enterprises = register(record.scaled(ENTERPRISES, 2_000), SEED)
    write_register(store, enterprises, LAST_DAY)
    with peak_memory() as peak:
        index_s = seconds(lambda: name_index(store))
        texts = typed_texts(enterprises, record.scaled(TYPED, 70), SEED)
        calls(typed_texts(enterprises, WARM_UP, SEED + 1), lambda text: found(store, text))
        plain = calls(texts[: record.scaled(TYPED_PLAINLY, 14)], lambda text: found_plainly(store, text))
        ours = calls(texts, lambda text: found(store, text))
        index = name_index(store)
        alone = calls(texts, lambda text: [party for party, _ in zip(index.enterprises(text), range(50), strict=False)])
    common: dict[str, Any] = {
        "claim": "search", "database": store.kind, "seed": SEED, "peak_mib": peak.mib, "unit": "ms",
        "size": f"{len(enterprises):,} names, {len(texts)} searches, {AT_ONCE} rows",
    }  # fmt: skip
    record.keep(
        Measurement(
            figure="p50", value=quantile(ours, 0.5), plain=quantile(plain, 0.5), wall_s=sum(ours) / 1000, **common
        ),
        Measurement(
            figure="p99", value=quantile(ours, 0.99), plain=quantile(plain, 0.99), target=TARGET_MS,
            wall_s=sum(ours) / 1000, repeats=len(ours),
            note=f"The plain way is asked the first {len(plain)} of the searches.", **common,
        ),
        Measurement(
            figure="p99 of the index alone", value=quantile(alone, 0.99), wall_s=sum(alone) / 1000, **common
        ),
        Measurement(figure="reading the names for the index", value=index_s, wall_s=index_s, **common | {"unit": "s"}),
    )  # fmt: skip


def found(store: Store, text: str) -> object:
    return ask(store, "enterprise/search", {"text": text}, at=NOW, limit=AT_ONCE).rows


def found_plainly(store: Store, text: str) -> object:
    return store.rows(PLAIN, {"text": text, "code": f"cn.uscc:{text}", "limit": AT_ONCE, **NOW.parameters()})


def calls(texts: Sequence[str], way: Callable[[str], object]) -> list[float]:
    """Milliseconds of each search."""
    taken = []
    for text in texts:
        start = time.perf_counter()
        way(text)
        taken.append(1000 * (time.perf_counter() - start))
    return taken
