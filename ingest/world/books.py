"""The tables of a lender's own books: loans, balances, guarantees, collateral, statements."""

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ingest.world.balances import CLASSES, Balances
from ingest.world.codes import serial_numbers
from ingest.world.contracts import COUNTER, FORMS, GENERAL, MORTGAGE, PLEDGE, RE_GUARANTEE, Book
from ingest.world.days import Calendar
from ingest.world.enterprises import BANK, GOVERNMENT, LEASING
from ingest.world.names import pick
from ingest.world.tables import appended, choices, feed_table, lists, optional
from ingest.world.ties import Parties
from ingest.world.weakness import Health

Ints = npt.NDArray[np.int64]

LOAN_KINDS = ("loan", "acceptance", "bond", "letter_of_guarantee", "lease")
RESOLUTIONS = ("shareholders", "board", "none", "unknown")
COLLATERAL_KINDS = ("real_estate", "land", "equipment", "receivables", "equity", "deposit")
_PRODUCTS = ("流动资金贷款担保", "固定资产贷款担保", "票据承兑担保", "反担保", "再担保")


def loan_ids(rows: Ints) -> pa.Array:
    """The numbers of these loans: JJ and nine digits, in order of drawing."""
    return serial_numbers("JJ", rows + 1, 9)


def guarantee_ids(rows: Ints) -> pa.Array:
    """The numbers of these guarantees: DB and nine digits, in order of their start."""
    return serial_numbers("DB", rows + 1, 9)


def loan_table(parties: Parties, book: Book, rng: np.random.Generator) -> pa.Table:
    """The table `loans`."""
    loans, rows = book.loans, np.arange(len(book.loans))
    kind = np.where(rng.random(len(loans)) < 0.08, 1, 0)
    kind[parties.firms.kind[loans.lender] == LEASING] = 4
    return feed_table("loans", {
        "loan_id": loan_ids(rows), "borrower": parties.id_of(loans.borrower), "lender": parties.id_of(loans.lender),
        "kind": choices(LOAN_KINDS, kind), "contract_no": serial_numbers("HT-", rows + 1, 9),
        "principal": loans.principal, "drawn_on": loans.drawn, "matures_on": loans.matures, "recorded_on": loans.drawn,
    })  # fmt: skip


