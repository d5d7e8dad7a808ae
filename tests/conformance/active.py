"""The guarantees that can be called on a day, whole, by each of the two that define them: the fragments of the queries
and the portfolio of a snapshot.
"""

from datetime import date
from typing import Any

import numpy as np

from cypher import fragments, parse_query
from graph.as_of import AsOf
from graph.guarantees.book import FEN
from graph.guarantees.portfolio import Portfolio
from graph.store import Store

Called = dict[tuple[str, str], tuple[Any, ...]]
"""By contract and what it secures: last day, guarantor, and the fen that can be called for at most."""

FACTS_READ = (
    "GAVE", "FOR", "SECURES_LOAN", "SECURES_GUARANTEE", "BORROWED", "LENT", "STOOD_AT",
)  # fmt: skip
HEADER = """\
// test/called
// zh: 全部
// en: All
// mode: read
// param as_of: date
// param known_at: date
"""
LOANS = """\
MATCH (loan:Loan)
CALL (loan) {
  active_guarantee(contract, loan)
  RETURN contract, guarantor, last_day, outstanding_cny
}
RETURN contract.guarantee_id AS contract, loan.loan_id AS secured, last_day, guarantor.canonical_id AS guarantor,
       outstanding_cny AS amount_cny
"""
COUNTER = """\
MATCH (contract:Guarantee)
CALL (contract) {
  counter_guarantee(counter, contract)
  RETURN counter, giver, last_day, callable_cny
}
RETURN counter.guarantee_id AS contract, contract.guarantee_id AS secured, last_day, giver.canonical_id AS guarantor,
       callable_cny AS amount_cny
"""


def by_queries(store: Store, at: AsOf, text: str = LOANS) -> Called:
    """What the fragment says, each row once."""
    query = parse_query(HEADER + text, "test/called", fragments())
    rows = store.rows(query.text, {"as_of": at.as_of, "known_at": at.known_at})
    found = {
        (row["contract"], row["secured"]): (row["last_day"], row["guarantor"], round(row["amount_cny"] * FEN))
        for row in rows
    }
    assert len(found) == len(rows)
    return found


def by_portfolio(portfolio: Portfolio) -> Called:
    """What the portfolio's book says."""
    book, pairs = portfolio.book, portfolio.of_loans
    kept = np.flatnonzero(portfolio.can_be_called)
    assert pairs.contract[kept].tolist() == book.contract.tolist()
    amounts = book.outstanding[book.loan]
    return _named(portfolio, "Loan", (book.contract, book.loan, pairs.last_day[kept], amounts))


def counter_by_portfolio(portfolio: Portfolio) -> Called:
    """What the portfolio's book of counter-guarantees says."""
    book, pairs = portfolio.counter, portfolio.of_guarantees
    place = {pair: at for at, pair in enumerate(zip(pairs.contract.tolist(), pairs.secured.tolist(), strict=True))}
    last = pairs.last_day[[place[pair] for pair in zip(book.contract.tolist(), book.loan.tolist(), strict=True)]]
    return _named(portfolio, "Guarantee", (book.contract, book.loan, last, book.outstanding[book.loan]))


def _named(portfolio: Portfolio, label: str, columns: tuple[Any, Any, Any, Any]) -> Called:
    contracts = portfolio.snapshot.nodes("Guarantee").column("guarantee_id").to_pylist()
    secured_ids = portfolio.snapshot.nodes(label).column(0).to_pylist()
    parties = portfolio.snapshot.parties.table.column("party_id").to_pylist()
    found: Called = {}
    for contract, secured, last, fen in zip(*(column.tolist() for column in columns), strict=True):
        assert last is None or isinstance(last, date)
        giver = parties[portfolio.guarantor[contract]]
        found[contracts[contract], secured_ids[secured]] = (last, giver, fen)
    return found
