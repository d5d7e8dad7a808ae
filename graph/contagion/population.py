"""Which parties of a day a selection means: by name, kind, industry, region or circle, and the first by a figure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph.contagion.selection import End, Measure, Selection
from graph.snapshot import Snapshot

Floats = NDArray[np.float64]
Positions = NDArray[np.int32]
Flags = NDArray[np.bool_]

PERSON = "person"
"""The kind of whoever is no enterprise."""


@dataclass(frozen=True, eq=False)
class Selected:
    """parties: positions, ascending (int32). fitting: how many fit before the first of them were taken. unknown: of how
    many of these nobody knows the figure, so that they could not be among the first."""

    parties: Positions
    fitting: int
    unknown: int


@dataclass(frozen=True, eq=False)
class Population:
    """The parties as selections see them. kind, industry, region: text per party, null where nobody stated it.

    figures: per measure a float64 per party, NaN where unknown. named: the positions of parties given by id, code or
    exact name. circle: the members of a circle by its identity, or of the largest. Both raise NotFound.
    """

    kind: pa.Array
    industry: pa.Array
    region: pa.Array
    figures: Mapping[Measure, Floats]
    named: Callable[[Sequence[str]], Iterable[int]]
    circle: Callable[[str], Positions]

    @classmethod
    def of(
        cls,
        snapshot: Snapshot,
        figures: Mapping[Measure, Floats],
        named: Callable[[Sequence[str]], Iterable[int]],
        circle: Callable[[str], Positions],
    ) -> "Population":
        """Those of a snapshot, which has `DESCRIBED_BY`."""
        kind = snapshot.parties.table.column("kind").cast("string").combine_chunks()
        person = pa.array(~snapshot.parties.is_enterprise)
        return cls(
            pc.if_else(person, PERSON, kind), _recorded(snapshot, "industry"), _recorded(snapshot, "region"), figures,
            named, circle,
        )  # fmt: skip

    def select(self, selection: Selection) -> Selected:
        """The parties that fit all that the selection says."""
        fits = np.ones(len(self.kind), dtype=np.bool_)
        if selection.parties:
            fits &= self._among(self.named(selection.parties))
        if selection.circle:
            fits &= self._among(self.circle(selection.circle))
        if selection.kinds:
            fits &= _any(pc.equal(self.kind, kind) for kind in selection.kinds)
        if selection.industries:
            fits &= _any(pc.match_substring(self.industry, part) for part in selection.industries)
        if selection.regions:
            fits &= _any(pc.starts_with(self.region, start) for start in selection.regions)
        found = np.flatnonzero(fits).astype(np.int32)
        if selection.order is None:
            return Selected(found, len(found), 0)
        figure = self.figures[selection.order][found]
        known = np.flatnonzero(~np.isnan(figure))
        first = _first(figure[known], selection)
        return Selected(np.sort(found[known[first]]), len(found), len(found) - len(known))

    def _among(self, positions: Iterable[int]) -> Flags:
        flags = np.zeros(len(self.kind), dtype=np.bool_)
        flags[np.fromiter(positions, dtype=np.int64)] = True
        return flags


def _first(figure: Floats, selection: Selection) -> NDArray[np.int64]:
    """The places of the first ones by their figure; of equals the one that stands first."""
    # Tolerance: 0.3 of 10 parties is 3, although the product of the floats is a little more.
    share = 0 if selection.share is None else ceil(round(selection.share * len(figure), 9))
    wanted = share if selection.most is None else selection.most
    order = np.argsort(-figure if selection.end is End.HIGHEST else figure, kind="stable")
    return order[:wanted]


def _any(flags: Iterable[pa.Array]) -> Flags:
    """Whether any holds; what is unknown does not."""
    found: Flags = np.logical_or.reduce([pc.fill_null(one, False).to_numpy(zero_copy_only=False) for one in flags])
    return found


def _recorded(snapshot: Snapshot, name: str) -> pa.Array:
    """A text of each party's record in force; null without one."""
    described = snapshot.edges("DESCRIBED_BY")
    record = np.full(snapshot.node_count("Party"), -1, dtype=np.int64)
    record[described.source] = described.target
    texts = snapshot.nodes("Record").column(name).cast("string").combine_chunks()
    return texts.take(pa.array(record, mask=record < 0))
