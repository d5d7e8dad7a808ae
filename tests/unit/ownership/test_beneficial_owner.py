import json
import os
from pathlib import Path

import numpy as np
import pytest

from graph.errors import UsageError
from graph.ownership.beneficial_owner import BeneficialOwners, beneficial_owners
from graph.ownership.beneficial_rule import BeneficialRule, Ground, Method, SeniorOfficers, Way
from tests.unit.ownership.holding import Holding

EXACTLY_25 = [("P", "H", 0.05), ("H", "T", 0.2), ("P", "T", 0.24), ("Q", "H", 0.95), ("R", "T", 0.56)]
FLOAT_NOISE = [
    ("P", "H", 0.05), ("H", "T", 0.1), ("P", "I", 0.35), ("I", "T", 0.7), ("Q", "H", 0.95), ("Q", "I", 0.65),
    ("R", "T", 0.2),
]  # fmt: skip
WEAK = [("P", "A", 0.8), ("A", "B", 0.3), ("B", "T", 0.6), ("Q", "T", 0.3)]

PRODUCT, CHAIN = BeneficialRule(), BeneficialRule(method=Method.CONTROL_CHAIN, strict=True)
LINK = BeneficialRule(method=Method.WEAKEST_LINK)
STRICT = BeneficialRule(strict=True)
EU = BeneficialRule(votes=True, control=True, coexistence=True)


def owners(world: Holding, rule: BeneficialRule, target: str = "T") -> BeneficialOwners:
    return beneficial_owners(world.facts, world.at[target], rule)


def names(world: Holding, found: BeneficialOwners) -> list[str]:
    return world.named([owner.party for owner in found.owners])


def shares(world: Holding, found: BeneficialOwners) -> dict[str, float]:
    return dict(zip(world.named(found.holders.party.tolist()), np.round(found.holders.share, 12).tolist(), strict=True))


def test_exactly_a_quarter_is_enough_only_where_the_rule_says_at_least() -> None:
    world = Holding("PQR", EXACTLY_25)
    assert shares(world, owners(world, PRODUCT)) == {"R": 0.56, "P": 0.25, "Q": 0.19}
    assert names(world, owners(world, PRODUCT)) == ["R", "P"]
    assert names(world, owners(world, STRICT)) == ["R"]


def test_the_noise_of_doubles_neither_makes_nor_unmakes_an_owner() -> None:
    assert 0.05 * 0.10 + 0.35 * 0.70 < 0.25
    world = Holding("PQR", FLOAT_NOISE)
    assert names(world, owners(world, PRODUCT)) == ["Q", "P"]
    assert names(world, owners(world, STRICT)) == ["Q"]


def test_the_control_chain_takes_the_stake_of_a_controlled_holder_whole() -> None:
    world = Holding("GH", [("G", "B", 0.6), ("H", "B", 0.4), ("B", "A", 1.0)])
    found = owners(world, CHAIN, "A")
    assert names(world, found) == ["G"]
    assert shares(world, found) == {"G": 1.0}
    assert found.owners[0].reasons[0].through == (world.at["B"],)
    assert not found.fallback_senior_manager
    assert names(world, owners(world, PRODUCT, "A")) == ["G", "H"]


def test_exactly_half_controls_nothing() -> None:
    world = Holding("GH", [("G", "B", 0.5), ("H", "B", 0.5), ("B", "A", 1.0)])
    found = owners(world, CHAIN, "A")
    assert (found.owners, found.fallback_senior_manager) == ((), True)


def test_own_stake_and_controlled_stakes_add_up_and_own_shares_count_for_nobody() -> None:
    """P: 15 % himself, 10 % and 5 % through A and B, which he controls through A; T owns a fifth of itself."""
    stakes = [("P", "T", 0.15), ("P", "A", 0.51), ("A", "T", 0.1), ("A", "B", 0.6), ("B", "T", 0.05), ("T", "T", 0.2)]
    world = Holding("P", stakes)
    found = owners(world, CHAIN)
    assert shares(world, found) == {"P": 0.375}
    assert world.named(found.owners[0].reasons[0].through) == ["A", "B", "P"]


