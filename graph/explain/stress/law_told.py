"""What a scenario by law adds to its answer: who is called and why, who is not, who owes whom afterwards.

Said as answers on liability are (`graph.explain.liability`).
"""

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.contagion.law_aware import LawfulCall, LawfulOutcome, NotCalled, Owed
from graph.contagion.law_reasons import COVERED, IN_DEFAULT, NOBODY, POOL, SHARE, UNVALUED, USED_UP
from graph.explain.answer import percent
from graph.explain.liability.call import CallFound, Ordered, key_of, rows_of_loans
from graph.explain.liability.evidence import SignFact, ThingFact, signs_of, things
from graph.explain.liability.missing import MissingFact, missing_facts
from graph.explain.liability.recourse import RecourseFound
from graph.explain.liability.step import Step, cited_articles, step, yuan
from graph.explain.stress.answer import StressChange, StressFound
from graph.explain.stress.by_law import cascade_by_law
from graph.explain.stress.law_answer import (
    CalledFact,
    CertaintyByLaw,
    FactsByLaw,
    NotCalledFact,
    OwedFact,
    ThingsBrought,
)
from graph.explain.stress.law_notes import law_notes
from graph.explain.stress.setting import Setting
from graph.guarantees.book import FEN
from graph.liability.defence import Defence
from graph.liability.form import UNSTATED, Mode
from graph.liability.law import Law
from graph.liability.order import at_most
from graph.regimes.provision import Wording

Positions = NDArray[np.int32]
Towards = LawfulCall | NotCalled
OF_TERMS: Final = frozenset({POOL, SHARE, UNVALUED, USED_UP, NOBODY, IN_DEFAULT, COVERED})
"""Reasons that an answer on liability tells of the contract, or not at all; the others follow from the order."""
SHOWN_CHANGES: Final = 10
"""So many guarantors that would be called are told."""


