"""In which respect data are wanting: something is missing, old, told differently, or cannot be."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from graph.text import Text


class Aspect(StrEnum):
    """Of the dimensions of data quality those that the facts themselves show: completeness, timeliness, consistency
    between sources, and validity."""

    MISSING = "missing"
    STALE = "stale"
    DISPUTED = "disputed"
    IMPOSSIBLE = "impossible"


TITLES: Final[Mapping[Aspect, Text]] = MappingProxyType(
    {
        Aspect.MISSING: Text("缺失", "missing"),
        Aspect.STALE: Text("陈旧", "stale"),
        Aspect.DISPUTED: Text("来源不一", "told differently"),
        Aspect.IMPOSSIBLE: Text("自相矛盾", "cannot be"),
    }
)

_OF: Final[Mapping[Aspect, tuple[str, ...]]] = {
    Aspect.MISSING: (
        "data.no_code", "data.no_record", "data.no_statement", "data.gaps", "data.loans_without_balance",
        "data.loans_without_balance_cny", "data.oldest_unbalanced_days", "data.matured_without_balance_cny",
        "data.given_without_amount", "data.received_without_amount", "data.received_without_loan_cny",
        "data.given_without_cap", "data.unknown_guarantors", "data.received_from_unknown_cny", "data.unknown_debtors",
    ),
    Aspect.STALE: (
        "data.latest_fact_days", "data.oldest_balance_days", "data.stale_balances_cny", "own.statement_age_days",
    ),
    Aspect.DISPUTED: (
        "data.identity_doubts", "data.stakes_disputed", "data.disputed_share", "data.net_assets_disputed_cny",
        "data.net_assets_disputed_to_assets", "data.received_twice_cny",
    ),
    Aspect.IMPOSSIBLE: (
        "data.balance_above_principal_cny", "data.matured_not_overdue_cny", "data.gone_outstanding_cny",
        "data.given_before_founding", "data.received_before_founding_cny", "data.self_guarantees",
        "data.self_guaranteed_cny", "data.shares_above_whole", "data.balance_sheet_gap_cny",
        "data.balance_sheet_gap_to_assets",
    ),
}  # fmt: skip
ASPECTS: Final[Mapping[str, Aspect]] = MappingProxyType(
    {name: aspect for aspect, names in _OF.items() for name in names}
)
"""By measure: all of the family `data`, and the age of statements."""


def aspect_of(measure: str) -> Aspect | None:
    """In which respect a measure tells that data are wanting; None of one that somebody's own rule reads."""
    return ASPECTS.get(measure)
