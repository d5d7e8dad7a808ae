"""Who belongs together: small worlds worked out by hand, and random ones against networkx."""

from collections.abc import Mapping
from dataclasses import dataclass

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.errors import LimitExceeded, UsageError
from graph.groups import connected_clients
from graph.groups.connected_clients import Groups, connected_groups
from graph.groups.dependency import Dependencies
from tests.unit.groups.worlds import Ends, ends, keys, named_groups

World = Mapping[str, float]


def test_control_first_then_dependency() -> None:
    """A controls B and C, D depends on B: one group; E stands alone."""
    world = {"A": 90.0, "B": 80.0, "C": 40.0, "D": 30.0, "E": 60.0}
    groups = named_groups(world, "A>B A>C", "B>D")
    assert keys(groups, world) == ["A,B,C,D", "E"]
    assert groups.exposure_cny.tolist() == [240.0, 60.0]
    assert groups.head.tolist() == [0, 4]


def test_who_depends_on_two_is_in_two_groups_and_counted_once() -> None:
    world = {"B": 70.0, "C": 80.0, "D": 50.0}
    groups = named_groups(world, depends="B>D C>D")
    assert keys(groups, world) == ["B,D", "C,D"]
    assert groups.exposure_cny.tolist() == [120.0, 130.0]
    assert groups.shared_exposure_cny.tolist() == [50.0, 50.0]
    assert groups.overlapping.tolist() == [2]
    assert groups.groups_of(2).tolist() == [0, 1]
    assert groups.total_exposure_cny == 200.0


def test_the_state_alone_connects_nobody_where_the_regime_says_so() -> None:
    world = {"S": 0.0, "M": 60.0, "N": 70.0, "N1": 30.0}
    control = "S>M S>N S>N1 N>N1"
    exempt = named_groups(world, control, state="S")
    assert keys(exempt, world) == ["M", "N,N1"]
    assert not exempt.client[0]
    assert keys(named_groups(world, control), world) == ["M,N,N1"]


def test_a_state_body_that_owes_something_is_a_client_by_itself() -> None:
    world = {"S": 5.0, "M": 60.0}
    assert keys(named_groups(world, "S>M", state="S"), world) == ["S", "M"]


def test_clients_that_depend_on_a_state_body_are_connected_all_the_same() -> None:
    """The exemption is of common control, not of dependency."""
    world = {"S": 0.0, "M": 60.0, "N": 70.0}
    assert keys(named_groups(world, "S>M", "S>M S>N", state="S"), world) == ["M,N"]


def test_a_person_who_owes_nothing_connects_his_companies_and_stands_at_the_top() -> None:
    world = {"A": 1.0, "B": 2.0, "P": 0.0}
    groups = named_groups(world, "P>A P>B")
    assert keys(groups, world) == ["A,B"]
    assert groups.head.tolist() == [2]


def test_who_is_a_client_can_be_said() -> None:
    world = {"A": 0.0, "B": 2.0, "P": 0.0}
    assert keys(named_groups(world, "P>A P>B", client=["A", "B"]), world) == ["A,B"]
    assert keys(named_groups(world, "P>A P>B", client=["A", "B", "P"]), world) == ["A,B,P"]
    assert keys(named_groups(world, "P>A P>B", client=[]), world) == []


def test_dependency_passes_through_who_owes_nothing() -> None:
    world = {"A": 1.0, "X": 0.0, "B": 2.0}
    assert keys(named_groups(world, depends="A>X X>B"), world) == ["A,B"]


def test_one_source_of_funds_connects_those_who_depend_on_it() -> None:
    """The source is no client; both are; who depends on nobody else is not listed once more."""
    world = {"F": 0.0, "A": 1.0, "B": 2.0, "G": 0.0}
    groups = named_groups(world, depends="F>A F>B G>A")
    assert keys(groups, world) == ["A,B"]
    assert groups.head.tolist() == [0]


