"""Rules written for the tests of back-tests."""

from graph.measures.catalogue import every_measure
from graph.signals import Rule, parse_rule

TEXT = """
id = "{id}"
family = "{family}"
stages = ["post_loan"]
measure = "{measure}"
condition = "{measure} >= least"
at_stake = "structure.given_cny"
evidence = ["given"]
applies_to = {applies_to}
reference = "none"
title = {{ zh = "测试", en = "test" }}
meaning = {{ zh = "测试", en = "test" }}
owner = {{ zh = "测试", en = "test" }}
level = {{ probability = "high" }}
[threshold.least]
value = {least}
unit = "{unit}"
[runbook]
check = {{ zh = "测试", en = "test" }}
ask = {{ zh = "测试", en = "test" }}
[[example]]
zh = "触发"
en = "fires"
measures = {{ A = {{ "{measure}" = {least} }} }}
fires = ["A"]
[[example]]
zh = "不触发"
en = "does not"
measures = {{ A = {{ "{measure}" = {less} }} }}
fires = []
"""


def at_least(id: str, measure: str, least: float, family: str = "behaviour", applies_to: str = "[]") -> Rule:
    """A rule that fires where a measure has reached a number."""
    text = TEXT.format(
        id=id, measure=measure, least=float(least), less=float(least) - 1, family=family, applies_to=applies_to,
        unit=every_measure()[measure].unit,
    )  # fmt: skip
    return parse_rule(text, f"{id}.toml")


OVERDUE = at_least("overdue", "events.overdue_ever", 1)
DEBTORS = at_least("debtors_failed", "exposure.debtors_in_default", 1e-9, family="contagion")
NEIGHBOURS = at_least("neighbours_failed", "exposure.neighbours_defaulted_12m", 1, family="contagion")
LISTED = at_least("listed", "events.listings_ever", 1)
OWED = at_least("owed_more", "loans.outstanding_cny.change_3m", 1.0)
LEVERED = at_least("levered", "own.liabilities_to_assets", 0.7)
STALE = at_least("unowned", "ownership.owners", 1, family="data")
SCORED = at_least("scored", "score.probability", 0.2)
ALL = (OVERDUE, DEBTORS, NEIGHBOURS, LISTED, OWED, LEVERED, STALE, SCORED)
