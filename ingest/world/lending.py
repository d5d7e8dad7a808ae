"""Ordinary loans: credit lines of banks and other lenders, renewed over the years."""

import numpy as np
import numpy.typing as npt

from ingest.world.contracts import Loans
from ingest.world.days import Calendar
from ingest.world.enterprises import BANK, COMPANY, LEASING, SMALL_LOAN, Enterprises
from ingest.world.neighbours import Precedence
from ingest.world.planted import credit_base

Ints = npt.NDArray[np.int64]
_TERMS = np.array([182, 365, 365, 365, 730, 1095, 1825])


def lend(firms: Enterprises, calendar: Calendar, rng: np.random.Generator) -> Loans:
    """Draws credit lines for two thirds of the operating enterprises; a line is renewed until it is given up."""
    operating = np.flatnonzero(firms.operating)
    borrowers = operating[rng.random(len(operating)) < 0.67]
    base = credit_base(firms.assets[borrowers])
    lines = 1 + rng.binomial(3, np.clip(np.log10(base / 1e6) / 8, 0.02, 0.5))
    borrower = np.repeat(borrowers, lines)
    share = rng.uniform(0.04, 0.3, len(borrowers))
    wanted = np.repeat(base * share / lines, lines)
    principal = np.maximum(wanted.round(-4), 50_000)
    earliest = np.maximum(calendar.first_day, firms.established[borrower] + 200)
    room = np.maximum(calendar.today - earliest, 1)
    drawn = earliest + (rng.random(len(borrower)) ** 1.4 * room).astype(np.int64)
    return _renewed(borrower, _lenders(borrower, firms, rng), principal, drawn, calendar, rng)


def _lenders(borrower: Ints, firms: Enterprises, rng: np.random.Generator) -> Ints:
    """Mostly banks, the first ones being the largest; else small-loan and leasing companies, or a company nearby."""
    count = len(borrower)
    banks = firms.of_kind(BANK)
    others = np.concatenate([firms.of_kind(SMALL_LOAN), firms.of_kind(LEASING)])
    size = 1 / (np.arange(len(banks)) + 2.0)
    bank = rng.choice(banks, count, p=size / size.sum())
    nearby = Precedence.among(firms.of_kind(COMPANY), firms.city, firms.order)
    company = nearby.draw_largest(firms.city[borrower], firms.order[borrower], firms.assets, rng)
    way = rng.random(count)
    return np.select([way < 0.84, (way < 0.92) | (company < 0)], [bank, rng.choice(others, count)], company)


def _renewed(
    borrower: Ints,
    lender: Ints,
    principal: npt.NDArray[np.float64],
    drawn: Ints,
    calendar: Calendar,
    rng: np.random.Generator,
) -> Loans:
    """Each line's loans one after another: the next is drawn some weeks after the last was due."""
    line = np.arange(len(borrower))
    term = rng.choice(_TERMS, len(line))
    amortising = (rng.random(len(line)) < 0.3) & (term > 365)
    parts = []
    while len(line):
        now = line[drawn[line] <= calendar.today]
        matures = drawn[now] + term[now]
        size = (principal[now] * rng.choice([0.8, 1.0, 1.0, 1.1, 1.2], len(now))).round(-4)
        parts.append(Loans(
            borrower[now], lender[now], np.maximum(size, 50_000).astype(np.int64), drawn[now].astype(np.int32),
            matures.astype(np.int32), amortising[now], np.full(len(now), -1), now,
        ))  # fmt: skip
        drawn[now] = matures + rng.integers(3, 60, len(now))
        line = now[rng.random(len(now)) < 0.8]
    return parts[0].followed_by(*parts[1:])
