"""May this guarantee be added? What it would change, why it is refused, and with how much less it would not be."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from graph.explain.answer import Article, Asked, Change, PartyName
from graph.explain.contracts import Evidence
from graph.explain.day import Day
from graph.explain.four_numbers import FourNumbers, numbers_of_pairs
from graph.explain.what_if.circles import ChainReached, CircleClosed, chain_reached, circle_closed, circle_warnings
from graph.explain.what_if.limits import LimitChange, largest_cap, limit_changes
from graph.explain.what_if.proposed import Proposed
from graph.explain.what_if.reasons import Reason, refusals, warnings
from graph.guarantees.book import FEN, GuaranteeBook
from graph.guarantees.portfolio import Flags
from graph.guarantees.terms import GuaranteeTerms
from graph.regimes.provision import Wording
from graph.regimes.regime import Regime

SHOWN: Final = 100
OF_PATH: Final = 20
"""So many contracts of the path of a circle are among the facts; the path itself names more."""


@dataclass(frozen=True, slots=True)
class NumbersChange:
    """The four numbers of somebody without and with the guarantee."""

    before: FourNumbers
    after: FourNumbers


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether the guarantee may be added; version: of the facts on which that was judged.

    reasons: of a refusal, none where it is allowed; warnings do not refuse. liability_cny: the most that can be called
    under it; secured_cny: what is outstanding of the loans that it would secure. borrower, guarantor: the numbers of
    all guarantees for the one, and by the other. limits: those that bind the guarantor.
    """

    version: int
    allowed: bool
    reasons: tuple[Reason, ...]
    warnings: tuple[Reason, ...]
    liability_cny: float
    secured_cny: float
    borrower: NumbersChange
    guarantor: NumbersChange
    limits: tuple[LimitChange, ...]


@dataclass(frozen=True, slots=True)
class WhatIfAnswer:
    """The judgement, the circles that the guarantee would close, and the longest chain that it would begin."""

    debtor: PartyName
    judgement: Judgement
    circle: CircleClosed
    chain: ChainReached


@dataclass(frozen=True, slots=True)
class WhatIfFacts:
    """The loans and contracts that the guarantee would stand beside: those it names, the debtor's, the path of the
    circle. articles: of limits and reasons."""

    evidence: Evidence
    articles: tuple[Article, ...]


@dataclass(frozen=True, slots=True)
class WhatIfCertainty:
    """How sure. unchecked_limits: of unknown base. without_balance: how many named loans count with their principal."""

    known: bool
    complete: bool
    unchecked_limits: tuple[Article, ...]
    without_balance: int
    notes: tuple[Wording, ...]


@dataclass(frozen=True, slots=True)
class WhatIfFound(Asked):
    """What if: nothing is written. The party is the guarantor."""

    answer: WhatIfAnswer
    facts: WhatIfFacts
    certainty: WhatIfCertainty
    changes: tuple[Change, ...]
    truncated: bool


def what_if(day: Day, terms: GuaranteeTerms, law: Regime, most: int = SHOWN) -> WhatIfFound:
    """What a guarantee would change on a day, at most `most` facts of a kind. NotFound for what it names in vain."""
    proposed = Proposed.of(day, terms)
    judged, circle = judge(proposed, law), circle_closed(proposed, most)
    judged = with_warnings(judged, tuple(circle_warnings(circle)))
    evidence = _evidence(proposed, circle, most)
    asked = day.asked(proposed.guarantor, law.id)
    more = max(evidence.guarantee_count, evidence.loan_count, circle.member_count, len(circle.path)) > most
    return WhatIfFound(
        asked.party, asked.as_of, asked.known_at, asked.version, asked.regime,
        WhatIfAnswer(day.naming.party(proposed.debtor), judged, circle, chain_reached(proposed)),
        WhatIfFacts(evidence, _articles(judged)), _certainty(proposed, judged, circle),
        tuple(largest_cap(proposed, law)), more,
    )  # fmt: skip


