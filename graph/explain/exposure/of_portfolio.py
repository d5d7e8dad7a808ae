"""What all guarantees of a day come to, and whose exposure is the largest, in four levels."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.explain.answer import Change, PartyName
from graph.explain.contracts import Evidence
from graph.explain.day import Day
from graph.explain.exposure.answer import Concentration, CounterNumbers, ExposureDoubts, WeightedCall
from graph.explain.exposure.certainty import amounts_missing, doubts, weighted_notes
from graph.explain.exposure.parts import counter_numbers
from graph.explain.exposure.scope import Role, alive
from graph.explain.exposure.weighted_call import Probabilities, weighted_call
from graph.explain.four_numbers import FourNumbers, four_numbers
from graph.guarantees.book import FEN
from graph.guarantees.calls import Split
from graph.guarantees.exposure import Exposure, concentration
from graph.guarantees.whole_book import WholeBook
from graph.regimes.provision import Wording


class By(StrEnum):
    """The number by which parties are ranked."""

    OUTSTANDING = "outstanding"
    NOMINAL = "nominal"
    CONTINGENT = "contingent"
    COVERED = "covered"
    EXPECTED_CALL = "expected_call"
    UNCOVERED = "uncovered"


FIELDS: Final = {By.EXPECTED_CALL: "called"}


@dataclass(frozen=True, slots=True)
class Ranked:
    """A party with its numbers in that role. Of a guarantor, covered is what it covers alone."""

    party: PartyName
    numbers: FourNumbers


@dataclass(frozen=True, slots=True)
class PortfolioAnswer:
    """The numbers of all guarantees of the day; debt_cny: all that is owed, unguaranteed_cny: without any guarantee.

    by: the number by which borrowers, guarantors and lenders are ranked, each list of so many. Their scopes overlap:
    they do not add up to the whole.
    """

    split: str
    by: str
    numbers: FourNumbers
    debt_cny: float
    unguaranteed_cny: float
    borrowers: tuple[Ranked, ...]
    borrower_count: int
    guarantors: tuple[Ranked, ...]
    guarantor_count: int
    lenders: tuple[Ranked, ...]
    lender_count: int
    over_guarantors: Concentration
    over_borrowers: Concentration
    undrawn_cny: float
    counter: CounterNumbers
    weighted: WeightedCall


@dataclass(frozen=True, slots=True)
class PortfolioFacts:
    """The largest contracts and loans; those of one party are asked for by that party."""

    evidence: Evidence


@dataclass(frozen=True, slots=True)
class PortfolioCertainty:
    """How sure, as of one party."""

    known: bool
    complete: bool
    doubts: ExposureDoubts
    notes: tuple[Wording, ...]


@dataclass(frozen=True, slots=True)
class PortfolioFound:
    """The exposure of the whole portfolio on a day. regime: empty, no law is asked."""

    as_of: date
    known_at: date
    version: int
    regime: str
    answer: PortfolioAnswer
    facts: PortfolioFacts
    certainty: PortfolioCertainty
    changes: tuple[Change, ...]
    truncated: bool


def portfolio_exposure(day: Day, by: By, split: Split, most: int, probabilities: Probabilities) -> PortfolioFound:
    """The whole portfolio, at most `most` of each list."""
    whole, at = day.whole_book(split), day.snapshot.at
    answer, facts = _answer(day, whole, by, most, probabilities), PortfolioFacts(_evidence(day, most))
    index = day.book_index
    contracts = np.flatnonzero(alive(index, np.arange(len(index.book.cap))))
    loans = np.flatnonzero(day.portfolio.borrower >= 0)
    found = doubts(day, loans, contracts, np.flatnonzero(np.diff(index.pairs_by_contract.indptr)))
    known = len(loans) + len(contracts) > 0
    counts = (answer.borrower_count, answer.guarantor_count, answer.lender_count)
    shown = (facts.evidence.guarantee_count, facts.evidence.loan_count, answer.weighted.borrowers)
    return PortfolioFound(
        at.as_of, at.known_at, day.snapshot.version, "", answer, facts,
        PortfolioCertainty(
            known, known and not amounts_missing(found) and answer.numbers.complete, found,
            tuple(_notes(day, answer, known=known)),
        ),
        tuple(_changes(whole)), max(*counts, *shown) > most,
    )  # fmt: skip


def _answer(day: Day, whole: WholeBook, by: By, most: int, probabilities: Probabilities) -> PortfolioAnswer:
    numbers, index = four_numbers(whole.whole, 0), day.book_index
    debt = float(day.portfolio.outstanding[day.portfolio.borrower >= 0].sum()) / FEN
    ranked = {
        role: (_ranked(day, found, by, most), int((found.nominal > 0).sum()))
        for role, found in (
            (Role.BORROWER, whole.borrowers), (Role.GUARANTOR, whole.guarantors), (Role.LENDER, whole.lenders)
        )
    }  # fmt: skip
    owing = np.flatnonzero(whole.borrowers.called > 0)
    return PortfolioAnswer(
        whole.split.value, by.value, numbers, debt, debt - numbers.outstanding_cny, *ranked[Role.BORROWER],
        *ranked[Role.GUARANTOR], *ranked[Role.LENDER], _concentration(day, whole.guarantors),
        _concentration(day, whole.borrowers), float(day.portfolio.undrawn.sum()) / FEN,
        counter_numbers(day, np.arange(len(index.portfolio.counter.loan))),
        weighted_call(day.naming, owing, whole.borrowers.called[owing], probabilities, most),
    )  # fmt: skip


def _ranked(day: Day, found: Exposure, by: By, most: int) -> tuple[Ranked, ...]:
    """The largest by a number, of those with any guarantee."""
    there = np.flatnonzero(found.nominal > 0)
    amount = getattr(found, FIELDS.get(by, by.value))[there]
    first = _largest(amount, there, most)
    return tuple(Ranked(day.naming.party(party), four_numbers(found, party)) for party in first.tolist())


def _concentration(day: Day, found: Exposure) -> Concentration:
    amounts = found.contingent
    hhi, top = concentration(amounts)
    largest = None if math.isnan(hhi) else day.naming.party(int(np.argmax(amounts)))
    count = int((found.nominal > 0).sum())
    return Concentration(count, None if largest is None else hhi, None if largest is None else top, largest)


def _evidence(day: Day, most: int) -> Evidence:
    book, index = day.portfolio.book, day.book_index
    contracts = np.flatnonzero(np.diff(index.pairs_by_contract.indptr))
    loans = np.flatnonzero(np.diff(index.pairs_by_loan.indptr))
    return Evidence(
        day.contracts.guarantees(_largest(book.limit[contracts], contracts, most)), len(contracts),
        day.contracts.loans(_largest(book.outstanding[loans], loans, most)), len(loans),
    )  # fmt: skip


def _largest(amounts: NDArray[np.number], places: NDArray[np.int64], most: int) -> NDArray[np.int64]:
    """The places with the largest amounts; of equal ones the first."""
    if len(places) > most:
        kept = amounts >= np.partition(amounts, -most)[-most]
        amounts, places = amounts[kept], places[kept]
    return places[np.lexsort((places, -amounts))[:most]]


def _changes(whole: WholeBook) -> Iterator[Change]:
    lacking = int(whole.whole.uncovered[0])
    if lacking > 0:
        amount = f"{lacking / FEN:,.2f}"
        yield Change(
            "cover_completed",
            Wording(
                zh=f"已担保贷款中有 {amount} 元没有任何担保可以覆盖。",
                en=f"{amount} 元 of the guaranteed loans lie beyond every cap: so much more cover would be needed.",
            ),
            amount_cny=lacking / FEN,
        )  # fmt: skip


def _notes(day: Day, answer: PortfolioAnswer, *, known: bool) -> Iterator[Wording]:
    at = day.snapshot.at
    if not known:
        yield Wording(
            zh=f"截至 {at.as_of}（知悉截至 {at.known_at}），没有贷款或担保信息。",
            en=f"On {at.as_of} (as known on {at.known_at}) no loan or guarantee is known.",
        )
    if not answer.numbers.complete:
        yield Wording(
            zh="最高额担保交织过多，预期代偿额为下限。",
            en="Pools are so entangled that the expected call is a lower bound.",
        )
    yield from weighted_notes(answer.weighted.weighted_call_cny, answer.weighted.without_probability)