@dataclass(frozen=True, eq=False)
class ToldByLaw:
    """What the law made of a scenario, at most `most` of each list, the largest first."""

    setting: Setting = field(repr=False)
    found: LawfulOutcome = field(repr=False)
    most: int

    def added_to(self, told: StressFound) -> StressFound:
        """The answer with what the law adds on each level."""
        notes = (*told.certainty.notes, *law_notes(self.setting.scenario, self.found))
        found, evidence = self.found, told.facts.evidence
        lists = (found.called, found.not_called, found.owed, self._missing, self._unvalued, self._things, self._signs)
        longest = max(*map(len, lists), evidence.guarantee_count, evidence.loan_count)
        changes, count = self._changes()
        return replace(
            told,
            answer=replace(told.answer, due_cny=found.due_cny, things=self._brought()),
            facts=replace(told.facts, by_law=self._facts()),
            certainty=replace(told.certainty, notes=notes, by_law=self._certainty()),
            changes=(*told.changes, *changes),
            change_count=told.change_count + count,
            truncated=told.truncated or longest > self.most,
        )

    @cached_property
    def ends(self) -> tuple[Positions, Positions]:
        """Contract and loan of each call shown, made or not."""
        laws, rows = self.found.law.liabilities, _rows(self._shown)
        return laws.contract[rows], laws.loan[rows]

    def _brought(self) -> ThingsBrought:
        law, paid = self.found.law, self.found.outcome.paid
        own = sum(one.paid for one in self.found.called if law.realised[one.row] > 0)
        return ThingsBrought(float(own), float(paid[law.by_thing].sum()))

    def _facts(self) -> FactsByLaw:
        found, most = self.found, self.most
        called = tuple(CalledFact(one.round + 1, one.called, one.paid, self._call(one)) for one in self._called)
        not_called = tuple(
            NotCalledFact(one.round + 1, float(self._covers[one.row]), self._call(one)) for one in self._not_called
        )
        owed = tuple(OwedFact(one.amount, self._right(one)) for one in _largest(found.owed, most))
        calls = [one.call for one in called] + [one.call for one in not_called]
        cited = [each.articles for one in calls for each in one.steps] + [one.right.articles for one in owed]
        cited += [one.articles for one in self._missing[:most]]
        return FactsByLaw(
            called, len(found.called), not_called, len(found.not_called), owed, len(found.owed),
            self._things[:most], len(self._things), self._signs[:most], len(self._signs), cited_articles(cited),
        )  # fmt: skip

    def _certainty(self) -> CertaintyByLaw:
        found, day, contracts = self.found, self.setting.day, self._decided
        laws, borrower = day.liabilities, day.portfolio.borrower
        fell = (borrower >= 0) & (found.default_round[borrower] >= 0)
        doubtful = found.law.claims.defence[_rows(found.not_called)] == Defence.DOUBTFUL
        return CertaintyByLaw(
            self._missing[: self.most], len(self._missing),
            tuple(key_of(day, "Guarantee", "guarantee_id", int(one)) for one in self._unvalued[: self.most]),
            len(self._unvalued), int((laws.stated_form[contracts] == UNSTATED).sum()),
            int(laws.governing.assumed[contracts].sum()), int(doubtful.sum()),
            int((fell & np.isnan(laws.known_outstanding)).sum()),
        )  # fmt: skip

    def _changes(self) -> tuple[tuple[StressChange, ...], int]:
        """Who would be called, and for what, if those who fell were bankrupt, the most first; and how many those
        are."""
        if self.setting.scenario.bankrupt:
            return (), 0
        found = cascade_by_law(self.setting, bankrupt=True).cascade.run(self.setting.initial)
        more = np.where(self.found.calls > 0, 0.0, found.calls[: len(self.found.calls)])
        count = int((more > 0).sum())
        first = np.argsort(-more, kind="stable")[: min(SHOWN_CHANGES, count)]
        return tuple(self._called_if_bankrupt(party, float(more[party])) for party in first.tolist()), count

    def _called_if_bankrupt(self, party: int, amount: float) -> StressChange:
        who = self.setting.day.naming.party(party)
        name = who.name or who.party_id
        return StressChange(
            "called_if_bankrupt",
            Wording(
                zh=f"若违约者破产被受理，{name}将被要求代偿 {amount:,.2f} 元。",
                en=f"If those who fell were bankrupt, {name} would be called for {amount:,.2f} 元.",
            ),
            who, amount,
        )  # fmt: skip

    @cached_property
    def _called(self) -> list[LawfulCall]:
        return sorted(self.found.called, key=lambda one: -one.called)[: self.most]

    @cached_property
    def _not_called(self) -> list[NotCalled]:
        return sorted(self.found.not_called, key=lambda one: -self._covers[one.row])[: self.most]

    @cached_property
    def _things(self) -> tuple[ThingFact, ...]:
        """What backs the contracts shown."""
        day, contracts = self.setting.day, dict.fromkeys(self.ends[0].tolist())
        return things(day, [one for one in contracts if day.liabilities.mode[one] == Mode.IN_KIND])

    @cached_property
    def _signs(self) -> tuple[SignFact, ...]:
        """What is on record of the borrowers of the loans shown."""
        return signs_of(self.setting.day, dict.fromkeys(self.ends[1].tolist()), sys.maxsize)

    @property
    def _shown(self) -> tuple[Towards, ...]:
        return (*self._called, *self._not_called)

    @cached_property
    def _covers(self) -> NDArray[np.float64]:
        """Per row what it answers for, if it does (元)."""
        return at_most(self.found.law.claims) / FEN

    @cached_property
    def _decided(self) -> Positions:
        """The contracts of all loans that fell due."""
        rows = _rows((*self.found.called, *self.found.not_called))
        return np.unique(self.found.law.liabilities.contract[rows])

    @cached_property
    def _unvalued(self) -> Positions:
        return np.intersect1d(self.found.unvalued, self._decided)

    @cached_property
    def _ordered(self) -> Ordered:
        """All rows of the loans shown, ordered as the scenario supposes."""
        day = self.setting.day
        return Ordered.of(day, rows_of_loans(day, np.unique(self.ends[1])), self.found.law.assumed)

    @cached_property
    def _missing(self) -> tuple[MissingFact, ...]:
        return missing_facts(self._ordered, map(self._place, self._shown))

    def _place(self, one: Towards) -> int:
        return int(np.searchsorted(self._ordered.rows, one.row))

    def _call(self, one: Towards) -> CallFound:
        call = self._ordered.call(self._place(one))
        return replace(call, steps=(*call.steps, *self._of_terms(one)))

    def _of_terms(self, one: Towards) -> Iterator[Step]:
        laws = self.setting.day.liabilities
        cap, share = float(laws.stated_cap[one.contract]) / FEN, float(laws.share[one.contract])
        for code in one.codes:
            if code in OF_TERMS:
                parts = {POOL: {"cap": yuan(cap)}, SHARE: {"share": percent(share)}}.get(code, {})
                yield step(code, civil_code=self._new(one.contract), **parts)

    def _right(self, one: Owed) -> RecourseFound:
        day = self.setting.day
        payer, against = (day.naming.party(who) if who >= 0 else None for who in (one.payer, one.by))
        under, other = (key_of(day, "Guarantee", "guarantee_id", at) for at in (one.payer_contract, one.by_contract))
        who = (against.name or against.party_id) if against else other
        found = step(one.code, other=who, part=percent(one.part), civil_code=self._new(one.payer_contract))
        return RecourseFound(
            key_of(day, "Loan", "loan_id", one.loan), under, payer, against, other, one.code.partition(".")[2],
            one.part, None, found.said, found.articles,
        )  # fmt: skip

    def _new(self, contract: int) -> bool:
        return int(self.setting.day.liabilities.governing.law[contract]) == Law.CIVIL_CODE


def _rows(some: Iterable[Towards]) -> NDArray[np.int64]:
    return np.fromiter((one.row for one in some), dtype=np.int64)


def _largest(owed: Iterable[Owed], most: int) -> list[Owed]:
    return sorted(owed, key=lambda one: -one.amount)[:most]
