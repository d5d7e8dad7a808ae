"""Small worlds for groups: parties by name, ties as pairs, and the groups as names."""

from collections.abc import Collection, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from graph.groups.connected_clients import Groups, connected_groups
from graph.groups.dependency import Dependencies

Ends = Sequence[tuple[int, int]]


def ends(pairs: Ends) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Pairs as two arrays."""
    array = np.array(pairs, dtype=np.int32).reshape(-1, 2)
    return array[:, 0], array[:, 1]


def named_groups(
    exposure: Mapping[str, float], control: str = "", depends: str = "", *, state: Collection[str] = (),
    client: Collection[str] | None = None,
) -> Groups:  # fmt: skip
    """The groups of parties written like `"A>B B>C"`: who controls whom, and from whom to whom difficulties pass."""
    names = list(exposure)
    place = {name: i for i, name in enumerate(names)}

    def pairs(text: str) -> Ends:
        return [(place[a], place[b]) for a, b in (pair.split(">") for pair in text.split())]

    return connected_groups(
        ends(pairs(control)),
        Dependencies.of_arrays(*ends(pairs(depends))),
        np.array(list(exposure.values()), dtype=np.float64),
        client=None if client is None else np.array([name in client for name in names]),
        exempt=np.array([name in state for name in names]) if state else None,
    )


def keys(groups: Groups, exposure: Mapping[str, float]) -> list[str]:
    """Each group as its members' names, sorted and joined."""
    names = list(exposure)
    return [",".join(sorted(names[i] for i in groups.members(group).tolist())) for group in range(len(groups))]
