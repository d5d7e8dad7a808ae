"""Features of typed networks: reckoned by hand, beside a plain loop, and under other numbers and orders."""

import numpy as np
import pytest

from gnn.features.components import component_folds, components
from gnn.features.groups import group_features
from gnn.features.neighbours import Wanted, neighbour_features
from gnn.features.rates import GroupRates, out_of_fold_rates
from gnn.features.spread import spread_features
from gnn.features.table import FeatureTable, Floats
from gnn.network import ENTERPRISE, PERSON, Relation, TypedNetwork
from tests.unit.gnn.tied import drawn, positions, small, table_of, turned

NAN = float("nan")
OWNS = Wanted(("own.size",), ("share_ratio",), hops=2)
ALL = Wanted(("own.size", "own.age"), ("amount",), hops=2)


def equal(found: Floats, expected: list[float]) -> bool:
    return bool(np.allclose(found, expected, rtol=1e-12, atol=0, equal_nan=True))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("owns.out.ties", [2, 2, 0, 0]),
        ("owns.out.others", [2, 1, 0, 0]),
        ("owns.in.others", [0, 1, 2, 0]),
        ("owns.out.share_ratio.sum", [0.6, 0.4, NAN, NAN]),
        ("owns.out.share_ratio.mean", [0.6, 0.2, NAN, NAN]),
        ("owns.in.share_ratio.max", [NAN, 0.6, 0.3, NAN]),
        ("owns.in.share_ratio.concentration", [NAN, 1.0, 0.625, NAN]),
        ("owns.out.own.size.mean", [2, NAN, NAN, NAN]),
        ("owns.in.own.size.mean", [NAN, 10, 6, NAN]),
        ("owns.in.own.size.max", [NAN, 10, 10, NAN]),
        ("owns.out.breadth.mean", [2, 2, NAN, NAN]),
        ("directs.in.breadth.mean", [2, NAN, NAN, 1.5]),
        ("directs.in.breadth.max", [2, NAN, NAN, 2]),
        ("all.others", [2, 2, 2, 0]),
        ("all.own.size.mean", [2, 10, 6, NAN]),
        # From 0: by 1 to 2 (unknown), by 2 to 1 (2). From 2: by 0 to 1 (2), by 1 to 0 (10).
        ("two_hops.own.size.mean", [2, 10, 6, NAN]),
        ("two_hops.own.size.max", [2, 10, 10, NAN]),
        ("two_hops.walks", [2, 2, 2, 0]),
    ],
)
def test_neighbours_reckoned_by_hand(name: str, expected: list[float]) -> None:
    network, table = small()
    assert equal(neighbour_features(network, table, OWNS).column(f"neighbours.{name}"), expected)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("groups", [1, 0, 0, 2]),
        ("size.mean", [2, NAN, NAN, 1.5]),
        ("size.max", [2, NAN, NAN, 2]),
        ("size.min", [2, NAN, NAN, 1]),
        ("alone", [0, NAN, NAN, 0.5]),
        ("times_shared", [1, 0, 0, 1]),
        ("own.size.mean", [7, NAN, NAN, 10]),
        ("own.size.max", [7, NAN, NAN, 10]),
    ],
)
def test_groups_reckoned_by_hand(name: str, expected: list[float]) -> None:
    network, table = small()
    assert equal(group_features(network, table, ["own.size"]).column(f"groups.person.{name}"), expected)


def test_two_hops_are_those_of_a_plain_loop() -> None:
    network, table = drawn(3)
    near: list[set[int]] = [set() for _ in range(len(table))]
    for one, other in zip(network.relation("OWNS").source, network.relation("OWNS").target, strict=True):
        if one != other:
            near[one].add(int(other))
            near[other].add(int(one))
    size = table.column("own.size")
    met = [[size[far] for other in near[one] for far in near[other] if far != one] for one in range(len(table))]
    known = [[value for value in values if not np.isnan(value)] for values in met]
    found = neighbour_features(network, table, ALL)
    assert found.column("neighbours.two_hops.walks").tolist() == [len(values) for values in met]
    assert np.allclose(
        found.column("neighbours.two_hops.own.size.mean"),
        [np.mean(values) if values else NAN for values in known], rtol=1e-9, equal_nan=True,
    )  # fmt: skip
    largest = [max(values) if values else NAN for values in known]
    assert np.array_equal(found.column("neighbours.two_hops.own.size.max"), largest, equal_nan=True)


def everything(network: TypedNetwork, table: FeatureTable, outcome: Floats) -> list[FeatureTable]:
    return [
        neighbour_features(network, table, ALL),
        group_features(network, table, ["own.size", "own.age"]),
        spread_features(network, outcome, prior=0.3),
    ]


@pytest.mark.parametrize("seed", range(4))
def test_other_numbers_and_orders_only_move_the_rows(seed: int) -> None:
    network, table = drawn(seed)
    outcome = np.random.default_rng(seed).choice([0.0, 1.0, NAN], len(table))
    other, order = turned(network, seed + 100)
    for first, second in zip(
        everything(network, table, outcome), everything(other, table.rows(order), outcome[order]), strict=True
    ):
        assert first.features == second.features
        assert np.array_equal(first.rows(order).values, second.values, equal_nan=True)
    folds = component_folds(network, table, 5)
    assert np.array_equal(folds[order], component_folds(other, table.rows(order), 5))


