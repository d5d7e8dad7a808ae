"""Keys that name a node by what is known of it and of whom it is tied to, never by its row.

Colour refinement (Weisfeiler and Leman 1968) with hashes: at first a node's own numbers, then in each round also the
keys of those tied to it, by relation and attributes. Nodes that no network of so many layers can tell apart share a
key. Rows ordered by them, and draws made of them, are the same however the rows were ordered or named.
"""

from collections.abc import Mapping

import numpy as np

from gnn.features.content import Keys, with_numbers
from gnn.features.table import Floats
from gnn.network import Relation, TypedNetwork
from graph.kernels.counter_random import marks_of
from graph.kernels.splitmix import mixed


def content_keys(network: TypedNetwork, own: Mapping[str, Floats], rounds: int) -> dict[str, Keys]:
    """Per kind, uint64 per node. own: per kind, a row of numbers per node, NaN allowed; kinds left out have none."""
    keys = {kind: np.full(count, marks_of([kind])[0]) for kind, count in network.counts.items()}
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


def _tie_keys(relation: Relation) -> Keys:
    mark = marks_of([f"{relation.name}\t{relation.source_kind}\t{relation.target_kind}"])[0]
    return with_numbers(np.full(len(relation), mark), relation.attributes)
