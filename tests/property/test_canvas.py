"""Pictures of any small world: every end is there, caps add up, walks solve their equation, names change nothing."""

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.canvas.expand import Direction
from graph.canvas.kinds import KINDS
from graph.canvas.relevance import RESTART
from graph.explain.canvas.answer import CanvasFound
from graph.explain.canvas.between import between
from graph.explain.canvas.expanded import Expansion, expanded
from graph.explain.canvas.over_time import over_time
from graph.explain.canvas.picture import Canvas
from graph.explain.canvas.relevant import relevant
from graph.explain.canvas.shown import shown
from tests.unit.canvas.worlds import TODAY, World

some = settings(max_examples=25, deadline=None)
NAMES = "abcdefgh"


@dataclass(frozen=True)
class Drawn:
    """Guarantees, stakes and loans, each as ends, amount and year of the first day."""

    guarantees: list[tuple[str, str, float | None, int]]
    stakes: list[tuple[str, str, float, int]]
    loans: list[tuple[str, float, int]]

    def canvas(self, rename: dict[str, str] | None = None, on: date = TODAY) -> Canvas:
        name = rename or {one: one for one in NAMES}
        world = World(*sorted(name.values()), bank="bank")
        for number, (a, b, cap, year) in enumerate(self.guarantees):
            world.stands(name[a], name[b], cap, guarantee_id=f"g{number}", starts_on=date(year, 1, 1))
        for number, (a, b, share, year) in enumerate(self.stakes):
            world.owns(name[a], name[b], share, stake_id=f"s{number}", valid_from=date(year, 1, 1))
        for number, (a, amount, year) in enumerate(self.loans):
            world.lends("bank", name[a], amount, loan_id=f"l{number}", drawn_on=date(year, 1, 1))
        return world.canvas(on, TODAY)


party, year = st.sampled_from(NAMES), st.integers(2019, 2025)
worlds = st.builds(
    Drawn,
    st.lists(st.tuples(party, party, st.none() | st.sampled_from([1.0, 5.0, 9.0]), year), min_size=1, max_size=12),
    st.lists(st.tuples(party, party, st.sampled_from([0.05, 0.1]), year), max_size=6),
    st.lists(st.tuples(party, st.sampled_from([10.0, 20.0]), year), max_size=6),
)


def check(found: CanvasFound) -> None:
    """What holds of every picture."""
    nodes, ties, left = found.nodes, found.ties, found.left_out
    count = len(nodes.party_id)
    assert {len(getattr(nodes, name)) for name in nodes.__slots__} == {count} == {len(set(nodes.party_id))}
    assert {len(getattr(ties, name)) for name in ties.__slots__} == {len(set(ties.id))}
    assert all(0 <= end < count for end in (*ties.source, *ties.target))
    assert all(0 <= shown_ < total for shown_, total in zip(left.shown, left.total, strict=True)), (
        "only where something is left out"
    )


@some
@given(worlds, party, st.integers(1, 9))
def test_a_ranked_picture_is_no_larger_than_asked_and_hangs_together(drawn: Drawn, start: str, most: int) -> None:
    found = relevant(drawn.canvas(), [start], most)
    check(found)
    assert len(found.nodes.party_id) <= most
    assert found.nodes.party_id[0] == start
    inside = {0}
    for place, tie in list(enumerate(found.nodes.came_by))[1:]:
        assert tie is not None
        assert {found.ties.source[tie], found.ties.target[tie]} <= inside | {place}
        inside.add(place)


@some
@given(worlds, party)
def test_relevance_is_the_solution_of_the_walk(drawn: Drawn, start: str) -> None:
    relevance = drawn.canvas().relevance
    ties, steps = relevance.ties, relevance.steps
    matrix = np.zeros((ties.party_count, ties.party_count))
    np.add.at(matrix, (ties.target, ties.source), steps.onward)
    np.add.at(matrix, (ties.source, ties.target), steps.backward)
    assert (matrix.sum(axis=0) <= 1 + 1e-12).all()
    given_ = np.zeros(ties.party_count)
    position = NAMES.index(start) if start in NAMES else 0
    given_[position] = RESTART
    solved = np.linalg.solve(np.eye(len(matrix)) - (1 - RESTART) * matrix, given_)
    assert np.allclose(relevance.of(np.array([position], dtype=np.int32)), solved, atol=1e-10)


@some
@given(worlds, party, st.permutations(NAMES))
def test_other_names_change_nothing_but_the_order_of_equals(drawn: Drawn, start: str, names: list[str]) -> None:
    rename = dict(zip(NAMES, names, strict=True)) | {"bank": "bank"}
    one, other = relevant(drawn.canvas(), [start], 9), relevant(drawn.canvas(rename), [rename[start]], 9)
    renamed = {rename[name]: value for name, value in zip(one.nodes.party_id, one.nodes.relevance, strict=True)}
    assert renamed == dict(zip(other.nodes.party_id, other.nodes.relevance, strict=True))
    assert {" ".join([kind, *(rename[end] for end in ends)]) for kind, *ends in map(str.split, one.ties.id)} == set(
        other.ties.id
    )


@some
@given(worlds, party, st.sampled_from([one.name for one in KINDS[:3]]), st.sampled_from(list(Direction)))
def test_expanding_again_and_again_brings_everybody_once(
    drawn: Drawn, start: str, kind: str, direction: Direction
) -> None:
    canvas, on_canvas = drawn.canvas(), [start]
    total = None
    while True:
        found = expanded(canvas, Expansion(start, kind, direction, 2), on_canvas)
        check(found)
        total = found.shown_before + len(found.added) + found.left if total is None else total
        assert found.shown_before + len(found.added) + found.left == total
        assert list(found.nodes.party_id[: len(on_canvas)]) == on_canvas
        on_canvas = list(found.nodes.party_id)
        if not found.left:
            break
        assert found.added
    assert len(on_canvas) - 1 == total


@some
@given(worlds, st.sampled_from([date(2020, 6, 1), date(2023, 1, 1), date(2025, 1, 1)]))
def test_ties_over_time_are_the_pictures_of_every_day(drawn: Drawn, day: date) -> None:
    everybody = [*NAMES, "bank"]
    found = over_time(drawn.canvas(), everybody, date(2020, 1, 1), TODAY)
    ties = found.ties
    on_day = {
        name for name, since, until in zip(ties.id, ties.valid_from, ties.valid_to, strict=True)
        if (since or day) <= day and (until is None or day < until)
    }  # fmt: skip
    assert on_day == set(shown(drawn.canvas(on=day), everybody).ties.id)


@some
@given(worlds, party, party)
def test_paths_are_simple_and_as_long_as_said(drawn: Drawn, start: str, goal: str) -> None:
    if start == goal:
        return
    found = between(drawn.canvas(), start, goal, longest=8)
    check(found)
    tied = {frozenset(ends) for ends in zip(found.ties.source, found.ties.target, strict=True)}
    for path in found.paths:
        assert len(set(path)) == len(path) == (found.length or 0) + 1
        assert all(frozenset(step) in tied for step in pairwise(path))
    assert len(set(found.paths)) == len(found.paths) <= found.path_count
