"""Every measure of data quality says in which respect data are wanting."""

from graph.measures.measure import described
from graph.quality import ASPECTS, Aspect, aspect_of
from graph.quality.aspects import TITLES
from graph.signals import rules_in_force
from graph.signals.evaluate import ABOUT_DATA


def test_all_measures_of_the_family_have_one() -> None:
    assert {one.name for one in described("data")} | {"own.statement_age_days"} == set(ASPECTS)
    assert set(ASPECTS.values()) == set(Aspect) == set(TITLES)


def test_all_rules_about_data_have_one() -> None:
    assert [one.id for one in rules_in_force(None) if one.family == ABOUT_DATA and not aspect_of(one.measure)] == []
    assert aspect_of("events.days_past_due") is None
