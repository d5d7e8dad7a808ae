"""Cases of kind clearing: what everybody pays, found by both methods, which must agree."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.contagion.clearing import Clearing, ClearingRule, ExternalRank, Fixpoint, Method, Obligations, clear
from graph.contagion.exposures import Exposures
from tests.golden.case import Case

MODELS = {"eisenberg_noe", "rogers_veraart"}


def clearing(case: Case) -> dict[str, Callable[[], Any]]:
    """The fields of such a case."""
    case.knows(
        nodes={"external_assets", "external_liabilities"},
        edges={"debtor", "creditor", "amount"},
        parameters={"model", "alpha", "beta", "external_liabilities_rank", "fixpoint"},
    )
    asked = _both(case, Fixpoint(case.parameters.get("fixpoint", "greatest")))

    def named(values: NDArray[np.float64]) -> dict[str, float]:
        return dict(zip(case.ids, values.tolist(), strict=True))

    return {
        "payments": lambda: named(asked.payments),
        "interbank_paid": lambda: named(asked.interbank_paid),
        "equity": lambda: named(asked.equity),
        "defaults": lambda: [case.ids[party] for party in np.flatnonzero(asked.defaults).tolist()],
        "least_payments": lambda: named(_both(case, Fixpoint.LEAST).payments),
    }


def _both(case: Case, fixpoint: Fixpoint) -> Clearing:
    """The vector by fictitious default, once Picard's iteration has found the same."""
    solved, iterated = (
        clear(_obligations(case), _rule(case), fixpoint=fixpoint, method=method)
        for method in (Method.FICTITIOUS, Method.PICARD)
    )
    assert solved.convergence.converged
    assert iterated.convergence.converged
    assert np.allclose(solved.payments, iterated.payments, rtol=0, atol=case.tolerance)
    assert np.array_equal(solved.defaults, iterated.defaults)
    return solved


def _obligations(case: Case) -> Obligations:
    place = {name: i for i, name in enumerate(case.ids)}
    ends = {end: np.array([place[edge[end]] for edge in case.edges], dtype=np.int32) for end in ("creditor", "debtor")}
    amount = np.array([edge["amount"] for edge in case.edges], dtype=np.float64)
    given = {node["id"]: node for node in case.nodes}
    assets, liabilities = (
        np.array([given.get(name, {}).get(field, 0.0) for name in case.ids], dtype=np.float64)
        for field in ("external_assets", "external_liabilities")
    )
    return Obligations(Exposures(len(place), ends["creditor"], ends["debtor"], amount), assets, liabilities)


def _rule(case: Case) -> ClearingRule:
    model, costs = case.parameters["model"], {key: case.parameters.get(key, 1.0) for key in ("alpha", "beta")}
    assert model in MODELS
    assert model == "rogers_veraart" or set(costs.values()) == {1.0}, "Eisenberg and Noe know no costs of default"
    rank = ExternalRank(case.parameters.get("external_liabilities_rank", "pari_passu"))
    return ClearingRule(**costs, external_rank=rank)
