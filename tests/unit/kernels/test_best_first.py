"""Growth by the best neighbour, against the same in plain sets."""

from random import Random

import numpy as np
import pytest

from graph.kernels.best_first import NEVER, grown
from graph.kernels.csr import build_csr


def plainly(pairs: list[tuple[int, int]], rank: list[int], starts: list[int], most: int) -> list[int]:
    found = list(dict.fromkeys(starts))[:most]
    while len(found) < most:
        beside = {b for a, b in pairs if a in found and b not in found and rank[b] != NEVER}
        if not beside:
            break
        found.append(min(beside, key=lambda one: rank[one]))
    return found


@pytest.mark.parametrize("seed", range(40))
def test_the_best_of_the_neighbours_comes_next(seed: int) -> None:
    chance, count = Random(seed), 20  # noqa: S311
    pairs = [(chance.randrange(count), chance.randrange(count)) for _ in range(chance.randrange(50))]
    pairs += [(b, a) for a, b in pairs]
    rank = chance.sample(range(count), count)
    for node in chance.sample(range(count), 4):
        rank[node] = NEVER
    order = sorted(one for one in rank if one != NEVER)
    rank = [NEVER if one == NEVER else order.index(one) for one in rank]
    starts, most = chance.sample(range(count), 2), chance.randrange(1, count)
    ends = np.array(pairs, dtype=np.int32).reshape(-1, 2)
    csr = build_csr(ends[:, 0].copy(), ends[:, 1].copy(), count)
    found = grown(csr, np.array(rank, dtype=np.int32), np.array(starts, dtype=np.int32), most)
    assert found.tolist() == plainly(pairs, rank, starts, most)
