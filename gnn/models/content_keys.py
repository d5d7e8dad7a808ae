"""Keys that name a node by what is known of it and of whom it is tied to, never by its row.

Colour refinement (Weisfeiler and Leman 1968) with hashes: at first a node's own numbers, then in each round also the
keys of those tied to it, by relation and attributes. Nodes that no network of so many layers can tell apart share a
key. Rows ordered by them, and draws made of them, are the same however the rows were ordered or named.
"""

from collections.abc import Mapping
from hashlib import blake2b
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gnn.network import Relation, TypedNetwork

Keys = NDArray[np.uint64]

STEPS: Final = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))
SHIFTS: Final = (np.uint64(30), np.uint64(27), np.uint64(31))
ODD: Final = np.uint64(0x9E3779B97F4A7C15)


def content_keys(network: TypedNetwork, own: Mapping[str, NDArray[np.float64]], rounds: int) -> dict[str, Keys]:
    """Per kind, uint64 per node. own: per kind, a row of numbers per node, NaN allowed; kinds left out have none."""
    keys = {kind: np.full(count, named(kind), dtype=np.uint64) for kind, count in network.counts.items()}
    for kind, values in own.items():
        keys[kind] = with_numbers(keys[kind], values)
    ties = [(relation, _tie_keys(relation)) for relation in network.both_ways.relations]
    for _ in range(rounds):
        told = {kind: mixed(mine) for kind, mine in keys.items()}
        for relation, own_key in ties:
            heard = mixed(keys[relation.source_kind][relation.source] + own_key)
            np.add.at(told[relation.target_kind], relation.target, heard)
        keys = {kind: mixed(mine) for kind, mine in told.items()}
    return keys


def with_numbers(keys: Keys, values: NDArray[np.float64]) -> Keys:
    """The keys, told apart further by a row of numbers each."""
    for column in range(values.shape[1]):
        numbers = np.where(np.isnan(values[:, column]), np.nan, values[:, column] + 0.0)
        keys = mixed(keys * ODD + np.ascontiguousarray(numbers).view(np.uint64))
    return keys


def mixed(words: Keys) -> Keys:
    """Each bit of a word depends on all of them (the finaliser of SplitMix64; Steele, Lea and Flood 2014)."""
    words = words + ODD
    words = (words ^ (words >> SHIFTS[0])) * STEPS[0]
    words = (words ^ (words >> SHIFTS[1])) * STEPS[1]
    return words ^ (words >> SHIFTS[2])


def named(text: str) -> np.uint64:
    """The key of a name."""
    return np.uint64(int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little"))


def _tie_keys(relation: Relation) -> Keys:
    keys = np.full(len(relation), named(f"{relation.name}\t{relation.source_kind}\t{relation.target_kind}"))
    return with_numbers(keys, relation.attributes)
