"""Beneficial owners on random small worlds against oracles that enumerate paths or iterate, and against themselves."""

from dataclasses import replace
from itertools import pairwise

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.ownership.all_beneficial_owners import GROUND_BIT, all_beneficial_owners
from graph.ownership.beneficial_owner import beneficial_owners
from graph.ownership.beneficial_rule import BeneficialRule, Ground, Method
from tests.unit.ownership.holding import Edge, Holding

PERSONS, FIRMS, UNKNOWN = "PQR", "ABCT", "X"
TWENTIETHS = st.integers(1, 20)


@st.composite
def stakes(draw: st.DrawFn) -> list[Edge]:
    """Shares in twentieths, each firm's adding up to one at most, loops and own shares among them; T has an owner."""
    edges: list[Edge] = []
    for firm in FIRMS:
        left = 20
        for owner in draw(st.permutations(PERSONS + FIRMS))[: draw(st.integers(1 if firm == "T" else 0, 4))]:
            part = min(left, draw(TWENTIETHS))
            if part:
                edges.append((owner, firm, part / 20))
                left -= part
    return edges


def share_of(edges: list[Edge], rule: BeneficialRule) -> dict[str, float]:
    world = Holding(PERSONS, edges)
    held = beneficial_owners(world.facts, world.at["T"], rule).holders
    return dict(zip(world.named(held.party.tolist()), held.share.tolist(), strict=True))


def filled(edges: list[Edge]) -> list[Edge]:
    """Everything undisclosed, in every firm, held by one person more."""
    missing = {firm: 1 - sum(edge[2] for edge in edges if edge[1] == firm) for firm in FIRMS}
    return edges + [(UNKNOWN, firm, part) for firm, part in missing.items() if part > 1e-9]


@given(stakes())
@settings(max_examples=600, deadline=None)
def test_the_weakest_link_is_the_best_of_all_simple_chains(edges: list[Edge]) -> None:
    drawn: nx.DiGraph[str] = nx.DiGraph()
    drawn.add_weighted_edges_from([edge[:3] for edge in edges if edge[0] != edge[1]])
    drawn.add_node("T")
    expected = {
        person: max(min(drawn.edges[a, b]["weight"] for a, b in pairwise(chain)) for chain in chains)
        for person in PERSONS
        if person in drawn and (chains := list(nx.all_simple_paths(drawn, person, "T")))
    }
    assert share_of(edges, BeneficialRule(method=Method.WEAKEST_LINK)) == expected


@given(stakes())
@settings(max_examples=600, deadline=None)
def test_the_control_chain_is_what_a_naive_fixpoint_says(edges: list[Edge]) -> None:
    own = {edge[1]: edge[2] for edge in edges if edge[0] == edge[1]}
    parts = {(o, f): s / (1 - own.get(f, 0.0)) for o, f, s, *_ in edges if o != f and own.get(f, 0.0) < 1}
    expected = {}
    for person in PERSONS:
        mine = {person}
        while more := {
            firm for firm in FIRMS if firm not in mine and sum(parts.get((o, firm), 0.0) for o in mine) > 0.5 + 1e-9
        }:
            mine |= more
        share = sum(parts.get((owner, "T"), 0.0) for owner in mine - {"T"})
        if share > 0:
            expected[person] = share
    assert share_of(edges, BeneficialRule(method=Method.CONTROL_CHAIN)) == pytest.approx(expected)


@given(stakes())
@settings(max_examples=500, deadline=None)
def test_shares_never_exceed_the_whole_and_only_control_can_exceed_multiplication(edges: list[Edge]) -> None:
    product = share_of(edges, BeneficialRule())
    chain = share_of(edges, BeneficialRule(method=Method.CONTROL_CHAIN))
    assert sum(product.values()) <= 1 + 1e-9
    assert sum(chain.values()) <= 1 + 1e-9
    assert set(chain) <= set(product)
    world = Holding(PERSONS, edges)
    for rule in (BeneficialRule(method=Method.CONTROL_CHAIN, strict=True), BeneficialRule(control=True)):
        plain = beneficial_owners(world.facts, world.at["T"], replace(rule, control=False))
        wider = beneficial_owners(world.facts, world.at["T"], replace(rule, control=True, coexistence=True))
        assert {owner.party for owner in plain.owners} <= {owner.party for owner in wider.owners}
        for owner in wider.owners:
            assert owner.reasons
            assert all(0 <= reason.value <= 1 + 1e-9 for reason in owner.reasons)
            assert any(r.ground is Ground.OWNERSHIP for r in owner.reasons) == rule.meets(owner.share)


