"""What a default leaves behind in the records: events, public lists, bankruptcies."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ingest.world.books import guarantee_ids, loan_ids
from ingest.world.codes import serial_numbers
from ingest.world.contracts import Columns
from ingest.world.days import NEVER, Calendar, Days
from ingest.world.defaults import Defaults
from ingest.world.losses import CALL, Losses
from ingest.world.outcome import Fates, Signing
from ingest.world.tables import choices, feed_table, optional, optional_text
from ingest.world.ties import Parties

Ints = npt.NDArray[np.int64]

KINDS = ("overdue", "default", "call", "recovery", "bankruptcy", "downgrade", "restructuring")
LISTS = ("dishonest_debtor", "restricted_spending", "abnormal_operation", "tax_arrears")


@dataclass(frozen=True)
class _Events(Columns):
    """Rows: who, kind (a position in `KINDS`), day, 元 (-1: none), loan and guarantee (rows of the book, -1: none)."""

    party: Ints
    kind: Ints
    day: Ints
    amount: Ints
    loan: Ints
    guarantee: Ints


def bankruptcies(defaults: Defaults, firms: int, calendar: Calendar, rng: np.random.Generator) -> Days:
    """A fifth of the defaulted enterprises go bankrupt within a year and a half; the day for each, `NEVER` for none."""
    day = defaults.day[:firms]
    after = day + rng.integers(100, 540, firms)
    broke = (day < NEVER) & (rng.random(firms) < 0.2) & (after <= calendar.today - 15)
    return np.where(broke, after, NEVER).astype(np.int32)


@dataclass(frozen=True)
class Happened:
    """The history that the records are written from."""

    signing: Signing
    fates: Fates
    defaults: Defaults
    bankrupt_on: Days
    calendar: Calendar


def event_table(parties: Parties, happened: Happened, rng: np.random.Generator) -> pa.Table:
    """The table `events`, in order of day; `known_by` cuts what is recorded later."""
    signing, fates, defaults = happened.signing, happened.fates, happened.defaults
    parts = [
        _of_loans(signing, fates),
        _of_defaulters(signing, fates, defaults, happened.bankrupt_on),
        *_of_guarantors(fates, calls_made(signing, defaults.losses), rng),
        _downgrades(parties, defaults, happened.calendar, rng),
    ]
    rows = parts[0].followed_by(*parts[1:])
    rows = rows.take(np.lexsort((rows.guarantee, rows.loan, rows.kind, rows.party, rows.day)))
    return feed_table("events", {
        "event_id": serial_numbers("SJ", np.arange(len(rows.day)) + 1, 9),
        "party": parties.id_of(rows.party), "kind": choices(KINDS, rows.kind), "occurred_on": rows.day,
        "amount_cny": optional(rows.amount, rows.amount >= 0),
        "loan_id": optional_text(loan_ids(rows.loan), rows.loan >= 0),
        "guarantee_id": optional_text(guarantee_ids(rows.guarantee), rows.guarantee >= 0),
        "recorded_on": rows.day + rng.integers(1, 20, len(rows.day)),
    })  # fmt: skip


def calls_made(signing: Signing, losses: Losses) -> Losses:
    """The calls on guarantors, with loans and guarantees as rows of the signed book."""
    calls = losses.take(losses.channel == CALL)
    return Losses(
        calls.source, calls.target, calls.channel, signing.guarantee_row[calls.contract], signing.loan_row[calls.loan],
        calls.amount, calls.day,
    )  # fmt: skip


def _of_loans(signing: Signing, fates: Fates) -> _Events:
    """Each defaulted loan's and each made-good delay's first day past due."""
    failed, slipped = np.flatnonzero(fates.default_day < NEVER), np.flatnonzero(fates.slip_from < NEVER)
    loan = np.r_[failed, slipped]
    loans = signing.book.loans.take(loan)
    amount = np.r_[fates.owed[failed], loans.principal[len(failed) :] // 10].astype(np.int64)
    day = np.r_[fates.overdue_from[failed], fates.slip_from[slipped]].astype(np.int64)
    return _Events(loans.borrower, np.zeros(len(loan), np.int64), day, amount, loan, np.full(len(loan), -1))


def _of_defaulters(signing: Signing, fates: Fates, defaults: Defaults, bankrupt_on: Days) -> _Events:
    """Each defaulter's default, naming its largest loan if it has any, and its bankruptcy."""
    firms = len(bankrupt_on)
    fallen, broke = np.flatnonzero(defaults.day[:firms] < NEVER), np.flatnonzero(bankrupt_on < NEVER)
    failed = np.flatnonzero(fates.default_day < NEVER)
    borrower = signing.book.loans.borrower[failed]
    owed = np.bincount(borrower, fates.owed[failed], firms)
    largest = np.full(firms, -1)
    by_size = failed[np.argsort(fates.owed[failed], kind="stable")]
    largest[signing.book.loans.borrower[by_size]] = by_size
    return _Events(
        np.r_[fallen, broke], np.repeat([1, 4], [len(fallen), len(broke)]),
        np.r_[defaults.day[fallen], bankrupt_on[broke]].astype(np.int64),
        np.r_[np.where(largest[fallen] >= 0, owed[fallen], -1), np.full(len(broke), -1)].astype(np.int64),
        np.r_[largest[fallen], np.full(len(broke), -1)], np.full(len(fallen) + len(broke), -1),
    )  # fmt: skip


