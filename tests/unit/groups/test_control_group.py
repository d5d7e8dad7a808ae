"""Whom control joins, and by which step."""

import numpy as np

from graph.groups.control_group import ControlGroups
from graph.groups.membership import Tie
from graph.ownership.control_rule import ControlRule
from graph.ownership.facts import OwnershipFacts
from tests.unit.groups.drawn import drawn

WORLD = """
company h 控
company a 甲
company b 乙
company c 丙
company g 政府 kind=government
company x 国企
company y 国企
person p 人
person q 人
OWNS h a 1
OWNS h b 0.6
OWNS b c 0.4
OWNS g x 1
OWNS g y 1
OWNS p h 0.3
OWNS q h 0.3
WITH p q
"""


def groups(*, exempt: bool = True) -> tuple[ControlGroups, dict[str, int]]:
    snapshot = drawn(WORLD)
    facts = OwnershipFacts.of(snapshot)
    control = facts.control(ControlRule())
    state = control.concerts.with_groups(facts.is_state)
    places = {key: place for place, key in enumerate(snapshot.parties.table.column("party_id").to_pylist())}
    return ControlGroups.of(control, state if exempt else None), places


def test_members_are_joined_by_control_in_whatever_direction() -> None:
    found, at = groups()
    assert found.members(at["a"]).tolist() == sorted(at[key] for key in ("h", "a", "b", "p", "q"))
    assert found.members(at["p"]).tolist() == sorted(at[key] for key in ("h", "a", "b", "p", "q"))
    assert found.members(at["c"]).tolist() == [at["c"]]


def test_each_member_has_the_nearest_step_that_leads_to_it() -> None:
    found, at = groups()
    steps = {one.member: (one.tie, one.through) for one in found.steps(at["a"])}
    assert steps[at["h"]] == (Tie.CONTROLS, at["a"])
    assert steps[at["b"]][0] is Tie.CONTROLLED
    assert steps[at["p"]][0] is steps[at["q"]][0] is Tie.CONTROLS
    for key in ("a", "h", "p", "c"):
        reached = {one.member for one in found.steps(at[key])}
        assert reached | {at[key]} == set(found.members(at[key]).tolist())


def test_state_control_joins_nobody_where_it_is_exempt() -> None:
    found, at = groups()
    assert found.members(at["x"]).tolist() == [at["x"]]
    joined, _ = groups(exempt=False)
    assert np.isin([at["x"], at["y"], at["g"]], joined.members(at["x"])).all()
