"""Who stands behind a party, by hand on the village."""

from datetime import date
from typing import Any

import numpy as np
import pytest

from graph.measures.catalogue import every_measure
from graph.measures.measure import UNITS, described
from tests.unit.measures.told import told
from tests.unit.measures.values import PartyValues
from tests.unit.measures.village import CUT_OFF, KNOWN, SOLD, event, firm, guarantee, history, person, post, sale, stake

NAN = float("nan")
CHANGED = tuple(f"controller_changed_{months}m" for months in (1, 3, 6, 12))
MOVED = ("owners_left_12m", "shares_moved_12m", "largest_owner_changed_12m")


def village(**more: Any) -> PartyValues:
    return PartyValues(history(**more), CUT_OFF)


@pytest.fixture(scope="module")
def plain() -> PartyValues:
    return village()


def near(*values: float) -> Any:
    return pytest.approx(list(values), nan_ok=True)


def test_nothing_changed_but_a_new_owner(plain: PartyValues) -> None:
    assert plain.of("a", "related", *CHANGED) == near(0, 0, 0, 0)
    assert plain.of("a", "related", *MOVED) == near(0, 0.4, 0)
    assert plain.of("d", "related", *CHANGED, *MOVED) == near(*[NAN] * 7)
    assert plain.of("wang", "related", *CHANGED, *MOVED) == near(*[NAN] * 7)


def test_a_sale_changes_the_controller_since_it_happened() -> None:
    found = village(stakes=sale())
    assert found.of("b", "related", *CHANGED) == near(0, 1, 1, 1)
    assert found.of("b", "related", *MOVED) == near(1, 0.8, 1)
    assert found.of("a", "related", *CHANGED) == near(0, 0, 0, 0)


def test_a_change_is_judged_by_what_was_known_on_the_day() -> None:
    late = [one | {"recorded_on": date(2023, 7, 15)} for one in sale()]
    assert village(stakes=late).of("b", "related", *CHANGED) == near(0, 0, 0, 0)


def test_control_that_is_not_settled_on_either_day_is_no_change() -> None:
    found = village(
        enterprises=[firm("f")], stakes=[stake("wang", "f", 0.45), stake("e", "f", 0.1, SOLD)],
    )  # fmt: skip
    assert found.of("f", "related", *CHANGED) == near(*[NAN] * 4)
    assert found.of("f", "related", *MOVED) == near(0, 0.1, 0)


def test_a_concert_that_begins_or_ends_with_the_old_controller_in_it_is_no_change() -> None:
    begun = [{"party": "wang", "other": "e", "basis": "agreement", "valid_from": SOLD, "recorded_on": SOLD}]
    assert village(concerts=begun)("a", "related.controller_changed_3m") == 0
    over = [{"party": "wang", "other": "e", "basis": "agreement", "valid_from": date(2015, 1, 1),
             "valid_to": SOLD, "recorded_on": SOLD}]  # fmt: skip
    assert village(concerts=over)("a", "related.controller_changed_3m") == 0
    assert village(concerts=over, stakes=sale())("b", "related.controller_changed_3m") == 0  # e was of the group
    widened = [*begun, {"party": "e", "other": "d", "basis": "other", "valid_from": date(2015, 1, 1),
                        "recorded_on": date(2015, 1, 1)}]  # fmt: skip
    assert village(concerts=widened)("a", "related.controller_changed_12m") == 0  # wang goes on
    always = {"basis": "other", "valid_from": date(2015, 1, 1), "recorded_on": date(2015, 1, 1)}
    others = [{"party": "wang", "other": "c"} | always, {"party": "e", "other": "d"} | always]
    assert village(concerts=others, stakes=sale())("b", "related.controller_changed_3m") == 1


def test_representatives_and_officers_who_left(plain: PartyValues) -> None:
    names = ("representative_replaced_3m", "representative_replaced_12m", "officers_left_share_12m")
    assert plain.of("b", "related", *names) == near(0, 0, 0)
    assert plain.of("e", "related", *names) == near(NAN, NAN, NAN)
    gone = post("wang", "b", date(2015, 1, 1), valid_to=date(2023, 1, 31), recorded_on=date(2023, 2, 1))
    found = village(persons=[person("li")], positions=[gone, post("li", "b", date(2023, 2, 1))])
    assert found.of("b", "related", *names) == near(0, 1, 1)
    joined = village(persons=[person("li")], positions=[post("li", "b", date(2023, 2, 1))])
    assert joined.of("b", "related", *names) == near(0, 0, 0)


def test_guarantees_inside_a_group_and_hidden_ones(plain: PartyValues) -> None:
    received = ("guarantors", "received_cny", "received_share")
    # wang controls a, b and c; d has wang as its representative, and nothing else ties it to a.
    assert plain.of("a", "related", *(f"group_{name}" for name in received)) == near(1, 8e5, 8 / 11)
    assert plain.of("a", "related", *(f"hidden_{name}" for name in received)) == near(1, 3e5, 3 / 11)
    assert plain.of("a", "related", "group_debtors", "group_given_cny") == near(1, 8e5)
    assert plain.of("d", "related", "hidden_debtors", "hidden_given_cny", "group_debtors") == near(1, 3e5, 0)
    assert plain.of("e", "related", "hidden_guarantors", "hidden_received_share") == near(0, NAN)


def test_a_stake_makes_a_tie_that_is_not_hidden() -> None:
    found = village(stakes=[stake("d", "a", 0.01)])
    assert found("a", "related.hidden_guarantors") == 0


