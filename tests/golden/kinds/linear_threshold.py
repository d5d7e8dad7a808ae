"""Cases of kind linear_threshold: parties that fall when the weights of the fallen add up."""

from collections.abc import Callable
from typing import Any

import numpy as np

from graph.contagion.threshold import LinearThreshold
from tests.golden.case import Case


def linear_threshold(case: Case) -> dict[str, Callable[[], Any]]:
    """The fields of such a case."""
    case.knows(nodes={"threshold"}, edges={"type", "from", "to", "weight"}, parameters={"seeds", "rule"})
    assert case.parameters.get("rule", "weight_sum_ge_threshold") == "weight_sum_ge_threshold"
    names = case.ids
    node = {entry["id"]: entry for entry in case.nodes}
    source, target = (
        np.array([names.index(edge[end]) for edge in case.edges], dtype=np.int32) for end in ("from", "to")
    )
    model = LinearThreshold(
        source, target, np.array([float(edge.get("weight", 1)) for edge in case.edges]),
        np.array([float(node[name]["threshold"]) for name in names]),
    )  # fmt: skip
    found = model.run(np.array([names.index(seed) for seed in case.parameters["seeds"]], dtype=np.int32))
    return {
        "active": lambda: [names[place] for place in found.active],
        "rounds": lambda: tuple([names[place] for place in fell] for fell in found.rounds),
    }
