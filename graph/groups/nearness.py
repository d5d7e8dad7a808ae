"""Whether two parties are registered in one region: neighbours share things by chance that strangers afar do not."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from graph.groups import contact
from graph.groups.shared_things import Ints
from graph.snapshot import Snapshot

NEAR, FAR, UNKNOWN = range(3)

TIED_NEAR: Final = 0.8
"""In which part of tied pairs both are expected to be of one region: an assumption, like `tied_share` of a kind."""


@dataclass(frozen=True, eq=False)
class Nearness:
    """The region of each party, by its record in force: int64, a number for the region, -1 where none is recorded."""

    region: Ints

    @classmethod
    def of(cls, snapshot: Snapshot) -> "Nearness":
        """The regions as recorded, compared without spaces and punctuation."""
        edges = snapshot.edges("DESCRIBED_BY")
        texts = snapshot.nodes("Record").column("region").take(pa.array(edges.target)).to_pylist()
        numbers: dict[str, int] = {"": -1}
        region = np.full(snapshot.node_count("Party"), -1, dtype=np.int64)
        region[edges.source] = [numbers.setdefault(contact.name(text), len(numbers) - 1) for text in texts]
        return cls(region)

    def between(self, first: Ints, second: Ints) -> Ints:
        """Per pair of parties NEAR, FAR, or UNKNOWN where a region is missing."""
        a, b = self.region[first], self.region[second]
        return np.where((a < 0) | (b < 0), UNKNOWN, np.where(a == b, NEAR, FAR))

    def pairs_among(self, parties: NDArray[np.integer]) -> Ints:
        """How many pairs of these parties are NEAR, FAR and UNKNOWN."""
        region = self.region[parties]
        known = np.bincount(region[region >= 0])
        near, all_known, everything = (known * (known - 1)).sum(), known.sum(), len(parties)
        pairs = [near, all_known * (all_known - 1) - near, everything * (everything - 1) - all_known * (all_known - 1)]
        return np.array(pairs, dtype=np.int64) // 2

    @cached_property
    def bits(self) -> NDArray[np.float64]:
        """What NEAR, FAR and UNKNOWN themselves say for a tie: log2 of how much likelier they are among tied pairs."""
        near, far, _ = self.pairs_among(np.arange(len(self.region))).tolist()
        chance = (near + 1) / (near + far + 2)
        return np.array([np.log2(TIED_NEAR / chance), np.log2((1 - TIED_NEAR) / (1 - chance)), 0.0])
