"""What the product's own rules are together: enough of them, for all families and stages, each tried at its bound."""

from collections import Counter
from dataclasses import replace
from importlib.resources import files
from types import MappingProxyType

import pytest

from graph.signals import Rule, broken_examples, load_rules
from graph.signals.level import FLOORS
from graph.signals.rule import STAGES

RULES = load_rules()
NUDGE = 1e-6


def nudged(rule: Rule, name: str, by: float) -> Rule:
    """The rule with a threshold moved by next to nothing, whatever its bounds."""
    one = rule.thresholds[name]
    moved = replace(one, value=one.value + by * max(1.0, abs(one.value)))
    return replace(rule, thresholds=MappingProxyType({**rule.thresholds, name: moved}))


def test_there_are_forty_rules_and_more() -> None:
    assert len(RULES) >= 40
    families = Counter(rule.family for rule in RULES)
    assert families["guarantees"] >= 14
    assert families["contagion"] >= 8
    assert families["behaviour"] >= 9


@pytest.mark.parametrize("stage", STAGES)
def test_every_stage_has_rules_of_several_families(stage: str) -> None:
    families = Counter(rule.family for rule in RULES if stage in rule.stages)
    assert sum(families.values()) >= 20
    assert len(families) >= 3


def test_a_rule_is_named_as_its_file() -> None:
    names = {entry.name.removesuffix(".toml") for entry in files("graph.signals").joinpath("rules").iterdir()}
    assert {rule.id for rule in RULES} == {name for name in names if not name.startswith("__")}


def test_no_two_rules_share_a_title_or_say_the_same() -> None:
    for said in (
        [rule.title.zh for rule in RULES],
        [rule.title.en for rule in RULES],
        [(rule.condition.text, rule.applies_to, *(one.value for one in rule.thresholds.values())) for rule in RULES],
    ):
        assert [one for one, count in Counter(said).items() if count > 1] == []


def test_what_no_judgement_softens_is_named_by_rules() -> None:
    named = {rule.hard_fact: rule.id for rule in RULES if rule.hard_fact}
    assert set(named) == set(FLOORS)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_an_example_stands_exactly_at_a_threshold(rule: Rule) -> None:
    """Moved by next to nothing, up or down, a threshold breaks an example."""
    broken = [broken_examples(nudged(rule, name, by)) for name in rule.thresholds for by in (NUDGE, -NUDGE)]
    assert any(broken)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_nothing_is_said_of_whom_nothing_is_known(rule: Rule) -> None:
    unknown = replace(rule.examples[0], measures={"X": {}}, guarantees=[], loans=[], net_assets={}, fires=())
    assert broken_examples(replace(rule, examples=(unknown,))) == []
