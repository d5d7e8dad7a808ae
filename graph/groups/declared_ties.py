"""The ties that are not stakes, by party: posts, kinship and concert, each with its place in the snapshot."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from graph.kernels.csr import CSR, build_csr
from graph.ownership.kinship import INVERSE
from graph.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Tie:
    """A declared tie seen from one of its ends: who stands at the other, as what, and its place among the edges.

    `outward`: the fact leads from the end it is seen from to the other.
    """

    other: int
    word: str
    place: int
    outward: bool


@dataclass(frozen=True, eq=False)
class DeclaredTies:
    """Posts, kinship and concert of a snapshot, by either end; built in linear time and shared by many questions."""

    posts_at: "Ends"
    posts_of: "Ends"
    kin_of: "Ends"
    kin_to: "Ends"
    concert_of: "Ends"
    concert_to: "Ends"

    @classmethod
    def of(cls, snapshot: Snapshot) -> "DeclaredTies":
        """The ties in force."""
        return cls(
            posts_at=Ends.of(snapshot, "HOLDS_POSITION", "role", outward=False),
            posts_of=Ends.of(snapshot, "HOLDS_POSITION", "role", outward=True),
            kin_of=Ends.of(snapshot, "RELATED_TO", "kinship", outward=True),
            kin_to=Ends.of(snapshot, "RELATED_TO", "kinship", outward=False),
            concert_of=Ends.of(snapshot, "ACTS_WITH", "basis", outward=True),
            concert_to=Ends.of(snapshot, "ACTS_WITH", "basis", outward=False),
        )

    def holders_of_posts(self, enterprise: int, roles: Collection[str]) -> Iterator[Tie]:
        """The persons who hold one of these posts at the enterprise."""
        return (tie for tie in self.posts_at.ties(enterprise) if tie.word in roles)

    def posts(self, person: int, roles: Collection[str]) -> Iterator[Tie]:
        """The enterprises at which the person holds one of these posts."""
        return (tie for tie in self.posts_of.ties(person) if tie.word in roles)

    def kin(self, person: int, kinships: Collection[str]) -> Iterator[Tie]:
        """The relatives who are one of these to the person, whichever of the two declared it."""
        for tie in self.kin_of.ties(person):
            if tie.word in kinships:
                yield tie
        for tie in self.kin_to.ties(person):
            word = INVERSE.get(tie.word, tie.word)
            if word in kinships:
                yield Tie(tie.other, word, tie.place, outward=False)

    def concert(self, party: int) -> Iterator[Tie]:
        """Those who declared that they act with the party, or with whom it does."""
        yield from self.concert_of.ties(party)
        yield from self.concert_to.ties(party)


@dataclass(frozen=True, eq=False)
class Ends:
    """The edges of a kind by one of their ends, with a word that each carries."""

    csr: CSR
    words: pa.ChunkedArray
    outward: bool

    @classmethod
    def of(cls, snapshot: Snapshot, name: str, word: str, *, outward: bool) -> "Ends":
        """The edges by their source (outward) or their target; edges from a party to itself are left out."""
        edges = snapshot.edges(name)
        apart = np.flatnonzero(edges.source != edges.target)
        near, far = (edges.source, edges.target) if outward else (edges.target, edges.source)
        csr = build_csr(near[apart], far[apart], snapshot.node_count("Party"))
        return cls(CSR(csr.indptr, csr.indices, apart[csr.edge]), edges.column(word), outward)

    def ties(self, party: int) -> list[Tie]:
        """The party's edges, in the order of the snapshot."""
        places: NDArray[np.int64] = self.csr.edges_of(party)
        if not len(places):
            return []
        words = self.words.take(pa.array(places)).to_pylist()
        others = self.csr.neighbours(party).tolist()
        return [
            Tie(other, word or "", place, self.outward)
            for other, word, place in zip(others, words, places.tolist(), strict=True)
        ]
