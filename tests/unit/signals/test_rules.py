"""The product's rules hold on their own examples; a rule file that is wrong is refused with file and line."""

import re
from pathlib import Path

import pytest

from graph.errors import RuleError
from graph.signals import Rule, broken_examples, find_signals, load_rules, parse_rule
from graph.signals.measures import MEASURES

RULES = load_rules()

GOOD = """\
id = "many"
measure = "enterprise_guarantors"
reference = "a handbook"
title = { zh = "多", en = "many" }
meaning = { zh = "多家担保", en = "many stand for it" }

[condition]
operator = ">="
threshold = 2
unit = "count"

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
guarantees = [["A", "B", 1e6]]
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
    assert {rule.measure for rule in RULES} <= set(MEASURES)


def test_an_example_that_does_not_hold_is_named() -> None:
    (broken,) = broken_examples(parse_rule(GOOD.replace("threshold = 2", "threshold = 3"), "many.toml"))
    assert "many, example 1 (two): fires for [], not ['B']" in broken


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ('measure = "enterprise_guarantors"', 'measure = "height"', 2, "measure: height is none of"),
        ('reference = "a handbook"\n', "", 1, "reference: is missing"),
        ('en = "many" }', "en = 3 }", 4, "title.en: must be a text"),
        ('operator = ">="', 'operator = "=>"', 8, "condition.operator: => is none of"),
        ("threshold = 2", 'threshold = "2"', 9, "condition.threshold: must be a number"),
        ("threshold = 2", "threshold = nan", 9, "condition.threshold: must be a number"),
        ("threshold = 2", "threshold = 2\nthreshhold = 3", 10, "condition.threshhold is not a setting"),
        ('unit = "count"', 'unit = "cny"', 10, "condition.unit: enterprise_guarantors is in count"),
        ('probability = "low"', 'probability = "certain"', 13, "level.probability: certain is none of"),
        ('probability = "low"', 'probability = "low"\nhard_fact = "rumour"', 14, "level.hard_fact: rumour is none of"),
        (
            'probability = "low"',
            'steps = [{ from = 3, probability = "low" }, { from = 3, probability = "high" }]',
            13,
            "level.steps: the steps must rise",
        ),
        ('ask = { zh = "问", en = "ask" }', 'ask = { zh = "问" }', 17, "runbook.ask.en: is missing"),
        ('en = "one"', 'en = "one"\nkinds = { A = "firm" }', 28, "kinds: A = firm is none of"),
        ('fires = ["B"]', 'fires = "B"', 23, "example.0.fires: must be a list of names"),
        ('[["A", "B", 1e6]]', '[["A"]]', 28, "example.1.guarantees: ['A'] has not the form"),
        ('fires = ["B"]', "fires = []", 1, "no example in which it must fire"),
        ('id = "many"', 'id = "few"', 1, "id: the file is named many.toml"),
        ("[condition]", "[condition", 7, "line 7"),
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
