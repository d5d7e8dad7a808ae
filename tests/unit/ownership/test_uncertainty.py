"""Shares and control where parties may be one, against figures worked out by hand."""

import numpy as np
import pytest

from graph.errors import UsageError
from graph.ownership.concert import Concerts
from graph.ownership.control import ControlRule
from graph.ownership.possible_holdings import PossibleHoldings
from graph.ownership.possible_worlds import Draw
from graph.ownership.same_party import UncertainLinks
from graph.ownership.shareholdings import Shareholdings, Stakes
from graph.ownership.uncertain_answers import (
    NOT_SHOWN,
    UNDETERMINED,
    Reaching,
    possible_controllers,
    share_range,
    share_ranges,
)
from graph.ownership.uncertainty import NEVER, Estimate, World, over_worlds
from tests.unit.ownership.matched import Matched, Stake

HALF, QUARTER = ControlRule(), Reaching(0.25)
TWO = [("P", "T", 0.3), ("Q", "T", 0.3)]


def two(chance: float) -> Matched:
    """P and Q bear one name and hold 30 % of T each."""
    return Matched("P Q T", TWO, [("P", "Q", chance)])


def figures(estimate: Estimate) -> tuple[float, float, float, float]:
    return estimate.mean, estimate.low, estimate.high, estimate.probability


def test_namesakes_with_thirty_percent_each_control_by_sixty_if_they_are_one() -> None:
    world = two(0.3)
    shares = share_ranges(world.possible, world.at("T"), Reaching(0.5))
    assert shares.exact
    assert shares.world_count == 2
    for name in "PQ":
        assert figures(shares.of(world.at(name))) == pytest.approx((0.39, 0.3, 0.6, 0.3))
        control = possible_controllers(world.possible, world.at("T"), HALF)
        assert figures(control.of(world.at(name))) == pytest.approx((0.3, 0, 1, 0.3))
    assert control.of(NOT_SHOWN).probability == pytest.approx(0.7)
    assert control.of(UNDETERMINED).probability == pytest.approx(0.7)  # the 40 % not disclosed could be either's
    assert shares.of(world.at("T")) == NEVER
    assert (shares.of(world.at("P")).mean_error, shares.of(world.at("P")).probability_error) == (0, 0)
    assert world.named(shares.matches) == {"P~Q"}


def test_a_certain_match_is_no_question_and_one_ruled_out_is_none() -> None:
    sure, ruled_out = two(1.0), two(0.0)
    for name in "PQ":
        found = share_ranges(sure.possible, sure.at("T"), Reaching(0.5)).of(sure.at(name))
        assert figures(found) == pytest.approx((0.6, 0.6, 0.6, 1.0))
        assert possible_controllers(sure.possible, sure.at("T"), HALF).of(sure.at(name)).probability == 1.0
        found = share_range(ruled_out.possible, ruled_out.at(name), ruled_out.at("T"), Reaching(0.5)).of(sure.at(name))
        assert figures(found) == pytest.approx((0.3, 0.3, 0.3, 0.0))
    assert share_ranges(sure.possible, sure.at("T"), QUARTER).world_count == 1


def test_three_namesakes_close() -> None:
    """p~q 0.5, q~r 0.4, p~r 0.1: P is alone with 0.45, with Q 0.27, with R 0.03, with both 0.25."""
    world = Matched("P Q R T", [("P", "T", 0.2), ("Q", "T", 0.2), ("R", "T", 0.4)],
                    [("P", "Q", 0.5), ("Q", "R", 0.4), ("P", "R", 0.1)])  # fmt: skip
    found = share_ranges(world.possible, world.at("T"), Reaching(0.5)).of(world.at("P"))
    assert figures(found) == pytest.approx((0.2 * 0.45 + 0.4 * 0.27 + 0.6 * 0.03 + 0.8 * 0.25, 0.2, 0.8, 0.28))
    control = possible_controllers(world.possible, world.at("T"), HALF)
    assert control.of(world.at("R")).probability == pytest.approx(0.18 + 0.03 + 0.25)  # with Q, with P, with both
    assert control.of(NOT_SHOWN).probability == pytest.approx(0.54)


def test_a_holder_may_hold_through_its_namesake_only() -> None:
    world = Matched("P N M T", [("N", "M", 0.8), ("M", "T", 0.5)], [("P", "N", 0.25)])
    found = share_range(world.possible, world.at("P"), world.at("T"), Reaching(0.4))
    assert figures(found.of(world.at("P"))) == pytest.approx((0.1, 0.0, 0.4, 0.25))
    everybody = share_ranges(world.possible, world.at("T"), QUARTER)
    assert len(everybody.matches) == 0  # to T it is one and the same whether P, who holds nothing, is N
    assert figures(everybody.of(world.at("N"))) == pytest.approx((0.4, 0.4, 0.4, 1.0))
    assert everybody.of(world.at("P")) == NEVER


