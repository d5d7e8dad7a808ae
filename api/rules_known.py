"""The warning rules by id as their files have them, read once per folder of one's own, and those of an evaluation."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from graph.signals import Rule, load_rules, rules_in_force
from graph.signals.thresholds import adjusted
from graph.store import Store


@cache
def rules_by_id(own: Path | None = None) -> Mapping[str, Rule]:
    """The product's rules and those of a folder beside them."""
    return MappingProxyType({rule.id: rule for rule in rules_in_force(own)})


def evaluated_rules(store: Store, own: Path | None, alone: Path | None = None) -> tuple[Rule, ...]:
    """What an evaluation goes by: the product's rules and those of one's own folder, with the thresholds that persons
    have accepted.

    alone: a folder whose rules are tried by themselves, as their files have them.
    """
    return load_rules(alone) if alone else adjusted(store, rules_in_force(own))
