"""Control in a synthetic world, held against its truth: by the register, and where a nominee hides the owner."""

import numpy as np
import pytest

from tests.unit.ownership.controlled_world import controllers, found_controller, fronted

WORLDS = [(seed, 600, 0.5) for seed in (1, 2, 3)]


@pytest.mark.parametrize("world", WORLDS)
def test_by_the_register_every_controller_is_found(world: tuple[int, int, float]) -> None:
    control, truth, ids = controllers(*world)
    assert [row["party_id"] for row in truth] == ids[: len(truth)]
    assert any(row["basis"] == "concert" for row in truth)
    differing = [
        (row, found_controller(control, ids, company))
        for company, row in enumerate(truth)
        if found_controller(control, ids, company) != row["controller_by_register"]
    ]
    assert differing == []


@pytest.mark.parametrize("world", WORLDS)
def test_every_true_controller_that_is_missed_stands_behind_a_nominee(world: tuple[int, int, float]) -> None:
    control, truth, ids = controllers(*world)
    fronts, missed = fronted(*world), 0
    for company, row in enumerate(truth):
        if found_controller(control, ids, company) == row["controller"]:
            continue
        missed += 1
        assert row["hidden"]
        assert fronts & {company, *control.controllers_of(company).tolist()}
    assert 0 < missed < 0.1 * len(truth)


@pytest.mark.parametrize("world", WORLDS)
def test_abstains_only_where_nobody_is_shown_and_votes_are_missing(world: tuple[int, int, float]) -> None:
    control, *_ = controllers(*world)
    doubtful = np.flatnonzero(control.undetermined)
    assert len(doubtful) > 0
    assert (control.ultimate[doubtful] == -1).all()
    for company in doubtful.tolist():
        found = control.contenders(company)
        owners = control.holdings.by_owned.neighbours(company)
        assert found.undisclosed > 0 or control.undetermined[owners].any()
        assert found.contenders
