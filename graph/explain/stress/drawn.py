"""A scenario with draws by chance, ready for trials: the cascade of its model, who fails together, who is watched."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph.contagion.call_book import CallBook
from graph.contagion.copula import OneFactorCopula
from graph.contagion.guarantee_calls import CallCascade
from graph.contagion.law_book import LawBook
from graph.contagion.scenario import Chance, Model
from graph.explain.exposure.scope import GUARANTEE_FIRMS
from graph.explain.exposure.weighted_call import Scores
from graph.explain.stress.by_calls import call_cascade
from graph.explain.stress.by_law import cascade_by_law
from graph.explain.stress.own_probabilities import OwnProbabilities
from graph.explain.stress.setting import Setting
from graph.kernels.counter_random import marks_of

Floats = NDArray[np.float64]
Positions = NDArray[np.int32]

WATCHED: Final = 1_000
"""So many lenders, and so many guarantee firms, are watched trial by trial: those with most at stake."""


@dataclass(frozen=True, eq=False)
class Drawn:
    """What the trials of a scenario are made of. Parties of the book are those of the day, by law also things and
    syndicates. law: None of the other model."""

    setting: Setting
    chance: Chance
    cascade: CallCascade = field(repr=False)
    own: OwnProbabilities = field(repr=False)
    law: LawBook | None = field(repr=False)

    @classmethod
    def of(cls, setting: Setting, chance: Chance, scores: Scores, filled: float | None) -> "Drawn":
        """UsageError where the probability of a party that matters is not known."""
        law = None
        if setting.scenario.model is Model.LAW_AWARE:
            lawful = cascade_by_law(setting, bankrupt=setting.scenario.bankrupt)
            law, cascade = lawful.law, lawful.cascade
        else:  # with models other than these two `Scenario` refuses chance
            cascade = call_cascade(setting)
        own = OwnProbabilities.of(setting, cascade.book, chance, scores, filled)
        return cls(setting, chance, cascade, own, law)

    @property
    def book(self) -> CallBook:
        """The loans and what can be called for them."""
        return self.cascade.book

    @cached_property
    def copula(self) -> OneFactorCopula:
        """Who fails of itself together. Only parties that can are marked; the others are never drawn."""
        able = np.flatnonzero(self.own.pd > 0)
        marks = np.zeros(len(self.own.pd), dtype=np.uint64)
        marks[able] = marks_of(self.setting.day.naming.party_ids(able))
        return OneFactorCopula.of(self.own.pd, self.chance.correlation, marks)

    @cached_property
    def lent(self) -> Floats:
        """Per party the most that it can lose as a lender (元)."""
        return self.book.lent[: self._parties]

    @cached_property
    def guaranteed(self) -> Floats:
        """Per party the most that it can be called for (元)."""
        book = self.book
        secured = np.bincount(book.contract, book.due[book.loan], len(book.cap))
        most = np.bincount(book.guarantor, np.minimum(book.cap, secured), book.party_count)
        return np.asarray(most[: self._parties], dtype=np.float64)

    @cached_property
    def lenders(self) -> Positions:
        """The lenders that are watched, most at stake first."""
        return _largest(self.lent)

    @cached_property
    def firms(self) -> Positions:
        """The guarantee firms that are watched, most at stake first."""
        return _largest(self._firms_stake)

    @property
    def lender_count(self) -> int:
        """How many lenders have something at stake, watched or not."""
        return int((self.lent > 0).sum())

    @property
    def firm_count(self) -> int:
        """How many guarantee firms have something at stake, watched or not."""
        return int((self._firms_stake > 0).sum())

    @property
    def not_watched(self) -> int:
        """How many lenders and guarantee firms have something at stake, and are not."""
        return self.lender_count + self.firm_count - len(self.lenders) - len(self.firms)

    @cached_property
    def _firms_stake(self) -> Floats:
        return np.where(self._is_firm, self.guaranteed, 0.0)

    @cached_property
    def _is_firm(self) -> NDArray[np.bool_]:
        kind = self.setting.day.snapshot.parties.table.column("kind")
        return np.asarray(pc.is_in(kind.cast("string"), pa.array(GUARANTEE_FIRMS)).to_numpy())

    @property
    def _parties(self) -> int:
        return len(self.setting.buffer)


def _largest(at_stake: Floats) -> Positions:
    """Who has something at stake, the largest first, at most so many."""
    some = np.flatnonzero(at_stake > 0)
    return some[np.lexsort((some, -at_stake[some]))][:WATCHED].astype(np.int32)
