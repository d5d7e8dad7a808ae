"""Who can be called for whose loans, for how much, in which order and by which article, in four levels.

By Chinese law, worked out from facts on record; what is not on record is named. No legal advice.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import numpy as np

from graph.errors import NotFound, UsageError
from graph.explain.answer import Change
from graph.explain.day import Day
from graph.explain.liability.answer import (
    CounterFound,
    LiabilityAnswer,
    LiabilityCertainty,
    LiabilityFacts,
    LiabilityOfGuarantee,
    LiabilityOfParty,
    LoanLiability,
)
from graph.explain.liability.call import Ordered, key_of, rows_of_loans
from graph.explain.liability.changes import liability_changes
from graph.explain.liability.contract import contract_found, terms
from graph.explain.liability.evidence import signs_of, things
from graph.explain.liability.missing import MissingFact, missing_facts
from graph.explain.liability.recourse import RecourseFound, recourse
from graph.explain.liability.step import REGIME, Step, cited_articles, known_day, said, step, yuan
from graph.guarantees.book import FEN
from graph.liability.form import Mode
from graph.liability.liabilities import Assumed, Rows
from graph.regimes.provision import Wording

SHOWN: Final = 100


@dataclass(frozen=True, slots=True)
class Supposed:
    """What is asked beyond the facts. loan: only this one. defaulted: parties that are taken to have failed to pay,
    bankrupt: whose bankruptcy is taken as accepted."""

    loan: str | None = None
    defaulted: tuple[str, ...] = ()
    bankrupt: tuple[str, ...] = ()


def liability_of_party(day: Day, party_id: str, supposed: Supposed, most: int = SHOWN) -> LiabilityOfParty:
    """The liabilities of a party and for it, at most `most` of each list.

    NotFound for an unknown party, loan or supposed one; UsageError for a loan that it neither owes nor secures.
    """
    position, laws = day.position(party_id), day.liabilities
    owed, given = laws.loans_of.neighbours(position), laws.given_by.neighbours(position)
    found = _Found(day, supposed, most, owed, given)
    if found.loan is not None and not found.touched:
        raise UsageError(
            f"{party_id} neither owes the loan {supposed.loan} nor stands for it on that day. Name one of its loans.",
            f"该日 {party_id} 既非贷款 {supposed.loan} 的借款人，也未为其担保。请指定与其有关的贷款。",
            party=party_id, loan=supposed.loan,
        )  # fmt: skip
    notes = () if len(owed) or len(given) else (said("note.unknown_day"),)
    asked, answer = day.asked(position, REGIME), found.answer()
    return LiabilityOfParty(
        asked.party, asked.as_of, asked.known_at, asked.version, asked.regime, answer, found.facts(answer),
        found.certainty(answer, notes), found.changes(), found.cut,
    )  # fmt: skip


def liability_of_guarantee(day: Day, guarantee_id: str, supposed: Supposed, most: int = SHOWN) -> LiabilityOfGuarantee:
    """What a contract makes liable for, and who else stands for its loans, at most `most` of each list.

    NotFound for an unknown contract, loan or supposed one; UsageError for a loan that it does not secure.
    """
    contract = _find(day, "Guarantee", guarantee_id)
    secured = np.unique(day.liabilities.by_contract.neighbours(contract))
    found = _Found(day, supposed, most, secured, np.array([contract], dtype=np.int32))
    if found.loan is not None and not found.touched:
        raise UsageError(
            f"{guarantee_id} does not secure the loan {supposed.loan} on that day. Name one of its loans.",
            f"该日 {guarantee_id} 并不担保贷款 {supposed.loan}。请指定其所担保的贷款。",
            guarantee=guarantee_id, loan=supposed.loan,
        )  # fmt: skip
    at, answer = day.snapshot.at, found.answer()
    return LiabilityOfGuarantee(
        guarantee_id, at.as_of, at.known_at, day.snapshot.version, REGIME, answer, found.facts(answer),
        found.certainty(answer, tuple(_notes_of(day, contract, secured))), found.changes(), found.cut,
    )  # fmt: skip


def is_guarantee(day: Day, text: str) -> bool:
    """Whether a text is the id of a contract."""
    return int(day.snapshot.find("Guarantee", [text])[0]) >= 0


def _notes_of(day: Day, contract: int, secured: Rows) -> Iterable[Wording]:
    """What is to be said of a contract that secures nothing yet."""
    starts = terms(day, contract)["starts_on"]
    if starts is not None and starts > day.snapshot.at.as_of:
        yield said("note.not_begun", start=starts)
    elif not len(secured) and day.portfolio.undrawn[contract] > 0:
        yield said("note.undrawn", cap=yuan(float(day.portfolio.undrawn[contract]) / FEN))
    elif not len(secured) and not len(day.liabilities.counters.neighbours(contract)):
        yield said("note.secures_nothing")


@dataclass(eq=False)
class _Found:
    """The rows that a question touches, ordered, and the parts of the answer made of them, the answer first.

    called: the rows of the loans asked for whole that are shown. own: those of the contracts. cut: some were left out.
    owed: loans asked for whole. given: contracts whose own calls are asked for.
    """

    day: Day
    supposed: Supposed
    most: int
    owed: Rows
    given: Rows
    cut: bool = field(default=False, init=False)

    def __post_init__(self) -> None:
        day, laws = self.day, self.day.liabilities
        self.loan = None if self.supposed.loan is None else _find(day, "Loan", self.supposed.loan)
        own_rows: Rows = laws.by_contract.edges_of_all(np.asarray(self.given, dtype=np.int64))
        if self.loan is not None:
            own_rows, self.owed = own_rows[laws.loan[own_rows] == self.loan], self.owed[self.owed == self.loan]
        self.touched = bool(len(own_rows) or len(self.owed))
        self.call_count, self.loan_count = len(own_rows), len(self.owed)
        own_rows, self.owed = self._largest(own_rows, laws.loan[own_rows]), self._largest(self.owed, self.owed)
        loans = np.union1d(self.owed, laws.loan[own_rows])
        self.found = Ordered.of(day, rows_of_loans(day, loans), self._assumed())
        self.own = self.found.sorted(np.flatnonzero(np.isin(self.found.rows, own_rows)).tolist())
        called = self._called()
        self.called, self.rights_left = frozenset(called), self.most
        self.shown = list(dict.fromkeys([*called, *self.own]))

    def answer(self) -> LiabilityAnswer:
        """Loans, calls, recourse and contracts."""
        found, laws, day = self.found, self.day.liabilities, self.day
        contracts = list(dict.fromkeys([*map(found.contract, self.shown), *map(int, self.given[: self.most])]))
        self._cut(len(contracts) > self.most)
        loans = tuple(self._loan(int(loan)) for loan in self.owed)
        rights: list[RecourseFound] = []
        for loan in dict.fromkeys(map(found.loan, self.own)):
            if loan not in self.owed:
                rights += self._recourse(loan, [i for i in self.own if found.loan(i) == loan])
        limit = int(day.portfolio.book.limit[np.asarray(self.given, dtype=np.int64)].sum())
        return LiabilityAnswer(
            loans, self.loan_count, tuple(found.call(i) for i in self.own), self.call_count, tuple(rights),
            tuple(self._counter(laws.counters.edges_of_all(np.asarray(self.given, dtype=np.int64)))), limit / FEN,
            tuple(contract_found(day, one) for one in contracts[: self.most]),
        )  # fmt: skip

    def facts(self, answer: LiabilityAnswer) -> LiabilityFacts:
        """The evidence, with every article that the answer cites."""
        found, day = self.found, self.day
        contracts = list(dict.fromkeys([*map(found.contract, self.shown), *map(int, self.given[: self.most])]))
        loans = list(dict.fromkeys([*map(int, self.owed), *map(found.loan, self.shown)]))
        calls = [call for loan in answer.loans for call in loan.calls] + list(answer.calls)
        rights = [right for loan in answer.loans for right in loan.recourse] + list(answer.recourse)
        cited = [one.articles for call in calls for one in call.steps] + [one.articles for one in rights]
        cited += [one.articles for contract in answer.contracts for one in contract.steps]
        cited += [one.articles for one in self._missing] + [one.due.articles for one in answer.loans if one.due]
        cited += [("civil_code_387",)] if answer.counter else []
        thing = [one for one in contracts if day.liabilities.mode[one] == Mode.IN_KIND]
        return LiabilityFacts(
            day.contracts.evidence(contracts, loans, self.most), things(day, thing)[: self.most],
            signs_of(day, loans[: self.most], self.most), cited_articles(cited),
        )  # fmt: skip

    def certainty(self, answer: LiabilityAnswer, notes: Iterable[Wording]) -> LiabilityCertainty:
        """What is missing, presumed and assumed."""
        missing, laws = self._missing, self.day.liabilities
        self._cut(len(missing) > self.most)
        uncounted = sum(
            1
            for i in self.shown
            if self.found.order.rank[i] and self.found.claims.mode[i] != Mode.IN_KIND
            and not laws.counted[self.found.rows[i]]
        )  # fmt: skip
        said_of = [*notes, said("note.not_advice"), said("note.scope")]
        if self.supposed.defaulted or self.supposed.bankrupt:
            said_of.append(said("note.assumed", parties=", ".join(self.supposed.defaulted + self.supposed.bankrupt)))
        if any(one.resolution_needed in ("shareholders", "board_or_shareholders") for one in answer.contracts):
            said_of.append(said("note.listed"))
        if uncounted:
            said_of.append(said("note.not_counted", count=uncounted))
        return LiabilityCertainty(
            bool(self.call_count or self.loan_count or len(self.given)), missing[: self.most], len(missing),
            sum(one.law_assumed for one in answer.contracts), sum(one.mode_presumed for one in answer.contracts),
            uncounted, tuple(said_of),
        )  # fmt: skip

    def changes(self) -> tuple[Change, ...]:
        """What would change it."""
        found = liability_changes(self.found, self.shown)
        self._cut(len(found) > self.most)
        return found[: self.most]

    def _loan(self, loan: int) -> LoanLiability:
        places, day, laws = self.found.of_loan(loan).tolist(), self.day, self.day.liabilities
        calls = [i for i in self.found.sorted(places) if i in self.called]
        amount, borrower = float(laws.known_outstanding[loan]), int(day.portfolio.borrower[loan])
        reachable = min(int(self.found.order.at_most[places].sum()), int(day.portfolio.outstanding[loan]))
        return LoanLiability(
            key_of(day, "Loan", "loan_id", loan), day.naming.party(borrower) if borrower >= 0 else None,
            None if np.isnan(amount) else amount, self._due(loan), known_day(laws.maturity[loan]), reachable / FEN,
            tuple(self.found.call(i) for i in calls), len(places), self._recourse(loan, calls),
        )  # fmt: skip

    def _due(self, loan: int) -> Step | None:
        """Why a loan is due and unpaid; None while it is not."""
        day, laws, assumed = self.day, self.day.liabilities, self._assumed()
        borrower, maturity = int(day.portfolio.borrower[loan]), known_day(laws.maturity[loan])
        if not laws.due[loan]:
            supposed = borrower in assumed.defaulted or borrower in assumed.bankrupt
            return step("due.supposed") if supposed and day.portfolio.outstanding[loan] > 0 else None
        if maturity is not None and maturity < day.snapshot.at.as_of:
            return step("due.matured", day=maturity)
        bankrupt = borrower >= 0 and bool(laws.signs.bankrupt[borrower])
        return step("due.bankrupt" if bankrupt else "due.past_due")

    def _recourse(self, loan: int, payers: list[int]) -> tuple[RecourseFound, ...]:
        """The rights of some payers, as long as no more than `most` are shown in all."""
        found, cut = recourse(self.found, loan, payers, self.rights_left)
        self.rights_left -= len(found)
        self._cut(cut)
        return found

    def _counter(self, rows: Rows) -> Iterable[CounterFound]:
        """The counter-guarantees at some rows of the book of these."""
        book, day = self.day.portfolio.counter, self.day
        self._cut(len(rows) > self.most)
        for row in rows[: self.most].tolist():
            giver, secured = int(book.guarantor[book.contract[row]]), int(book.loan[row])
            yield CounterFound(
                key_of(day, "Guarantee", "guarantee_id", int(book.contract[row])), day.naming.party(giver),
                key_of(day, "Guarantee", "guarantee_id", secured), day.naming.party(int(book.borrower[secured])),
                float(min(book.limit[book.contract[row]], book.outstanding[secured])) / FEN,
            )  # fmt: skip

    @cached_property
    def _missing(self) -> tuple[MissingFact, ...]:
        return missing_facts(self.found, self.shown)

    def _called(self) -> list[int]:
        """The rows of the loans asked for whole, those of the largest loan first, at most so many of all together."""
        shown: list[int] = []
        for loan in self.owed:
            if len(shown) <= self.most:
                shown += self.found.sorted(self.found.of_loan(int(loan)).tolist())
        self._cut(len(shown) > self.most)
        return shown[: self.most]

    def _largest(self, some: Rows, loan: Rows) -> Rows:
        """At most so many, those of the largest loans first."""
        self._cut(len(some) > self.most)
        order = np.argsort(-self.day.portfolio.outstanding[loan], kind="stable")
        return some[order[: self.most]]

    def _assumed(self) -> Assumed:
        defaulted, bankrupt = (
            np.array([self.day.position(one) for one in some], dtype=np.int64)
            for some in (self.supposed.defaulted, self.supposed.bankrupt)
        )
        return Assumed(defaulted, bankrupt)

    def _cut(self, more: bool) -> None:
        self.cut = self.cut or more


def _find(day: Day, label: str, key: str) -> int:
    """Where a contract or loan stands. NotFound for an unknown one."""
    position = int(day.snapshot.find(label, [key])[0])
    if position < 0:
        en, zh = {"Guarantee": ("guarantee contract", "担保合同"), "Loan": ("loan", "贷款")}[label]
        raise NotFound(
            f"There is no {en} {key}. Give its id with the prefix of its source.",
            f"没有{zh} {key}。请给出带来源前缀的编号。", **{label.lower(): key},
        )  # fmt: skip
    return position
