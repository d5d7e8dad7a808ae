"""Look-through shares against exact fractions, a dense inverse and networkx, and what must not change them."""

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import prod

import networkx as nx
import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from graph.ownership.close_links import simple_path_shares
from graph.ownership.integrated import IntegratedOwnership, LookThrough
from graph.ownership.shareholdings import Shareholdings, Stakes
from graph.ownership.sweep import large_holders

PARTIES = 8
EXAMPLES = settings(max_examples=500, deadline=None)
Edge = tuple[int, int, Fraction]
Dense = NDArray[np.float64]


@dataclass(frozen=True)
class Holdings:
    """Stakes among so many parties, as fractions that add up as registered."""

    parties: int
    edges: tuple[Edge, ...]

    @property
    def ownership(self) -> IntegratedOwnership:
        return IntegratedOwnership.of(self.shareholdings)

    @property
    def shareholdings(self) -> Shareholdings:
        owner, owned = (np.array([edge[end] for edge in self.edges], dtype=np.int32) for end in (0, 1))
        share = np.array([float(edge[2]) for edge in self.edges])
        return Shareholdings.of_stakes(self.parties, Stakes(owner, owned, share, np.full(len(share), np.nan)))

    @property
    def exact(self) -> list[list[Fraction]]:
        weights = [[Fraction(0)] * self.parties for _ in range(self.parties)]
        for owner, owned, share in self.edges:
            weights[owner][owned] += share
        return weights

    @property
    def dense(self) -> Dense:
        return np.array(self.exact, dtype=np.float64).reshape(self.parties, self.parties)

    @property
    def outside(self) -> list[int]:
        owned = {edge[1] for edge in self.edges}
        return sorted({edge[0] for edge in self.edges} - owned)


@st.composite
def companies(draw: st.DrawFn, over_owned: bool = False, loops: bool = True) -> Holdings:
    """Up to eight parties; each company's holders divide it, with or without a part that nobody disclosed."""
    edges: list[Edge] = []
    for owned in range(PARTIES):
        candidates = range(PARTIES) if loops else range(owned)
        holders = draw(st.lists(st.sampled_from([*candidates, 0]), max_size=3, unique=True))
        parts = [draw(st.integers(1, 6)) for _ in holders]
        whole = sum(parts) + draw(st.sampled_from([0, 0, 1, 4]))
        stretch = draw(st.sampled_from([Fraction(1), Fraction(5, 4)])) if over_owned else Fraction(1)
        if not loops and owned == 0:
            continue
        edges += [(i, owned, stretch * Fraction(part, whole)) for i, part in zip(holders, parts, strict=True)]
    return Holdings(PARTIES, tuple(edges))


any_companies = st.booleans().flatmap(lambda over: companies(over_owned=over))


def components(holdings: Holdings) -> list[list[int]]:
    network: nx.DiGraph[int] = nx.DiGraph()
    network.add_nodes_from(range(holdings.parties))
    network.add_edges_from((a, b) for a, b, _ in holdings.edges)
    return [sorted(members) for members in nx.strongly_connected_components(network)]


def unresolved(holdings: Holdings) -> set[int]:
    """Members of components whose weights among themselves have a spectral radius of one or more."""
    weights, found = holdings.exact, set[int]()
    for members in components(holdings):
        inside = [sum(weights[i][j] for i in members) for j in members]
        if all(total == 1 for total in inside):
            found |= set(members)
            continue
        radius = max(abs(np.linalg.eigvals(holdings.dense[np.ix_(members, members)])))
        assume(all(total <= 1 for total in inside) or abs(radius - 1) > 1e-6)
        if any(total > 1 for total in inside) and radius > 1:
            found |= set(members)
    return found


def inverse(holdings: Holdings) -> tuple[Dense, Dense]:
    """N and Y by numpy, stakes in unresolved parties left out."""
    weights = holdings.dense
    weights[:, sorted(unresolved(holdings))] = 0.0
    whole: Dense = np.linalg.inv(np.eye(holdings.parties) - weights).astype(np.float64)
    return whole, whole @ weights


def spread(shares: LookThrough, parties: int = PARTIES) -> Dense:
    found = np.zeros(parties)
    found[shares.party] = shares.share
    return found


def table(holdings: Holdings) -> Dense:
    ownership = holdings.ownership
    return np.array([spread(ownership.holdings_of(i), holdings.parties) for i in range(holdings.parties)])