def test_columns_do_not_depend_on_what_ties_there_are() -> None:
    network, table = drawn(1)
    empty = TypedNetwork(
        network.counts,
        tuple(
            Relation(
                one.name, one.source_kind, one.target_kind, positions(), positions(),
                np.zeros((0, len(one.attribute_names))), one.attribute_names,
            )
            for one in network.relations
        ),
    )  # fmt: skip
    outcome = np.full(len(table), NAN)
    for full, bare in zip(everything(network, table, outcome), everything(empty, table, outcome), strict=True):
        assert full.schema_digest == bare.schema_digest
    bare = neighbour_features(empty, table, ALL)
    assert (bare.column("neighbours.owns.out.ties") == 0).all()
    assert np.isnan(bare.column("neighbours.owns.out.own.size.mean")).all()


def test_nothing_is_known_of_an_unknown_column() -> None:
    network, table = small()
    with pytest.raises(KeyError):
        neighbour_features(network, table, Wanted(("own.height",)))


def test_every_feature_is_described_in_both_languages() -> None:
    network, table = drawn(0)
    for one in everything(network, table, np.ones(len(table))):
        for feature in one.features:
            assert all((feature.title_zh, feature.title_en, feature.unit, feature.definition_zh, feature.definition_en))


@pytest.mark.parametrize("seed", range(3))
def test_ones_own_outcome_is_not_in_ones_own_row(seed: int) -> None:
    network, table = drawn(seed)
    outcome = np.random.default_rng(seed).choice([0.0, 1.0, NAN], len(table))
    before = spread_features(network, outcome, prior=0.3)
    moved = 0
    for place in range(len(table)):
        for other in (0.0, 1.0, NAN):
            changed = outcome.copy()
            changed[place] = other
            after = spread_features(network, changed, prior=0.3)
            assert np.array_equal(after.values[place], before.values[place], equal_nan=True)
            moved += not np.array_equal(after.values, before.values, equal_nan=True)
    assert moved > len(table)


def test_spread_reckoned_by_hand() -> None:
    network, _ = small()
    found = spread_features(network, np.array([1.0, NAN, 0.0, 1.0]), prior=0.5)
    assert found.column("spread.direct.known").tolist() == [1, 2, 1, 0]
    assert found.column("spread.direct.defaults").tolist() == [0, 1, 1, 0]
    assert equal(found.column("spread.direct.rate"), [1 / 3, 0.5, 2 / 3, NAN])
    assert found.column("spread.by_person.defaults").tolist() == [1, 0, 0, 1]
    # Of 0: direct 0 of 1; two ties away, at half weight, 0 of 1; by persons, at half weight, 1 of 1.
    assert found.column("spread.rate")[0] == pytest.approx((0.5 + 2 * 0.5) / (2 + 2))


def test_rates_out_of_fold_tell_nothing_of_what_is_pure_chance() -> None:
    """Groups of two with labels drawn: a rate that left out only the row itself would foretell the label backwards."""
    draw = np.random.default_rng(5)
    count = 800
    label = draw.integers(0, 2, count).astype(np.float64)
    member = Relation(
        "in_area", ENTERPRISE, "area", np.arange(count, dtype=np.int32),
        draw.integers(0, 20, count, dtype=np.int32), np.zeros((count, 0)),
    )  # fmt: skip
    network = TypedNetwork({ENTERPRISE: count, "area": 20}, (member,))
    alone = out_of_fold_rates(network, "area", label, np.arange(count) % count)
    folded = out_of_fold_rates(network, "area", label, draw.integers(0, 5, count))
    assert abs(np.corrcoef(folded, label)[0, 1]) < 0.12
    # The rate that leaves out the row alone: within a group it takes two values, one for each label.
    group = member.target == 0
    assert {len(set(alone[group & (label == one)])) for one in (0.0, 1.0)} == {1}
    assert alone[group & (label == 1)][0] < alone[group & (label == 0)][0]


def test_rates_reckoned_by_hand() -> None:
    member = Relation("in_area", ENTERPRISE, "area", positions(0, 1, 2, 2), positions(0, 0, 0, 1), np.zeros((4, 0)))
    network = TypedNetwork({ENTERPRISE: 4, "area": 3}, (member,))
    rates = GroupRates.fit(network, "area", np.array([1.0, 1.0, NAN, NAN]), prior=0.5, prior_weight=2.0)
    assert equal(rates.rate, [0.75, 0.5, 0.5])
    assert equal(rates.values(network), [0.75, 0.75, 0.625, NAN])


def test_components_by_persons_and_by_ties() -> None:
    network, _ = small()
    assert components(network).tolist() == [0, 0, 0, 0]
    assert len(set(components(network.without("DIRECTS", np.array([0]))).tolist())) == 2
    apart = TypedNetwork({ENTERPRISE: 3, PERSON: 0}, ())
    assert len(set(components(apart).tolist())) == 3
    assert (
        component_folds(apart, table_of(size=[1.0, 1.0, 2.0]), 4)[0]
        == component_folds(apart, table_of(size=[1.0, 1.0, 2.0]), 4)[1]
    )
