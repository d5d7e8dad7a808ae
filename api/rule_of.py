"""The rule behind a matter, as long as it is there."""

from functools import cache

from graph.signals import Rule, load_rules


def rule_of(rule_id: str) -> Rule | None:
    """The rule of that id; None where it is no longer there."""
    return _rules().get(rule_id)


@cache
def _rules() -> dict[str, Rule]:
    return {rule.id: rule for rule in load_rules()}