def judge(proposed: Proposed, law: Regime) -> Judgement:
    """Whether a guarantee may be added by the facts of a day."""
    more, limits = proposed.more, limit_changes(proposed, law)
    reasons = refusals(proposed, limits)

    def numbers(book: GuaranteeBook, *, of_borrower: bool) -> FourNumbers:
        return numbers_of_pairs(book, _pairs(proposed, book, of_borrower=of_borrower))

    return Judgement(
        proposed.day.snapshot.version, not reasons, reasons, warnings(proposed, limits), more.liability / FEN,
        more.secured / FEN,
        NumbersChange(numbers(more.before, of_borrower=True), numbers(more.after, of_borrower=True)),
        NumbersChange(numbers(more.before, of_borrower=False), numbers(more.after, of_borrower=False)), limits,
    )  # fmt: skip


def with_warnings(judged: Judgement, more: tuple[Reason, ...]) -> Judgement:
    """The judgement with further warnings."""
    return replace(judged, warnings=(*judged.warnings, *more))


def _pairs(proposed: Proposed, book: GuaranteeBook, *, of_borrower: bool) -> Flags:
    if of_borrower:
        return np.asarray(book.borrower[book.loan] == proposed.debtor)
    return np.asarray(book.pair_guarantor == proposed.guarantor)


def _evidence(proposed: Proposed, circle: CircleClosed, most: int) -> Evidence:
    """Contracts: on the path of the circle, then for the debtor, the guarantor's own first. Loans: named, then others
    of the debtor that are guaranteed."""
    day, more = proposed.day, proposed.more
    book = day.portfolio.book
    pairs = day.book_index.pairs_by_borrower.edges_of(proposed.debtor)
    own = book.pair_guarantor[pairs] == proposed.guarantor
    path = day.snapshot.find("Guarantee", list(circle.contracts[:OF_PATH]))
    contracts = [*path[path >= 0].tolist(), *book.contract[pairs[own]].tolist(), *book.contract[pairs[~own]].tolist()]
    loans = [*proposed.loans.tolist(), *np.setdiff1d(book.loan[pairs], more.new.loans).tolist()]
    return day.contracts.evidence(dict.fromkeys(contracts), dict.fromkeys(loans), most)


def _articles(judged: Judgement) -> tuple[Article, ...]:
    named = [one.limit for one in judged.limits]
    named += [one.article for one in (*judged.reasons, *judged.warnings) if one.article is not None]
    return tuple(dict.fromkeys(named))


def _certainty(proposed: Proposed, judged: Judgement, circle: CircleClosed) -> WhatIfCertainty:
    unchecked = tuple(dict.fromkeys(one.limit for one in judged.limits if one.limit_cny is None))
    facts = proposed.day.contracts.loans(proposed.loans)
    without = sum(not fact.balanced for fact in facts)
    numbers = (judged.borrower.after, judged.guarantor.after)
    complete = circle.complete and not unchecked and all(one.complete for one in numbers)
    known = proposed.day.known_facts(proposed.guarantor) > 0 or bool(len(proposed.more.contracts))
    return WhatIfCertainty(known, complete, unchecked, without, tuple(_notes(judged, circle)))


def _notes(judged: Judgement, circle: CircleClosed) -> Iterator[Wording]:
    if not judged.limits:
        yield Wording(
            zh="该口径当日对此担保人没有担保限额（只约束融资担保公司）。",
            en="The regime sets this guarantor no limits on the day: they bind guarantee firms.",
        )
    if not all(one.complete for one in (judged.borrower.after, judged.guarantor.after)):
        yield Wording(
            zh="预期代偿额为下限：最高额担保交织过多。", en="Expected calls are a lower bound: too many pools meet."
        )
    if not circle.complete:
        yield Wording(
            zh="担保圈过大：只列出路径上的成员。",
            en="The circle is too large to follow: only those on the path are said.",
        )
