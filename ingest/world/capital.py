"""Balance sheets of lenders and guarantee firms, sized to the business that they do."""

import numpy as np

from ingest.world.contracts import Book
from ingest.world.days import Calendar
from ingest.world.enterprises import BANK, GUARANTEE_FIRM, LEASING, RE_GUARANTEE_FIRM, SMALL_LOAN, Enterprises
from ingest.world.losses import repaid_on
from ingest.world.weakness import Health


def capitalise(health: Health, firms: Enterprises, plan: Book, calendar: Calendar, rng: np.random.Generator) -> Health:
    """Health with capital of the institutions as a share of what they lend or guarantee at the end of the history.

    Banks hold 9 % of it, small-loan companies 60 %, leasing companies 15 %; guarantee firms an eleventh to a quarter,
    so that some stand above ten times their net assets.
    """
    today, loans, given = calendar.today, plan.loans, plan.guarantees
    open_loans = (loans.drawn <= today) & (today < repaid_on(loans))
    lent = np.bincount(loans.lender[open_loans], loans.principal[open_loans], len(firms))
    in_force = (given.start <= today) & (today <= given.end) & (given.guarantor < len(firms))
    stood_for = np.bincount(given.guarantor[in_force], np.maximum(given.cap[in_force], 0), len(firms))
    for kind, share, leverage in ((BANK, 0.09, 0.92), (SMALL_LOAN, 0.6, 0.45), (LEASING, 0.15, 0.85)):
        rows = firms.of_kind(kind)
        health = health.with_capital(rows, np.maximum(lent[rows] * share, 5e7).round(-4), leverage)
    for kind in (GUARANTEE_FIRM, RE_GUARANTEE_FIRM):
        rows = firms.of_kind(kind)
        capital = stood_for[rows] / rng.uniform(4, 11, len(rows))
        health = health.with_capital(rows, np.maximum(capital, 5e7).round(-4), 0.4)
    return health