def test_an_address_ties_in_hidden_ways() -> None:
    lane = [
        firm(name, address="1 Mill Lane", valid_from=date(2011, 1, 1), recorded_on=date(2011, 1, 2)) for name in "de"
    ]
    found = village(enterprises=lane, guarantees=[guarantee("Ged", "e", "d", "Ld")])
    assert found.of("d", "related", "hidden_guarantors", "kin_guarantors") == near(1, 0)


def test_kin_of_who_controls_it_are_tied_to_it() -> None:
    spouse = {"person": "wang", "relative": "li", "kinship": "spouse", "recorded_on": date(2015, 1, 1)}
    given = [guarantee("Glc", "li", "c", "Lc")]
    found = village(persons=[person("li")], kin=[spouse], guarantees=given)
    assert found.of("c", "related", "kin_guarantors", "hidden_guarantors", "hidden_received_cny") == near(1, 1, 8e5)
    assert found("li", "related.hidden_debtors") == 1
    declared = village(persons=[person("li")], kin=[spouse], guarantees=given, stakes=[stake("li", "c", 0.1)])
    assert declared("c", "related.kin_guarantors") == 0
    firms = village(persons=[person("li")], kin=[spouse], stakes=[stake("li", "e", 0.9)],
                    guarantees=[guarantee("Gec", "e", "c", "Lc")])  # fmt: skip
    assert firms.of("c", "related", "kin_guarantors", "hidden_guarantors") == near(1, 1)


def test_guarantees_for_owners_and_what_they_rest_on(plain: PartyValues) -> None:
    names = ("owners_guaranteed", "owners_guaranteed_cny", "owners_guaranteed_unresolved",
             "owners_guaranteed_unresolved_cny")  # fmt: skip
    assert plain.of("c", "related", *names) == near(1, 8e5, 0, 0)  # a owns c
    assert plain.of("a", "related", *names) == near(0, 0, 0, 0)
    given = [guarantee("Gbw", "b", "wang", "Lb", cap=2e5, resolution="board"),
             guarantee("Gcw", "c", "wang", "Lc", cap=1e5, resolution="shareholders")]  # fmt: skip
    found = village(guarantees=given)
    assert found.of("b", "related", *names) == near(1, 2e5, 1, 2e5)
    assert found.of("c", "related", *names) == near(2, 9e5, 0, 0)  # wang controls c through a


def test_stakes_that_lead_back(plain: PartyValues) -> None:
    names = ("loop_size", "loop_share", "loop_capital_cny", "mutual_owners", "own_share")
    assert plain.of("a", "related", *names) == near(0, 0, 0, 0, 0)
    assert plain.of("d", "related", *names) == near(0, NAN, 0, 0, NAN)
    found = village(stakes=[stake("c", "a", 0.1), stake("b", "b", 0.05)])
    assert found.of("a", "related", *names) == near(2, 0.1, 1e5, 1, 0)
    assert found.of("c", "related", *names) == near(2, 0.9, 9e5, 1, 0)
    assert found.of("b", "related", *names) == near(0, 0, 0, 0, 0.05)
    longer = village(stakes=[stake("c", "b", 0.1), stake("b", "a", 0.2)])
    assert longer.of("a", "related", *names) == near(3, 0.2, 2e5, 0, 0)


def test_what_is_known_of_who_controls_and_manages(plain: PartyValues) -> None:
    listed = {"party": "wang", "list": "dishonest_debtor", "listed_on": SOLD, "recorded_on": KNOWN}
    found = village(listings=[listed], events=[event("E", "d", "default", SOLD)])
    names = ("controller_dishonest", "controller_in_default", "dishonest_officers", "defaulted_enterprises_of_officers")
    assert found.of("a", "related", *names) == near(1, 0, 1, 1)
    assert found.of("c", "related", *names) == near(1, 0, 0, 0)
    assert found.of("d", "related", *names) == near(NAN, NAN, 1, 0)
    assert plain.of("a", "related", *names) == near(NAN, 0, NAN, 0)  # no list is delivered
    together = [{"party": "wang", "other": "e", "basis": "agreement", "recorded_on": date(2015, 1, 1)}]
    failed = village(concerts=together, events=[event("E", "e", "default", SOLD)])
    assert failed("a", "related.controller_in_default") == 1


def test_of_how_many_enterprises_one_is_the_representative(plain: PartyValues) -> None:
    name = "related.enterprises_of_representative"
    assert [plain(party, name) for party in ("a", "wang", "c")] == near(3, 3, NAN)


def test_where_a_kind_of_fact_is_not_delivered_nothing_is_known() -> None:
    alone = told({"enterprises": [firm("a")]})
    values = PartyValues(alone, CUT_OFF)
    known = {one.name for one in described("related") if not np.isnan(values("a", one.name))}
    assert known == set()
    assert PartyValues(told({}), CUT_OFF).day.column("related.loop_size").shape == (0,)


def test_the_measures_of_both_families_are_described_in_both_languages() -> None:
    every = list(every_measure().values())
    for titles in ([one.title_zh for one in every], [one.title_en for one in every]):
        assert len(set(titles)) == len(titles)
    for one in (*described("related"), *described("data")):
        assert one.unit in UNITS, one.name
        assert all(any("一" <= letter <= "鿿" for letter in text) for text in (one.title_zh, one.definition_zh)), (
            one.name
        )
        assert one.title_en.isascii(), one.name
        assert one.definition_en.isascii(), one.name
