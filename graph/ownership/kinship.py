"""Relatives as the law counts them: by blood and by marriage, up to a sibling-in-law's spouse."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.kernels.csr import CSR, build_csr
from graph.schema.ownership import KINSHIP
from graph.snapshot import Snapshot

KINSHIPS: Final = tuple(choice.value for choice in KINSHIP.choices)
"""What a relative can be to a person."""

INVERSE: Final = {"spouse": "spouse", "parent": "child", "child": "parent", "sibling": "sibling", "other": "other"}
"""What the person is to a relative."""

RELATIVES: Final = frozenset(
    {
        ("parent",), ("spouse",), ("child",), ("sibling",), ("other",), ("child", "spouse"), ("spouse", "parent"),
        ("sibling", "spouse"), ("spouse", "sibling"), ("spouse", "sibling", "spouse"),
    }
)  # fmt: skip
"""Who counts as a relative by step: parents, spouse, children and their spouses, the spouse's parents, siblings and
their spouses, the spouse's siblings and their spouses, and whoever the source calls a relative (the clause ends
"and other relatives")."""


@dataclass(frozen=True, eq=False)
class Kin:
    """Declared kinship, each statement read in both directions.

    person, relative: int32 positions of parties; kinship: int8, what the relative is to the person, a place in
    `KINSHIPS`.
    """

    party_count: int
    person: NDArray[np.int32]
    relative: NDArray[np.int32]
    kinship: NDArray[np.int8]

    @classmethod
    def of(cls, snapshot: Snapshot) -> "Kin":
        """The kinship of a snapshot."""
        edges = snapshot.edges("RELATED_TO")
        names = edges.columns.column("kinship").to_pylist()
        rows = zip(edges.source.tolist(), edges.target.tolist(), names, strict=True)
        return cls.of_rows(snapshot.node_count("Party"), [(a, b, name or "other") for a, b, name in rows])

    @classmethod
    def of_rows(cls, party_count: int, rows: list[tuple[int, int, str]]) -> "Kin":
        """Kinship as stated: person, relative, and what the relative is to the person."""
        both = sorted({*rows, *((b, a, INVERSE[name]) for a, b, name in rows)})
        person, relative = (np.array([row[end] for row in both], dtype=np.int32) for end in (0, 1))
        kinship = np.array([KINSHIPS.index(name) for *_, name in both], dtype=np.int8)
        return cls(party_count, person, relative, kinship)

    def relatives(self, person: int) -> set[int]:
        """Everybody who counts as a relative of the person."""
        found: set[int] = set()
        ways: list[tuple[int, tuple[str, ...]]] = [(person, ())]
        while ways:
            at, way = ways.pop()
            for relative, kinship in self._stated(at):
                longer = (*way, kinship)
                if longer in RELATIVES and relative != person:
                    found.add(relative)
                    ways.append((relative, longer))
        return found

    def _stated(self, person: int) -> list[tuple[int, str]]:
        rows = self._by_person.edges_of(person)
        return [(int(self.relative[row]), KINSHIPS[self.kinship[row]]) for row in rows.tolist()]

    @cached_property
    def _by_person(self) -> CSR:
        return build_csr(self.person, self.relative, self.party_count)
