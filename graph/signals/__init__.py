"""Warnings: rules on the measures of a day, graded from 1 to 8, with their evidence, written once."""

from graph.measures.facts import READ as FACTS_READ
from graph.signals.evaluate import broken_examples, find_signals
from graph.signals.rule import Rule, load_rules, parse_rule, rules_in_force
from graph.signals.signal import Run, Signal
from graph.signals.write import WriteCount, write_signals

__all__ = [
    "FACTS_READ",
    "Rule",
    "Run",
    "Signal",
    "WriteCount",
    "broken_examples",
    "find_signals",
    "load_rules",
    "parse_rule",
    "rules_in_force",
    "write_signals",
]
