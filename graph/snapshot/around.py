"""The contracts and loans around some parties as they stand in a transaction, however old the facts in memory are."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import pyarrow as pa

from graph.schema import NODES, RELATIONSHIPS
from graph.schema.model import Property
from graph.schema.read import MISSING, SOURCE_KEY, TARGET_KEY, keyed_node, keyed_relationship
from graph.snapshot.columns import table_of
from graph.store import Reader

BUCKETS: Final = 64
"""Records of one answer: a guarantor of 200,000 contracts still fits the size of a message."""

READ_HERE: Final = frozenset({"Guarantee", "Loan", "Balance", "GAVE", "SECURES_LOAN", "BORROWED", "STOOD_AT"})
NOT_LOOKED_AT: Final = frozenset({"FOR", "SECURES_GUARANTEE", "LENT", "BACKED_BY", "GUARANTEES"})
"""What has no part in how much somebody can be called for, and is left out around parties."""


@dataclass(frozen=True, slots=True)
class _Reading:
    """What one transaction answers, as tables."""

    reader: Reader

    def edges(self, name: str, end: str, keys: Iterable[str]) -> pa.Table:
        """The relationships with one of these ends."""
        relationship = RELATIONSHIPS[name]
        source, target = NODES[relationship.source], NODES[relationship.target]
        read = keyed_relationship(relationship, source, target, end)
        return self._table(read.columns, read.properties, keys)

    def nodes(self, label: str, keys: Iterable[str]) -> pa.Table:
        """The nodes with these keys, in their order."""
        read = keyed_node(NODES[label])
        return self._table(read.columns, read.properties, keys).sort_by(NODES[label].key)

    def _table(self, text: str, properties: tuple[Property, ...], keys: Iterable[str]) -> pa.Table:
        wanted = sorted(set(keys))
        lists = self.reader.columns(text, {"keys": wanted, "buckets": BUCKETS, **MISSING}) if wanted else {}
        return table_of(properties, {p.name: lists.get(p.name, []) for p in properties})


def read_around(
    reader: Reader, guarantors: Iterable[str], debtors: Iterable[str], loans: Iterable[str]
) -> dict[str, pa.Table]:
    """The tables of a history restated for some guarantors' contracts and some debtors' loans (by identity, or key).

    Every contract that a guarantor gave or that secures a loan of a debtor, all loans of these contracts with their
    balances, and who gave and owes them: enough for a book of guarantees.
    """
    reading = _Reading(reader)
    given = _ends(reading.edges("GAVE", "source", guarantors), TARGET_KEY)
    owed = _ends(reading.edges("BORROWED", "source", debtors), TARGET_KEY) | set(loans)
    contracts = given | _ends(reading.edges("SECURES_LOAN", "target", owed), SOURCE_KEY)
    secures = reading.edges("SECURES_LOAN", "source", contracts)
    every_loan = owed | _ends(secures, TARGET_KEY)
    stood = reading.edges("STOOD_AT", "source", every_loan)
    return {
        "Guarantee": reading.nodes("Guarantee", contracts),
        "Loan": reading.nodes("Loan", every_loan),
        "Balance": reading.nodes("Balance", _ends(stood, TARGET_KEY)),
        "GAVE": reading.edges("GAVE", "target", contracts),
        "SECURES_LOAN": secures,
        "BORROWED": reading.edges("BORROWED", "target", every_loan),
        "STOOD_AT": stood,
    }


def _ends(edges: pa.Table, key: str) -> set[str]:
    return set(edges.column(key).to_pylist())