def test_the_weakest_link_of_the_best_chain() -> None:
    world = Holding("PQ", WEAK)
    found = owners(world, LINK)
    assert shares(world, found) == {"P": 0.3, "Q": 0.3}
    assert names(world, found) == ["P", "Q"]
    assert found.owners[0].reasons[0].through == (world.at["B"],)
    assert shares(world, owners(world, PRODUCT)) == {"Q": 0.3, "P": 0.144}


def test_reasons_say_how_and_through_whom_the_largest_part_first() -> None:
    world = Holding("PQR", FLOAT_NOISE)
    by_name = dict(zip("QP", owners(world, PRODUCT).owners, strict=True))
    reason = by_name["P"].reasons[0]
    assert (reason.ground, reason.way) == (Ground.OWNERSHIP, Way.LOOK_THROUGH)
    assert reason.value == pytest.approx(0.25)
    assert world.named(reason.through) == ["I", "H"]
    direct = Holding("R", [("R", "T", 0.5)])
    assert owners(direct, PRODUCT).owners[0].reasons[0].way is Way.DIRECT


def test_an_enterprise_without_known_owners_is_no_beneficial_owner_but_hides_one() -> None:
    world = Holding("P", [("P", "T", 0.7), ("X", "T", 0.3)])
    found = owners(world, PRODUCT)
    assert names(world, found) == ["P"]
    assert found.unknown == pytest.approx(0.3)
    assert found.further_owner_possible
    assert not found.complete


def test_an_unknown_person_may_control_a_holder_through_two_others() -> None:
    """Nobody holds votes in Z that are not known, but whoever stands behind A and B decides there."""
    stakes = [("P", "T", 0.6), ("Z", "T", 0.4), ("A", "Z", 0.4), ("B", "Z", 0.4), ("Q", "Z", 0.2), ("R", "B", 0.5)]
    found = owners(Holding("PQR", stakes), CHAIN)
    assert found.unknown == 0
    assert Holding("PQR", stakes).named(found.could_qualify) == ["Q", "R"]
    assert owners(Holding("PQR", stakes[:-1]), CHAIN).unknown == pytest.approx(0.4)


@pytest.mark.parametrize("rule", [PRODUCT, CHAIN, LINK])
def test_what_is_undisclosed_limits_what_can_be_said(rule: BeneficialRule) -> None:
    nearly = Holding("PQR", [("P", "T", 0.6), ("Q", "T", 0.2), ("R", "T", 0.11)])
    found = owners(nearly, rule)
    assert found.unknown == pytest.approx(0.09)
    assert not found.further_owner_possible
    assert found.could_qualify == (nearly.at["Q"],)
    assert not found.complete
    whole = Holding("PQR", [("P", "T", 0.6), ("Q", "T", 0.24), ("R", "T", 0.16)])
    assert owners(whole, rule).complete


def test_a_holder_nobody_is_known_to_control_may_hide_an_owner_by_the_control_chain() -> None:
    hidden = Holding("PQ", [("P", "T", 0.7), ("Q", "A", 0.4), ("A", "T", 0.3)])
    assert owners(hidden, CHAIN).unknown == pytest.approx(0.3)
    dispersed = Holding("PQRS", [("P", "T", 0.7), ("Q", "A", 0.4), ("R", "A", 0.3), ("S", "A", 0.3), ("A", "T", 0.3)])
    assert owners(dispersed, CHAIN).unknown == 0
    assert owners(dispersed, CHAIN).complete


def test_the_state_hides_nobody() -> None:
    world = Holding("P", [("P", "T", 0.7), ("G", "T", 0.3)], state="G")
    assert owners(world, PRODUCT).complete
    assert owners(world, CHAIN).complete


def test_who_controls_counts_where_the_rule_says_so() -> None:
    """60 % of 60 % of 60 % is 21.6 %: no quarter, but a majority at each step."""
    world = Holding("PQ", [("P", "A", 0.6), ("A", "B", 0.6), ("B", "T", 0.6), ("Q", "T", 0.4)])
    assert names(world, owners(world, PRODUCT)) == ["Q"]
    found = owners(world, BeneficialRule(control=True))
    assert names(world, found) == ["Q", "P"]
    reason = found.owners[1].reasons[0]
    assert (reason.ground, reason.way) == (Ground.CONTROL, Way.THROUGH)
    assert world.named(reason.through) == ["B"]


