"""Planting structures of known identity: circles, mutual pairs, chains, borrowers with many unrelated guarantors."""

from dataclasses import dataclass
from itertools import count as counting
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from ingest.world.circles import RENEWAL_GAP, Block, grow_block
from ingest.world.contracts import JOINT, PLAIN, Book, Guarantees, Loans, Secured
from ingest.world.days import Calendar
from ingest.world.enterprises import BANK, COMPANY, Enterprises
from ingest.world.neighbours import Precedence

Ints = npt.NDArray[np.int64]
_CIRCLE, _PAIR, _CHAIN = range(3)


@dataclass(frozen=True)
class Planted:
    """The planted contracts and what they are.

    `order` is the enterprises' guarantee order with each block on one rank. `chain_links` has a row for each link:
    chain, position, and the guarantee's row in the book.
    """

    book: Book
    order: npt.NDArray[np.float64]
    blocks: list[Block]
    chain_links: Ints


def plant(firms: Enterprises, calendar: Calendar, rng: np.random.Generator) -> Planted:
    """Draws the structures: of a hundred companies eight are in circles, three in pairs, four in chains."""
    order = firms.order.copy()
    circles = counting()
    blocks: list[Block] = []
    chains: list[list[int]] = []
    for kind, members in _groups(firms, calendar, rng):
        if kind == _CHAIN:
            chains.append(sorted(members, key=lambda firm: float(order[firm])))
        else:
            order[members] = order[members[0]]
            blocks.append(grow_block(len(blocks), members, circles, calendar, rng))
    loans, ties = _block_rows(blocks, calendar)
    in_circles = _book(loans, ties, firms, rng)
    chained, links = _chain_rows(chains, calendar, rng)
    in_chains = _book(chained, links[:, 2:], firms, rng)
    chain_links = np.column_stack([links[:, :2], np.arange(len(links)) + len(in_circles.guarantees)])
    multi_loans, multi_ties = _multi_rows(firms, order, calendar, rng)
    book = in_circles.followed_by(in_chains).followed_by(_book(multi_loans, multi_ties, firms, rng))
    return Planted(book, order, blocks, chain_links)


