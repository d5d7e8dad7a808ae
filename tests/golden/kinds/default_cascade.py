"""Cases of kind default_cascade: failures that cost the creditors a fixed part of their claims (Furfine)."""

from collections.abc import Callable
from typing import Any

import numpy as np

from graph.contagion.furfine import DefaultRule, Furfine, net_worth
from tests.golden.case import Case
from tests.golden.kinds.exposures import exposures_of, named

NEGATIVE = "net_worth_negative"


def default_cascade(case: Case) -> dict[str, Callable[[], Any]]:
    """The fields of such a case.

    net_worth: where the case gives it, what the losses leave of it; where it gives balance sheets, what these come to
    before anybody fails.
    """
    case.knows(
        nodes={"net_worth", "external_assets", "external_liabilities"},
        edges={"type", "creditor", "debtor", "amount"}, parameters={"lgd", "rule", "initial_defaults"},
    )  # fmt: skip
    names, exposures = exposures_of(case)
    node = {str(entry["id"]): entry for entry in case.nodes}
    is_given = any("net_worth" in entry for entry in case.nodes)
    if is_given:
        worth = np.array([float(node[name]["net_worth"]) for name in names])
    else:
        external = [
            np.array([float(node.get(name, {}).get(f"external_{side}", 0)) for name in names])
            for side in ("assets", "liabilities")
        ]
        worth = net_worth(exposures, *external)
    initial = case.parameters.get("initial_defaults", NEGATIVE)
    start = set(np.flatnonzero(worth < 0).tolist()) if initial == NEGATIVE else {names.index(str(n)) for n in initial}
    rule = DefaultRule(case.parameters.get("rule", DefaultRule.LOSS_ABOVE))
    model = Furfine(exposures, worth, float(case.parameters.get("lgd", 1.0)), rule)
    found = model.run(np.array(sorted(start), dtype=np.int32))
    return {
        "rounds": lambda: tuple([names[place] for place in fell] for fell in found.rounds),
        "losses": lambda: named(names, found.losses),
        "defaults": lambda: [names[place] for place in found.defaults],
        "net_worth": lambda: named(names, found.net_worth if is_given else worth),
    }
