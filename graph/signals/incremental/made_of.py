"""What findings are made of, as short marks: two findings of a rule about a party with the same mark are the same.

A signal follows from its rule, the values that the rule read, the hard facts that count, and the edges and numbers that
its evidence shows. All of these go into the mark; the day does not, which is no part of a finding.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph.schema import RELATIONSHIPS
from graph.signals.evaluate import Fired
from graph.signals.evidence import MOST_EDGES, OWN_IDS, SAID, EvidenceNode, Found, cut, ends_of, key_of
from graph.snapshot import Snapshot

MARK_BYTES: Final = 16
"""Far beyond accidental clashes."""

BETWEEN: Final = "\x1f"
"""Stands in no id, source or date."""


@dataclass(frozen=True, eq=False)
class Said:
    """What edges of a day say, each as one text: ends with their labels, own id, source and dates. Read many at once
    and kept, as evidence is."""

    snapshot: Snapshot
    _texts: dict[tuple[str, int], NDArray[np.object_]] = field(default_factory=dict, repr=False)

    def prepare(self, parts: Iterable[Found]) -> None:
        """Read the rows of these parts that are not read yet."""
        wanted: dict[tuple[str, int], list[Found]] = {}
        for part in parts:
            wanted.setdefault(key_of(part), []).append(part)
        for key, found in wanted.items():
            edges = found[0].edges or self.snapshot.edges(found[0].name)
            texts = self._texts.setdefault(key, np.full(len(edges), None, dtype=np.object_))
            rows = np.unique(np.concatenate([part.rows for part in found]))
            rows = rows[[text is None for text in texts[rows]]]
            texts[rows] = self._read(found[0], rows)

    def of(self, part: Found) -> str:
        """What the rows of a part say, in their order."""
        return "\n".join(self._texts[key_of(part)][part.rows])

    def _read(self, of: Found, rows: NDArray[np.int64]) -> list[str]:
        relationship, edges = RELATIONSHIPS[of.name], of.edges or self.snapshot.edges(of.name)
        own = [one.name for one in relationship.properties if one.name in OWN_IDS]
        said = edges.rows(rows, (*own, *SAID))
        ends = (
            pa.array(map(_text, ends_of(self.snapshot, label, positions[rows])), pa.string())
            for label, positions in ((relationship.source, edges.source), (relationship.target, edges.target))
        )
        columns = (pc.fill_null(said.column(name).cast(pa.string()), "").combine_chunks() for name in (*own, *SAID))
        joined = pc.binary_join_element_wise(*ends, *columns, BETWEEN)
        texts: list[str] = joined.to_pylist()
        return texts


def marks(fired: Fired, said: Said) -> list[bytes]:
    """The mark of each finding of a rule."""
    kept = [cut(found, MOST_EDGES) for found, _ in fired.shown]
    said.prepare(part for parts, _ in kept for part in parts)
    numbers = np.column_stack([np.asarray(one, dtype=np.float64) for one in (*fired.read.values(), fired.stakes)])
    return [
        _mark((numbers[i], repr((sorted(fired.hard[i]), truncated, sorted(told.items())))), parts, said)
        for i, ((parts, truncated), (_, told)) in enumerate(zip(kept, fired.shown, strict=True))
    ]


def _mark(told: tuple[NDArray[np.float64], str], parts: Sequence[Found], said: Said) -> bytes:
    numbers, words = told
    found = blake2b(numbers.tobytes(), digest_size=MARK_BYTES)
    found.update(words.encode())
    for part in parts:
        found.update(f"\0{part.name} {len(part.rows)}\n{said.of(part)}\0".encode())
        if part.amount_cny is not None:
            found.update(part.amount_cny.tobytes())
    return found.digest()


def _text(node: EvidenceNode) -> str:
    return f"{node.label}{BETWEEN}{node.id}"
