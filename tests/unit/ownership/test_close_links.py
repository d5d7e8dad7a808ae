"""Close links by hand, the limit of the enumeration, and the figure along simple paths beside networkx."""

from math import factorial, prod

import networkx as nx
import numpy as np
import pytest

from graph.ownership.close_links import CloseLink, Link, SimplePaths, close_links, simple_path_shares
from graph.ownership.shareholdings import Shareholdings
from tests.unit.ownership.test_integrated import held, ring_with_chords, spread


def complete_network(size: int) -> Shareholdings:
    """Everybody holds a tenth of everybody else."""
    return held(size, [(a, b, 0.1) for a in range(size) for b in range(size) if a != b])


def test_a_chain_a_diamond_and_a_common_holder() -> None:
    """P → A 0.5, A → B 0.5 and A → C 0.4, B → D 0.6 and C → D 0.4: A holds 0.46 of D, P 0.23."""
    p, a, b, c, d = range(5)
    holdings = held(5, [(p, a, 0.5), (a, b, 0.5), (a, c, 0.4), (b, d, 0.6), (c, d, 0.4)])
    found = close_links(holdings)
    assert len(found.stopped) == 0
    assert [(i, j, round(share, 9)) for i, j, share in found.holdings()] == [
        (p, a, 0.5), (p, b, 0.25), (p, c, 0.2), (p, d, 0.23),
        (a, b, 0.5), (a, c, 0.4), (a, d, 0.46), (b, d, 0.6), (c, d, 0.4),
    ]  # fmt: skip
    links, complete = SimplePaths(holdings).links_of(c)
    assert complete
    assert [(link.other, link.reason, link.holder) for link in links] == [
        (d, Link.HOLDS, -1),
        (a, Link.HELD_BY, -1),
        (p, Link.HELD_BY, -1),
        (b, Link.COMMON_HOLDER, a),
        (d, Link.COMMON_HOLDER, a),
        (a, Link.COMMON_HOLDER, p),
        (b, Link.COMMON_HOLDER, p),
        (d, Link.COMMON_HOLDER, p),
    ]
    assert links[0] == CloseLink(d, Link.HOLDS, 0.4, 0.4)
    assert links[2].share == pytest.approx(0.2)
    assert links[2].direct == 0
    assert links[3].own_share == 0.4
    assert links[4].share == pytest.approx(0.46)
    assert links[4].direct == 0


def test_exactly_a_fifth_is_close_whatever_the_doubles_say() -> None:
    assert 0.3 * 0.06 + 0.182 < 0.2
    holdings = held(4, [(0, 1, 0.3), (1, 2, 0.06), (0, 2, 0.182)])
    assert (0, 2) in {(a, b) for a, b, _ in close_links(holdings).holdings()}
    assert (0, 2) not in {(a, b) for a, b, _ in close_links(holdings, 0.2001).holdings()}


def test_own_shares_and_loops_are_on_no_simple_path() -> None:
    holdings = held(3, [(0, 0, 0.4), (0, 1, 0.5), (1, 0, 0.5), (1, 2, 1.0)])
    found = simple_path_shares(holdings, 0)
    assert dict(zip(found.party.tolist(), found.share.tolist(), strict=True)) == {1: 0.5, 2: 0.5}
    assert found.complete


def test_holders_upstream_are_the_transpose_of_holdings_downstream() -> None:
    size = 9
    holdings = held(2 * size, ring_with_chords(size, seed=2))
    paths = SimplePaths(holdings)
    down = np.array([spread(paths.shares_of(i), 2 * size) for i in range(2 * size)])
    up = np.array([spread(paths.holders_of(i), 2 * size) for i in range(2 * size)]).T
    np.testing.assert_allclose(up, down, rtol=1e-12)


def test_a_loop_of_seven_agrees_with_networkx() -> None:
    size, holdings = 7, complete_network(7)
    network = nx.complete_graph(size, nx.DiGraph)
    expected = sum(prod([0.1] * (len(path) - 1)) for path in nx.all_simple_paths(network, 0, 1))
    np.testing.assert_allclose(spread(simple_path_shares(holdings, 0), size)[1:], expected, rtol=1e-12)


def test_the_enumeration_stops_at_its_limit_and_says_so() -> None:
    """Sixteen companies that all hold one another: 16! paths."""
    holdings = complete_network(16)
    assert factorial(16) > 10**13
    found = simple_path_shares(holdings, 0, limit=5_000)
    assert not found.complete
    assert (found.share >= 0.1 - 1e-12).any()
    assert close_links(complete_network(12), limit=1_000).stopped.tolist() == list(range(12))


def test_a_long_pyramid_of_diamonds_is_not_enumerated() -> None:
    """2^60 chains lead from top to bottom; without loops they are summed, not listed."""
    edges = []
    for level in range(60):
        top, left, right, bottom = 3 * level, 3 * level + 1, 3 * level + 2, 3 * level + 3
        edges += [(top, left, 1.0), (top, right, 1.0), (left, bottom, 0.5), (right, bottom, 0.5)]
    found = simple_path_shares(held(181, edges), 0)
    assert found.complete
    assert found.share_of(180) == pytest.approx(1)