def test_concert_parties_control_together() -> None:
    world = Holding("PQRS", [("P", "T", 0.24), ("Q", "T", 0.24), ("R", "T", 0.2), ("S", "T", 0.32)], concert=["PQR"])
    found = owners(world, BeneficialRule(control=True))
    assert names(world, found) == ["S", "P", "Q", "R"]
    assert found.owners[1].reasons[0].way is Way.AGREEMENT
    assert found.owners[1].reasons[0].value == pytest.approx(0.68)


def test_the_registered_actual_controller_controls_by_position() -> None:
    world = Holding("PQ", [("Q", "T", 1.0)], offices=[("P", "T", "actual_controller")])
    found = owners(world, BeneficialRule(control=True))
    assert names(world, found) == ["Q", "P"]
    assert (found.owners[1].reasons[0].way, found.owners[1].share) == (Way.POSITION, 0.0)


def test_votes_count_beside_shares() -> None:
    world = Holding("PQ", [("P", "T", 0.1, 0.4), ("Q", "T", 0.9, 0.6)])
    assert names(world, owners(world, PRODUCT)) == ["Q"]
    found = owners(world, BeneficialRule(votes=True))
    assert names(world, found) == ["Q", "P"]
    assert (found.owners[1].share, found.owners[1].votes) == (0.1, 0.4)


def test_article_54_reports_who_controls_a_holder_and_who_owns_a_controller() -> None:
    """P controls B by 60 %, B has 30 % of T: multiplied 18 %. C controls T by 70 %, Q has 30 % of C: 21 %."""
    stakes = [("P", "B", 0.6), ("S", "B", 0.4), ("B", "T", 0.3), ("C", "T", 0.7), ("Q", "C", 0.3), ("R", "C", 0.7)]
    world = Holding("PQRS", stakes)
    assert names(world, owners(world, PRODUCT)) == ["R"]
    found = owners(world, EU)
    assert names(world, found) == ["R", "Q", "P"]
    grounds = {world.names[o.party]: [reason.ground for reason in o.reasons] for o in found.owners}
    assert grounds["P"] == [Ground.CONTROL_OF_HOLDER]
    assert grounds["Q"] == [Ground.OWNERSHIP_OF_CONTROLLER]
    assert set(grounds["R"]) == set(Ground) - {Ground.SENIOR_MANAGER, Ground.STATE_OWNED}
    assert world.named(found.owners[2].reasons[0].through) == ["B"]


OFFICES = [
    ("P", "T", "director"), ("Q", "T", "chairman"), ("R", "T", "legal_representative"), ("S", "T", "general_manager"),
]  # fmt: skip


def test_senior_officers_stand_in_where_nobody_else_is_found_in_the_order_of_the_rule() -> None:
    world = Holding("PQRSW", [("W", "T", 0.2)], offices=OFFICES)
    found = owners(world, PRODUCT)
    assert (found.owners, found.fallback_senior_manager) == ((), True)
    assert world.named([manager.party for manager in found.senior_managers]) == ["R"]
    assert found.senior_managers[0].reasons[0].role == "legal_representative"
    first = owners(world, BeneficialRule(roles=("general_manager", "chairman")))
    assert world.named([manager.party for manager in first.senior_managers]) == ["S"]
    every = owners(world, BeneficialRule(roles=("general_manager", "chairman"), every_manager=True))
    assert world.named([manager.party for manager in every.senior_managers]) == ["S", "Q"]


def test_a_rule_may_always_want_a_senior_officer_who_is_then_no_fallback() -> None:
    world = Holding("PQRSW", [("W", "T", 1.0)], offices=OFFICES)
    assert owners(world, PRODUCT).senior_managers == ()
    found = owners(world, BeneficialRule(managers=SeniorOfficers.ALWAYS))
    assert names(world, found) == ["W"]
    assert not found.fallback_senior_manager
    assert world.named([manager.party for manager in found.senior_managers]) == ["R"]


def test_the_legal_representative_stands_for_an_enterprise_of_the_state() -> None:
    world = Holding("PQRS", [("G", "A", 1.0), ("A", "T", 0.6), ("P", "T", 0.4)], state="G", offices=OFFICES)
    found = owners(world, BeneficialRule(state_roles=("legal_representative",)))
    assert names(world, found) == ["P", "R"]
    assert found.owners[1].reasons[0].ground is Ground.STATE_OWNED


