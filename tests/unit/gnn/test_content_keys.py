"""Keys of nodes: the same whatever the rows are, different where a network could tell them apart."""

import numpy as np

from gnn.models.content_keys import content_keys
from gnn.network import ENTERPRISE, PERSON, Relation, TypedNetwork
from tests.unit.gnn.infected import infected
from tests.unit.gnn.made_up import shuffled


def test_keys_follow_their_nodes() -> None:
    one = infected(2)
    other = shuffled(one)
    mine = content_keys(one.network, {ENTERPRISE: one.table.values}, 3)
    theirs = content_keys(other.network, {ENTERPRISE: other.table.values}, 3)
    known = dict(zip(one.ids, mine[ENTERPRISE], strict=True))
    assert [known[name] for name in other.ids] == theirs[ENTERPRISE].tolist()
    assert sorted(mine[PERSON]) == sorted(theirs[PERSON])
    assert len(set(mine[ENTERPRISE])) == len(one.ids)


def pair(weights: list[float]) -> TypedNetwork:
    """0 → 1 and 2 → 3, with weights."""
    ends = np.array([0, 2], dtype=np.int32), np.array([1, 3], dtype=np.int32)
    return TypedNetwork(
        {ENTERPRISE: 4}, (Relation("owns", ENTERPRISE, ENTERPRISE, *ends, np.array(weights)[:, None], ("share",)),)
    )


def test_twins_share_a_key_and_attributes_direction_and_neighbours_tell_apart() -> None:
    alike = {ENTERPRISE: np.array([[1.0, np.nan], [0.0, 2], [1.0, np.nan], [-0.0, 2]])}
    keys = content_keys(pair([5, 5]), alike, 2)[ENTERPRISE]
    assert keys[0] == keys[2]
    assert keys[1] == keys[3]
    assert keys[0] != keys[1]
    by_weight = content_keys(pair([5, 6]), alike, 2)[ENTERPRISE]
    assert by_weight[0] != by_weight[2]
    nothing_known = {ENTERPRISE: np.zeros((4, 0))}
    by_direction = content_keys(pair([5, 5]), nothing_known, 1)[ENTERPRISE]
    assert by_direction[0] != by_direction[1]
    neighbour_differs = {ENTERPRISE: np.array([[1.0], [0], [1], [7]])}
    by_neighbour = content_keys(pair([5, 5]), neighbour_differs, 1)[ENTERPRISE]
    assert by_neighbour[0] != by_neighbour[2]
    blind = content_keys(pair([5, 5]), neighbour_differs, 0)[ENTERPRISE]
    assert blind[0] == blind[2]


def test_missing_is_not_zero() -> None:
    lone = TypedNetwork({ENTERPRISE: 2}, ())
    keys = content_keys(lone, {ENTERPRISE: np.array([[np.nan], [0.0]])}, 1)[ENTERPRISE]
    assert keys[0] != keys[1]