@given(stakes(), st.sampled_from(Method))
@settings(max_examples=600, deadline=None)
def test_who_might_stand_behind_the_unknown_is_bounded_by_what_is_said(edges: list[Edge], method: Method) -> None:
    """One person holds all that is undisclosed: he has just what was said to be possible, and complete is complete."""
    rule = BeneficialRule(method=method)
    before, after = Holding(PERSONS, edges), Holding(PERSONS + UNKNOWN, filled(edges))
    said = beneficial_owners(before.facts, before.at["T"], rule)
    found = beneficial_owners(after.facts, after.at["T"], rule)
    if UNKNOWN in after.at:
        most = found.holders.of(after.at[UNKNOWN])
        assert most <= said.unknown + 1e-9
        if not len(before.facts.shares.unresolved):
            assert most == pytest.approx(said.unknown, abs=1e-9)
    if said.complete:
        assert after.named([o.party for o in found.owners]) == before.named([o.party for o in said.owners])


@given(stakes(), st.sampled_from(PERSONS), st.sampled_from(Method))
@settings(max_examples=600, deadline=None)
def test_known_persons_cannot_become_owners_unless_it_was_said(edges: list[Edge], lucky: str, method: Method) -> None:
    """The undisclosed part is one known person's: an owner then was one before, or was named as one who could be."""
    rule = BeneficialRule(method=method)
    before = Holding(PERSONS, edges)
    said = beneficial_owners(before.facts, before.at["T"], rule)
    after = Holding(PERSONS, [(lucky if e[0] == UNKNOWN else e[0], *e[1:]) for e in filled(edges)])
    found = after.named([o.party for o in beneficial_owners(after.facts, after.at["T"], rule).owners])
    could = before.named([*(o.party for o in said.owners), *said.could_qualify])
    assert said.unresolved or set(found) <= set(could) | ({lucky} if said.further_owner_possible else set())


@given(stakes(), st.booleans(), st.sampled_from([Method.PRODUCT_SUM, Method.CONTROL_CHAIN]), st.booleans())
@settings(max_examples=600, deadline=None)
def test_all_at_once_are_those_one_by_one(edges: list[Edge], strict: bool, method: Method, concert: bool) -> None:
    offices = [("P", "T", "actual_controller"), ("Q", "A", "legal_representative"), ("R", "C", "legal_representative")]
    world = Holding(PERSONS, edges, state="B", offices=offices, concert=["PA", "QR"] if concert else ())
    rule = BeneficialRule(
        method, strict=strict, votes=True, control=True, coexistence=True, state_roles=("legal_representative",)
    )
    expected = {
        (world.at[firm], owner.party): {reason.ground for reason in owner.reasons}
        for firm in FIRMS
        if firm in world.at
        for owner in beneficial_owners(world.facts, world.at[firm], rule).owners
    }
    found = all_beneficial_owners(world.facts, rule)
    got = {
        (company, person): {ground for ground in Ground if bits & GROUND_BIT[ground]}
        for company, person, bits in zip(
            found.company.tolist(), found.person.tolist(), found.grounds.tolist(), strict=True
        )
    }
    assert got == expected
    for company, person, share in zip(found.company.tolist(), found.person.tolist(), found.share.tolist(), strict=True):
        if rule.meets(share):
            held = beneficial_owners(world.facts, company, rule).holders
            assert share == pytest.approx(held.of(person))
    assert world.named([p for p, empty in enumerate(found.without) if empty]) == [
        name for name in world.names if name in FIRMS and world.at[name] not in {company for company, _ in expected}
    ]
