"""Control on small worlds worked out by hand."""

import numpy as np
import pytest

from graph.errors import UsageError
from graph.ownership.control import Control, ControlRule
from graph.ownership.control_reason import Basis, control_steps
from graph.ownership.positions import Positions
from tests.unit.ownership.stakes import Row, concerted, holdings


def pairs(control: Control) -> set[tuple[int, int]]:
    return set(zip(*(ends.tolist() for ends in control.pairs()), strict=True))


def declared(party_count: int, person: int, enterprise: int) -> Positions:
    ends = np.array([[person], [enterprise]], dtype=np.int32)
    return Positions.of_rows(party_count, ends[0], ends[1], ["actual_controller"])


def test_votes_of_everything_controlled_count_once() -> None:
    # The guide of gringo: c1 holds 60 % of c2 and 20 % of c3, c2 35 % of c3, c3 51 % of c4.
    control = Control.of(holdings(4, [(0, 1, 0.6), (0, 2, 0.2), (1, 2, 0.35), (2, 3, 0.51)]))
    assert pairs(control) == {(0, 1), (0, 2), (0, 3), (2, 3)}
    assert control.ultimate.tolist() == [-1, 0, 0, 0]


def test_a_circle_that_supports_itself_gives_nobody_control() -> None:
    rows: list[Row] = [(0, 2, 0.4), (3, 2, 0.2), (1, 2, 0.4), (2, 3, 0.6), (1, 3, 0.4)]
    assert pairs(Control.of(holdings(4, rows))) == {(2, 3)}


def test_suspended_votes_leave_the_whole() -> None:
    rows: list[Row] = [(0, 2, 0.41), (3, 2, 0.2), (1, 2, 0.39), (2, 3, 0.6), (1, 3, 0.4)]
    free = Control.of(holdings(4, rows))
    bound = Control.of(holdings(4, rows), ControlRule(suspend_subsidiary_votes=True))
    assert pairs(free) == {(2, 3)}
    assert pairs(bound) == {(2, 3), (0, 2), (0, 3)}
    assert abs(bound.votes_of(0, 2) - 0.5125) < 1e-12
    assert bound.votes_of(3, 2) == 0


def test_a_sale_that_brings_suspended_votes_back_ends_control() -> None:
    rows: list[Row] = [(0, 2, 0.41), (3, 2, 0.2), (1, 2, 0.39), (2, 3, 0.6), (1, 3, 0.4)]
    control = Control.of(holdings(4, rows), ControlRule(suspend_subsidiary_votes=True))
    found = control.what_would_change(0, 2)
    assert found is not None
    assert found.place == 1  # sold to a stranger, 3's twenty per cent vote again


def test_two_companies_that_each_hold_the_majority_of_the_other_both_fall_silent() -> None:
    rows: list[Row] = [(0, 1, 0.6), (1, 0, 0.6), (2, 0, 0.3), (2, 1, 0.1)]
    free = Control.of(holdings(3, rows))
    assert pairs(free) == {(0, 1), (1, 0)}
    assert free.ultimate.tolist() == [0, 0, -1]
    assert free.tops.in_circle.tolist() == [True, True, False]
    bound = Control.of(holdings(3, rows), ControlRule(suspend_subsidiary_votes=True))
    assert pairs(bound) == {(2, 0)}  # 30 of the 40 % that still vote in 0; in 1 only 10 of 40 %
    assert bound.undetermined.tolist() == [False, True, False]


def test_a_company_that_holds_itself_through_two_others_has_no_controller() -> None:
    control = Control.of(holdings(4, [(0, 1, 0.6), (0, 2, 0.6), (1, 0, 0.3), (2, 0, 0.3), (3, 0, 0.4)]))
    assert pairs(control) == {(0, 1), (0, 2)}
    assert control.ultimate.tolist() == [-1, 0, 0, -1]
    assert control.tops.holds_itself.tolist() == [True, False, False, False]


def test_own_shares_do_not_vote() -> None:
    control = Control.of(holdings(3, [(0, 1, 0.4), (1, 1, 0.3), (2, 1, 0.3)]))
    assert abs(control.votes_of(0, 1) - 4 / 7) < 1e-12
    assert pairs(control) == {(0, 1)}


def test_at_least_half_is_enough_only_where_the_rule_says_so() -> None:
    rows: list[Row] = [(0, 1, 0.5), (1, 2, 0.5)]
    assert pairs(Control.of(holdings(3, rows))) == set()
    assert pairs(Control.of(holdings(3, rows), ControlRule(strict=False))) == {(0, 1), (0, 2), (1, 2)}


