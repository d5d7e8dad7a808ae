"""Sampled neighbourhoods: what is drawn is there, never too much, and all of it where all is asked for."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from gnn.network import ENTERPRISE, PERSON, TypedNetwork
from gnn.sampling import NeighbourSampler, Places, SampledNetwork
from graph.errors import UsageError
from tests.unit.gnn.infected import infected

FAN_OUT = (3, 2)


def network(count: int = 300) -> TypedNetwork:
    return infected(3, count).network.both_ways


def sampler(fan_out: tuple[int, ...] = FAN_OUT, seed: int = 1, of: TypedNetwork | None = None) -> NeighbourSampler:
    whole = of or network()
    marks = {kind: np.arange(count, dtype=np.uint64) * np.uint64(7) for kind, count in whole.counts.items()}
    return NeighbourSampler(whole, marks, fan_out, seed)


def as_told(found: SampledNetwork) -> dict[str, list[list[int]]]:
    told = {name: [some.source.tolist(), some.target.tolist(), some.tie.tolist()] for name, some in found.ties.items()}
    return told | {kind: [nodes.tolist()] for kind, nodes in found.nodes.items()}


def test_every_drawn_tie_is_one_of_the_network_and_none_is_drawn_twice() -> None:
    drawing = sampler()
    found = drawing.around(ENTERPRISE, np.arange(0, 300, 4))
    drawn = 0
    for relation in drawing.network.relations:
        some = found.ties[relation.name]
        sources, targets = found.nodes[relation.source_kind], found.nodes[relation.target_kind]
        assert np.array_equal(sources[some.source], relation.source[some.tie])
        assert np.array_equal(targets[some.target], relation.target[some.tie])
        assert len(np.unique(some.tie)) == len(some.tie)
        drawn += len(some.tie)
    assert drawn > 300
    assert all(len(np.unique(nodes)) == len(nodes) for nodes in found.nodes.values())


def test_the_targets_come_first_and_nobody_gets_more_ties_than_the_fan_out_of_his_hop() -> None:
    drawing = sampler((2, 1))
    targets = np.array([5, 250, 17, 99])
    found = drawing.around(ENTERPRISE, targets)
    assert found.nodes[ENTERPRISE][: len(targets)].tolist() == targets.tolist()
    for relation in drawing.network.relations:
        degree = np.bincount(relation.target, minlength=drawing.network.counts[relation.target_kind])
        some = found.ties[relation.name]
        drawn = np.bincount(some.target, minlength=len(found.nodes[relation.target_kind]))
        most = np.minimum(degree[found.nodes[relation.target_kind]], 1)
        if relation.target_kind == ENTERPRISE:
            most[: len(targets)] = np.minimum(degree[targets], 2)
            assert drawn[: len(targets)].tolist() == most[: len(targets)].tolist()
        assert (drawn <= most).all()


def test_a_full_fan_out_is_the_exact_neighbourhood() -> None:
    drawing = sampler((-1, -1))
    targets = np.array([1, 8, 260])
    found = drawing.around(ENTERPRISE, targets)
    reached: dict[str, set[int]] = {kind: set() for kind in drawing.network.counts} | {
        ENTERPRISE: set(targets.tolist())
    }
    asked, ties = {kind: set(nodes) for kind, nodes in reached.items()}, Counter[str]()
    for _ in range(2):
        fresh: dict[str, set[int]] = {kind: set() for kind in reached}
        for relation in drawing.network.relations:
            here = np.isin(relation.target, list(asked[relation.target_kind]))
            ties[relation.name] += int(here.sum())
            fresh[relation.source_kind] |= set(relation.source[here].tolist()) - reached[relation.source_kind]
        reached = {kind: reached[kind] | fresh[kind] for kind in reached}
        asked = fresh
    assert {kind: set(nodes.tolist()) for kind, nodes in found.nodes.items()} == reached
    assert {name: len(some.tie) for name, some in found.ties.items()} == dict(ties)
    assert len(found.nodes[PERSON]) > 0


def test_draws_go_by_seed_and_round_not_by_company_or_threads() -> None:
    drawing, targets = sampler((2,)), np.arange(300)
    whole = drawing.around(ENTERPRISE, targets)
    again = sampler((2,)).around(ENTERPRISE, targets)
    assert as_told(again) == as_told(whole)
    for other in (sampler((2,), seed=2), drawing.in_round(1)):
        assert as_told(other.around(ENTERPRISE, targets)) != as_told(whole)
    alone = [drawing.around(ENTERPRISE, targets[place : place + 1]) for place in range(300)]
    for name, some in whole.ties.items():
        by_target: list[set[int]] = [set() for _ in targets]
        if drawing.network.relation(name).target_kind == ENTERPRISE:
            for target, tie in zip(some.target, some.tie, strict=True):
                by_target[target].add(int(tie))
        assert [set(one.ties[name].tie.tolist()) for one in alone] == by_target
    with ThreadPoolExecutor(4) as threads:
        parts = list(
            threads.map(lambda first: drawing.around(ENTERPRISE, targets[first : first + 20]), range(0, 300, 20))
        )
    one_by_one = [drawing.around(ENTERPRISE, targets[first : first + 20]) for first in range(0, 300, 20)]
    assert [as_told(part) for part in parts] == [as_told(part) for part in one_by_one]


def test_each_neighbour_is_drawn_equally_often() -> None:
    """One node with 10 ties, 3 drawn in each of 4,000 rounds: 1,200 each; a standard deviation is 29."""
    star = infected(1, 40).network
    relation = star.relation("guarantees")
    source, target = np.arange(1, 11, dtype=np.int32), np.zeros(10, dtype=np.int32)
    ties = type(relation)("guarantees", ENTERPRISE, ENTERPRISE, source, target, np.empty((10, 0)))
    drawing = sampler((3,), of=TypedNetwork({ENTERPRISE: 40}, (ties,)))
    counts = np.zeros(10, dtype=int)
    for number in range(4_000):
        drawn: Places = drawing.in_round(number).around(ENTERPRISE, np.array([0])).ties["guarantees"].tie
        assert len(set(drawn.tolist())) == 3
        counts[drawn] += 1
    assert counts.min() > 1_200 - 4 * 29
    assert counts.max() < 1_200 + 4 * 29


def test_after_a_refused_batch_the_next_is_right() -> None:
    drawing = sampler()
    expected = as_told(drawing.around(ENTERPRISE, np.array([4, 9])))
    for wrong in ([4, 4], [300], [-1]):
        with pytest.raises(UsageError):
            drawing.around(ENTERPRISE, np.array(wrong))
    assert as_told(drawing.around(ENTERPRISE, np.array([4, 9]))) == expected


@pytest.mark.parametrize("fan_out", [(), (0,), (5, -2)])
def test_a_fan_out_of_nothing_is_refused(fan_out: tuple[int, ...]) -> None:
    with pytest.raises(UsageError):
        sampler(fan_out)


def test_without_ties_the_targets_stand_alone() -> None:
    drawing = sampler((2,), of=TypedNetwork({ENTERPRISE: 3}, ()))
    found = drawing.around(ENTERPRISE, np.array([2, 0]))
    assert found.nodes[ENTERPRISE].tolist() == [2, 0]
    assert found.ties == {}
