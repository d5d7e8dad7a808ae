"""What an answer on guarantee firms says beside its figures: notes, evidence, and what would change it."""

from datetime import date

import pytest

from graph.errors import NotFound, UsageError
from graph.explain.limits.answer import GuaranteeLimitsFound
from graph.explain.limits.changes import room_in_all
from graph.explain.limits.of_firm import guarantee_firm_limits
from graph.guarantees.limits import Standing
from tests.unit.guarantees.firms import CHINA, Asked, Firms


def asked(facts: Firms, client: str | None = None, most: int = 100, firm: str = "F") -> GuaranteeLimitsFound:
    return guarantee_firm_limits(Asked(facts).day, firm, CHINA, client, most)


def change(found: GuaranteeLimitsFound, what: str) -> float | None:
    (one,) = [change for change in found.changes if change.what == what]
    return one.amount_cny


def world() -> Firms:
    """Net assets 1,000; A 130 in two loans, B 60 of whom A controls the votes, C 40."""
    facts = Firms().firm(1000.0)
    for client in "ABC":
        facts.enterprise(client, "large")
    return facts.owns("A", "B", 0.6).stands("A", 90.0).stands("A", 40.0).stands("B", 60.0).stands("C", 40.0)


def test_breaches_come_first_and_say_what_would_end_them() -> None:
    found = asked(world())
    limits = {one.of: one for one in found.answer.limits}
    assert {of: (one.count, one.breaches) for of, one in limits.items()} == {
        "all": (1, 0), "client": (3, 1), "client_and_related": (1, 1), "joined": (1, 1), "controller": (0, 0)
    }  # fmt: skip
    assert found.answer.breaches == 2
    assert not limits["joined"].binding
    falls = [
        (one.amount_cny, one.about and one.about.parties[0].party_id)
        for one in found.changes
        if one.what == "must_fall"
    ]
    assert falls == [(30.0, "A"), (40.0, "A")]
    ends = [one.said.en for one in found.changes if one.what == "repayment_ends_breach"]
    assert all("l1" in said and "40.00 元" in said for said in ends)
    assert change(found, "may_add") == 100.0
    assert [one.guarantee_id for one in found.facts.contracts.guarantees] == ["g0", "g1", "g2", "g3"]


def test_towards_one_client() -> None:
    found = asked(world(), "B")
    assert found.answer.client is not None
    assert [(one.of, one.uses[0].client_count) for one in found.answer.limits] == [
        ("all", 0), ("client", 1), ("client_and_related", 2), ("joined", 2)
    ]  # fmt: skip
    assert change(found, "may_add") == 0.0
    assert [one.guarantee_id for one in found.facts.contracts.guarantees] == ["g0", "g1", "g2"]
    assert change(asked(world(), "C"), "may_add") == 60.0


def test_what_may_be_added_stops_where_the_higher_multiple_would_end() -> None:
    """Small clients 6 of 7 and 600 of 1,060: 15 × 100 until the others are half, at 1,200 in all."""
    facts = Firms().firm(100.0).enterprise("L", "large").stands("L", 460.0)
    for number in range(6):
        facts.enterprise(f"S{number}", "micro").stands(f"S{number}", 100.0)
    found = asked(facts)
    assert (found.answer.responsibility_cny, found.answer.multiple_ratio) == (910.0, 9.1)
    assert found.answer.relief is not None
    assert found.answer.relief.met
    facts.enterprise("N", "large")
    # 10 % of 100 binds first here, so of the whole alone:
    one = Asked(facts)
    standing = Standing.of(one.day, one.at("F"), CHINA)
    whole = standing.whole(standing.limits[0])
    assert whole.headroom_cny == 590.0
    assert room_in_all(standing, whole, one.at("L")) == 140.0
    assert room_in_all(standing, whole, None) == 90.0
    assert room_in_all(standing, whole, one.at("S0")) == 590.0


def test_nothing_may_be_added_for_who_controls_the_firm() -> None:
    facts = world().owns("C", "F", 0.6)
    found = asked(facts, "C")
    assert [one.said.en for one in found.changes if one.what == "forbidden"] == [
        "Nothing may be added: No guarantee for the controlling shareholder or actual controller."
    ]
    assert not [one for one in found.changes if one.what == "may_add"]
    assert [one.party_id for one in found.facts.controllers] == ["C"]