def _of_guarantors(fates: Fates, calls: Losses, rng: np.random.Generator) -> tuple[_Events, _Events]:
    """Payments on calls, and for four of ten a part recovered a year later."""
    paid_on = np.minimum(fates.called_on[calls.loan], NEVER).astype(np.int64)
    calls, paid_on = calls.take(paid_on < NEVER), paid_on[paid_on < NEVER]
    amount = calls.amount.astype(np.int64)
    paid = _Events(calls.target, np.full(len(calls), 2), paid_on, amount, calls.loan, calls.contract)
    some = rng.random(len(calls)) < 0.4
    part = (amount * rng.uniform(0.05, 0.5, len(calls))).astype(np.int64)
    later = paid_on + rng.integers(200, 500, len(calls))
    recovered = _Events(calls.target, np.full(len(calls), 3), later, part, calls.loan, calls.contract).take(some)
    return paid, recovered


def _downgrades(parties: Parties, defaults: Defaults, calendar: Calendar, rng: np.random.Generator) -> _Events:
    """A third of the defaulters had their rating lowered before, and one of a hundred others at some time."""
    firms = parties.firms
    day = defaults.day[: len(firms)].astype(np.int64)
    fell = day < NEVER
    lowered = rng.random(len(firms)) < np.where(fell, 0.33, 0.01)
    sometime = rng.integers(calendar.first_day, calendar.today, len(firms))
    when = np.where(fell, day - rng.integers(30, 300, len(firms)), sometime)
    rows = np.flatnonzero(lowered & (when > firms.established))
    nothing = np.full(len(rows), -1)
    return _Events(rows, np.full(len(rows), 5), when[rows], nothing, nothing, nothing)


def listing_table(
    parties: Parties, defaults: Defaults, leader: Ints, calendar: Calendar, rng: np.random.Generator
) -> pa.Table:
    """The table `listings`: defaulters, some of their leaders and guarantors as dishonest debtors, and lesser marks."""
    firms = len(parties.firms)
    fallen = np.flatnonzero(defaults.day[:firms] < NEVER)
    calls = defaults.losses.take(defaults.losses.channel == CALL)
    operating = np.flatnonzero(parties.firms.operating)
    groups = (
        (fallen, 0, defaults.day[fallen] + 300, 300, 0.55), (fallen, 1, defaults.day[fallen] + 200, 300, 0.5),
        (leader[fallen], 1, defaults.day[fallen] + 200, 300, 0.35), (calls.target, 0, calls.day + 300, 300, 0.06),
        (operating, 2, np.full(len(operating), calendar.first_day), calendar.years * 365, 0.08),
        (operating, 3, np.full(len(operating), calendar.first_day), calendar.years * 365, 0.02),
    )  # fmt: skip
    rows = []
    for party, kind, earliest, span, share in groups:
        drawn = rng.random(len(party)) < share
        listed = earliest + rng.integers(0, span, len(party))
        rows.append(np.column_stack([party, np.full(len(party), kind), listed])[drawn])
    party, kind, listed = np.unique(np.concatenate(rows), axis=0).T
    founded = np.r_[parties.firms.established, np.full(len(parties.persons), -NEVER)][party]
    party, kind, listed = (column[listed > founded + 30] for column in (party, kind, listed))
    removed = listed + rng.integers(60, 700, len(party))
    lifted = (rng.random(len(party)) < np.where(kind >= 2, 0.8, 0.1)) & (removed <= calendar.today)
    return feed_table("listings", {
        "party": parties.id_of(party), "list": choices(LISTS, kind), "listed_on": listed,
        "removed_on": np.where(lifted, removed, NEVER), "recorded_on": listed + rng.integers(1, 10, len(party)),
    })  # fmt: skip
