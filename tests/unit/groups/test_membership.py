"""Why a client is in a group: each step is a tie that is there, and the path leads from the head to the client."""

from hypothesis import given, settings

from graph.groups.membership import Link, Step, members
from tests.unit.groups.test_connected_clients import Random, worlds
from tests.unit.groups.worlds import named_groups


def test_reasons_are_control_and_dependency() -> None:
    """P (no client) controls A and B; C depends on B, and C controls D."""
    world = {"P": 0.0, "A": 1.0, "B": 2.0, "C": 4.0, "D": 8.0}
    groups = named_groups(world, "P>A P>B C>D", "B>C")
    reasons = {member.party: member for member in members(groups, 0)}
    assert [(link.step, link.first, link.second) for link in reasons[4].path] == [
        (Step.CONTROLS, 0, 2), (Step.PROVIDES, 2, 3), (Step.CONTROLS, 3, 4),
    ]  # fmt: skip
    assert [link.step for link in reasons[1].path] == [Step.CONTROLS]
    assert reasons[1].dependency is None
    assert reasons[4].dependency == Link(Step.PROVIDES, 2, 3, 0, "other", None)
    assert reasons[4].exposure_cny == 8.0


def test_the_head_needs_no_reason_and_other_groups_are_named() -> None:
    groups = named_groups({"B": 1.0, "C": 1.0, "D": 1.0}, depends="B>D C>D")
    first, second = members(groups, 0)
    assert first.path == ()
    assert second.also_in == (1,)


def test_control_goes_before_dependency() -> None:
    """D is controlled by B, whom A controls, and also depends on A."""
    groups = named_groups({"A": 1.0, "B": 1.0, "D": 1.0}, "A>B B>D", "A>D")
    assert members(groups, 0)[2].dependency is None


def test_somebody_who_controls_a_member_is_tied_by_that() -> None:
    """A and B both control C; A controls more and is the head."""
    groups = named_groups({"A": 1.0, "B": 1.0, "C": 1.0, "E": 1.0}, "A>C A>E B>C")
    assert [link.step for link in members(groups, 0)[1].path] == [Step.CONTROLS, Step.CONTROLLED]


@given(worlds())
@settings(max_examples=500, deadline=None)
def test_every_reason_is_a_way_from_the_head(world: Random) -> None:
    groups = world.groups()
    ties = groups.ties
    for group in range(len(groups)):
        listed = members(groups, group)
        assert [member.party for member in listed] == groups.members(group).tolist()
        for member in listed:
            at = int(groups.head[group])
            for link in member.path:
                assert link.first == at
                at = link.second
                if link.step is Step.PROVIDES:
                    rows = ties.dependencies
                    assert (rows.provider[link.place], rows.dependent[link.place]) == (link.first, link.second)
                else:
                    pair = (ties.controller[link.place], ties.controlled[link.place])
                    assert pair == ((link.first, link.second)[:: 1 if link.step is Step.CONTROLS else -1])
            assert at == member.party