@given(any_companies)
@EXAMPLES
def test_shares_agree_with_a_dense_inverse(holdings: Holdings) -> None:
    ownership, (whole, expected) = holdings.ownership, inverse(holdings)
    missing = unresolved(holdings)
    assert set(ownership.unresolved.tolist()) == missing
    for party in range(PARTIES):
        np.testing.assert_allclose(spread(ownership.holders_of(party)), expected[:, party], rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(spread(ownership.holdings_of(party)), expected[party], rtol=1e-9, atol=1e-12)
        firm_to_firm = expected / np.diag(whole)[:, None]
        np.testing.assert_allclose(spread(ownership.firm_to_firm(party)), firm_to_firm[party], rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(
            spread(ownership.firm_to_firm_of(party)), firm_to_firm[:, party], rtol=1e-9, atol=1e-12
        )


@given(any_companies)
@EXAMPLES
def test_outside_holders_and_what_is_unattributed_add_up_to_one(holdings: Holdings) -> None:
    ownership = holdings.ownership
    assert np.flatnonzero(ownership.is_outside).tolist() == holdings.outside
    unattributed = ownership.unattributed()
    for party in range(PARTIES):
        shares = ownership.holders_of(party).among(ownership.is_outside)
        assert abs(shares.share.sum() + unattributed[party] - 1) < 1e-9
        assert (shares.share > 0).all()
    if not len(ownership.over_owned):
        assert (unattributed > -1e-12).all()
        assert (unattributed < 1 + 1e-12).all()


@given(companies(), st.permutations(range(PARTIES)))
@EXAMPLES
def test_names_do_not_matter(holdings: Holdings, named: list[int]) -> None:
    renamed = Holdings(PARTIES, tuple((named[a], named[b], share) for a, b, share in reversed(holdings.edges)))
    np.testing.assert_allclose(table(renamed)[np.ix_(named, named)], table(holdings), rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(
        renamed.ownership.unattributed()[named], holdings.ownership.unattributed(), rtol=1e-9, atol=1e-12
    )


@given(companies(), st.data())
@EXAMPLES
def test_a_stake_split_in_two_changes_nothing(holdings: Holdings, data: st.DataObject) -> None:
    assume(holdings.edges)
    owner, owned, share = edge = data.draw(st.sampled_from(holdings.edges))
    part = share * data.draw(st.sampled_from([Fraction(1, 2), Fraction(1, 3), Fraction(0), Fraction(1)]))
    rest = [other for other in holdings.edges if other != edge]
    split = Holdings(PARTIES, (*rest, (owner, owned, part), (owner, owned, share - part)))
    np.testing.assert_allclose(table(split), table(holdings), rtol=1e-9, atol=1e-12)


@given(companies(), st.data())
@EXAMPLES
def test_a_company_in_between_changes_nobodys_look_through(holdings: Holdings, data: st.DataObject) -> None:
    assume(holdings.edges)
    owner, owned, share = edge = data.draw(st.sampled_from(holdings.edges))
    rest = [other for other in holdings.edges if other != edge]
    between = Holdings(PARTIES + 1, (*rest, (owner, PARTIES, Fraction(1)), (PARTIES, owned, share)))
    np.testing.assert_allclose(table(between)[:PARTIES, :PARTIES], table(holdings), rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(
        between.ownership.unattributed()[:PARTIES], holdings.ownership.unattributed(), rtol=1e-9, atol=1e-12
    )


@given(companies(loops=False))
@EXAMPLES
def test_without_loops_a_share_is_the_sum_over_the_chains_of_networkx(holdings: Holdings) -> None:
    expected = chains(holdings)
    np.testing.assert_allclose(table(holdings), expected, rtol=1e-9, atol=1e-12)


@given(companies())
@EXAMPLES
def test_the_naive_figure_is_the_sum_over_simple_paths_of_networkx(holdings: Holdings) -> None:
    stakes = holdings.shareholdings
    found = np.array([spread(simple_path_shares(stakes, holder)) for holder in range(PARTIES)])
    np.testing.assert_allclose(found, chains(holdings), rtol=1e-9, atol=1e-12)


@given(any_companies, st.sampled_from([0.05, 0.25, 0.5]), st.booleans())
@EXAMPLES
def test_the_sweep_finds_the_large_holders_of_everybody(holdings: Holdings, threshold: float, strict: bool) -> None:
    ownership = holdings.ownership
    found = large_holders(ownership, threshold, strict=strict)
    for party in range(PARTIES):
        shares = ownership.holders_of(party).among(ownership.is_outside)
        large = shares.share > threshold + 1e-9 if strict else shares.share >= threshold - 1e-9
        holders, share = found.of(party)
        assert sorted(holders.tolist()) == sorted(shares.party[large].tolist())
        np.testing.assert_allclose(np.sort(share), np.sort(shares.share[large]), rtol=1e-9)


def chains(holdings: Holdings) -> Dense:
    """Per pair the sum of the products along simple paths, by networkx."""
    weights = holdings.exact
    network: nx.DiGraph[int] = nx.DiGraph()
    network.add_nodes_from(range(holdings.parties))
    network.add_edges_from((a, b) for a, b, _ in holdings.edges if a != b)
    found = np.zeros((holdings.parties, holdings.parties))
    for a in range(holdings.parties):
        for b in range(holdings.parties):
            if a != b:
                found[a, b] = sum(
                    prod(float(weights[i][j]) for i, j in pairwise(path)) for path in nx.all_simple_paths(network, a, b)
                )
    return found


@given(
    st.dictionaries(
        st.tuples(st.integers(0, 4), st.integers(0, 4)), st.sampled_from([0.1, 0.2, 0.4, 0.5, 0.6, 0.9, 1.0]),
        min_size=1, max_size=10,
    )
)  # fmt: skip
@EXAMPLES
def test_unresolved_are_the_components_of_a_spectral_radius_of_one_or_more(
    stakes: dict[tuple[int, int], float],
) -> None:
    """However much is registered besides; and nobody else has a share that is noise divided by noise."""
    holdings = Holdings(5, tuple((owner, owned, Fraction(share)) for (owner, owned), share in stakes.items()))
    expected: set[int] = set()
    for members in map(list, nx.strongly_connected_components(nx.DiGraph(list(stakes)))):
        radius = np.abs(np.linalg.eigvals(holdings.dense[np.ix_(members, members)])).max()
        expected |= set(members) if radius >= 1 - 1e-9 else set()
    assert set(holdings.ownership.unresolved.tolist()) == expected
    for party in range(5):
        assert (holdings.ownership.holders_of(party).share < 1e6).all()
