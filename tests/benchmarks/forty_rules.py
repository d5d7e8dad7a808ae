"""Forty rules over all families of measures and over changes: the work of a full set, whatever the product has."""

from typing import Final

from tests.unit.signals.backtest.rules import at_least

READ: Final = (
    ("events.days_past_due", 30), ("events.overdue_3m", 1), ("events.below_normal_share", 0.2),
    ("events.called_12m", 1), ("events.defendant_12m", 2), ("events.enforced_12m", 1), ("events.listings_12m", 1),
    ("events.downgraded_12m", 1), ("events.days_past_due.change_1m", 30), ("events.worst_class.change_3m", 1),
    ("events.below_normal_share.change_3m", 0.1), ("events.defendant_ever.change_3m", 2),
    ("own.liabilities_to_assets", 0.8), ("own.leverage_above_peers", 0.2),
    ("own.liabilities_to_assets.change_12m", 0.1), ("loans.lenders", 5), ("loans.outstanding_growth_12m", 0.5),
    ("loans.outstanding_to_net_assets", 3), ("loans.outstanding_cny.change_3m", 1e7),
    ("loans.lenders.change_3m", 2), ("ownership.group_size", 5), ("ownership.representative_changed_12m", 1),
    ("ownership.new_owners_12m", 2), ("ownership.control_undetermined", 1), ("ownership.same_contact", 2),
    ("ownership.controlled_enterprises", 3), ("structure.circle_size", 3), ("structure.mutual_guarantors", 1),
    ("structure.enterprise_guarantors", 3), ("structure.given_to_net_assets", 1),
    ("structure.chain_amount_cny", 1e8), ("structure.circle_size.change_3m", 1), ("guarantees.given_12m", 3),
    ("guarantees.nominal_to_covered", 2), ("guarantees.given_debtors.change_3m", 2),
    ("exposure.debtors_in_default", 0.1), ("exposure.neighbours_defaulted_12m", 1),
    ("exposure.circle_in_default", 0.1), ("contagion.distress_of_failed", 0.1),
    ("contagion.expected_calls_to_liquid", 0.5),
)  # fmt: skip

FORTY: Final = tuple(at_least(measure.replace(".", "_"), measure, least) for measure, least in READ)
