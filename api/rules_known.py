"""The warning rules by id, as the API knows them: read once per folder of rules of one's own."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from graph.signals import Rule, rules_in_force


@cache
def rules_by_id(own: Path | None = None) -> Mapping[str, Rule]:
    """The product's rules and those of a folder beside them."""
    return MappingProxyType({rule.id: rule for rule in rules_in_force(own)})