def test_a_double_of_an_enterprise_may_bring_its_owners() -> None:
    world = Matched("A B P Q T", [("A", "T", 1.0), ("P", "B", 0.9), ("Q", "A", 0.1)], [("A", "B", 0.5)])
    shares = share_ranges(world.possible, world.at("T"), QUARTER)
    assert figures(shares.of(world.at("P"))) == pytest.approx((0.45, 0.0, 0.9, 0.5))
    assert figures(shares.of(world.at("Q"))) == pytest.approx((0.1, 0.1, 0.1, 0.0))
    assert figures(shares.of(world.at("B"))) == pytest.approx((0.5, 0.0, 1.0, 0.5))
    control = possible_controllers(world.possible, world.at("T"), HALF)
    assert {world.names[key]: found.probability for key, found in control.figures.items()} == pytest.approx(
        {"A": 1.0, "B": 0.5, "P": 0.5}
    )


def test_only_matches_on_the_way_from_holder_to_target_bear_on_a_share() -> None:
    world = Matched(
        "P Q N X Y Z T", [("P", "X", 0.5), ("X", "T", 0.5), ("Q", "T", 0.2), ("Y", "T", 0.1), ("P", "Z", 0.5)],
        [("P", "N", 0.1), ("Q", "N", 0.1), ("Q", "Y", 0.5), ("X", "Z", 0.3), ("N", "Z", 0.2)],
    )  # fmt: skip
    scope = world.possible.between(world.at("P"), world.at("T"))
    assert world.named(scope.matches) == {"P~N", "Q~N", "Q~Y", "X~Z", "N~Z"}
    apart = Matched("P X Q R T", [("P", "X", 0.5), ("X", "T", 0.5), ("Q", "T", 0.2), ("R", "T", 0.1)],
                    [("Q", "R", 0.5)])  # fmt: skip
    assert len(apart.possible.between(apart.at("P"), apart.at("T")).matches) == 0
    assert apart.named(apart.possible.upstream_of(apart.at("T")).matches) == {"Q~R"}


def test_namesakes_who_hold_nothing_do_not_count_unless_they_join_two_who_do() -> None:
    names = "P Q T A B C D"
    idle = [("P", "A", 0.5), ("P", "B", 0.5), ("A", "B", 0.5), ("B", "C", 0.5), ("C", "A", 0.5)]
    world = Matched(names, TWO, [*idle, ("P", "Q", 0.1)])
    assert world.named(world.possible.upstream_of(world.at("T")).matches) == {"P~Q"}
    joining = Matched(names, TWO, [*idle, ("Q", "C", 0.1), ("C", "D", 0.5)])
    found = joining.named(joining.possible.upstream_of(joining.at("T")).matches)
    assert found == {"P~A", "P~B", "A~B", "B~C", "A~C", "Q~C"}


def test_ten_thousand_matches_elsewhere_leave_three_that_count_exact() -> None:
    rng = np.random.default_rng(1)
    count, elsewhere = 40_000, np.arange(10, 40_000, dtype=np.int32)
    owner, owned = rng.choice(elsewhere, (2, 30_000)).astype(np.int32)
    first, second = rng.choice(elsewhere, (2, 10_000)).astype(np.int32)
    near_owner, near_owned = np.array([[1, 2, 3, 4, 0], [0, 0, 4, 0, 9]], np.int32)
    holdings = Shareholdings.of_stakes(count, Stakes(
        np.r_[near_owner, owner], np.r_[near_owned, owned],
        np.r_[[0.2, 0.2, 0.5, 0.3, 0.5], np.full(len(owner), 0.01)], np.full(len(owner) + 5, np.nan),
    ))  # fmt: skip
    matches = UncertainLinks.of_pairs(
        count, np.r_[first, np.array([1, 2, 1], np.int32)], np.r_[second, np.array([2, 3, 3], np.int32)],
        np.r_[np.full(len(first), 0.5), [0.5, 0.4, 0.1]],
    )  # fmt: skip
    possible = PossibleHoldings.of(holdings, matches)
    found = share_ranges(possible, 0, Reaching(0.35))
    assert found.exact
    assert len(found.matches) == 3
    expected = 0.2 * 0.45 + 0.4 * 0.27 + 0.35 * 0.03 + 0.55 * 0.25
    assert figures(found.of(1)) == pytest.approx((expected, 0.2, 0.55, 0.27 + 0.03 + 0.25))


def test_far_matches_are_not_followed_through_a_company_downstream() -> None:
    world = Matched("P Q T D R S", [*TWO, ("T", "D", 0.5), ("R", "D", 0.3), ("S", "D", 0.2)],
                    [("P", "Q", 0.3), ("R", "S", 0.5)])  # fmt: skip
    assert world.named(world.possible.upstream_of(world.at("T")).matches) == {"P~Q"}
    assert world.named(world.possible.downstream_of(world.at("T")).matches) == set()
    assert world.named(world.possible.upstream_of(world.at("D")).matches) == {"P~Q", "R~S"}


