"""Concert: declared groups, relatives, the presumptions of art. 83 one by one, and control if they held."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from graph.as_of import BEGINNING, FOREVER, AsOf
from graph.errors import UsageError
from graph.ownership.concert import Concerts
from graph.ownership.control import Control
from graph.ownership.kinship import Kin
from graph.ownership.positions import Positions
from graph.ownership.presumed_control import presumed_blocks, presumed_concerts
from graph.ownership.presumption import CLAUSES, Investors, Presumption
from graph.schema.common import DATED
from graph.snapshot import History
from graph.snapshot.columns import table_of_rows
from graph.snapshot.read import bulk_read
from tests.unit.ownership.stakes import Row, concerted, holdings

TARGET, A, B, C, MANAGER, RELATIVE, PERSON, OTHER = range(8)
"""A company, three companies that hold it or might, and persons."""

HELD: list[Row] = [(A, TARGET, 0.3), (B, TARGET, 0.25)]


def presumed(
    rows: Sequence[Row], posts: Sequence[tuple[int, int, str]] = (), kin: Sequence[tuple[int, int, str]] = ()
) -> set[tuple[int, int, int, tuple[int, ...]]]:
    found = investors(rows, posts, kin).presumptions()
    return {(p.clause, p.party, p.other, p.through) for p in found}


def investors(
    rows: Sequence[Row], posts: Sequence[tuple[int, int, str]] = (), kin: Sequence[tuple[int, int, str]] = ()
) -> Investors:
    ends = np.array([post[:2] for post in posts], dtype=np.int32).reshape(-1, 2)
    positions = Positions.of_rows(8, ends[:, 0], ends[:, 1], [role for *_, role in posts])
    is_person = np.arange(8) >= MANAGER
    return Investors(Control.of(holdings(8, rows)), positions, Kin.of_rows(8, list(kin)), is_person, TARGET)


def test_groups_merge_through_common_members() -> None:
    ends = np.array([[6, 1], [1, 4], [3, 3], [2, 5]], dtype=np.int32)
    found = Concerts.of_pairs(8, ends[:, 0], ends[:, 1])
    assert found.group_of.tolist() == [-1, 0, 1, -1, 0, 1, 0, -1]
    assert found.members_of(8).tolist() == [1, 4, 6]
    assert found.members_of(3).tolist() == [3]
    assert found.holder_of(5) == 9
    assert found.declarations_of(0).tolist() == [0, 1]


def test_given_groups_keep_their_order() -> None:
    found = Concerts.of_groups(6, [[4, 5], [0, 1]])
    assert found.members_of(6).tolist() == [4, 5]
    assert found.members_of(7).tolist() == [0, 1]
    merged = Concerts.of_groups(6, [[4, 5], [0, 1], [1, 2]])
    assert len(merged) == 2
    assert merged.members_of(7).tolist() == [0, 1, 2]


def test_a_given_group_of_one_keeps_its_number_and_an_empty_one_has_none() -> None:
    found = Concerts.of_groups(6, [[5], [], [0, 1]])
    assert [found.members_of(6).tolist(), found.members_of(7).tolist(), len(found)] == [[5], [0, 1], 2]
    assert Concerts.of_groups(6, [[], []]).group_of.tolist() == [-1] * 6


def test_what_holds_of_all_members_holds_of_a_group() -> None:
    flags = np.array([True, True, False, True, False, True])
    assert concerted(6, [0, 1], [2, 3]).with_groups(flags).tolist() == [*flags.tolist(), True, False]
    assert Concerts.none(6).with_groups(flags).tolist() == flags.tolist()


def test_concert_with_nobody_known_is_refused() -> None:
    with pytest.raises(UsageError, match="concert party"):
        Concerts.of_groups(3, [[1, 3]])
    with pytest.raises(UsageError, match="concert party"):
        Concerts.of_groups(3, [[3]])


def test_concert_posts_and_kin_of_a_snapshot() -> None:
    always = dict(zip((p.name for p in DATED), (BEGINNING, FOREVER, BEGINNING, FOREVER), strict=True))

    def table(name: str, *rows: dict[str, Any]) -> pa.Table:
        return table_of_rows(bulk_read(name).properties, rows)

    def edge(source: str, target: str, **more: Any) -> dict[str, Any]:
        return {"source_key": source, "target_key": target, **always, **more}

    history = History.of(
        {
            "Enterprise": table("Enterprise", {"party_id": "e", "canonical_id": "e"}),
            "Person": table("Person", *({"party_id": p, "canonical_id": p} for p in "pqr")),
            "ACTS_WITH": table("ACTS_WITH", edge("p", "q", basis="voting_trust"), edge("q", "e")),
            "RELATED_TO": table("RELATED_TO", edge("p", "q", kinship="spouse"), edge("r", "q", kinship="parent")),
        }
    )
    snapshot = history.at(AsOf(date(2025, 1, 1), date(2025, 1, 1)))
    e, p, q, r = snapshot.find("Party", ["e", "p", "q", "r"]).tolist()
    concerts = Concerts.of(snapshot)
    assert sorted(concerts.members_of(4).tolist()) == sorted([e, p, q])
    assert sorted(concerts.basis) == ["other", "voting_trust"]
    kin = Kin.of(snapshot)
    assert kin.relatives(p) == {q}  # r is q's child, a stepchild of p: not on the list
    assert kin.relatives(r) == {q}
    assert kin.relatives(q) == {p, r}


def test_relatives_go_as_far_as_the_law() -> None:
    # 0 - spouse 1 - sibling 2 - spouse 3 - sibling 4; 0 - child 5 - spouse 6 - parent 7.
    steps = [(0, 1, "spouse"), (1, 2, "sibling"), (2, 3, "spouse"), (3, 4, "sibling")]
    kin = Kin.of_rows(8, [*steps, (0, 5, "child"), (5, 6, "spouse"), (6, 7, "parent")])
    assert kin.relatives(0) == {1, 2, 3, 5, 6}
    assert kin.relatives(6) == {0, 5, 7}
    assert Kin.of_rows(2, [(0, 1, "other")]).relatives(1) == {0}


def test_no_presumption_between_strangers() -> None:
    assert presumed(HELD) == set()
    assert presumed([*HELD, (C, A, 0.9)]) == set()  # C holds nothing of the company


def test_1_one_controls_the_other() -> None:
    assert presumed([*HELD, (A, B, 0.6)]) == {(1, A, B, ())}


def test_2_one_party_controls_both() -> None:
    assert presumed([*HELD, (PERSON, A, 0.51), (PERSON, B, 0.51)]) == {(2, A, B, (PERSON,))}


@pytest.mark.parametrize("role", ["director", "supervisor", "general_manager", "finance_officer", "chairman"])
def test_3_an_officer_of_both(role: str) -> None:
    assert presumed(HELD, [(MANAGER, A, "director"), (MANAGER, B, role)]) == {(3, A, B, (MANAGER,))}


def test_3_not_by_a_registered_controller() -> None:
    assert presumed(HELD, [(MANAGER, A, "director"), (MANAGER, B, "actual_controller")]) == set()


def test_4_a_significant_stake_in_the_other() -> None:
    assert presumed([*HELD, (A, B, 0.2)]) == {(4, A, B, ())}
    assert presumed([*HELD, (A, B, 0.19)]) == set()


def test_6_partners_in_a_third_company() -> None:
    assert presumed([*HELD, (A, C, 0.4), (B, C, 0.4)]) == {(6, A, B, (C,))}
    assert presumed([*HELD, (A, C, 0.4), (B, C, 0.1)]) == set()


def test_7_a_large_natural_holder_of_the_other() -> None:
    held: list[Row] = [(A, TARGET, 0.3), (PERSON, TARGET, 0.1)]
    assert presumed([*held, (PERSON, A, 0.3)]) == {(7, A, PERSON, ()), (4, A, PERSON, ())}
    assert presumed([*held, (PERSON, A, 0.15)]) == set()


def test_8_an_officer_of_the_other() -> None:
    held: list[Row] = [(A, TARGET, 0.3), (MANAGER, TARGET, 0.1)]
    assert presumed(held, [(MANAGER, A, "supervisor")]) == {(8, A, MANAGER, ())}


def test_9_a_relative_of_an_officer_or_large_holder_of_the_other() -> None:
    held: list[Row] = [(A, TARGET, 0.3), (RELATIVE, TARGET, 0.1)]
    kin = [(MANAGER, RELATIVE, "sibling")]
    assert presumed(held, [(MANAGER, A, "director")], kin) == {(9, A, RELATIVE, (MANAGER,))}
    assert presumed([*held, (MANAGER, A, 0.3)], (), kin) == {(9, A, RELATIVE, (MANAGER,))}
    assert presumed([*held, (MANAGER, A, 0.29)], (), kin) == set()


def test_10_an_officer_of_the_company_and_his_family() -> None:
    held: list[Row] = [(MANAGER, TARGET, 0.2), (RELATIVE, TARGET, 0.1)]
    posts, kin = [(MANAGER, TARGET, "chairman")], [(RELATIVE, MANAGER, "spouse")]
    assert presumed(held, posts, kin) == {(10, MANAGER, RELATIVE, ()), (12, MANAGER, RELATIVE, ())}
    company: list[Row] = [(MANAGER, TARGET, 0.2), (A, TARGET, 0.3), (RELATIVE, A, 0.8)]
    assert (10, A, MANAGER, ()) in presumed(company, posts, kin)


def test_11_an_officer_of_the_company_and_what_he_controls() -> None:
    held: list[Row] = [(MANAGER, TARGET, 0.2), (A, TARGET, 0.3), (MANAGER, A, 0.8)]
    clauses = {clause for clause, *_ in presumed(held, [(MANAGER, TARGET, "director")])}
    assert clauses == {1, 7, 10, 11}


def test_12_close_relatives() -> None:
    held: list[Row] = [(PERSON, TARGET, 0.3), (OTHER, TARGET, 0.3)]
    assert presumed(held, (), [(PERSON, OTHER, "parent")]) == {(12, PERSON, OTHER, ())}


def test_every_presumption_has_a_name_and_what_is_not_computed_says_so() -> None:
    assert sorted(CLAUSES) == list(range(1, 13))
    assert [number for number, clause in CLAUSES.items() if not clause.computed] == [5]


def test_a_presumption_merges_nobody_unless_asked() -> None:
    asked = investors(
        [*HELD, (PERSON, A, 0.51), (PERSON, C, 0.51)], [(MANAGER, A, "director"), (MANAGER, B, "director")]
    )
    found = asked.presumptions()
    assert {p.clause for p in found} == {3}
    assert asked.control.ultimate[TARGET] == -1
    (block,) = presumed_blocks(asked.control, TARGET, found)
    assert block.members == (A, B)
    assert block.reason.controls
    assert not block.shown
    assert abs(block.reason.votes - 0.55) < 1e-12
    assert asked.control.ultimate[TARGET] == -1


def test_a_rebutted_presumption_ties_nobody() -> None:
    asked = investors(HELD, [(MANAGER, A, "director"), (MANAGER, B, "director")])
    assert presumed_blocks(asked.control, TARGET, asked.presumptions(), rebutted=[(B, A)]) == ()
    assert len(presumed_concerts(asked.control.concerts, asked.presumptions(), rebutted=[(A, B)])) == 0


def test_presumed_and_declared_concert_join() -> None:
    rows: list[Row] = [(A, TARGET, 0.2), (B, TARGET, 0.2), (C, TARGET, 0.2)]
    control = Control.of(holdings(8, rows), concerts=concerted(8, [A, B]))
    (block,) = presumed_blocks(control, TARGET, [Presumption(12, B, C)])
    assert block.members == (A, B, C)
    assert block.reason.controls
    assert block.reason.agreement is not None
    assert {d.basis for d in block.reason.agreement.declarations} == {"agreement", "presumed_83_12"}


def test_of_many_holders_the_largest_are_compared() -> None:
    rows: list[Row] = [(i, 300, 0.003 if i else 0.1) for i in range(300)]
    asked = Investors(
        Control.of(holdings(301, rows)), Positions.none(301), Kin.of_rows(301, []), np.ones(301, dtype=np.bool_), 300
    )
    assert len(asked.investors) == 200
    assert asked.left_out == 100
    assert 0 in asked.investors
