"""What has happened to the enterprise: overdue loans, lawsuits, public lists, events; how often and how lately."""

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph.measures.condition import NEVER, balance_class, event_is
from graph.measures.facts import QUARTER_DAYS, YEAR_DAYS, Facts, days_of
from graph.measures.loans import outstanding_cny
from graph.measures.measure import Columns, as_columns
from graph.measures.sums import counted, latest, ratio, total_cny
from graph.snapshot.columns import float64
from graph.snapshot.snapshot import Edges

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

DEFENDANT: Final = ("defendant", "enforcement_debtor")
PLAINTIFF: Final = ("plaintiff", "enforcement_applicant")
LISTS: Final = ("dishonest_debtor", "restricted_spending", "abnormal_operation", "serious_violation", "tax_arrears")


def event_measures(facts: Facts) -> Columns:
    """The family `events`."""
    values = {**_overdue(facts), **_cases(facts), **_lists(facts), **_events(facts)}
    return as_columns("events", facts.of_enterprises(values))


def _overdue(facts: Facts) -> dict[str, Floats]:
    """From balances: now, and the worst of the last twelve months."""
    condition, borrowed = facts.condition, facts.snapshot.edges("BORROWED")
    days, grade = condition.loan_days_past_due[borrowed.target], condition.loan_class[borrowed.target]
    owed, amount = facts.shared(outstanding_cny), condition.outstanding_cny[borrowed.target]
    late, below_normal = days > 0, grade > 1
    year = _balances_of_year(facts)
    return {
        "days_past_due": latest(borrowed.source, days, facts.count),
        "overdue_share": _known_share(borrowed, days, late, amount, owed),
        "worst_class": latest(borrowed.source, grade, facts.count),
        "below_normal_share": _known_share(borrowed, grade, below_normal, amount, owed),
        **year,
    }


def _known_share(edges: Edges, stated: Floats, chosen: Flags, amount: Floats, whole: Floats) -> Floats:
    """The share of what is outstanding that is chosen; NaN where no balance says."""
    part = total_cny(edges.source[chosen], amount[chosen], len(whole))
    said = counted(edges.source[~np.isnan(stated)], len(whole)) > 0
    return np.where(said, ratio(part, whole), np.nan)


def _balances_of_year(facts: Facts) -> dict[str, Floats]:
    """Of all balances that were in force at some time of the last twelve months."""
    stood, borrowed = facts.snapshot.begun("STOOD_AT"), facts.snapshot.begun("BORROWED")
    borrower = np.full(facts.snapshot.node_count("Loan"), -1, dtype=np.int64)
    borrower[borrowed.target] = borrowed.source
    recent = (days_of(stood, "valid_to") > facts.today - YEAR_DAYS) & (borrower[stood.source] >= 0)
    party, balance = borrower[stood.source[recent]], stood.target[recent]
    table = facts.snapshot.nodes("Balance")
    days = pc.fill_null(table.column("days_past_due").cast(pa.float64()), np.nan).to_numpy()[balance]
    return {
        "days_past_due_max_12m": latest(party, days, facts.count),
        "overdue_balances_12m": np.where(
            counted(party[~np.isnan(days)], facts.count) > 0, counted(party[days > 0], facts.count), np.nan
        ),
        "worst_class_12m": latest(party, balance_class(facts.snapshot)[balance], facts.count),
    }


def _cases(facts: Facts) -> dict[str, Floats]:
    """By the day of filing, which a relationship tells; how a case ended is not looked at, since nobody knows when it
    was told."""
    edges = facts.snapshot.begun("PARTY_TO")
    role = pc.fill_null(edges.column("role").cast(pa.string()), "")
    sued = _among(role, DEFENDANT)
    since = facts.days_since(days_of(edges))
    amount = float64(facts.snapshot.nodes("Case"), "amount_cny")[edges.target]
    values = {
        **_often(facts, edges.source, since, sued, "defendant"),
        **_often(facts, edges.source, since, _among(role, ("enforcement_debtor",)), "enforced"),
        **_often(facts, edges.source, since, _among(role, PLAINTIFF), "plaintiff"),
        "defendant_amount_12m_cny": _amount(facts, edges.source, amount, sued & (since < YEAR_DAYS)),
        "defendant_amount_to_assets": ratio(
            _amount(facts, edges.source, amount, sued), facts.stated_cny("total_assets_cny")
        ),
        "days_since_defendant": -latest(edges.source[sued], -since[sued], facts.count),
    }
    return {name: facts.told("PARTY_TO", one) for name, one in values.items()}


def _lists(facts: Facts) -> dict[str, Floats]:
    edges = facts.snapshot.begun("LISTED_ON")
    since, every = facts.days_since(days_of(edges)), np.ones(len(edges), dtype=np.bool_)
    values = {name: facts.condition.listed(name).astype(np.float64) for name in LISTS}
    values |= {
        "listings_12m": counted(edges.source[since < YEAR_DAYS], facts.count),
        "listings_ever": counted(edges.source[every], facts.count),
        "days_since_listing": -latest(edges.source, -since, facts.count),
    }
    return {name: facts.told("LISTED_ON", one) for name, one in values.items()}


def _events(facts: Facts) -> dict[str, Floats]:
    edges = facts.snapshot.begun("HAD")
    since = facts.days_since(days_of(edges))
    amount = float64(facts.snapshot.nodes("Event"), "amount_cny")[edges.target]

    def of(*kinds: str) -> Flags:
        return event_is(facts.snapshot, *kinds)[edges.target]

    overdue, called = of("overdue"), of("call")
    defaulted = facts.condition.defaulted_on
    values = {
        **_often(facts, edges.source, since, overdue, "overdue"),
        **_often(facts, edges.source, since, called, "called"),
        **_often(facts, edges.source, since, of("downgrade"), "downgraded"),
        **_often(facts, edges.source, since, of("restructuring"), "restructured"),
        "recovered_ever": counted(edges.source[of("recovery")], facts.count),
        "overdue_amount_12m_to_assets": ratio(
            _amount(facts, edges.source, amount, overdue & (since < YEAR_DAYS)), facts.stated_cny("total_assets_cny")
        ),
        "called_amount_to_net_assets": ratio(_amount(facts, edges.source, amount, called), facts.net_assets_cny),
        "days_since_overdue": -latest(edges.source[overdue], -since[overdue], facts.count),
        "days_since_called": -latest(edges.source[called], -since[called], facts.count),
        "in_default": facts.condition.in_default.astype(np.float64),
        "days_since_default": np.where(defaulted == NEVER, np.nan, facts.days_since(defaulted)),
    }
    return {name: facts.told("HAD", one) for name, one in values.items()}


WINDOWS: Final = (("3m", QUARTER_DAYS), ("12m", YEAR_DAYS), ("ever", None))


def _often(
    facts: Facts, party: NDArray[np.int32], since: Floats, chosen: Flags, name: str
) -> dict[str, Floats]:  # fmt: skip
    """How many of those chosen there were within three and twelve months and in all."""
    return {
        f"{name}_{window}": counted(party[chosen & (since < (days or np.inf))], facts.count) for window, days in WINDOWS
    }


def _amount(facts: Facts, party: NDArray[np.int32], amount: Floats, chosen: Flags) -> Floats:
    return total_cny(party[chosen], amount[chosen], facts.count)


def _among(texts: pa.ChunkedArray, values: tuple[str, ...]) -> Flags:
    found: Flags = pc.is_in(texts, value_set=pa.array(values, pa.string())).to_numpy()
    return found