def test_what_is_missing_is_named() -> None:
    facts = Firms().firm(None).firm(5.0, "G").enterprise("U").owns("F", "G", 0.2).stands("U", 50.0)
    facts.loan("n", "U", None, kind="loan").guarantee("h", "F", ("n",)).guarantee("i", "F")
    facts.guarantee("p", "F", maximum_amount=True, cap_cny=20.0).guarantee("k", "U", secures=("g0",), cap_cny=30.0)
    found = asked(facts)
    sure = found.certainty
    assert (sure.net_assets_known, sure.complete, sure.unclassified_cny, sure.unclassified_clients) == (
        False,
        False,
        50.0,
        1,
    )
    assert (sure.unknown_amounts, sure.secure_nothing, sure.for_guarantees) == (1, 1, 0)
    assert [one.party_id for one in sure.not_deducted] == ["G"]
    assert (found.answer.counter_cny, found.answer.counter_count, found.answer.undrawn_cny) == (30.0, 1, 20.0)
    assert found.answer.responsibility_cny == 50.0
    assert [one.guarantee_id for one in found.facts.counter] == ["k"]
    assert len(sure.notes) == 4
    assert asked(facts, firm="U").certainty.for_guarantees == 1


def test_a_party_that_is_no_guarantee_firm_is_told_so() -> None:
    facts = world().stands("B", 10.0, by="A")
    found = asked(facts, firm="A")
    assert (found.answer.binds, found.answer.limits, found.answer.in_guarantee_cny, found.changes) == (
        False,
        (),
        10.0,
        (),
    )
    assert "no financing guarantee company" in found.certainty.notes[0].en
    assert found.facts.articles == ()


def test_before_any_fact() -> None:
    facts = world()
    found = guarantee_firm_limits(Asked(facts, date(2020, 1, 1)).day, "F", CHINA)
    assert (found.answer.client_count, found.certainty.known, found.truncated) == (0, False, False)
    assert found.facts.statement is None
    early = guarantee_firm_limits(Asked(facts, date(2010, 1, 1)).day, "F", CHINA)
    assert not early.answer.binds
    assert "no limits on guarantee firms" in early.certainty.notes[0].en


def test_lists_are_cut_and_say_so() -> None:
    found = asked(world(), most=1)
    assert found.truncated
    client = next(one for one in found.answer.limits if one.of == "client")
    assert (len(client.uses), client.count) == (1, 3)
    assert (len(found.facts.contracts.guarantees), found.facts.contracts.guarantee_count) == (1, 4)
    joined = next(one for one in found.answer.limits if one.of == "joined")
    assert ([one.party_id for one in joined.uses[0].clients], joined.uses[0].client_count) == (["A"], 2)


def test_wrong_questions() -> None:
    facts = world().person("P")
    with pytest.raises(NotFound):
        asked(facts, firm="nobody")
    with pytest.raises(NotFound):
        asked(facts, "nobody")
    with pytest.raises(UsageError):
        asked(facts, firm="P")
    with pytest.raises(UsageError, match="himself"):
        asked(facts, "F")


def test_sizes_not_known_leave_the_multiple_open() -> None:
    facts = Firms().firm(1e9).enterprise("U").enterprise("L", "large").stands("U", 6e6).stands("L", 1.0)
    found = asked(facts)
    assert found.answer.relief is not None
    assert (found.answer.relief.met, found.answer.relief.unknown_clients) == (False, 1)
    assert (found.certainty.unclassified_cny, found.certainty.complete) == (0.0, False)


def test_all_guarantees_above_their_limit() -> None:
    """15 × 10 = 150 for four small clients of 30 and a large one of 40. A small one's loan of 30 would do as well, but
    then three clients of four are small, which ends the higher multiple."""
    facts = Firms().firm(10.0).enterprise("L", "large")
    for number in range(4):
        facts.enterprise(f"S{number}", "micro").stands(f"S{number}", 40.0)
    found = asked(facts.stands("L", 40.0))
    (whole,) = next(one.uses for one in found.answer.limits if one.of == "all")
    assert (whole.amount_cny, whole.limit_cny, whole.breach) == (160.0, 150.0, True)
    (ends,) = [one for one in found.changes if one.what == "repayment_ends_breach" and one.about is None]
    assert "l4" in ends.said.en


def test_undisclosed_votes_in_the_firm_leave_its_controller_open() -> None:
    for share, open_still in ((0.4, True), (0.6, False)):
        found = asked(world().person("P").owns("P", "F", share))
        assert found.certainty.control_undetermined is open_still
        assert any("not disclosed" in note.en for note in found.certainty.notes) is open_still
