"""Which enterprises hang together: rows of one connected component are no independent evidence of each other."""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from gnn.features.content import Folds, folds_of, row_keys
from gnn.features.table import FeatureTable
from gnn.network import ENTERPRISE, TypedNetwork


def components(network: TypedNetwork) -> NDArray[np.int64]:
    """Per enterprise the number of its component, by ties of any type and through nodes of any kind."""
    kinds = sorted(network.counts, key=lambda kind: (kind != ENTERPRISE, kind))
    first = dict(zip(kinds, np.concatenate([[0], np.cumsum([network.counts[kind] for kind in kinds])]), strict=False))
    nothing = np.zeros(0, dtype=np.int64)
    source = np.concatenate([nothing, *(one.source + first[one.source_kind] for one in network.relations)])
    target = np.concatenate([nothing, *(one.target + first[one.target_kind] for one in network.relations)])
    nodes = sum(network.counts.values())
    ties = csr_array((np.ones(len(source)), (source, target)), shape=(nodes, nodes))
    return np.asarray(connected_components(ties, directed=False)[1][: network.counts[ENTERPRISE]], dtype=np.int64)


def component_folds(network: TypedNetwork, table: FeatureTable, count: int, seed: int = 0) -> Folds:
    """A fold per enterprise, below `count`, one per component: who shares owners or people is foretold from others.

    Folds follow what the members of a component show of themselves (table), not their ids or order.
    """
    component = components(network)
    # Sums modulo 2⁶⁴ are the same in any order.
    keys = np.zeros(int(component.max(initial=-1)) + 1, dtype=np.uint64)
    np.add.at(keys, component, row_keys(table))
    return folds_of(keys, count, seed)[component]