def balance_table(book: Book, balances: Balances, rng: np.random.Generator) -> pa.Table:
    """The table `balances`; a twelfth of the loans have a fifth of their principal undrawn until they end."""
    line = np.where(rng.random(len(book.loans)) < 1 / 12, book.loans.principal // 5, 0)
    undrawn = np.where(balances.outstanding > 0, line[balances.loan], 0)
    undrawn[balances.classification >= 2] = 0
    return feed_table("balances", {
        "loan_id": loan_ids(balances.loan), "valid_from": balances.day, "outstanding": balances.outstanding,
        "undrawn": undrawn, "classification": choices(CLASSES, balances.classification),
        "days_past_due": balances.days_past_due, "recorded_on": balances.day,
    })  # fmt: skip


def guarantee_table(
    parties: Parties, book: Book, claimed_on: npt.NDArray[np.int32], rng: np.random.Generator
) -> pa.Table:
    """The table `guarantees`. A few old contracts leave out their form, and few companies pass a resolution in time."""
    given, count = book.guarantees, len(book.guarantees)
    rows = np.arange(count)
    form = np.where((given.form == GENERAL) & (rng.random(count) < 0.3), -1, given.form)
    product = np.where(
        given.role == COUNTER, 3, np.where(given.role == RE_GUARANTEE, 4, rng.choice(3, count, p=[0.8, 0.15, 0.05]))
    )
    corporate = given.guarantor < len(parties.firms)
    order = np.lexsort((book.on_loans.secured, book.on_loans.guarantee))
    counter = np.lexsort((book.on_guarantees.secured, book.on_guarantees.guarantee))
    return feed_table("guarantees", {
        "guarantee_id": guarantee_ids(rows), "guarantor": parties.id_of(given.guarantor),
        "debtor": parties.id_of(given.debtor),
        "secured_loans": lists(loan_ids(book.on_loans.secured[order]), book.on_loans.guarantee[order], count),
        "secured_guarantees": lists(
            guarantee_ids(book.on_guarantees.secured[counter]), book.on_guarantees.guarantee[counter], count
        ),
        "contract_no": serial_numbers("BZ-", rows + 1, 9),
        "form": choices(FORMS, form), "maximum_amount": given.maximum, "cap": optional(given.cap, given.cap >= 0),
        "signed_on": given.start - rng.integers(0, 4, count), "starts_on": given.start, "ends_on": given.end,
        "claimed_on": claimed_on, "product": pick(_PRODUCTS, product),
        "resolution": choices(RESOLUTIONS, np.where(corporate, rng.choice(4, count, p=[0.45, 0.3, 0.1, 0.15]), -1)),
        "recorded_on": given.start,
    })  # fmt: skip


def collateral_table(book: Book, rng: np.random.Generator) -> pa.Table:
    """The table `collateral`: one thing for each mortgage or pledge, worth 0.8 to 2.5 times its cap."""
    rows = np.flatnonzero(np.isin(book.guarantees.form, (MORTGAGE, PLEDGE)))
    given = book.guarantees.take(rows)
    first = np.full(len(book.guarantees), 1_000_000)
    first[book.on_loans.guarantee] = book.loans.principal[book.on_loans.secured]
    worth = np.where(given.cap < 0, first[rows], given.cap) * rng.uniform(0.8, 2.5, len(rows))
    pledge = given.form == PLEDGE
    kind = np.where(pledge, rng.integers(3, 6, len(rows)), rng.choice(3, len(rows), p=[0.7, 0.15, 0.15]))
    return feed_table("collateral", {
        "collateral_id": serial_numbers("YP", np.arange(len(rows)) + 1, 9), "guarantee_id": guarantee_ids(rows),
        "kind": choices(COLLATERAL_KINDS, kind), "value_cny": worth.round(-3), "rank": np.ones(len(rows), np.int64),
        "valid_from": given.start, "recorded_on": given.start,
    })  # fmt: skip


def statement_table(
    parties: Parties, health: Health, calendar: Calendar, defaulted_on: npt.NDArray[np.int32], rng: np.random.Generator
) -> pa.Table:
    """The table `statements`: figures are known in spring; an eighth are never reported, none after default."""
    firms = parties.firms
    parts = []
    for year, end in enumerate(calendar.year_ends()):
        reports = (firms.established < end - 180) & (firms.kind != GOVERNMENT) & (rng.random(len(firms)) < 0.88)
        known = end + rng.integers(75, 150, len(firms))
        rows = np.flatnonzero(reports & (known < defaulted_on))
        assets = health.assets[rows, year]
        liabilities = (assets * health.leverage[rows, year]).round()
        net = assets - liabilities
        bank = firms.kind[rows] == BANK
        parts.append(feed_table("statements", {
            "enterprise": parties.id_of(rows), "period_end": np.full(len(rows), end), "total_assets_cny": assets,
            "total_liabilities_cny": liabilities, "net_assets_cny": net,
            "liquid_assets_cny": assets * health.liquidity[rows, year],
            "interbank_assets_cny": optional((assets * 0.06).round().astype(np.int64), bank),
            "interbank_liabilities_cny": optional((assets * 0.08).round().astype(np.int64), bank),
            "net_capital_cny": optional((net * 1.1).round().astype(np.int64), bank),
            "tier1_capital_cny": optional((net * 0.95).round().astype(np.int64), bank),
            "revenue_cny": assets * health.turnover[rows, year],
            "profit_cny": assets * health.profitability[rows, year],
            "recorded_on": known[rows],
        }))  # fmt: skip
    return appended(*parts)
