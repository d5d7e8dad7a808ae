"""All ties between parties that are in force on a day, parallel ones as one, by either end."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph.canvas.kinds import GUARANTEES, KINDS, LENT, OWNS, Measure
from graph.guarantees.amount import loan_outstanding_cny
from graph.guarantees.network import GuaranteeNetwork
from graph.kernels.csr import CSR, build_csr
from graph.snapshot import Snapshot
from graph.snapshot.columns import float64

Positions = NDArray[np.int32]
Places = NDArray[np.int64]
Floats = NDArray[np.float64]

SHARES = {"OWNS": "share_ratio", "SAME_AS": "probability", "DEPENDS_ON": "share_ratio"}


class Facts(NamedTuple):
    """Facts of one kind between parties: both ends, what each is for (元), its share, and its place: among the edges of
    the relationship; of a loan, among those of LENT. NaN where there is none or it is not known."""

    source: Positions
    target: Positions
    amount: Floats
    share: Floats
    place: Places


@dataclass(frozen=True, eq=False)
class CanvasTies:
    """One row per kind, source and target, in this order. kind (int8): its place in `KINDS`. amount (元), share
    (float64): summed over the facts, as far as they are known; NaN where none is. facts: from each tie to the places of
    its facts (`edge`), as `Facts` has them.

    rank (int32): per party its place in the order of identities, by which equal ones are told apart, whatever their
    positions.
    """

    kind: NDArray[np.int8]
    source: Positions
    target: Positions
    amount: Floats
    share: Floats
    facts: CSR = field(repr=False)
    rank: NDArray[np.int32] = field(repr=False)

    @classmethod
    def of(cls, snapshot: Snapshot, network: GuaranteeNetwork) -> "CanvasTies":
        """The ties of a snapshot; what a party is tied to itself by is none."""
        parts = [_facts(number, snapshot, network) for number in range(len(KINDS))]
        kind = np.repeat(np.arange(len(KINDS), dtype=np.int8), [len(one.source) for one in parts])
        source, target, amount, share, place = (np.concatenate(column) for column in zip(*parts, strict=True))
        order = np.lexsort((place, target, source, kind))
        order = order[source[order] != target[order]]
        kind, source, target, place = kind[order], source[order], target[order], place[order]
        first = np.ones(len(order), dtype=np.bool_)
        first[1:] = (kind[1:] != kind[:-1]) | (source[1:] != source[:-1]) | (target[1:] != target[:-1])
        row = np.cumsum(first) - 1
        starts = np.append(np.flatnonzero(first), len(order)).astype(np.int64)
        amounts, shares = (_known_sums(row, values[order], int(first.sum())) for values in (amount, share))
        facts = CSR(starts, np.zeros(len(order), dtype=np.int32), place.astype(np.int64))
        rank = _ranked(snapshot.parties.table.column("party_id"))
        return cls(kind[first], source[first], target[first], amounts, shares, facts, rank)

    def __len__(self) -> int:
        return len(self.kind)

    @property
    def party_count(self) -> int:
        """How many parties there are, those without ties included."""
        return len(self.rank)

    @cached_property
    def outward(self) -> CSR:
        """The ties of each party as source."""
        return build_csr(self.source, self.target, self.party_count)

    @cached_property
    def inward(self) -> CSR:
        """The ties of each party as target."""
        return build_csr(self.target, self.source, self.party_count)

    @cached_property
    def around(self) -> CSR:
        """The ties of each party either way: first those as source, and then those as target."""
        return build_csr(
            np.concatenate([self.source, self.target]), np.concatenate([self.target, self.source]), self.party_count
        )

    @cached_property
    def size(self) -> Floats:
        """By what a tie is compared with others of its kind (float64): amount, share, or how many facts it has. One of
        unknown amount or share counts as nothing."""
        measure = np.array([list(Measure).index(one.measure) for one in KINDS])[self.kind]
        found = np.choose(measure, [self.amount, self.share, np.diff(self.facts.indptr).astype(np.float64)])
        return np.asarray(np.nan_to_num(found))

    def among(self, parties: Positions) -> Places:
        """The ties between these parties (each once), in order."""
        inside = np.zeros(self.party_count, dtype=np.bool_)
        inside[parties] = True
        found = self.outward.edges_of_all(parties)
        return np.sort(found[inside[self.target[found]]])

    def counts(self, parties: Positions, ties: Places) -> NDArray[np.int64]:
        """How many ties of each kind and direction each of these parties has, among these and in all: int64 of shape
        2 × parties × kinds × 2, the last 0 outward, 1 inward."""
        place = np.full(self.party_count, -1, dtype=np.int64)
        place[parties] = np.arange(len(parties))
        shape = (len(parties), len(KINDS), 2)
        every = (self.outward.edges_of_all(parties), self.inward.edges_of_all(parties))
        found = np.zeros((2, *shape), dtype=np.int64)
        for direction, (ends, own) in enumerate(((self.source, every[0]), (self.target, every[1]))):
            for number, chosen in enumerate((ties, own)):
                key = place[ends[chosen]] * len(KINDS) + self.kind[chosen]
                counted = np.bincount(key, minlength=shape[0] * shape[1])
                found[number, :, :, direction] = counted.reshape(shape[:2])
        return found


def _known_sums(row: Places, values: Floats, count: int) -> Floats:
    known = ~np.isnan(values)
    total = np.bincount(row[known], values[known], count)
    return np.where(np.bincount(row[known], minlength=count) > 0, total, np.nan)


def _facts(number: int, snapshot: Snapshot, network: GuaranteeNetwork) -> Facts:
    if number == GUARANTEES:
        nothing = np.full(len(network.edge), np.nan)
        return Facts(network.guarantor, network.debtor, network.amount_cny, nothing, network.edge)
    if number == LENT:
        return _loans(snapshot)
    edges = snapshot.edges(KINDS[number].name)
    places, nothing = np.arange(len(edges), dtype=np.int64), np.full(len(edges), np.nan)
    column = SHARES.get(KINDS[number].name)
    share = nothing if column is None else float64(edges.columns, column)
    kept = ~(share == 0) if number != OWNS else np.ones(len(edges), dtype=np.bool_)
    return Facts(edges.source[kept], edges.target[kept], nothing[kept], share[kept], places[kept])


def _loans(snapshot: Snapshot) -> Facts:
    """From lender to borrower, of every loan with something outstanding, or of which nobody knows; of several lenders
    from each, in full, since their parts are not recorded."""
    lent, borrowed = snapshot.edges("LENT"), snapshot.edges("BORROWED")
    outstanding = loan_outstanding_cny(snapshot)
    borrowers = build_csr(
        borrowed.target, borrowed.source, max(snapshot.node_count("Loan"), snapshot.node_count("Party"))
    )
    row = np.repeat(np.arange(len(lent), dtype=np.int64), borrowers.degrees(lent.target))
    borrower = borrowers.neighbours_of_all(lent.target)
    amount = outstanding[lent.target[row]] if len(outstanding) else np.zeros(0)
    kept = ~(amount <= 0)
    return Facts(
        lent.source[row][kept], borrower[kept], amount[kept], np.full(int(kept.sum()), np.nan), row[kept]
    )  # fmt: skip


def _ranked(ids: pa.ChunkedArray) -> NDArray[np.int32]:
    """Per party its place in the order of identities."""
    order = pc.sort_indices(ids.cast(pa.string())).to_numpy()
    found = np.empty(len(order), dtype=np.int32)
    found[order] = np.arange(len(order), dtype=np.int32)
    return found
