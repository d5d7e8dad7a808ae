"""Cases of kind debtrank: distress after Battiston et al. 2012 and Bardoscia et al. 2015."""

from collections.abc import Callable
from typing import Any

import numpy as np

from graph.contagion.debtrank import DebtRank, Variant, ZeroEquity
from tests.golden.case import Case
from tests.golden.kinds.exposures import exposures_of, named


def debtrank(case: Case) -> dict[str, Callable[[], Any]]:
    """The fields of such a case."""
    case.knows(
        nodes={"equity", "value"}, edges={"type", "creditor", "debtor", "amount"},
        parameters={"variant", "initial", "zero_equity_policy"},
    )  # fmt: skip
    names, exposures = exposures_of(case)
    node = {entry["id"]: entry for entry in case.nodes}
    model = DebtRank(
        exposures,
        np.array([float(node[name]["equity"]) for name in names]),
        np.array([float(node[name].get("value", 1)) for name in names]),
        Variant(case.parameters["variant"]),
        ZeroEquity(case.parameters.get("zero_equity_policy", ZeroEquity.DEFAULTED)),
    )
    initial = case.parameters.get("initial", {})
    assert initial.keys() <= set(names), f"{case.name}: a shock to somebody unknown"
    found = model.run(np.array([float(initial.get(name, 0.0)) for name in names]))
    assert found.convergence.converged, f"{case.name}: {found.convergence}"
    return {
        "h": lambda: named(names, found.h),
        "debtrank": lambda: found.debtrank,
        "additional_defaults": lambda: len(found.additional_defaults),
    }