def sixteen() -> Matched:
    """Sixteen pairs of namesakes among the holders of T, more than are counted out."""
    names = [f"{letter}{i}" for i in range(16) for letter in "pq"]
    stakes: list[Stake] = [(name, "T", 1 / 64 + (place % 5) / 200) for place, name in enumerate(names)]
    return Matched(" ".join([*names, "T"]), stakes, [(f"p{i}", f"q{i}", 0.02 * i + 0.05) for i in range(16)])


def test_drawn_figures_lie_within_four_standard_errors_of_the_exact_ones() -> None:
    world = sixteen()
    target, holds = world.at("T"), Reaching(0.06)
    drawn = share_ranges(world.possible, target, holds, Draw(samples=1000, seed=7))
    assert not drawn.exact
    for name in world.names[:-1]:
        party = world.at(name)
        exact = share_range(world.possible, party, target, holds)  # here only the party's own match counts
        assert exact.exact
        assert len(exact.matches) == 1
        one, other = exact.of(party), drawn.of(party)
        assert (other.low, other.high) == pytest.approx((one.low, one.high))
        assert other.mean_error > 0
        assert abs(other.mean - one.mean) <= 4 * other.mean_error
        assert abs(other.probability - one.probability) <= 4 * other.probability_error


def test_what_no_match_changes_is_drawn_with_no_error_of_the_mean() -> None:
    world = sixteen()
    stakes: list[Stake] = [*world.stakes, ("O", "T", 0.04)]
    more = Matched(" ".join([*world.names, "O"]), stakes, world.matches)
    found = share_ranges(more.possible, more.at("T"), Reaching(0.03), Draw(samples=50)).of(more.at("O"))
    assert figures(found) == pytest.approx((0.04, 0.04, 0.04, 1.0))
    assert found.mean_error == pytest.approx(0.0, abs=1e-9)


def test_concert_is_carried_to_whoever_a_member_may_be() -> None:
    """A and B agree; B may be C, who holds what they lack."""
    world = Matched("A B C T", [("A", "T", 0.4), ("C", "T", 0.2)], [("B", "C", 0.3)], ["A+B"])
    concerts = Concerts.of_pairs(4, *world.tied)
    found = possible_controllers(world.possible, world.at("T"), HALF, concerts)
    assert found.of(4).probability == pytest.approx(0.3)  # the group of A and B
    assert found.of(NOT_SHOWN).probability == pytest.approx(0.7)
    without = Matched("A B C T", world.stakes, world.matches)
    assert possible_controllers(without.possible, without.at("T"), HALF).of(NOT_SHOWN).probability == 1.0


def test_a_group_whose_members_are_one_is_that_party() -> None:
    world = Matched("A B T", [("A", "T", 0.4), ("B", "T", 0.2)], [("A", "B", 0.3)], ["A+B"])
    found = possible_controllers(world.possible, world.at("T"), HALF, Concerts.of_pairs(3, *world.tied))
    assert found.of(3).probability == 1.0
    assert found.of(world.at("A")).probability == found.of(world.at("B")).probability == pytest.approx(0.3)


def test_a_set_names_everybody_who_is_one_with_its_members() -> None:
    world = two(0.3)

    def holders(inside: World) -> dict[frozenset[int], float]:
        return {frozenset(inside.holdings.owner.tolist()): float(len(inside.holdings))}

    found = over_worlds(world.possible.upstream_of(world.at("T")), holders)
    both = frozenset({world.at("P"), world.at("Q")})
    assert figures(found.of(both)) == pytest.approx((0.7 * 2 + 0.3 * 1, 1.0, 2.0, 1.0))


def test_sums_follow_the_parties() -> None:
    world = Matched("P Q S T", [*TWO, ("S", "T", 0.1)], [("P", "Q", 0.5), ("Q", "S", 1.0)])
    scope = world.possible.upstream_of(world.at("T"))
    amounts = scope.summed(np.array([1.0, 2.0, 4.0, 8.0]))

    def sums(inside: World) -> dict[int, float]:
        return dict(enumerate(inside.summed(amounts).tolist()))

    found = over_worlds(scope, sums)
    assert figures(found.of(world.at("P"))) == pytest.approx((4.0, 1.0, 7.0, 1.0))
    assert figures(found.of(world.at("S"))) == pytest.approx((6.5, 6.0, 7.0, 1.0))


@pytest.mark.parametrize("party", [-1, 3])
def test_a_position_that_is_none_is_refused(party: int) -> None:
    possible = two(0.3).possible
    for ask in (
        lambda: share_ranges(possible, party, QUARTER), lambda: share_range(possible, party, 2, QUARTER),
        lambda: possible_controllers(possible, party, HALF), lambda: possible.downstream_of(party),
        lambda: possible.upstream_of(2).place(party),
    ):  # fmt: skip
        with pytest.raises(UsageError, match="position"):
            ask()


@pytest.mark.parametrize("draw", [{"exact_up_to": -1}, {"exact_up_to": 21}, {"samples": 1}, {"seed": -1}])
def test_worlds_that_cannot_be_counted_are_refused(draw: dict[str, int]) -> None:
    with pytest.raises(UsageError, match="samples"):
        Draw(**draw)
