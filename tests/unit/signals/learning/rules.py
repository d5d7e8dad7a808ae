"""Rules with thresholds that may be moved, and samples of judged findings."""

from collections.abc import Callable, Sequence

import numpy as np

from graph.signals import Rule, parse_rule
from graph.signals.learning import Sample
from graph.signals.rule import Threshold

HEAD = """
id = "{id}"
family = "behaviour"
stages = ["post_loan"]
measure = "{measure}"
condition = "{condition}"
at_stake = "loans.outstanding_cny"
evidence = ["given"]
applies_to = []
reference = "none"
title = {{ zh = "测试", en = "test" }}
meaning = {{ zh = "测试", en = "test" }}
owner = {{ zh = "测试", en = "test" }}
level = {{ probability = "high" }}
[runbook]
check = {{ zh = "测试", en = "test" }}
ask = {{ zh = "测试", en = "test" }}
[[example]]
zh = "触发"
en = "fires"
measures = {{ A = {{ "{measure}" = 1 }} }}
fires = ["A"]
[[example]]
zh = "不触发"
en = "does not"
measures = {{ A = {{ "{measure}" = 0 }} }}
fires = []
"""


def movable(id: str, condition: str, measure: str, **thresholds: Threshold) -> Rule:
    """A rule of that condition; its examples are there to be read only."""
    text = HEAD.format(id=id, measure=measure, condition=condition)
    for name, one in thresholds.items():
        text += (
            f'[threshold.{name}]\nvalue = {one.value}\nunit = "{one.unit}"\nleast = {one.least}\nmost = {one.most}\n'
        )
    return parse_rule(text, f"{id}.toml")


OVERDUE = movable(
    "late", "events.days_past_due >= days", "events.days_past_due", days=Threshold(5, "day", 1, 90)
)  # fmt: skip
LEVERED = movable(
    "levered", "own.liabilities_to_assets > share", "own.liabilities_to_assets", share=Threshold(0.5, "ratio", 0, 1)
)


def sample(rule: Rule, confirmed: Sequence[bool], **columns: Sequence[float]) -> Sample:
    """Judged findings of a rule by their values; `_` stands for the dot in the names of measures."""
    of = {name.replace("__", "."): np.asarray(values, dtype=np.float64) for name, values in columns.items()}
    return Sample(rule, of, np.asarray(confirmed, dtype=np.bool_))


def overdue(days: Sequence[float], judge: Callable[[float], bool], rule: Rule = OVERDUE) -> Sample:
    """Findings of so many days past due, each judged by them."""
    return sample(rule, [judge(one) for one in days], events__days_past_due=days)