def test_noise_of_doubles_decides_nothing() -> None:
    tenths: list[Row] = [(i, 6, 0.1) for i in range(3)]  # 0.1 + 0.1 + 0.1 is more than 0.3 in doubles
    rows = [*tenths, (3, 6, 0.2), *((5, i, 1.0) for i in range(4))]
    assert (5, 6) not in pairs(Control.of(holdings(7, rows)))
    assert (5, 6) in pairs(Control.of(holdings(7, rows), ControlRule(strict=False)))


def test_half_and_half_is_contested_by_at_least_half() -> None:
    control = Control.of(holdings(3, [(0, 2, 0.5), (1, 2, 0.5)]), ControlRule(strict=False))
    assert control.ultimate[2] == 0
    assert control.tops.contested.tolist() == [False, False, True]


def test_votes_decide_and_shares_where_asked() -> None:
    rows: list[Row] = [(0, 2, 0.2, 10 / 14), (1, 2, 0.8, 4 / 14)]
    assert pairs(Control.of(holdings(3, rows))) == {(0, 2)}
    assert pairs(Control.of(holdings(3, rows), ControlRule(votes=False))) == {(1, 2)}


def test_a_concert_group_stands_for_its_members() -> None:
    rows: list[Row] = [(0, 3, 0.3), (1, 3, 0.25), (2, 3, 0.45), (3, 4, 0.51)]
    control = Control.of(holdings(5, rows), concerts=concerted(5, [0, 1]))
    assert pairs(control) == {(5, 3), (5, 4), (3, 4)}
    assert pairs(control.alone) == {(3, 4)}
    assert control.ultimate.tolist() == [-1, -1, -1, 5, 5]
    assert control.controllers_of(4).tolist() == [3, 5]
    assert abs(control.votes_of(5, 3) - 0.55) < 1e-12


def test_who_controls_a_member_and_the_company_stands_above_the_group() -> None:
    # 0 holds all of 1, which holds 60 % of 3 and votes with 2, which holds 5 %.
    rows: list[Row] = [(0, 1, 1.0), (1, 3, 0.6), (2, 3, 0.05)]
    control = Control.of(holdings(4, rows), concerts=concerted(4, [1, 2]))
    assert pairs(control) == {(0, 1), (0, 3), (4, 3)}
    assert control.ultimate[3] == 0
    assert not control.tops.contested[3]


def test_abstains_where_undisclosed_votes_could_decide() -> None:
    control = Control.of(holdings(4, [(0, 3, 0.4), (1, 3, 0.25), (2, 3, 0.2)]))  # 15 % undisclosed
    assert control.undetermined.tolist() == [False, False, False, True]
    assert control.ultimate[3] == -1
    found = control.contenders(3)
    assert abs(found.undisclosed - 0.15) < 1e-12
    assert not found.by_an_unknown
    assert [(c.holder, round(c.votes, 9), round(c.missing, 6)) for c in found.contenders] == [(0, 0.4, 0.1)]


def test_abstains_also_for_votes_undisclosed_further_up() -> None:
    # 0 could control 1 with its undisclosed 20 %, and then decide in 2, where everything is known.
    rows: list[Row] = [(0, 1, 0.4), (3, 1, 0.4), (0, 2, 0.3), (1, 2, 0.3), (4, 2, 0.4)]
    control = Control.of(holdings(5, rows))
    assert control.undetermined.tolist() == [False, True, True, False, False]
    assert [c.holder for c in control.contenders(2).contenders] == [0]
    settled = Control.of(holdings(5, [*rows, (4, 1, 0.2)]))
    assert not settled.undetermined.any()


def test_says_that_no_owner_is_known() -> None:
    control = Control.of(holdings(3, [(0, 1, 0.01)]))
    assert control.no_owner_known.tolist() == [True, False, True]
    assert control.undetermined.tolist() == [False, True, False]
    assert control.contenders(1).by_an_unknown


def test_more_votes_than_there_are_make_control_uncertain() -> None:
    rows: list[Row] = [(0, 2, 0.7), (1, 2, 0.6), (2, 3, 0.9)]
    control = Control.of(holdings(4, rows))
    assert pairs(control) == {(0, 2), (0, 3), (2, 3)}  # 70 of 130
    assert control.uncertain.tolist() == [False, False, True, True]
    assert control.why(0, 3).uncertain
    assert not control.why(2, 3).uncertain


def test_reason_majority() -> None:
    reason = Control.of(holdings(2, [(0, 1, 0.3), (0, 1, 0.3)])).why(0, 1)
    assert reason.basis is Basis.MAJORITY
    assert [held.stakes for held in reason.own] == [(0, 1)]
    assert abs(reason.own_votes - 0.6) < 1e-12


