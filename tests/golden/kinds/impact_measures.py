"""Cases of kind impact_measures: impacts, and how far they travel."""

from collections.abc import Callable
from typing import Any

import numpy as np

from graph.contagion.impact import ImpactMeasures
from tests.golden.case import Case
from tests.golden.kinds.exposures import exposures_of, named


def impact_measures(case: Case) -> dict[str, Callable[[], Any]]:
    """The fields of such a case; `value` is known and weighs nothing here."""
    case.knows(
        nodes={"equity", "value"}, edges={"type", "creditor", "debtor", "amount"}, parameters={"cap", "binary"}
    )  # fmt: skip
    names, exposures = exposures_of(case)
    node = {str(entry["id"]): entry for entry in case.nodes}
    equity = np.array([float(node[name]["equity"]) for name in names])
    cap = case.parameters.get("cap")
    model = ImpactMeasures(exposures, equity, 1.0 if cap is None else float(cap), bool(case.parameters.get("binary")))
    everybody = np.arange(len(names), dtype=np.int32)

    def impact() -> dict[str, dict[str, float]]:
        dense = model.impact.toarray()
        return {
            name: {other: float(dense[row, column]) for column, other in enumerate(names) if column != row}
            for row, name in enumerate(names)
        }

    return {
        "impact": impact,
        "impact_susceptibility": lambda: named(names, model.susceptibility),
        "impact_fluidity": lambda: model.fluidity,
        "impact_diffusion_start": lambda: named(names, model.diffusion(everybody).start),
        "impact_diffusion_intermediate": lambda: named(names, model.diffusion(everybody).intermediate),
    }
