"""Questions that would run away if paths were listed: long chains, dense cycles, hubs. Bounded time, honest counts."""

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise

import pytest

from graph.as_of import AsOf
from graph.ask import Answer, ask
from graph.store import Store
from tests.conformance.world import World, create, world

AT = AsOf.at()
LONGEST_S = 60.0


def guarantees(pairs: list[tuple[str, str]], *, contracts: bool = False) -> World:
    """A world of companies in which each pair is a guarantee without more; with its contract where amounts count."""
    names = sorted({name for pair in pairs for name in pair})
    companies = [f"company {name} {name}" for name in names]
    edges = [f"GUARANTEES {a} {b} guarantee_id=g{i}" for i, (a, b) in enumerate(pairs)]
    papers = [f"guarantee g{i} {a} {a} 1 form=mortgage" for i, (a, _) in enumerate(pairs) if contracts]
    return world("\n".join([*companies, *papers, *edges]))


@contextmanager
def bounded() -> Iterator[None]:
    """Fails where the questions take longer than a person waits."""
    start = time.perf_counter()
    yield
    assert time.perf_counter() - start < LONGEST_S


def asked(store: Store, name: str, limit: int = 1000, **parameters: object) -> Answer:
    return ask(store, name, parameters, at=AT, limit=limit)


def test_chain_of_five_thousand(store: Store) -> None:
    create(store, guarantees(list(pairwise(f"c{i:04}" for i in range(5001)))))
    with bounded():
        total = asked(store, "guarantee/chain_total", party="c0000").rows
        assert total == [{"loans": 0, "amount_cny": 0.0, "parties": 5000, "hops": 5000}]
        answer = asked(store, "guarantee/chain", party="c4990")
        assert [row["hop"] for row in answer.rows] == list(range(1, 11))
        assert asked(store, "guarantee/chain_total", party="c0000", depth=4999).rows[0]["hops"] == 4999
        assert asked(store, "guarantee/circles").rows == []


def test_dense_cyclic_world(store: Store) -> None:
    source = random.Random(7)  # noqa: S311 - a repeatable world
    parties = [f"c{i:03}" for i in range(250)]
    ring = list(zip(parties, [*parties[1:], parties[0]], strict=True))
    chords = {(a, b) for a, b in (source.sample(parties, 2) for _ in range(3000))}
    create(store, guarantees(sorted({*ring, *chords}), contracts=True))
    with bounded():
        assert asked(store, "guarantee/chain_total", party="c000").rows[0]["parties"] == 249
        circle = asked(store, "guarantee/circles").rows
        assert [(row["circle_id"], row["size"]) for row in circle] == [("c000", 250)]
        assert circle[0]["guarantees"] == len({*ring, *chords})
    with bounded():
        cycles = asked(store, "guarantee/cycles", limit=50, party="c000")
        assert len(cycles.rows) == 50
        assert cycles.truncated
        assert all(row["party_ids"][0] == row["party_ids"][-1] == "c000" for row in cycles.rows)
        paths = asked(store, "path/all", limit=50, party="c000", other="c200", maximum_length=6)
        assert len(paths.rows) == 50
        assert paths.truncated
        assert asked(store, "path/shortest", party="c000", other="c200").rows[0]["length"] <= 2


def test_hub_does_not_explode(store: Store) -> None:
    create(store, guarantees([("hub", f"c{i:03}") for i in range(332)]))
    with bounded():
        answer = asked(store, "enterprise/neighbourhood", party="hub", kinds=["GUARANTEES"])
        assert [row["other_id"] for row in answer.rows] == [f"c{i:03}" for i in range(20)]
        assert {row["total"] for row in answer.rows} == {332}  # so that "312 more" can be said
        assert not answer.truncated
        wider = asked(store, "enterprise/neighbourhood", limit=30, party="c007", depth=2, kinds=["GUARANTEES"])
        assert [row["hop"] for row in wider.rows] == [1] + [2] * 19  # the tie back to c007 stands once


@pytest.mark.parametrize("direction", ["up", "down"])
def test_tree_of_a_dense_structure_is_bounded(store: Store, direction: str) -> None:
    companies = [f"company c{i:02} c{i:02}" for i in range(40)]
    stakes = [f"OWNS c{i:02} c{j:02} share_ratio=0.02" for i in range(40) for j in range(40) if i != j]
    create(store, world("\n".join([*companies, *stakes])))
    with bounded():
        answer = asked(store, "ownership/tree", 10_000, party="c00", direction=direction, depth=10)
        assert len(answer.rows) == 1 + 40 * 39  # every stake once
        assert not answer.truncated
        assert asked(store, "ownership/tree", 100, party="c00", direction=direction, depth=10).truncated