def test_two_namesakes_who_would_be_an_owner_as_one_person_are_a_doubt() -> None:
    stakes = [("P", "T", 0.15), ("Q", "T", 0.15), ("R", "T", 0.7)]
    assert owners(Holding("PQR", stakes), PRODUCT).complete
    world = Holding("PQR", stakes, doubts=[("P", "Q")])
    found = owners(world, PRODUCT)
    assert found.doubts == ((world.at["P"], world.at["Q"]),)
    assert not found.complete
    assert owners(world, LINK).doubts == found.doubts
    enough = Holding("PQR", [("P", "T", 0.15), ("Q", "T", 0.3), ("R", "T", 0.55)], doubts=[("P", "Q")])
    assert owners(enough, PRODUCT).complete


def test_two_namesakes_may_control_a_holder_as_one() -> None:
    stakes = [("P", "A", 0.3), ("Q", "A", 0.3), ("R", "A", 0.4), ("A", "T", 0.5), ("S", "T", 0.5)]
    world = Holding("PQRS", stakes, doubts=[("P", "Q"), ("P", "R"), ("R", "S")])
    assert owners(world, CHAIN).doubts == ((world.at["P"], world.at["Q"]), (world.at["P"], world.at["R"]))
    assert owners(world, PRODUCT).doubts == ((world.at["P"], world.at["Q"]), (world.at["P"], world.at["R"]))
    apart = Holding("PQRS", [*stakes[:3], ("A", "T", 0.3), ("S", "T", 0.7)], doubts=[("P", "Q"), ("P", "R")])
    assert owners(apart, PRODUCT).complete
    assert len(owners(apart, CHAIN).doubts) == 2


def test_a_closed_loop_has_no_owner_and_says_so() -> None:
    world = Holding("P", [("A", "T", 1.0), ("T", "A", 1.0)])
    found = owners(world, PRODUCT)
    assert (found.owners, found.unresolved, found.complete) == ((), True, False)


def test_an_enterprise_that_owns_itself_whole() -> None:
    world = Holding("P", [("T", "T", 1.0)])
    for rule in (PRODUCT, CHAIN, LINK):
        assert owners(world, rule).owners == ()
        assert not owners(world, rule).complete


def test_only_enterprises_have_beneficial_owners() -> None:
    world = Holding("P", [("P", "T", 1.0)])
    for position in (world.at["P"], -1, 2):
        with pytest.raises(UsageError):
            beneficial_owners(world.facts, position, PRODUCT)


CASES = sorted(Path(os.environ.get("RINGFENCE_TEST_DATA", "../shared")).glob("golden/ubo_*.json"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_known_answers(path: Path) -> None:
    case = json.loads(path.read_text(encoding="utf-8"))
    told, expected = case["parameters"], dict(case["expected"])
    ids = {node["id"]: chr(ord("a") + place) for place, node in enumerate(case["nodes"])}
    persons = "".join(ids[node["id"]] for node in case["nodes"] if node["type"] == "person")
    world = Holding(persons, [(ids[e["owner"]], ids[e["owned"]], e["share"]) for e in case["edges"]])
    method = Method(told["method"])
    rule = BeneficialRule(
        method=method,
        threshold=told.get("threshold", told.get("direct_threshold")),
        strict=method is Method.CONTROL_CHAIN,
        control_threshold=told.get("control_threshold", 0.5),
    )
    found = owners(world, rule, ids[told["target"]])
    for name, share in expected.pop("shares", {}).items():
        assert found.holders.of(world.at[ids[name]]) == pytest.approx(share, abs=case["tolerance"])
    multiplied = owners(world, PRODUCT, ids[told["target"]]).holders
    for name, share in expected.pop("product", {}).items():
        assert multiplied.of(world.at[ids[name]]) == pytest.approx(share, abs=case["tolerance"])
    for field, strict in (("ubo", rule.strict), ("ubo_ge", False), ("ubo_gt", True)):
        if field in expected:
            by_field = BeneficialRule(rule.method, rule.threshold, strict, rule.control_threshold)
            got = names(world, owners(world, by_field, ids[told["target"]]))
            assert sorted(got) == sorted(ids[name] for name in expected.pop(field))
    assert found.fallback_senior_manager is expected.pop("fallback_senior_manager", not found.owners)
    assert expected == {}
