"""The product's rules hold on their own examples; a rule file that is wrong is refused with file and line."""

import re
from pathlib import Path

import pytest

from graph.errors import RuleError, UsageError
from graph.signals import Rule, broken_examples, find_signals, load_rules, parse_rule

RULES = load_rules()

GOOD = """\
id = "many"
family = "guarantees"
stages = ["post_loan"]
measure = "structure.enterprise_guarantors"
condition = "structure.enterprise_guarantors >= guarantors"
at_stake = "structure.received_cny"
evidence = ["received"]
reference = "a handbook"
title = { zh = "多", en = "many" }
meaning = { zh = "多家担保", en = "many stand for it" }
owner = { zh = "保后", en = "aftercare" }

[threshold.guarantors]
value = 2
unit = "count"
most = 5

[level]
probability = "low"

[runbook]
check = { zh = "看", en = "look" }
ask = { zh = "问", en = "ask" }

[[example]]
zh = "两家"
en = "two"
guarantees = [["A", "B", 1e6], ["C", "B", 1e6]]
fires = ["B"]

[[example]]
zh = "一家"
en = "one"
measures = { B = { "structure.enterprise_guarantors" = 1 } }
fires = []
"""


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_the_examples_of_a_rule_hold(rule: Rule) -> None:
    assert broken_examples(rule) == []


def test_the_first_findings_are_there() -> None:
    assert {rule.id for rule in RULES} >= {
        "multi_guaranteed",
        "guarantee_circle",
        "mutual_guarantee",
        "dishonest_guarantor",
        "guarantee_firm_over_leverage",
        "guarantor_over_net_assets",
        "guarantee_chain_total",
    }


def test_an_example_that_does_not_hold_is_named() -> None:
    (broken,) = broken_examples(parse_rule(GOOD.replace("value = 2", "value = 3"), "many.toml"))
    assert "many, example 1 (two): fires for [], not ['B']" in broken


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ('measure = "structure.enterprise_guarantors"', 'measure = "height"', 4, "measure: height is none of"),
        ('family = "guarantees"', 'family = "weather"', 2, "family: weather is none of"),
        ('stages = ["post_loan"]', "stages = []", 3, "stages: name at least one"),
        (">= guarantors", ">= height", 5, "condition: there is no measure or threshold height"),
        (">= guarantors", ">= 2", 5, "condition: a number without a unit is compared with count"),
        (">= guarantors", "=> guarantors", 5, "condition: the expression cannot be read at character"),
        (">= guarantors", ">= structure.received_cny", 5, "condition: count is compared with 元"),
        ('"structure.received_cny"', '"structure.circle_size"', 6, "at_stake: structure.circle_size is in count"),
        ('evidence = ["received"]', 'evidence = ["hearsay"]', 7, "evidence: must be a list of"),
        ('reference = "a handbook"\n', "", 1, "reference: is missing"),
        ('en = "many" }', "en = 3 }", 9, "title.en: must be a text"),
        ("value = 2", 'value = "2"', 14, "threshold.guarantors.value: must be a number"),
        ("value = 2", "value = nan", 14, "threshold.guarantors.value: must be a number"),
        ("value = 2", "value = 6", 14, "threshold.guarantors.value: must lie between least and most"),
        ("most = 5", "most = 5\nmoist = 3", 17, "threshold.guarantors.moist is not a setting"),
        ('unit = "count"', 'unit = "cny"', 15, "threshold.guarantors.unit: cny is none of"),
        ("[threshold.guarantors]", "[threshold.firms]", 5, "condition: there is no measure or threshold guarantors"),
        ('probability = "low"', 'probability = "certain"', 19, "level.probability: certain is none of"),
        ('probability = "low"', 'probability = "low"\nhard_fact = "rumour"', 20, "level.hard_fact: rumour is none of"),
        (
            'probability = "low"',
            'steps = [{ from = 3, probability = "low" }, { from = 3, probability = "high" }]',
            19,
            "level.steps: the steps must rise",
        ),
        ('ask = { zh = "问", en = "ask" }', 'ask = { zh = "问" }', 23, "runbook.ask.en: is missing"),
        ('en = "two"', 'en = "two"\nkinds = { A = "firm" }', 28, "kinds: A = firm is none of"),
        ('fires = ["B"]', 'fires = "B"', 29, "example.0.fires: must be a list of names"),
        ('["C", "B", 1e6]', '["C"]', 28, "example.0.guarantees: ['C'] has not the form"),
        ('"structure.enterprise_guarantors" = 1', '"height" = 1', 34, "example.1.measures: height = 1 is no measure"),
        ('fires = ["B"]', "fires = []", 1, "no example in which it must fire"),
        ('id = "many"', 'id = "few"', 1, "id: the file is named many.toml"),
        ("[level]", "[level", 18, "line 18"),
    ],
)
def test_a_wrong_file_is_refused_with_file_and_line(old: str, new: str, line: int, words: str) -> None:
    with pytest.raises(RuleError, match=re.escape(words)) as caught:
        parse_rule(GOOD.replace(old, new, 1), "rules/many.toml")
    assert caught.value.details == {"file": "rules/many.toml", "row": line}
    assert f"第 {line} 行" in caught.value.zh


def test_a_folder_of_rules_is_read_in_order_of_their_ids(tmp_path: Path) -> None:
    for name in ("zeta", "alpha"):
        (tmp_path / f"{name}.toml").write_text(GOOD.replace('"many"', f'"{name}"', 1), encoding="utf-8")
    assert [rule.id for rule in load_rules(tmp_path)] == ["alpha", "zeta"]


def test_a_rule_may_be_limited_to_kinds() -> None:
    limited = GOOD.replace('reference = "a', 'applies_to = ["bank"]\nreference = "a')
    rule = parse_rule(limited.replace("\nfires", '\nkinds = { B = "bank" }\nfires'), "many.toml")
    assert broken_examples(rule) == []
    of_companies = parse_rule(GOOD, "many.toml").examples[0].snapshot()
    assert find_signals(of_companies, [rule]) == []


def test_a_threshold_moves_within_its_bounds() -> None:
    rule = parse_rule(GOOD, "many.toml")
    assert rule.moved({"guarantors": 3}).thresholds["guarantors"].value == 3
    assert rule.thresholds["guarantors"].value == 2
    assert len(broken_examples(rule.moved({"guarantors": 3}))) == 1
    for wrong in ({"guarantors": 6.0}, {"guarantors": 1.0}, {"height": 3.0}):
        with pytest.raises(UsageError, match="threshold"):
            rule.moved(wrong)
