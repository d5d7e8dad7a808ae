"""Cases of kind ubo: the natural persons behind a company, by each method."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from graph.ownership.beneficial_owner import BeneficialOwners, beneficial_owners
from graph.ownership.beneficial_rule import BeneficialRule, Method
from graph.ownership.facts import OwnershipFacts
from tests.golden.case import Case
from tests.golden.kinds.parties import Parties

PARAMETERS = {"target", "method", "threshold", "direct_threshold", "control_threshold"}


def ubo(case: Case) -> dict[str, Callable[[], Any]]:
    """The fields of such a case."""
    case.knows(edges={"owner", "owned", "share"}, parameters=PARAMETERS)
    given = case.parameters
    parties = Parties(case)
    facts, target = OwnershipFacts.of(parties.snapshot), parties.position(given["target"])
    method = Method(given["method"])
    usual = BeneficialRule(
        method, threshold=given.get("direct_threshold", given.get("threshold", 0.25)),
        strict=method is Method.CONTROL_CHAIN, control_threshold=given.get("control_threshold", 0.5),
    )  # fmt: skip

    def found(rule: BeneficialRule) -> BeneficialOwners:
        return beneficial_owners(facts, target, rule)

    def owners(rule: BeneficialRule) -> list[str]:
        return parties.named(owner.party for owner in found(rule).owners)

    def shares(rule: BeneficialRule) -> dict[str, float]:
        known = dict(found(rule).holders.items())
        return {name: known.get(i, 0.0) for i, name in enumerate(parties.names)}

    return {
        "shares": lambda: shares(usual),
        "product": lambda: shares(replace(usual, method=Method.PRODUCT_SUM)),
        "ubo": lambda: owners(usual),
        "ubo_ge": lambda: owners(replace(usual, strict=False)),
        "ubo_gt": lambda: owners(replace(usual, strict=True)),
        "fallback_senior_manager": lambda: found(usual).fallback_senior_manager,
    }