def test_clients_that_depend_on_one_another_are_one_source() -> None:
    world = {"A": 1.0, "B": 5.0, "C": 2.0, "D": 9.0}
    groups = named_groups(world, depends="A>B B>A B>C D>C")
    assert keys(groups, world) == ["A,B,C", "C,D"]
    assert groups.head.tolist() == [1, 3]  # of the two the larger


def test_control_in_a_dependent_group_pulls_all_of_it_in() -> None:
    """C depends on B; C is controlled by H, who also controls K."""
    world = {"B": 1.0, "C": 1.0, "H": 0.0, "K": 1.0}
    assert keys(named_groups(world, "H>C H>K", "B>C"), world) == ["B,C,K"]


def test_the_head_of_a_circle_of_control_is_who_controls_most() -> None:
    world = {"A": 1.0, "B": 1.0, "C": 1.0}
    assert named_groups(world, "A>B B>A B>C").head.tolist() == [1]


def test_a_concert_group_is_a_position_past_the_parties() -> None:
    control = ends([(3, 0), (3, 1)])
    groups = connected_groups(control, Dependencies.of_arrays(*ends([])), np.array([1.0, 2.0, 4.0]))
    assert [groups.members(group).tolist() for group in range(len(groups))] == [[0, 1], [2]]
    assert groups.head.tolist() == [3, 2]
    assert groups.total_exposure_cny == 7.0


def test_nobody_at_all() -> None:
    groups = named_groups({})
    assert len(groups) == 0
    assert groups.total_exposure_cny == 0.0


@pytest.mark.parametrize("amount", [-1.0, np.nan, np.inf])
def test_an_exposure_that_is_no_amount_is_refused(amount: float) -> None:
    with pytest.raises(UsageError, match="amount of 0 or more"):
        named_groups({"A": amount})


def test_arrays_that_do_not_fit_are_refused() -> None:
    none = Dependencies.of_arrays(*ends([]))
    with pytest.raises(UsageError, match="one per party"):
        connected_groups(ends([]), none, np.ones(2), client=np.ones(3, dtype=np.bool_))
    with pytest.raises(UsageError, match="none negative"):
        connected_groups(ends([(-1, 0)]), none, np.ones(2))


def test_overlap_beyond_use_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connected_clients, "MOST_MEMBERSHIPS", 20)
    hub = " ".join(f"P{i}>H" for i in range(6))
    spokes = " ".join(f"H>C{i}" for i in range(6))
    world = dict.fromkeys([*(f"P{i}" for i in range(6)), "H", *(f"C{i}" for i in range(6))], 1.0)
    with pytest.raises(LimitExceeded, match="more than 20 members"):
        named_groups(world, depends=f"{hub} {spokes}")


@dataclass(frozen=True)
class Random:
    """A random world of parties by number."""

    exposure: list[float]
    control: list[tuple[int, int]]
    depends: list[tuple[int, int]]
    exempt: list[bool]
    client: list[bool]

    def groups(self) -> Groups:
        return connected_groups(
            ends(self.control),
            Dependencies.of_arrays(*ends(self.depends)),
            np.array(self.exposure),
            client=np.array(self.client, dtype=np.bool_),
            exempt=np.array(self.exempt, dtype=np.bool_),
        )

    def relabelled(self, order: list[int]) -> "Random":
        """The same world with party i at position order[i]."""

        def ties(pairs: Ends) -> list[tuple[int, int]]:
            return [(order[a], order[b]) for a, b in pairs]

        back = {new: old for old, new in enumerate(order)}
        rows = range(len(order))
        return Random(
            [self.exposure[back[i]] for i in rows], ties(self.control)[::-1], ties(self.depends)[::-1],
            [self.exempt[back[i]] for i in rows], [self.client[back[i]] for i in rows],
        )  # fmt: skip


@st.composite
def worlds(draw: st.DrawFn, parties: int = 9) -> Random:
    place = st.integers(0, parties - 1)
    pairs = st.lists(st.tuples(place, place), max_size=10)
    flags = st.lists(st.booleans(), min_size=parties, max_size=parties)
    amounts = st.lists(st.integers(0, 4).map(float), min_size=parties, max_size=parties)
    return Random(draw(amounts), draw(pairs), draw(pairs), draw(flags), draw(flags))


