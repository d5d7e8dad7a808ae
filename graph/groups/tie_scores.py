"""The score of every pair that shares something undeclared: what its independent pieces of evidence say, added up."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph.groups import contact
from graph.groups.declared_pairs import DeclaredPairs
from graph.groups.nearness import Nearness
from graph.groups.rarity import Chances
from graph.groups.shared_pairs import SharedPairs, all_shared_pairs
from graph.groups.shared_things import ONE_EVIDENCE, Ints
from graph.snapshot import Snapshot

CODE_SCHEME = "cn.uscc:"
"""Parties known by a unified social credit code; two codes are two legal persons, however alike their names."""


@dataclass(frozen=True, eq=False)
class TieScores:
    """All pairs that share something and are not declared to be tied, and everything that they share.

    pairs: int64, smaller position × party_count + greater, ascending. where: int64 per pair, NEAR, FAR or UNKNOWN.
    score: float64, bits per pair, those of being near included. same_party: bool per pair, probably one enterprise
    twice. declared: how many pairs that share something were left out as declared. chances: per kind of `shared`.
    Then one row per pair and shared thing, by pair, what says most first: pair (place among `pairs`), kind and row
    (place in `shared` and in it), bits, counted.
    """

    party_count: int
    shared: tuple[SharedPairs, ...]
    chances: tuple[Chances, ...]
    nearness: Nearness
    pairs: Ints
    where: Ints
    score: NDArray[np.float64]
    same_party: NDArray[np.bool_]
    declared: int
    pair: Ints
    kind: Ints
    row: Ints
    bits: NDArray[np.float64]
    counted: NDArray[np.bool_]

    @classmethod
    def of(cls, snapshot: Snapshot, declared: DeclaredPairs, block_limit: int) -> "TieScores":
        """The scores of a snapshot; linear in the pairs within blocks."""
        count = declared.party_count
        raw = tuple(_enough(shared, count) for shared in all_shared_pairs(snapshot, block_limit))
        sharing = np.unique(np.concatenate([shared.key(count) for shared in raw]))
        is_declared = declared.among(sharing)
        pairs = sharing[~is_declared]
        shared = tuple(part.take(np.isin(part.key(count), pairs)) for part in raw)
        nearness = Nearness.of(snapshot)
        chances = tuple(Chances.of(part, nearness) for part in shared)
        where = nearness.between(pairs // count, pairs % count) if count else pairs
        rows = _Rows.of(shared, chances, (pairs, where), count)
        said = np.bincount(rows.pair, weights=rows.bits * rows.counted, minlength=len(pairs))
        score = np.asarray(said + nearness.bits[where], dtype=np.float64)
        return cls(
            count, shared, chances, nearness, pairs, where, score, _one_party(snapshot, shared, pairs, count),
            int(is_declared.sum()), rows.pair, rows.kind, rows.row, rows.bits, rows.counted,
        )  # fmt: skip

    def ranked(self, places: Ints) -> Ints:
        """These places among `pairs`, the highest score first, then by positions."""
        return places[np.lexsort((self.pairs[places], -self.score[places]))]


@dataclass(frozen=True, eq=False)
class _Rows:
    """The rows of `TieScores`."""

    pair: Ints
    kind: Ints
    row: Ints
    bits: NDArray[np.float64]
    counted: NDArray[np.bool_]

    @classmethod
    def of(
        cls, shared: Sequence[SharedPairs], chances: Sequence[Chances], found: tuple[Ints, Ints], count: int
    ) -> "_Rows":
        """found: the pairs, and where they are."""
        pairs, where = found
        places = [np.searchsorted(pairs, part.key(count)) for part in shared]
        pair = np.concatenate(places)
        kind = np.repeat(np.arange(len(shared)), [len(part) for part in shared])
        row = np.concatenate([np.arange(len(part)) for part in shared])
        bits = np.concatenate([
            chance.weights(part.size, where[place], part.kind.tied_share)
            for part, chance, place in zip(shared, chances, places, strict=True)
        ])  # fmt: skip
        evidence, thing = _evidence(shared)
        alike = np.lexsort((kind, -bits, thing, evidence, pair))
        counted = np.zeros(len(pair), dtype=np.bool_)
        counted[alike[_first_of_each(pair[alike], evidence[alike], thing[alike])]] = True
        order = np.lexsort((row, kind, -bits, ~counted, pair))
        return cls(pair[order], kind[order], row[order], bits[order], counted[order])


def _evidence(shared: Sequence[SharedPairs]) -> tuple[Ints, Ints]:
    """Per row, the evidence that it is, and the thing that tells one piece of that evidence from another."""
    names = sorted({part.kind.evidence for part in shared})
    evidence = [np.full(len(part), names.index(part.kind.evidence), dtype=np.int64) for part in shared]
    things = [
        np.zeros(len(part), dtype=np.int64) if part.kind.evidence in ONE_EVIDENCE else part.things.thing[part.first]
        for part in shared
    ]
    return np.concatenate(evidence), np.concatenate(things)


def _first_of_each(*columns: Ints) -> NDArray[np.bool_]:
    """Which rows differ in any column from the row before."""
    new = np.zeros(len(columns[0]), dtype=np.bool_)
    new[:1] = True
    for column in columns:
        new[1:] |= column[1:] != column[:-1]
    return new


def _enough(shared: SharedPairs, count: int) -> SharedPairs:
    """Without pairs that share fewer things than the kind asks for."""
    if shared.kind.at_least <= 1 or not len(shared):
        return shared
    _, which, often = np.unique(shared.key(count), return_inverse=True, return_counts=True)
    return shared.take(often[which] >= shared.kind.at_least)


def _one_party(snapshot: Snapshot, shared: Sequence[SharedPairs], pairs: Ints, count: int) -> NDArray[np.bool_]:
    """Per pair, whether it shares a contact, one of the two has no credit code, and their names are one, mistyped."""
    found = np.zeros(len(pairs), dtype=np.bool_)
    keys = np.unique(np.concatenate([part.key(count) for part in shared if part.kind.evidence == "contact"]))
    table = snapshot.nodes("Party")
    coded = pc.starts_with(table.column("party_id"), CODE_SCHEME).to_numpy()
    names = table.column("name")
    for key in keys[~(coded[keys // count] & coded[keys % count])].tolist():
        a, b = (names[position].as_py() or "" for position in divmod(key, count))
        if contact.same_name_mistyped(a, b):
            found[np.searchsorted(pairs, key)] = True
    return found
