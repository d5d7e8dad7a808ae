"""Cases of kind monte_carlo: what is to be expected when borrowers and guarantors fail by chance."""

from collections.abc import Callable
from functools import cache, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.contagion.copula import OneFactorCopula, default_correlation, joint_default
from graph.contagion.estimates import Estimate
from graph.contagion.monte_carlo import Sampling, Simulation, simulate
from graph.kernels.counter_random import marks_of
from tests.golden.case import Case
from tests.golden.kinds.guarantee_cascade import BOOK_PARAMETERS, CASCADE_PARAMETERS, GuaranteedLoans
from tests.golden.kinds.guarantee_exposure import EDGES
from tests.golden.matching import Simulated

PARAMETERS = {"correlation", "model", "rho", "rho_list", "suggested_draws"}
SEED = 6
DRAWS = 200_000


def monte_carlo(case: Case) -> dict[str, Callable[[], Any]]:
    """The fields of such a case; what is simulated comes with its standard error, what has a formula without."""
    case.knows(
        nodes={"pd", "buffer"}, edges={*EDGES, "lgd"}, parameters={*BOOK_PARAMETERS, *CASCADE_PARAMETERS, *PARAMETERS}
    )
    given, told = case.parameters, GuaranteedLoans(case)
    assert given.get("model", "one_factor_gaussian") == "one_factor_gaussian", f"{case.name}: model {given['model']}"
    rho = float(given.get("rho", given.get("correlation", 0.0)))
    pd = {node["id"]: float(node["pd"]) for node in case.nodes if "pd" in node}

    @cache
    def simulated() -> Simulation:
        chances = np.array([pd.get(party, 0.0) for party in told.parties])
        copula = OneFactorCopula.of(chances, rho, marks_of(told.parties))
        trials = int(given.get("suggested_draws", DRAWS))
        return simulate(told.cascade, copula, Sampling(SEED, trials, batch=min(10_000, trials + trials % 2)))

    def by_rho(answer: Callable[[float], float | None]) -> dict[str, float | None]:
        """Per correlation, however a case writes the number."""
        return {key: answer(float(one)) for one in given["rho_list"] for key in (str(one), str(float(one)), f"{one:g}")}

    def together(at: float) -> float:
        return joint_default(tuple(pd.values()), at)

    def correlated(at: float) -> float | None:
        first, second = pd.values()
        return default_correlation(first, second, at)

    return {
        "pd_total": lambda: dict(zip(told.parties, _each(simulated().pd_total), strict=True)),
        "expected_lender_loss": lambda: Simulated(simulated().expected_loss, simulated().loss_error),
        "joint_default": lambda: together(rho),
        "joint_default_by_rho": lambda: by_rho(together),
        "default_correlation": lambda: by_rho(correlated) if "rho_list" in given else correlated(rho),
    } | {f"expected_calls_{party}": partial(_of, simulated, place) for place, party in enumerate(told.parties)}


def _each(estimate: Estimate) -> list[Simulated]:
    both: list[NDArray[np.float64]] = [estimate.mean, estimate.standard_error]
    return [Simulated(mean, error) for mean, error in zip(*(one.tolist() for one in both), strict=True)]


def _of(simulated: Callable[[], Simulation], place: int) -> Simulated:
    return _each(simulated().call)[place]