def found(groups: Groups) -> set[frozenset[int]]:
    listed = [frozenset(groups.members(group).tolist()) for group in range(len(groups))]
    assert len(listed) == len(set(listed)), "no group twice"
    return set(listed)


def naive(world: Random) -> set[frozenset[int]]:
    """The definition, step by step, with networkx's components and descendants."""
    everybody = range(len(world.exposure))
    control: nx.Graph[int] = nx.Graph()
    control.add_nodes_from(everybody)
    control.add_edges_from((a, b) for a, b in world.control if a != b and not world.exempt[a])
    unit = {party: number for number, unit in enumerate(nx.connected_components(control)) for party in unit}
    dependency: nx.DiGraph[int] = nx.DiGraph()
    dependency.add_nodes_from(unit.values())
    dependency.add_edges_from((unit[a], unit[b]) for a, b in world.depends if unit[a] != unit[b])
    clients = {p for p in everybody if world.client[p] and (world.exposure[p] > 0 or not world.exempt[p])}
    condensed = nx.condensation(dependency)
    sure: set[frozenset[int]] = set()
    others: set[frozenset[int]] = set()
    for source in (node for node in condensed if condensed.in_degree(node) == 0):

        def of(nodes: set[int]) -> frozenset[int]:
            units = {one for node in nodes for one in condensed.nodes[node]["members"]}
            return frozenset(p for p in clients if unit[p] in units)

        group = of({source} | nx.descendants(condensed, source))
        (sure if of({source}) else others).add(group)
    largest = {group for group in others if group and not any(group < other for other in others | sure)}
    return sure | (largest - sure)


@given(worlds())
@settings(max_examples=800, deadline=None)
def test_groups_are_those_of_the_definition(world: Random) -> None:
    groups = world.groups()
    assert found(groups) == naive(world)
    for group in range(len(groups)):
        members = groups.members(group).tolist()
        assert members == sorted(members)
        assert groups.exposure_cny[group] == sum(world.exposure[party] for party in members)
        assert groups.size[group] == len(members)
    for party in range(len(world.exposure)):
        assert groups.groups_of(party).tolist() == [g for g in range(len(groups)) if party in groups.members(g)]


@given(worlds(), st.permutations(range(9)))
@settings(max_examples=500, deadline=None)
def test_names_decide_nothing(world: Random, order: list[int]) -> None:
    groups, renamed = world.groups(), world.relabelled(order).groups()
    assert found(renamed) == {frozenset(order[party] for party in group) for group in found(groups)}
    assert renamed.total_exposure_cny == groups.total_exposure_cny


@given(worlds())
@settings(max_examples=500, deadline=None)
def test_every_client_is_in_a_group_and_counted_once(world: Random) -> None:
    groups = world.groups()
    clients = np.flatnonzero(groups.client).tolist()
    assert sorted(set().union(*found(groups))) == clients
    assert groups.total_exposure_cny == sum(world.exposure[party] for party in clients)
    shared = groups.shared_exposure_cny
    assert ((shared >= 0) & (shared <= groups.exposure_cny)).all()
    assert groups.overlapping.tolist() == [party for party in clients if len(groups.groups_of(party)) > 1]


@given(worlds(), st.tuples(st.integers(0, 8), st.integers(0, 8)), st.booleans())
@settings(max_examples=500, deadline=None)
def test_another_tie_only_makes_groups_larger(world: Random, tie: tuple[int, int], by_control: bool) -> None:
    """Whoever was in a group together still is."""
    more = Random(
        world.exposure,
        [*world.control, tie] if by_control else world.control,
        world.depends if by_control else [*world.depends, tie],
        world.exempt,
        world.client,
    )
    after = found(more.groups())
    assert all(any(group <= other for other in after) for group in found(world.groups()))
