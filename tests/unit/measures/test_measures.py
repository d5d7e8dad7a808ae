"""Measures by hand on the village; every one described, and none ever infinite."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from graph.errors import UsageError
from graph.measures.catalogue import FAMILIES, catalogue
from graph.measures.measure import UNITS, as_columns, described
from ingest.world import WorldOptions, build_world
from tests.unit.measures.told import told, told_by
from tests.unit.measures.values import Values
from tests.unit.measures.village import CUT_OFF, balance, event, guarantee, history, loan, statement

NAN = float("nan")


def village(**more: Any) -> Values:
    """Measures of the village with more rows."""
    return Values(history(**more), CUT_OFF)


@pytest.fixture(scope="module")
def plain() -> Values:
    return village()


def near(*values: float) -> Any:
    return pytest.approx(list(values), nan_ok=True)


def test_statement_ratios(plain: Values) -> None:
    names = ("total_assets_cny", "liabilities_to_assets", "liquid_to_assets", "return_on_assets", "profit_margin")
    assert plain.of("a", "own", *names) == near(1e7, 0.6, 0.25, 0.05, 0.1)
    assert plain.of("a", "own", "return_on_equity", "liquid_to_liabilities") == near(0.125, 2.5 / 6)
    assert plain.of("bank", "own", *names) == near(*[NAN] * 5)


def test_growth_is_against_the_statement_of_the_year_before(plain: Values) -> None:
    names = ("asset_growth", "liabilities_growth", "net_asset_growth", "leverage_change")
    assert plain.of("a", "own", *names, "statements") == near(0.25, 0.5, 0.0, 0.1, 2)
    gap = village(statements=[statement("bank", 2020, 5e6, 1e6), statement("bank", 2022, 1e7, 1e6)])
    assert gap.of("bank", "own", *names, "statements") == near(*[NAN] * 4, 2)


def test_ratios_are_averaged_over_the_statements_of_three_years() -> None:
    found = village(statements=[statement("a", 2020, 1e7, 7e6), statement("a", 2019, 1e7, 9e6)])
    assert found.of("a", "own", "leverage_mean_3y", "return_mean_3y", "statements") == near(0.6, 0.05, 4)
    assert np.isnan(found("bank", "own.leverage_mean_3y"))


def test_net_assets_below_zero_make_no_ratio() -> None:
    broke = village(statements=[statement("a", 2022, 1e6, 2e6, recorded_on=date(2023, 5, 1))])
    assert broke.of("a", "own", "liabilities_to_assets", "return_on_equity", "net_assets_cny") == near(2.0, NAN, -1e6)
    assert np.isnan(broke("a", "guarantees.given_contingent_to_net_assets"))


def test_what_the_register_says(plain: Values) -> None:
    assert plain.of("a", "own", "paid_in_ratio", "size", "suspended", "partnership") == near(0.5, 2, 0, 0)
    days = (CUT_OFF - date(2010, 1, 1)).days
    assert plain.of("a", "own", "age_years", "record_age_days") == near(days / 365.25, days)


def test_peers_are_those_of_one_kind_industry_and_size() -> None:
    apart = village(statements=[statement("a", 2022, 1e7, 9e6, recorded_on=date(2023, 5, 1))])
    assert apart.of("a", "own", "leverage_above_peers", "assets_to_peers") == near(0.3, 1.0)
    assert apart("b", "own.leverage_above_peers") == pytest.approx(0.0)


def test_loans() -> None:
    found = village(
        loans=[loan("M", "a", "e", drawn_on=date(2023, 2, 1), principal=200_000.0)],
        balances=[balance("M", date(2023, 3, 31), 200_000.0, undrawn=50_000.0)],
    )
    names = ("outstanding_cny", "count", "lenders", "lender_hhi", "largest_lender_share", "non_bank_share")
    assert found.of("a", "loans", *names) == near(1e6, 2, 2, 0.68, 0.8, 0.2)
    others = ("lenders_gained_12m", "outstanding_growth_12m", "drawn_12m", "drawn_12m_to_outstanding", "undrawn_share")
    assert found.of("a", "loans", *others) == near(1, 0.0, 1, 0.2, 0.05 / 1.05)
    assert found.of("a", "loans", "days_since_drawn", "outstanding_to_assets") == near(149, 0.1)
    assert found.of("e", "exposure", "borrowers_in_default", "neighbours") == near(0, 1)


def test_overdue_now_and_within_a_year() -> None:
    late = [balance("La", date(2022, 9, 30), 800_000.0, days_past_due=45, classification="special_mention")]
    found = village(balances=[*late, balance("Lb", date(2023, 5, 31), 700_000.0, days_past_due=10)])
    names = ("days_past_due", "overdue_share", "worst_class", "days_past_due_max_12m", "worst_class_12m")
    assert found.of("a", "events", *names) == near(0, 0, 1, 45, 2)
    assert found.of("b", "events", *names) == near(10, 1, 1, 10, 1)
    assert found.of("bank", "events", *names) == near(*[NAN] * 5)


def test_events_are_counted_by_their_windows() -> None:
    days = (CUT_OFF - timedelta(90), CUT_OFF - timedelta(91), CUT_OFF - timedelta(364), CUT_OFF - timedelta(365))
    found = village(events=[event(f"E{at}", "a", "overdue", day, amount_cny=1e5) for at, day in enumerate(days)])
    names = ("overdue_3m", "overdue_12m", "overdue_ever", "days_since_overdue", "overdue_amount_12m_to_assets")
    assert found.of("a", "events", *names) == near(1, 3, 4, 90, 0.03)
    assert found.of("b", "events", *names) == near(0, 0, 0, NAN, 0)


def test_cases_count_for_the_role_and_the_day_of_filing() -> None:
    def case(number: str, role: str, filed: date, amount: float | None) -> dict[str, Any]:
        known = filed + timedelta(3)
        return {"case_no": number, "party": "a", "role": role, "filed_on": filed, "amount_cny": amount,
                "recorded_on": known}  # fmt: skip

    cases = [
        case("1", "defendant", date(2023, 5, 1), 1e6),
        case("2", "enforcement_debtor", date(2021, 1, 1), 2e6),
        case("3", "plaintiff", date(2023, 1, 1), 3e6),
    ]
    found = village(cases=cases)
    names = ("defendant_3m", "defendant_12m", "defendant_ever", "enforced_12m", "enforced_ever", "plaintiff_12m")
    assert found.of("a", "events", *names) == near(1, 1, 2, 0, 1, 1)
    others = ("defendant_amount_12m_cny", "defendant_amount_to_assets", "days_since_defendant")
    assert found.of("a", "events", *others) == near(1e6, 0.3, 60)


def test_lists_now_and_ever() -> None:
    listed = {"party": "a", "list": "dishonest_debtor", "listed_on": date(2022, 1, 1), "recorded_on": date(2022, 1, 5)}
    gone = {"party": "b", "list": "abnormal_operation", "listed_on": date(2022, 12, 1), "removed_on": date(2023, 2, 1),
            "recorded_on": date(2023, 2, 3)}  # fmt: skip
    found = village(listings=[listed, gone])
    names = ("dishonest_debtor", "abnormal_operation", "listings_12m", "listings_ever")
    assert found.of("a", "events", *names) == near(1, 0, 0, 1)
    assert found.of("b", "events", *names) == near(0, 0, 1, 1)


def test_a_kind_of_fact_that_nobody_delivers_is_unknown_not_none(plain: Values) -> None:
    assert np.isnan(plain("a", "events.defendant_ever"))
    assert np.isnan(plain("a", "events.dishonest_debtor"))
    assert np.isnan(plain("a", "events.overdue_ever"))


def test_ownership(plain: Values) -> None:
    names = ("owners", "enterprise_owners", "share_hhi", "largest_share", "disclosed_share", "new_owners_12m")
    assert plain.of("a", "ownership", *names) == near(2, 1, 0.52, 0.6, 1.0, 1)
    others = ("stakes_held", "controlled_enterprises", "stakes_worth_to_net_assets", "controlled_by_person")
    assert plain.of("a", "ownership", *others) == near(1, 1, 0.9, 1)
    # wang controls a, through it c, and b.
    third = ("group_size", "group_outstanding_cny", "group_liabilities_to_assets")
    assert plain.of("c", "ownership", *third) == near(3, 2_400_000, 0.6)
    assert plain.of("d", "ownership", "owners", "controlled", "group_size") == near(0, NAN, 1)
    assert plain.of("d", "ownership", "officers", "enterprises_of_officers") == near(1, 2)


def test_guarantees(plain: Values) -> None:
    names = ("given_contracts", "given_debtors", "given_nominal_cny", "given_contingent_cny", "given_called_cny")
    assert plain.of("a", "guarantees", *names) == near(1, 1, 800_000, 800_000, 800_000)
    assert plain.of("d", "guarantees", *names) == near(1, 1, 300_000, 300_000, 300_000)
    # c has no cap and d 300,000 of a's 800,000: they share until d's cap is reached.
    assert plain("c", "guarantees.given_called_cny") == pytest.approx(500_000)
    third = ("guarantors", "received_nominal_cny", "received_contingent_cny", "received_covered_cny", "covered_share")
    assert plain.of("a", "guarantees", *third) == near(2, 1_100_000, 1_100_000, 800_000, 1.0)
    assert plain("a", "guarantees.nominal_to_covered") == pytest.approx(1.375)
    assert plain("a", "guarantees.given_contingent_to_net_assets") == pytest.approx(0.2)
    others = ("in_circle", "circle_size", "mutual_partners", "chain_parties")
    assert plain.of("a", "guarantees", *others) == near(1, 3, 0, 2)
    assert plain.of("d", "guarantees", *others) == near(0, 0, 0, 3)
    assert plain.of("e", "guarantees", "given_contracts", "guarantors", "covered_share") == near(0, 0, 0)


def test_mutual_and_personal_guarantees_are_told_apart() -> None:
    found = village(guarantees=[guarantee("Gba", "b", "a", "La"), guarantee("Gwa", "wang", "a", "La")])
    assert found.of("a", "guarantees", "mutual_partners", "enterprise_guarantors", "person_guarantors") == near(1, 3, 1)


def test_trouble_around_is_weighed_by_amounts() -> None:
    found = village(events=[event("E", "b", "default", date(2023, 6, 1))])
    assert found.of(
        "a", "exposure", "debtors_in_default", "group_in_default", "calls_of_defaulted_to_net_assets"
    ) == near(1.0, 0.5, 0.2)
    # a's guarantors c (for 800,000, without a cap) and d are well; c is two steps from b: c → a → b.
    assert found.of("a", "exposure", "guarantors_in_default", "guarantors_in_default_2") == near(0.0, 8 / 11)
    assert found.of("c", "exposure", "debtors_in_default", "debtors_in_default_2") == near(0.0, 1.0)
    assert found.of("a", "exposure", "circle_in_default", "circle_defaulted_12m") == near(0.5, 1)
    assert found.of("a", "exposure", "losses_cny", "neighbours_in_default", "neighbours_defaulted_12m") == near(
        8e5, 1, 1
    )
    assert found.of("e", "exposure", "debtors_in_default", "circle_in_default") == near(NAN, NAN)


def test_a_stake_in_who_fails_is_lost() -> None:
    found = village(events=[event("E", "c", "default", date(2021, 6, 1))])
    names = ("owned_in_default", "stakes_lost_to_net_assets", "losses_to_net_assets")
    assert found.of("a", "exposure", *names) == near(1.0, 0.9, 0.9)
    assert found.of(
        "b", "exposure", "calls_of_defaulted_to_net_assets", "calls_of_defaulted_12m_to_net_assets"
    ) == near(0.2, 0.0)


@pytest.fixture(scope="module")
def world() -> Values:
    return Values(told_by(build_world(WorldOptions(seed=2, enterprises=2000))), date(2024, 6, 30))


def test_values_are_finite_or_missing_and_most_features_say_something(world: Values) -> None:
    assert not np.isinf(world.matrix()).any()
    assert [name for name in world.columns if np.isnan(world.columns[name]).all()] == []
    varied = [name for name in world.columns if len(np.unique(world.columns[name][~np.isnan(world.columns[name])])) > 1]
    assert len(varied) > 0.9 * len(world.columns)


def test_no_feature_is_another_one_again(world: Values) -> None:
    columns: dict[bytes, list[str]] = {}
    for name in world.columns:
        column = world.columns[name]
        if len(np.unique(column[~np.isnan(column)])) > 2:
            columns.setdefault(column.tobytes(), []).append(name)
    # A world classes loans by their days past due alone.
    assert [names for names in columns.values() if len(names) > 1] == [
        ["events.overdue_share", "events.below_normal_share"]
    ]


def test_every_feature_is_described_in_both_languages() -> None:
    features = catalogue()
    assert len(features) >= 80
    for one in features:
        assert one.unit in UNITS, one.name
        for text in (one.title_zh, one.definition_zh):
            assert any("一" <= letter <= "鿿" for letter in text), one.name
        for text in (one.title_en, one.definition_en):
            assert text.isascii(), one.name
    for titles in ([one.title_zh for one in features], [one.title_en for one in features]):
        assert len(set(titles)) == len(titles)
    assert {one.family for one in features} == set(FAMILIES)


def test_a_value_without_a_description_is_refused() -> None:
    names = [one.name.split(".", 1)[1] for one in described("own")]
    values = {name: np.zeros(2) for name in names}
    assert list(as_columns("own", values)) == [f"own.{name}" for name in names]
    with pytest.raises(UsageError, match="odd"):
        as_columns("own", values | {"odd": np.zeros(2)})


def test_a_store_without_facts_gives_no_rows_and_one_without_ties_no_zeros() -> None:
    assert Values(told({}), CUT_OFF).matrix().shape == (0, len(catalogue()))
    alone = told({"enterprises": [{"party_id": "a", "name": "a", "recorded_on": date(2020, 1, 1)}]})
    found = Values(alone, CUT_OFF).columns
    assert np.isnan(found["guarantees.guarantors"]).all()
    assert np.isnan(found["loans.count"]).all()