def test_reason_through_leaves_out_what_the_target_itself_brings() -> None:
    # 2 gets 30 % of 1 only through 1 itself.
    rows: list[Row] = [(0, 1, 0.55), (1, 2, 1.0), (2, 1, 0.3), (0, 3, 0.2), (1, 3, 0.35)]
    control = Control.of(holdings(4, rows))
    assert control.why(0, 1).basis is Basis.MAJORITY
    assert control.why(0, 1).through == ()
    reason = control.why(0, 3)
    assert reason.basis is Basis.THROUGH
    assert [(held.party, held.votes) for held in reason.through] == [(1, 0.35)]
    assert [step.target for step in control_steps(control, 0, 3)] == [1, 3]


def test_reason_agreement_names_members_and_declarations() -> None:
    control = Control.of(holdings(3, [(0, 2, 0.3), (1, 2, 0.3)]), concerts=concerted(3, [0, 1]))
    for asked in (3, 0):  # of the group, and of a member who controls only with it
        reason = control.why(asked, 2)
        assert reason.basis is Basis.AGREEMENT
        assert reason.agreement is not None
        assert reason.agreement.members == (0, 1)
        assert [(d.party, d.other, d.basis) for d in reason.agreement.declarations] == [(0, 1, "agreement")]


def test_reason_position_is_evidence_and_not_control() -> None:
    control = Control.of(holdings(2, [(0, 1, 0.3)]), declared=declared(2, 0, 1))
    reason = control.why(0, 1)
    assert reason.basis is Basis.POSITION
    assert not reason.controls
    assert Control.of(holdings(2, [(0, 1, 0.6)]), declared=declared(2, 0, 1)).why(0, 1).declared
    assert Control.of(holdings(2, [(0, 1, 0.3)])).why(0, 1).basis is Basis.NONE


def test_what_would_change_is_the_smallest_stake_that_ends_control() -> None:
    rows: list[Row] = [(0, 1, 0.47), (0, 1, 0.04), (0, 2, 0.9), (1, 3, 0.3), (2, 3, 0.22)]
    control = Control.of(holdings(4, rows))
    found = control.what_would_change(0, 1)
    assert found is not None
    assert (found.place, found.share) == (1, 0.04)
    assert abs(found.votes_left - 0.47) < 1e-12
    below = control.what_would_change(0, 3)
    assert below is not None
    assert below.place == 1  # control of 1 is lost, and with it 3
    assert control.what_would_change(1, 3) is None  # nothing to lose


def test_nothing_changes_where_no_single_sale_suffices() -> None:
    rows: list[Row] = [(0, 1, 1.0), (0, 2, 1.0), (0, 4, 1.0), (1, 3, 0.3), (2, 3, 0.3), (4, 3, 0.3)]
    assert Control.of(holdings(5, rows)).what_would_change(0, 3) is None


def test_unknown_positions_and_thresholds_are_refused() -> None:
    control = Control.of(holdings(2, [(0, 1, 0.6)]))
    for ask in (lambda: control.controlled_by(2), lambda: control.controllers_of(-1), lambda: control.why(0, 5)):
        with pytest.raises(UsageError, match="no party at position"):
            ask()
    with pytest.raises(UsageError, match="part of one"):
        ControlRule(threshold=50)
    with pytest.raises(UsageError):
        ControlRule(threshold=float("nan"))


def test_values_that_are_no_numbers_count_nothing() -> None:
    rows: list[Row] = [(0, 1, float("inf")), (0, 1, -0.5), (2, 1, 0.6, -1.0), (0, 3, 0.6, float("nan"))]
    control = Control.of(holdings(4, rows))
    assert pairs(control) == {(0, 3)}
    assert np.isfinite(control.ballot.total).all()


def test_a_holder_of_a_hundred_thousand_companies_and_a_company_of_as_many_holders() -> None:
    count = 100_000
    rows: list[Row] = [(0, i, 0.6) for i in range(1, count)]
    control = Control.of(holdings(count, rows))
    assert len(control.controlled_by(0)) == count - 1
    crowd: list[Row] = [(i, 0, 1e-5) for i in range(1, count)]
    dispersed = Control.of(holdings(count, crowd))
    assert dispersed.ultimate[0] == -1
    assert not dispersed.undetermined[0]


def test_a_chain_of_any_length() -> None:
    count = 5_000
    control = Control.of(holdings(count, [(i, i + 1, 0.6) for i in range(count - 1)]))
    assert (control.ultimate[1:] == 0).all()
    found = control.what_would_change(0, count - 1)
    assert found is not None
    assert found.place == 0
    assert len(control_steps(control, 0, count - 1)) == count - 1
