"""Cases of kind connected_groups: which clients a bank must add up."""

from collections.abc import Callable
from typing import Any

import numpy as np

from graph.groups.connected_clients import connected_groups as product
from graph.groups.dependency import Dependencies
from graph.groups.limits import exceeds
from tests.golden.case import Case

PARAMETERS = {"tier1", "single_limit", "group_limit", "state_nodes_do_not_connect"}


def connected_groups(case: Case) -> dict[str, Callable[[], Any]]:
    """The fields of such a case; a group goes by its members' ids, joined by commas."""
    case.knows(nodes={"exposure"}, edges={"type", "from", "to", "provider", "dependent"}, parameters=PARAMETERS)
    ids, given = case.ids, case.parameters
    unknown = {_kind(edge) for edge in case.edges} - {"control", "dependency"}
    assert not unknown, f"{case.name}: edges of kinds unknown here: {sorted(unknown)}"
    described = {node["id"]: node for node in case.nodes}
    exposure = np.array([float(described.get(i, {}).get("exposure", 0)) for i in ids])
    state = np.array([described.get(i, {}).get("type") == "state" for i in ids])

    def ends(kind: str, first: str, second: str) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
        rows = [(ids.index(e[first]), ids.index(e[second])) for e in case.edges if _kind(e) == kind]
        pairs = np.array(rows, dtype=np.int32).reshape(-1, 2)
        return pairs[:, 0], pairs[:, 1]

    groups = product(
        ends("control", "from", "to"), Dependencies.of_arrays(*ends("dependency", "provider", "dependent")), exposure,
        client=np.ones(len(ids), dtype=np.bool_), exempt=state if given.get("state_nodes_do_not_connect") else None,
    )  # fmt: skip
    members = [sorted(ids[i] for i in groups.members(number).tolist()) for number in range(len(groups))]
    names = [",".join(group) for group in members]

    def breaches() -> set[str]:
        above = exceeds(groups.exposure_cny, given["group_limit"] * given["tier1"])
        found = {name for name, is_above in zip(names, above.tolist(), strict=True) if is_above}
        if "single_limit" in given:
            alone = exceeds(exposure, given["single_limit"] * given["tier1"])
            found |= {name for name, is_above in zip(ids, alone.tolist(), strict=True) if is_above}
        return found

    return {
        "groups": lambda: members,
        "group_exposure": lambda: dict(zip(names, groups.exposure_cny.tolist(), strict=True)),
        "breaches": breaches,
        "total_exposure": lambda: groups.total_exposure_cny,
    }


def _kind(edge: dict[str, Any]) -> str:
    """What an edge is; where it does not say so, its ends do."""
    return str(edge.get("type", "dependency" if "provider" in edge else "control"))
