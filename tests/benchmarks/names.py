"""A million enterprises that have a name, a code and a date, and what people type to find them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Final

import numpy as np
import pyarrow as pa

from graph.as_of import BEGINNING, FOREVER
from graph.store import Store, Writer
from ingest.world.codes import credit_codes
from ingest.world.names import INDUSTRY_SHARE, firm_names
from ingest.world.places import CITIES

ROWS: Final = {"neo4j": 10_000, "arcadedb": 5_000}
"""Rows a transaction."""

WRITE: Final = """
UNWIND range(0, size($key) - 1) AS i
CREATE (party:Party:Enterprise {
  party_id: $key[i], canonical_id: $key[i], name: $name[i], kind: 'company', source: 'bench'})
CREATE (:Identifier {identifier_id: $key[i], scheme: 'cn.uscc', value: $code[i], source: 'bench'})
  -[:IDENTIFIES {valid_from: $beginning, valid_to: $forever, recorded_on: $day, superseded_on: $forever,
                 source: 'bench', batch: '0000000000000000'}]->(party)
"""


@dataclass(frozen=True, slots=True)
class Register:
    """Names and Unified Social Credit Codes, one of each per enterprise."""

    names: list[str]
    codes: list[str]

    def __len__(self) -> int:
        return len(self.names)


def register(count: int, seed: int) -> Register:
    """So many enterprises, named as the synthetic world names them."""
    rng = np.random.default_rng(seed)
    city = rng.integers(0, len(CITIES), count)
    industry = rng.choice(len(INDUSTRY_SHARE), count, p=INDUSTRY_SHARE)
    form = pa.array(["有限公司"] * count, pa.string())
    codes = credit_codes(np.full(count, 91), np.full(count, 330100), np.arange(count))
    return Register(firm_names(city, industry, form, 0).to_pylist(), codes.to_pylist())


def write_register(store: Store, enterprises: Register, day: date) -> None:
    """Write them into an empty store, without a ledger; the store's version becomes 1."""
    size = ROWS[store.kind]
    for first in range(0, len(enterprises), size):
        store.write(partial(_write, enterprises=enterprises, part=slice(first, first + size), day=day))
    store.run('MATCH (s:Store {store_id: "store"}) SET s.version = coalesce(s.version, 0) + 1')


def _write(writer: Writer, enterprises: Register, part: slice, day: date) -> None:
    codes = enterprises.codes[part]
    values: dict[str, Any] = {"key": [f"cn.uscc:{code}" for code in codes], "name": enterprises.names[part]}
    writer.run(WRITE, values | {"code": codes, "beginning": BEGINNING, "forever": FOREVER, "day": day})


def typed_texts(enterprises: Register, count: int, seed: int) -> list[str]:
    """What is typed into a search box: of each sort as many, in random order."""
    rng = np.random.default_rng(seed)
    sorts = list(_sorts(enterprises, rng.integers(0, len(enterprises), -(-count // 7)).tolist()))
    texts = [text for sort in sorts for text in sort]
    return [texts[i] for i in rng.permutation(len(texts))[:count]]


def _sorts(enterprises: Register, rows: Sequence[int]) -> Iterator[list[str]]:
    names = [enterprises.names[row] for row in rows]
    yield names
    yield [name[:4] for name in names]
    yield [name[2:4] for name in names]
    yield [name[2:6] for name in names]
    yield [name[3] for name in names]
    yield [enterprises.codes[row][:12] for row in rows]
    yield [f"{name[2:4]}龘{name[4:]}" for name in names]
