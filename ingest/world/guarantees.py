"""Ordinary guarantees: what a credit line is secured by, counter-guarantees to guarantee firms, and re-guarantees."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from ingest.world.contracts import (
    COUNTER,
    GENERAL,
    JOINT,
    MORTGAGE,
    PLAIN,
    PLEDGE,
    RE_GUARANTEE,
    Book,
    Guarantees,
    Loans,
    Secured,
)
from ingest.world.days import NEVER, Calendar
from ingest.world.enterprises import COMPANY, GUARANTEE_FIRM, RE_GUARANTEE_FIRM, Enterprises
from ingest.world.neighbours import Precedence

Ints = npt.NDArray[np.signedinteger[Any]]
Flags = npt.NDArray[np.bool_]
Signed = tuple[Guarantees, Secured]
_NOTHING = Secured(np.empty(0, np.int64), np.empty(0, np.int64))


@dataclass(frozen=True)
class _Package:
    """What a credit line is secured by: its usual company, person and guarantee firm (-1: none), its own property."""

    company: Ints
    person: Ints
    firm: Ints
    own_property: Flags
    maximum: Flags


def secure(loans: Loans, firms: Enterprises, leader: Ints, calendar: Calendar, rng: np.random.Generator) -> Book:
    """Draws the guarantees of ordinary loans, their counter-guarantees and the re-guarantees over them."""
    lines = int(loans.line.max()) + 1
    borrower = np.zeros(lines, np.int64)
    borrower[loans.line] = loans.borrower
    guarantors = Precedence.among(firms.of_kind(COMPANY), firms.city, firms.order)
    package = _packages(borrower, firms, guarantors, leader, rng)
    parts = [
        _company_guarantees(loans, package, firms, guarantors, rng),
        _pools(loans, package, rng),
        _each_loan(loans, package.person[loans.line], JOINT, rng),
        _each_loan(loans, package.firm[loans.line], JOINT, rng),
        _each_loan(loans, np.where(package.own_property[loans.line], loans.borrower, -1), MORTGAGE, rng),
    ]
    book = Book(loans, *_stacked(parts), _NOTHING)
    book = _counter_guaranteed(book, firms, guarantors, leader, rng)
    return _re_guaranteed(book, firms, calendar, rng)


def _packages(
    borrower: Ints, firms: Enterprises, guarantors: Precedence, leader: Ints, rng: np.random.Generator
) -> _Package:
    count = len(borrower)
    company = guarantors.draw_largest(firms.city[borrower], firms.order[borrower], firms.assets, rng)
    return _Package(
        company=np.where(rng.random(count) < 0.45, company, -1),
        person=np.where(rng.random(count) < 0.42, leader[borrower], -1),
        firm=np.where(rng.random(count) < 0.12, rng.choice(firms.of_kind(GUARANTEE_FIRM), count), -1),
        own_property=rng.random(count) < 0.3,
        maximum=rng.random(count) < 0.12,
    )


def _company_guarantees(
    loans: Loans, package: _Package, firms: Enterprises, guarantors: Precedence, rng: np.random.Generator
) -> Signed:
    """One contract for each loan, usually by the line's guarantor, sometimes by another company."""
    usual = package.company[loans.line]
    another = guarantors.draw(firms.city[loans.borrower], firms.order[loans.borrower], rng, 2.0)
    company = np.where((usual >= 0) & (rng.random(len(loans)) < 0.12), another, usual)
    form = np.where(rng.random(len(loans)) < 0.1, GENERAL, JOINT)
    form[rng.random(len(loans)) < 0.03] = PLEDGE
    return _each_loan(loans, np.where(package.maximum[loans.line], -1, company), form, rng)


def _each_loan(loans: Loans, guarantor: Ints, form: Ints | int, rng: np.random.Generator) -> Signed:
    """A contract by `guarantor[i]` for each loan `i` that has one, for a period as banks agree it."""
    rows = np.flatnonzero(guarantor >= 0)
    secured = loans.take(rows)
    agreed = rng.choice([183, 365, 730, 1095, 0, NEVER], len(rows), p=[0.4, 0.1, 0.2, 0.1, 0.1, 0.1])
    end = np.minimum(secured.matures + agreed, NEVER)
    cap = np.where(
        rng.random(len(rows)) < 0.3, -1, secured.principal * rng.choice([60, 80, 100, 100, 120], len(rows)) // 100
    )
    forms = np.broadcast_to(np.asarray(form), len(loans))[rows]
    return _signed(guarantor[rows], secured.borrower, forms, secured.drawn, end, cap), Secured(
        np.arange(len(rows)), rows
    )


