"""Made-up typed networks: a small one to reckon by hand, and drawn ones to turn about."""

import numpy as np
from numpy.typing import NDArray

from gnn.features.table import FeatureTable, Floats
from gnn.network import ENTERPRISE, PERSON, Relation, TypedNetwork
from graph.measures.measure import Measure


def positions(*values: int) -> NDArray[np.int32]:
    return np.array(values, dtype=np.int32)


def table_of(**columns: list[float] | Floats) -> FeatureTable:
    features = tuple(Measure(f"own.{name}", name, name, "count", name, name) for name in columns)
    return FeatureTable(
        features, np.column_stack([np.asarray(values, dtype=np.float64) for values in columns.values()])
    )


def small() -> tuple[TypedNetwork, FeatureTable]:
    """0 owns 1 (60 %) and 2 (unknown share), 1 owns 2 (twice: 10 % and 30 %); person 0 directs 0 and 3, person 1
    directs 3. Size of enterprise 2 is not known."""
    nothing = np.zeros((3, 0))
    owns = Relation(
        "OWNS", ENTERPRISE, ENTERPRISE, positions(0, 0, 1, 1), positions(1, 2, 2, 2),
        np.array([[0.6], [np.nan], [0.1], [0.3]]), ("share_ratio",),
    )  # fmt: skip
    directs = Relation("DIRECTS", PERSON, ENTERPRISE, positions(0, 0, 1), positions(0, 3, 3), nothing)
    return TypedNetwork({ENTERPRISE: 4, PERSON: 2}, (owns, directs)), table_of(size=[10.0, 2.0, np.nan, 7.0])


def drawn(seed: int, enterprises: int = 60, persons: int = 25) -> tuple[TypedNetwork, FeatureTable]:
    """Ties at random, with parallel ones and a hub, unknown amounts, and sums that depend on their order."""
    draw = np.random.default_rng(seed)
    owns = Relation(
        "OWNS", ENTERPRISE, ENTERPRISE,
        draw.integers(0, enterprises, 150, dtype=np.int32), draw.integers(0, enterprises, 150, dtype=np.int32),
        np.where(draw.random((150, 1)) < 0.2, np.nan, draw.lognormal(0, 5, (150, 1))), ("amount",),
    )  # fmt: skip
    directs = Relation(
        "DIRECTS", PERSON, ENTERPRISE,
        np.where(draw.random(120) < 0.4, 0, draw.integers(0, persons, 120)).astype(np.int32),
        draw.integers(0, enterprises, 120, dtype=np.int32),
        np.zeros((120, 0)),
    )  # fmt: skip
    size = np.where(draw.random(enterprises) < 0.3, np.nan, draw.lognormal(0, 4, enterprises))
    network = TypedNetwork({ENTERPRISE: enterprises, PERSON: persons}, (owns, directs))
    return network, table_of(size=size, age=draw.normal(size=enterprises))


def turned(network: TypedNetwork, seed: int) -> tuple[TypedNetwork, NDArray[np.int64]]:
    """The same network under other numbers and with its ties and relations in another order.

    Beside it: which enterprise of the first stands at each place of the second.
    """
    draw = np.random.default_rng(seed)
    order = {kind: draw.permutation(count) for kind, count in network.counts.items()}
    place = {kind: np.argsort(of_kind).astype(np.int32) for kind, of_kind in order.items()}
    relations = []
    for one in network.relations:
        ties = draw.permutation(len(one))
        relations.append(
            Relation(
                one.name, one.source_kind, one.target_kind, place[one.source_kind][one.source][ties],
                place[one.target_kind][one.target][ties], one.attributes[ties], one.attribute_names,
            )
        )  # fmt: skip
    return TypedNetwork(network.counts, tuple(reversed(relations))), order[ENTERPRISE]
