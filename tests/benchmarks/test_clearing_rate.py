"""What a hundred thousand parties pay of half a million obligations, beside Picard's iteration with scipy."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.sparse import csr_array

from graph.contagion.clearing import ClearingRule, Fixpoint, Method, Obligations, clear
from graph.contagion.exposures import Exposures
from tests.benchmarks.guarantee_network import guarantee_network
from tests.benchmarks.measuring import Measurement, Recorder, in_turns, median, peak_memory, seconds

Floats = NDArray[np.float64]

PARTIES, OBLIGATIONS = 100_000, 500_000
SEED = 6
REPEATS = 5
TOLERANCE = 1e-12
RULES = {"without costs of default": ClearingRule(), "with costs of default": ClearingRule(0.8, 0.9)}


@pytest.mark.parametrize("shape", ["chains and circles", "anybody to anybody"])
@pytest.mark.parametrize("costs", RULES)
def test_clearing_vectors(record: Recorder, shape: str, costs: str) -> None:
    """Both vectors by both methods; the plain way to each is what a textbook says, with a sparse product per round."""
    parties = record.scaled(PARTIES, 2_000)
    obligations = _obligations(shape, parties, round(parties * OBLIGATIONS / PARTIES))
    rule = RULES[costs]
    plain = _Picard(obligations, rule)
    ways: dict[str, Callable[[], object]] = {}
    for fixpoint in Fixpoint:
        ways[f"{fixpoint} by scipy"] = partial(plain.payments, fixpoint)
        expected = plain.payments(fixpoint)
        for method in Method:
            found = clear(obligations, rule, fixpoint=fixpoint, method=method)  # compiles the kernels
            assert found.convergence.converged
            assert np.allclose(found.payments, expected, rtol=1e-8, atol=1e-8), "all find the same vector"
            ways[f"{fixpoint} by {method}"] = partial(clear, obligations, rule, fixpoint=fixpoint, method=method)
    with peak_memory() as peak:
        took = in_turns(REPEATS, {name: partial(seconds, work) for name, work in ways.items()})
    greatest = clear(obligations, rule)
    common: dict[str, Any] = {
        "claim": "clearing", "seed": SEED, "peak_mib": peak.mib, "repeats": REPEATS, "unit": "s",
        "plain_way": "Picard, scipy",
        "size": f"{parties:,} parties, {len(obligations.between.amount):,} obligations, {shape}; "
        f"{greatest.defaults.mean():.0%} in default",
    }  # fmt: skip
    record.keep(
        *(
            Measurement(
                figure=f"{shape}, {costs}: the {fixpoint} vector, {method}",
                value=median(took[f"{fixpoint} by {method}"]), plain=median(took[f"{fixpoint} by scipy"]),
                wall_s=sum(took[f"{fixpoint} by {method}"]), **common,
            )
            for fixpoint in Fixpoint for method in Method
        )
    )  # fmt: skip


def _obligations(shape: str, parties: int, count: int) -> Obligations:
    """Debts of a few units each; what parties have of their own makes a third and more of them default."""
    chance = np.random.default_rng(SEED)
    if shape == "chains and circles":
        network = guarantee_network(parties, count, SEED)
        debtor, creditor = network.guarantor, network.debtor
    else:
        debtor, creditor = chance.integers(0, parties, (2, count)).astype(np.int32)
    amount = chance.lognormal(0, 1.5, len(debtor))
    owed, claims = (np.bincount(end, weights=amount, minlength=parties) for end in (debtor, creditor))
    liabilities = chance.lognormal(1, 1, parties)
    gap = np.maximum(owed + liabilities - claims, 0)
    assets = gap * chance.uniform(0.4, 1.8, parties) + chance.uniform(0, 2, parties)
    return Obligations(Exposures(parties, creditor, debtor, amount), assets, liabilities)


class _Picard:
    """p ← min(owed, assets + Π' p), or with costs of default what they leave, until nothing changes any more."""

    def __init__(self, given: Obligations, rule: ClearingRule) -> None:
        count, between = given.party_count, given.between
        shares = between.amount / given.owed[between.debtor]
        self.inwards = csr_array((shares, (between.creditor, between.debtor)), shape=(count, count))
        self.owed, self.assets, self.rule = given.owed, given.external_assets, rule

    def payments(self, fixpoint: Fixpoint) -> Floats:
        paid = self.owed if fixpoint is Fixpoint.GREATEST else np.zeros(len(self.owed))
        while True:
            gets = self.inwards @ paid
            left = self.rule.alpha * self.assets + self.rule.beta * gets
            fresh = np.where(self.assets + gets >= self.owed * (1 - 1e-12), self.owed, left)
            change = np.abs(fresh - paid)
            paid = fresh
            if (change <= TOLERANCE * self.owed).all():
                return paid
