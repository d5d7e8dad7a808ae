"""A day with very many guarantees, as columns: parties, one loan each, contracts with a cap for one loan.

Every number comes from the seed. A hundredth of the parties are guarantee firms with a statement, who give a tenth of
all contracts; the others mostly stand for parties near to them, so that nearly all are in one large circle.
"""

from datetime import date
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from graph.as_of import BEGINNING, FOREVER, AsOf
from graph.explain.day import Day
from graph.snapshot import History
from graph.snapshot.columns import empty_table
from graph.snapshot.freshness import fact_names
from graph.snapshot.read import bulk_read

DAY: Final = date(2025, 12, 31)
DRAWN: Final = date(2025, 1, 1)
CONTRACTS: Final = 5
FIRM_SHARE, FIRM_CONTRACTS, NEAR, FAR = 0.01, 0.1, 40, 0.02

Ends = tuple[NDArray[np.int32], NDArray[np.int32]]


def guarantee_day(parties: int, seed: int) -> Day:
    """The day; loan i is party i's, and firms come first."""
    chance = np.random.default_rng(seed)
    firms, count = max(2, round(parties * FIRM_SHARE)), parties * CONTRACTS
    debtor = chance.integers(firms, parties, count)
    guarantor = firms + (debtor - firms + chance.integers(1, NEAR, count)) % (parties - firms)
    far = chance.random(count) < FAR
    guarantor[far] = chance.integers(firms, parties, far.sum())
    by_firm = chance.random(count) < FIRM_CONTRACTS
    guarantor[by_firm] = chance.integers(0, firms, by_firm.sum())
    every, contract = np.arange(parties, dtype=np.int32), np.arange(count, dtype=np.int32)
    ids = [f"p:{number:08d}" for number in range(parties)]
    kind = np.where(every < firms, "guarantee_firm", "company").astype(object)
    caps = chance.integers(1, 100, count) * 10_000.0
    ends: dict[str, Ends] = {
        "BORROWED": (every, every),
        "GAVE": (guarantor.astype(np.int32), contract),
        "FOR": (contract, debtor.astype(np.int32)),
        "SECURES_LOAN": (contract, debtor.astype(np.int32)),
        "GUARANTEES": (guarantor.astype(np.int32), debtor.astype(np.int32)),
        "REPORTED": (every[:firms], every[:firms]),
    }
    guarantee_ids = [f"g:{number:09d}" for number in range(count)]
    tables = {
        "Enterprise": _table("Enterprise", parties, party_id=ids, canonical_id=ids, name=ids, kind=kind.tolist()),
        "Loan": _table("Loan", parties, loan_id=[f"l:{number:08d}" for number in range(parties)],
                       principal_cny=chance.integers(1, 500, parties) * 10_000.0,
                       matures_on=np.full(parties, np.datetime64("2026-12-31"))),
        "Guarantee": _table("Guarantee", count, guarantee_id=guarantee_ids, cap_cny=caps),
        "Statement": _table("Statement", firms, statement_id=ids[:firms],
                            period_end=np.full(firms, np.datetime64("2025-06-30")),
                            net_assets_cny=np.full(firms, 20_000_000.0)),
        **{name: _edges(name, len(one[0]), guarantee_ids) for name, one in ends.items()},
    }  # fmt: skip
    rest = {name: empty_table(bulk_read(name).properties) for name in fact_names() if name not in tables}
    return Day(History(1, {**rest, **tables}, ends).at(AsOf(DAY, DAY)))


def _edges(name: str, count: int, guarantee_ids: list[str]) -> pa.Table:
    dates = {
        "valid_from": DRAWN, "recorded_on": BEGINNING, "valid_to": FOREVER, "superseded_on": FOREVER,
    }  # fmt: skip
    days = {key: np.full(count, np.datetime64(day)) for key, day in dates.items()}
    return _table(name, count, **days, **({"guarantee_id": guarantee_ids} if name == "GUARANTEES" else {}))


def _table(of: str, count: int, /, **given: Any) -> pa.Table:
    """The columns given, and nulls in all others."""
    like = empty_table(bulk_read(of).properties).schema
    return pa.table(
        [
            _column(given[one.name], one.type) if one.name in given else pa.nulls(count, one.type)
            for one in like
        ],
        schema=like,
    )  # fmt: skip


def _column(values: Any, kind: pa.DataType) -> pa.Array:
    plain = kind.value_type if pa.types.is_dictionary(kind) else kind
    array = pa.array(values, plain)
    return array.dictionary_encode() if pa.types.is_dictionary(kind) else array
