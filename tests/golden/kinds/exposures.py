"""Who is exposed to whom in a case, by position."""

import numpy as np
from numpy.typing import NDArray

from graph.contagion.exposures import Exposures
from tests.golden.case import Case


def exposures_of(case: Case) -> tuple[list[str], Exposures]:
    """The parties' names, the nodes' first, and their exposures by position."""
    ends = {str(edge[end]) for edge in case.edges for end in ("creditor", "debtor")}
    names = list(dict.fromkeys([*(str(node["id"]) for node in case.nodes), *sorted(ends)]))
    position = {name: place for place, name in enumerate(names)}
    creditor, debtor = (
        np.array([position[str(edge[end])] for edge in case.edges], dtype=np.int32) for end in ("creditor", "debtor")
    )
    amount = np.array([float(edge["amount"]) for edge in case.edges])
    return names, Exposures(len(names), creditor, debtor, amount)


def named(names: list[str], values: NDArray[np.float64]) -> dict[str, float]:
    """A number per party, by name."""
    return dict(zip(names, values.tolist(), strict=True))
