"""Who matters around a party: relevance by hand, and circles before a bank's other borrowers."""

import numpy as np
import pytest

from graph.errors import LimitExceeded, NotFound, UsageError
from graph.explain.canvas.answer import CanvasFound
from graph.explain.canvas.relevant import MOST_STARTS, relevant
from tests.unit.canvas.worlds import World


def relevance(found: CanvasFound) -> dict[str, float | None]:
    return dict(zip(found.nodes.party_id, found.nodes.relevance, strict=True))


def test_what_a_guarantor_passes_on_is_divided_by_amount() -> None:
    """a = .25 + .75 (b + c), b = .75 · ¾ a, c = .75 · ¼ a: a = 4/7, b = 9/28, c = 3/28."""
    canvas = World("a", "b", "c").stands("a", "b", 300.0).stands("a", "c", 100.0).canvas()
    found = relevance(relevant(canvas, ["a"]))
    assert found == pytest.approx({"a": 4 / 7, "b": 9 / 28, "c": 3 / 28}, abs=1e-11)


def test_an_unknown_amount_counts_as_the_average_of_those_known() -> None:
    canvas = World("a", "b", "c").stands("a", "b", 300.0).stands("a", "c", None).canvas()
    found = relevance(relevant(canvas, ["a"]))
    assert found == pytest.approx({"a": 4 / 7, "b": 6 / 28, "c": 6 / 28}, abs=1e-11)


def test_a_small_stake_leads_less_far_than_one_that_controls() -> None:
    """p follows 30 % with .4 · .3 = .12 and 60 % with 1 · .6; q comes back in the same parts."""
    minor = relevance(relevant(World("p", "q").owns("p", "q", 0.3).canvas(), ["p"]))
    p = 0.25 / (1 - (0.75 * 0.12) ** 2)
    assert minor == pytest.approx({"p": p, "q": 0.75 * 0.12 * p}, abs=1e-11)
    major = relevance(relevant(World("p", "q").owns("p", "q", 0.6).canvas(), ["p"]))
    p = 0.25 / (1 - (0.75 * 0.6) ** 2)
    assert major == pytest.approx({"p": p, "q": 0.75 * 0.6 * p}, abs=1e-11)


def test_a_circle_comes_before_a_thousand_other_borrowers_of_the_bank() -> None:
    """By hops the other borrowers stand two away by the bank, d three."""
    others = [f"n{number}" for number in range(1_000)]
    world = World(*"abcdef", *others, k="bank").ring(*"abcdef", cap=1.0)
    for one in (*"abcdef", *others):
        world.lends("k", one, 1e6)
    found = relevant(world.canvas(), ["a"], 20)
    assert found.nodes.party_id[0] == "a"
    assert set(found.nodes.party_id[:7]) == {*"abcdef", "k"}
    assert set(found.nodes.party_id[7:]) == set(sorted(others)[:13]), "the others are equals, and go by identity"
    assert (found.hidden, found.truncated) == (987, True)
    left = list(zip(*(getattr(found.left_out, name) for name in found.left_out.__slots__), strict=True))
    bank = found.nodes.party_id.index("k")
    assert left == [(bank, "LENT", "out", 19, 1_006)]


def test_a_group_comes_before_the_bank_s_other_borrowers() -> None:
    world = World("top", "a", "b", "deep", *(f"n{number}" for number in range(300)), k="bank")
    world.owns("top", "a", 1.0).owns("top", "b", 0.8).owns("b", "deep", 0.7)
    for one in ("a", *(f"n{number}" for number in range(300))):
        world.lends("k", one, 1e6)
    found = relevant(world.canvas(), ["a"], 5)
    assert set(found.nodes.party_id) == {"a", "top", "b", "deep", "k"}


def test_everybody_came_in_by_a_tie_to_somebody_before() -> None:
    world = World(*"abcdefgh", k="bank").ring("a", "b", "c").stands("c", "d").stands("d", "e").owns("f", "a", 0.6)
    found = relevant(world.lends("k", "a").lends("k", "g").canvas(), ["a"], 8)
    ties = found.ties
    for place, tie in enumerate(found.nodes.came_by):
        if place < len(found.starts):
            assert tie is None
        else:
            assert tie is not None
            assert min(ties.source[tie], ties.target[tie]) < max(ties.source[tie], ties.target[tie]) == place
    assert found.nodes.party_id[-1] == "g", "h hangs together with nobody"


def test_several_start_together_and_may_hang_apart() -> None:
    world = World(*"abcd").stands("a", "b").stands("c", "d")
    found = relevant(world.canvas(), ["c", "a"])
    assert (found.nodes.party_id[:2], set(found.nodes.party_id)) == (("c", "a"), set("abcd"))
    assert relevant(world.canvas(), ["a"], 1).nodes.party_id == ("a",)


def test_a_party_without_ties_stands_alone() -> None:
    found = relevant(World("a", "b").canvas(), ["a"])
    assert (found.nodes.party_id, found.nodes.relevance, found.hidden, found.truncated) == (("a",), (0.25,), 0, False)


def test_other_identities_change_nothing_but_the_order_of_equals() -> None:
    """The same world delivered backwards, and one in which everybody has another number."""
    chance = np.random.default_rng(3)
    ends = chance.integers(0, 40, (90, 2)).tolist()
    pairs = [(a, b, cap) for (a, b), cap in zip(ends, chance.random(90).tolist(), strict=True) if a != b]
    names = [f"p{number:02}" for number in range(40)]
    answers = []
    for order in (1, -1):
        world = World(*names[::order])
        for guarantor, debtor, share in pairs[::order]:
            world.stands(names[guarantor], names[debtor], share, guarantee_id=f"{guarantor}>{debtor}:{share}")
        answers.append(relevant(world.canvas(), ["p05"], 15))
    assert answers[0].nodes == answers[1].nodes
    assert set(answers[0].ties.id) == set(answers[1].ties.id)


@pytest.mark.parametrize(
    ("party_ids", "nodes", "error"),
    [
        ([], 60, UsageError), (["nobody"], 60, NotFound), (["a"], 2_001, LimitExceeded),
        (["a"] * (MOST_STARTS + 1), 60, LimitExceeded),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused(party_ids: list[str], nodes: int, error: type[Exception]) -> None:
    with pytest.raises(error):
        relevant(World("a").canvas(), party_ids, nodes)
