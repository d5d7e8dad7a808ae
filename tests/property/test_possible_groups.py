"""Groups over possible worlds, against every subset of the matches tried on everybody, with groups found naively."""

from itertools import product

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.groups.dependency import Dependencies
from graph.groups.possible_groups import Clients, PossibleGroups
from graph.ownership.concert import Concerts
from graph.ownership.control import ControlRule
from tests.property.test_uncertainty import COUNT, FIRMS, VOTES, Match, Stake, Whole, controls, matches, possible

EXPOSURE = [1.0, 2.0, 4.0, 8.0, 16.0, 0.0, 32.0, 0.0, 64.0]  # by position; a sum tells of whom it is
Dependency = tuple[int, int]
DEPENDENCIES = st.lists(st.tuples(st.integers(0, COUNT - 1), st.integers(0, COUNT - 1)), max_size=3)


def groups(held: Whole, who: list[int], depends: list[Dependency], party: int) -> set[frozenset[int]]:
    """The groups of a party in one world: sources of dependency with all that they reach, clients only."""
    net: nx.DiGraph[int] = nx.DiGraph()
    net.add_nodes_from(who)
    for x, y in product(set(who), range(FIRMS)):
        if x != y and controls(x, y)(held, list(range(COUNT))):
            net.add_edges_from([(x, y), (y, x)])
    net.add_edges_from((who[a], who[b]) for a, b in depends)
    amounts = {p: sum(EXPOSURE[q] for q in range(COUNT) if who[q] == p) for p in set(who)}
    clients = {p for p, amount in amounts.items() if amount} | {who[party]}
    condensed = nx.condensation(net)
    found = set()
    for source in (node for node in condensed if not condensed.in_degree(node)):
        own = condensed.nodes[source]["members"]
        reached = own.union(*(condensed.nodes[node]["members"] for node in nx.descendants(condensed, source)))
        found.add((frozenset(reached & clients), bool(own & clients)))
    kept = {
        members for members, has_clients in found
        if has_clients or not any(members <= other for other, _ in found if other != members)
    }  # fmt: skip
    return {members for members in kept if who[party] in members}


@settings(max_examples=500, deadline=None)
@given(VOTES, matches(FIRMS), DEPENDENCIES, st.integers(0, COUNT - 1))
def test_groups_are_those_of_every_subset(
    votes: list[Stake], links: list[Match], depends: list[Dependency], party: int
) -> None:
    stakes = [stake for stake in votes if stake[0] != stake[1]]
    amounts = np.array(EXPOSURE)
    pairs = np.array(depends, np.int32).reshape(-1, 2)
    clients = Clients(
        Dependencies.of_arrays(pairs[:, 0], pairs[:, 1]), amounts, amounts > 0, np.zeros(COUNT, dtype=np.bool_)
    )
    world = PossibleGroups(possible(stakes, links), ControlRule(), Concerts.none(COUNT), clients)
    found = world.of(party, holds=lambda amount: amount > 6)
    largest, belongs = [], dict.fromkeys(range(COUNT), 0.0)
    for right in product((False, True), repeat=len(links)):
        weight = float(np.prod([chance if on else 1 - chance for (*_, chance), on in zip(links, right, strict=True)]))
        if weight:
            net: nx.Graph[int] = nx.Graph()
            net.add_nodes_from(range(COUNT))
            net.add_edges_from(match[:2] for match, on in zip(links, right, strict=True) if on)
            who = [min(nx.node_connected_component(net, one)) for one in range(COUNT)]
            held: Whole = {}
            for owner, owned, share in stakes:
                held[who[owner], owned] = held.get((who[owner], owned), 0.0) + share
            theirs = groups(held, who, depends, party)
            sums = [sum(EXPOSURE[p] for p in range(COUNT) if who[p] in group) for group in theirs]
            largest.append((weight, max(sums)))
            for one in range(COUNT):
                belongs[one] += weight * any(who[one] in group for group in theirs)
    exposure = found.exposure_cny.of(party)
    expected = sum(w * v for w, v in largest), min(v for _, v in largest), max(v for _, v in largest)
    assert (exposure.mean, exposure.low, exposure.high) == pytest.approx(expected)
    assert exposure.probability == pytest.approx(sum(w for w, v in largest if v > 6))
    for one, chance in belongs.items():
        if one in found.members.figures or not any(one in match[:2] for match in links):
            assert found.members.of(one).probability == pytest.approx(chance, abs=1e-12)