def _pools(loans: Loans, package: _Package, rng: np.random.Generator) -> Signed:
    """Maximum-amount contracts: the line's guarantor stands once for all loans drawn within three years."""
    pooled = np.flatnonzero((package.company[loans.line] >= 0) & package.maximum[loans.line])
    first = np.full(len(package.company), NEVER)
    np.minimum.at(first, loans.line[pooled], loans.drawn[pooled])
    period = (loans.drawn[pooled] - first[loans.line[pooled]]) // 1096
    _, head, contract = np.unique(loans.line[pooled] * 16 + period, return_index=True, return_inverse=True)
    heads = loans.take(pooled[head])
    cap = heads.principal * rng.choice([100, 130, 150], len(heads)) // 100
    pools = _signed(package.company[heads.line], heads.borrower, np.full(len(heads), JOINT), heads.drawn,
                    heads.drawn + 1095 + 730, cap)  # fmt: skip
    pools = replace(pools, maximum=np.ones(len(pools), bool))
    order = np.argsort(contract, kind="stable")
    return pools, Secured(contract[order], pooled[order])


def _counter_guaranteed(
    book: Book, firms: Enterprises, guarantors: Precedence, leader: Ints, rng: np.random.Generator
) -> Book:
    """A guarantee firm's contract is counter-secured by another company, the borrower's leader, or its property."""
    by_firm = np.flatnonzero(_by_guarantee_firm(book.guarantees, firms))
    backed = book.guarantees.take(by_firm)
    company = guarantors.draw(firms.city[backed.debtor], firms.order[backed.debtor], rng, 1.5)
    way = rng.choice(4, len(by_firm), p=[0.35, 0.3, 0.2, 0.15])
    guarantor = np.select([way == 0, way == 1, way == 2], [company, leader[backed.debtor], backed.debtor], -1)
    rows = np.flatnonzero(guarantor >= 0)
    backed, form = backed.take(rows), np.where(way[rows] == 2, MORTGAGE, JOINT)
    counter = _signed(
        guarantor[rows], backed.debtor, form, backed.start, np.minimum(backed.end + 365, NEVER), backed.cap
    )
    return _with_counters(
        book, replace(counter, role=np.full(len(counter), COUNTER)), Secured(np.arange(len(rows)), by_firm[rows])
    )


def _re_guaranteed(book: Book, firms: Enterprises, calendar: Calendar, rng: np.random.Generator) -> Book:
    """Each year the re-guarantee firm stands behind each guarantee firm for a third of that year's contracts."""
    by_firm = np.flatnonzero(_by_guarantee_firm(book.guarantees, firms))
    by_firm = by_firm[rng.random(len(by_firm)) < 0.33]
    backed = book.guarantees.take(by_firm)
    year = calendar.year_of(backed.start)
    pools, contract = np.unique(backed.guarantor * 64 + year, return_inverse=True)
    firm, start = pools // 64, calendar.starts[(pools % 64) * 4]
    reinsurer = np.full(len(pools), firms.of_kind(RE_GUARANTEE_FIRM)[0])
    covered = np.maximum(backed.cap, 0)
    cap = (np.bincount(contract, covered, len(pools)) * 0.3).round(-4).astype(np.int64) + 1_000_000
    signed = _signed(reinsurer, firm, np.full(len(pools), JOINT), start, start + 4 * 365, cap)
    signed = replace(signed, maximum=np.ones(len(pools), bool))
    order = np.argsort(contract, kind="stable")
    return _with_counters(
        book, replace(signed, role=np.full(len(signed), RE_GUARANTEE)), Secured(contract[order], by_firm[order])
    )


def _signed(guarantor: Ints, debtor: Ints, form: Ints, start: Ints, end: Ints, cap: Ints) -> Guarantees:
    """Plain contracts with these terms."""
    count = len(guarantor)
    return Guarantees(
        guarantor, debtor, np.asarray(form, np.int64), np.asarray(start, np.int32), np.asarray(end, np.int32),
        np.asarray(cap, np.int64), np.zeros(count, bool), np.full(count, PLAIN), np.full(count, -1),
    )  # fmt: skip


def _stacked(parts: list[Signed]) -> Signed:
    """The contracts of all parts in one column, and what they secure with rows counted through."""
    guarantees = parts[0][0].followed_by(*(signed for signed, _ in parts[1:]))
    offsets = np.cumsum([0, *(len(signed) for signed, _ in parts)])
    secured = [Secured(on.guarantee + shift, on.secured) for (_, on), shift in zip(parts, offsets[:-1], strict=True)]
    return guarantees, secured[0].followed_by(*secured[1:])


def _by_guarantee_firm(guarantees: Guarantees, firms: Enterprises) -> Flags:
    is_firm = guarantees.guarantor < len(firms)
    kind = firms.kind[np.where(is_firm, guarantees.guarantor, 0)]
    by_firm: Flags = is_firm & (kind == GUARANTEE_FIRM) & (guarantees.role == PLAIN)
    return by_firm


def _with_counters(book: Book, counters: Guarantees, secures: Secured) -> Book:
    """The book with guarantees added that secure earlier ones; `secures` counts the new contracts from zero."""
    secures = Secured(secures.guarantee + len(book.guarantees), secures.secured)
    return replace(
        book,
        guarantees=book.guarantees.followed_by(counters),
        on_guarantees=book.on_guarantees.followed_by(secures),
    )
