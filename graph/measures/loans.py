"""What the enterprise has borrowed: how much, of whom, how lately."""

import numpy as np
from numpy.typing import NDArray

from graph.measures.facts import YEAR_DAYS, Facts, days_of
from graph.measures.measure import Columns, as_columns
from graph.measures.sums import concentration, counted, distinct, latest, numbered, ratio, total_cny
from graph.snapshot.columns import float64

Floats = NDArray[np.float64]


def loan_measures(facts: Facts) -> Columns:
    """The family `loans`."""
    owed, count = facts.shared(outstanding_cny), _loans(facts)
    before = outstanding_cny(facts.a_year_ago)
    lenders, hhi, largest, non_bank = _lenders(facts)
    drawn = facts.snapshot.begun("BORROWED")
    since, principal = facts.days_since(days_of(drawn)), float64(facts.snapshot.nodes("Loan"), "principal_cny")
    new = since < YEAR_DAYS
    drawn_12m = total_cny(drawn.source[new], principal[drawn.target[new]], facts.count)
    undrawn = _undrawn(facts)
    values = {
        "outstanding_cny": owed,
        "count": count,
        "lenders": lenders,
        "lender_hhi": hhi,
        "largest_lender_share": largest,
        "non_bank_share": non_bank,
        "lenders_gained_12m": lenders - _lenders(facts.a_year_ago)[0],
        "outstanding_to_assets": ratio(owed, facts.stated_cny("total_assets_cny")),
        "outstanding_to_net_assets": ratio(owed, facts.net_assets_cny),
        "outstanding_to_revenue": ratio(owed, facts.stated_cny("revenue_cny")),
        "undrawn_share": ratio(undrawn, undrawn + owed),
        "outstanding_growth_12m": ratio(owed, before) - 1,
        "drawn_12m": counted(drawn.source[new], facts.count),
        "drawn_12m_to_outstanding": ratio(drawn_12m, owed),
        "days_since_drawn": latest(drawn.source, -since, facts.count) * -1,
    }
    return as_columns(
        "loans", facts.of_enterprises({name: facts.told("BORROWED", one) for name, one in values.items()})
    )


def outstanding_cny(facts: Facts) -> Floats:
    """Per party what is outstanding of its loans (元)."""
    edges = facts.snapshot.edges("BORROWED")
    return total_cny(edges.source, facts.condition.outstanding_cny[edges.target], facts.count)


def _loans(facts: Facts) -> Floats:
    edges = facts.snapshot.edges("BORROWED")
    return counted(edges.source[facts.condition.outstanding_cny[edges.target] > 0], facts.count)


def _lenders(facts: Facts) -> tuple[Floats, Floats, Floats, Floats]:
    """Per borrower how many lenders, how concentrated, the largest one's share, and the share of those that are no
    banks; a loan of several lenders, whose parts are not recorded, is divided equally."""
    borrower, lender, amount = facts.shared(lending)
    lenders = distinct(borrower, lender, facts.count)
    key, row = numbered(borrower.astype(np.int64) * facts.count + lender)
    by_lender = total_cny(row, amount, len(key))
    hhi, largest = concentration(key // max(facts.count, 1), by_lender, facts.count)
    other = ~facts.snapshot.parties.of_kind("bank")[lender]
    whole = total_cny(borrower, amount, facts.count)
    return lenders, hhi, largest, ratio(total_cny(borrower[other], amount[other], facts.count), whole)


def lending(facts: Facts) -> tuple[NDArray[np.int32], NDArray[np.int32], Floats]:
    """Borrower, lender and amount (元) of every loan outstanding whose lender is known, a row per lender."""
    borrowed, lent = facts.snapshot.edges("BORROWED"), facts.snapshot.edges("LENT")
    owed = facts.condition.outstanding_cny
    borrower = np.full(len(owed), -1, dtype=np.int32)
    borrower[borrowed.target] = borrowed.source
    heads = np.maximum(np.bincount(lent.target, minlength=len(owed)), 1)
    row = np.flatnonzero((borrower[lent.target] >= 0) & (owed[lent.target] > 0))
    loan = lent.target[row]
    return borrower[loan], lent.source[row], owed[loan] / heads[loan]


def _undrawn(facts: Facts) -> Floats:
    stood, borrowed = facts.snapshot.edges("STOOD_AT"), facts.snapshot.edges("BORROWED")
    per_loan = np.full(facts.snapshot.node_count("Loan"), np.nan)
    per_loan[stood.source] = float64(facts.snapshot.nodes("Balance"), "undrawn_cny")[stood.target]
    return total_cny(borrowed.source, per_loan[borrowed.target], facts.count)