def _groups(firms: Enterprises, calendar: Calendar, rng: np.random.Generator) -> list[tuple[int, list[int]]]:
    """Disjoint groups of companies, older than the history and mostly of one city, and what each becomes."""
    companies = firms.of_kind(COMPANY)
    companies = rng.permutation(companies[firms.established[companies] < calendar.first_day])
    companies = companies[np.argsort(firms.city[companies], kind="stable")]
    count = len(companies)
    numbers = [max(2, count // 80), max(2, count // 70), max(1, count // 150)]
    kinds = rng.permutation(np.repeat([_CIRCLE, _PAIR, _CHAIN], numbers))
    longest = min(18, 4 + count // 60)
    sizes = np.where(
        kinds == _PAIR,
        2,
        np.where(kinds == _CHAIN, rng.integers(4, 9, len(kinds)), 3 + rng.geometric(0.22, len(kinds))),
    )
    sizes = np.minimum(sizes, longest)
    gaps = rng.multinomial(count - int(sizes.sum()), np.full(len(kinds), 1 / len(kinds)))
    starts = np.cumsum(gaps + np.r_[0, sizes[:-1]])
    return [
        (int(kind), companies[start : start + size].tolist())
        for kind, start, size in zip(kinds, starts, sizes, strict=True)
    ]


def _block_rows(blocks: list[Block], calendar: Calendar) -> tuple[Ints, Ints]:
    """Loans (borrower, drawn, matures, block) and ties (guarantor, loan row, start) of all rounds up to today."""
    loans: list[tuple[int, int, int, int]] = []
    ties: list[tuple[int, int, int]] = []
    for block in blocks:
        for round_ in block.rounds:
            loan_of = {}
            for member, joined in round_.members.items():
                if joined <= calendar.today:
                    loan_of[member] = len(loans)
                    loans.append((member, joined, round_.matures, block.number))
            ties += [
                (tie.guarantor, loan_of[tie.debtor], tie.start) for tie in round_.ties if tie.start <= calendar.today
            ]
    return np.array(loans, np.int64).reshape(-1, 4), np.array(ties, np.int64).reshape(-1, 3)


def _chain_rows(chains: list[list[int]], calendar: Calendar, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Loans as above (block -1) and links: chain, position, guarantor, loan row, start; for three to six years."""
    loans: list[tuple[int, int, int, int]] = []
    links: list[tuple[int, int, int, int, int]] = []
    for number, chain in enumerate(chains):
        start = int(rng.integers(calendar.first_day + 30, calendar.today - 300))
        for position, (guarantor, debtor) in enumerate(pairwise(chain)):
            drawn = start + int(rng.integers(0, 60))
            links.append((number, position, guarantor, len(loans), drawn))
            loans.append((debtor, drawn, drawn + int(rng.integers(1100, 2190)), -1))
    return np.array(loans, np.int64).reshape(-1, 4), np.array(links, np.int64).reshape(-1, 5)


def _multi_rows(
    firms: Enterprises, order: npt.NDArray[np.float64], calendar: Calendar, rng: np.random.Generator
) -> tuple[Ints, Ints]:
    """Loans and ties of borrowers whose three to seven loans have each its own guarantor, unknown to the rest."""
    companies = firms.of_kind(COMPANY)
    early = companies[firms.established[companies] < calendar.first_day]
    borrowers = rng.permutation(early)[: max(3, len(companies) // 20)]
    numbers = 3 + np.minimum(rng.geometric(0.5, len(borrowers)) - 1, 4)
    borrower = np.repeat(borrowers, numbers)
    guarantor = Precedence.among(early, firms.city, order).draw(firms.city[borrower], order[borrower], rng, 1.5)
    whenever = calendar.first_day + rng.integers(100, calendar.today - calendar.first_day - 100, len(borrowers))
    lately = calendar.today - rng.integers(300, 900, len(borrowers))
    begun = np.where(rng.random(len(borrowers)) < 0.6, lately, whenever)
    drawn = np.minimum(np.repeat(begun, numbers) + rng.integers(0, 250, len(borrower)), calendar.today)
    matures = drawn + rng.choice([365, 730, 1095, 1096, 1460], len(borrower))
    loans = np.column_stack([borrower, drawn, matures, np.full(len(borrower), -1)])[guarantor >= 0]
    guarantor, drawn = guarantor[guarantor >= 0], loans[:, 1]
    return loans, np.column_stack([guarantor, np.arange(len(loans)), drawn])


def _book(loans: Ints, ties: Ints, firms: Enterprises, rng: np.random.Generator) -> Book:
    """Contracts from the rows: each tie is one guarantee, in force until the booking day of its loan's repayment."""
    borrower, drawn, matures, block = loans.T
    share = rng.uniform(0.04, 0.18, len(loans))
    principal = np.maximum(np.round(credit_base(firms.assets[borrower]) * share, -4), 50_000).astype(np.int64)
    guarantor, loan, start = ties.T
    cap = principal[loan] * rng.choice([100, 110, 120], len(ties)) // 100
    return Book(
        Loans(borrower, rng.choice(firms.of_kind(BANK), len(loans)), principal, drawn.astype(np.int32),
              matures.astype(np.int32), np.zeros(len(loans), bool), block, np.arange(len(loans))),
        Guarantees(guarantor, borrower[loan], np.full(len(ties), JOINT), start.astype(np.int32),
                   (matures[loan] + RENEWAL_GAP - 1).astype(np.int32), cap, np.zeros(len(ties), bool),
                   np.full(len(ties), PLAIN), block[loan]),
        Secured(np.arange(len(ties)), loan),
        Secured(np.empty(0, np.int64), np.empty(0, np.int64)),
    )  # fmt: skip


def credit_base(assets: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The assets that credit is measured by: the largest firms borrow less per asset (元)."""
    return np.where(assets < 1e8, assets, 1e8 * (assets / 1e8) ** 0.7)
