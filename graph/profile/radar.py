"""Five dimensions of risk, each from 0 to 100: of how many in a hundred others of the day a party stands worse.

Each dimension is made of measures of the catalogue, each turned so that more is worse:

* ownership: what is hidden or in motion above it (undisclosed shares, control that undisclosed votes could decide, new
  owners and officers, others at its address or telephone) and how indebted its group is.
* guarantees: what it stands for by its net assets, how far its chain reaches, whether it is in a circle, exchanges
  guarantees, and how fast it gave new ones.
* contagion: how strained those are for whom it stands and who stand for it, how many around it are in default, what
  distress and which calls come to it from them.
* behaviour: days past due, class of its loans, lawsuits, lists, overdue events and calls of the last twelve months.
* finances: leverage, liquidity, return, growth, loans by assets.

A measure's rank is the part of the others that are strictly better: most enterprises share a best value such as no day
past due, and must not stand in the middle for it, as they would by a mean rank. A dimension's index is the mean of the
ranks that are known, all alike: weights would say more than anybody has measured; whoever wants a probability of
default has the learned score. Its value is the rank of that index among the others' indices, since a mean of ranks is
none itself and crowds in the middle. Nothing is said where less than half of the measures are known, or where fewer
than five others can be compared; what is missing is never taken for zero.

Others are the enterprises of the day that are founded and not gone, no government bodies: lenders, insurers and
guarantee firms beside one another, everybody else beside one another, because their figures do not compare.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.measures.catalogue import every_measure
from graph.measures.condition import GONE
from graph.measures.day import DayMeasures
from graph.measures.population import LENDERS, STATE, founded_later, of_kinds
from graph.regimes.provision import Wording

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

WORST: Final = 100.0
KNOWN_PART: Final = 0.5
LEAST_OTHERS: Final = 5
CREDIT, OTHERS = "credit_business", "others"

TITLES: Final[Mapping[str, Wording]] = {
    "ownership": Wording(zh="股权", en="Ownership"),
    "guarantees": Wording(zh="担保", en="Guarantees"),
    "contagion": Wording(zh="传染", en="Contagion"),
    "behaviour": Wording(zh="自身行为", en="Behaviour"),
    "finances": Wording(zh="财务", en="Finances"),
}
MADE_OF: Final[Mapping[str, Mapping[str, int]]] = {
    "ownership": {
        "ownership.disclosed_share": -1, "ownership.control_undetermined": 1, "ownership.new_owners_12m": 1,
        "ownership.officers_gained_12m": 1, "ownership.same_contact": 1, "ownership.group_liabilities_to_assets": 1,
    },
    "guarantees": {
        "structure.given_to_net_assets": 1, "guarantees.chain_parties": 1, "structure.circle_size": 1,
        "structure.mutual_guarantors": 1, "guarantees.given_12m": 1,
    },
    "contagion": {
        "exposure.debtors_strained": 1, "exposure.guarantors_strained": 1, "exposure.neighbours_in_default": 1,
        "contagion.distress_of_strained": 1, "contagion.expected_calls_to_liquid": 1,
    },
    "behaviour": {
        "events.days_past_due_max_12m": 1, "events.worst_class_12m": 1, "events.defendant_12m": 1,
        "events.listings_12m": 1, "events.overdue_12m": 1, "events.called_12m": 1,
    },
    "finances": {
        "own.liabilities_to_assets": 1, "own.liquid_to_liabilities": -1, "own.return_on_assets": -1,
        "own.revenue_growth": -1, "loans.outstanding_to_assets": 1,
    },
}  # fmt: skip
"""1: more is worse; -1: less is worse."""


@dataclass(frozen=True, slots=True)
class MeasureRank:
    """One measure of a dimension. rank: of 100 others so many are better; None where the value is not known."""

    measure: str
    title: Wording
    unit: str
    value: float | None
    more_is_worse: bool
    rank: float | None


@dataclass(frozen=True, slots=True)
class Dimension:
    """value: 0, nobody is better, to 100, all others are; None with the reason in `said`. compared: with so many."""

    dimension: str
    title: Wording
    value: float | None
    said: Wording
    measures: tuple[MeasureRank, ...]
    known: int
    compared: int


@dataclass(frozen=True, slots=True)
class Radar:
    """population: beside whom it stands, credit_business or others, and how many they are, itself included."""

    population: str
    population_size: int
    dimensions: tuple[Dimension, ...]


@dataclass(frozen=True, eq=False)
class Ranks:
    """Everybody's values, ranks and indices of one day (float64, one per party of the measures' snapshot), by class."""

    measures: DayMeasures
    credit: Flags
    member: Flags
    values: Mapping[str, Floats]
    ranks: Mapping[str, Floats]
    index: Mapping[str, Floats]

    @classmethod
    def of(cls, measures: DayMeasures, made_of: Mapping[str, Mapping[str, int]] = MADE_OF) -> "Ranks":
        """Worked out once a day for all parties."""
        snapshot = measures.facts.snapshot
        left_out = of_kinds(snapshot, STATE) | founded_later(snapshot) | measures.facts.condition.status_is(*GONE)
        member, credit = snapshot.parties.is_enterprise & ~left_out, of_kinds(snapshot, LENDERS)
        values = {name: measures.column(name) for parts in made_of.values() for name in parts}
        turned = {name: values[name] * sign for parts in made_of.values() for name, sign in parts.items()}
        ranks = {name: _ranked(column, member, credit) for name, column in turned.items()}
        index = {one: _mean([ranks[name] for name in parts]) for one, parts in made_of.items()}
        return cls(measures, credit, member, values, ranks, index)

    def radar(self, party_id: str, made_of: Mapping[str, Mapping[str, int]] = MADE_OF) -> Radar | None:
        """Of one enterprise; None of who was not known on the day, and of whom nobody is compared with."""
        place = int(self.measures.facts.snapshot.find("Party", [party_id])[0])
        if place < 0 or not self.measures.facts.snapshot.parties.is_enterprise[place]:
            return None
        beside = self.member & (self.credit == self.credit[place])
        beside[place] = True
        dimensions = (self._dimension(one, parts, place, beside) for one, parts in made_of.items())
        return Radar(CREDIT if self.credit[place] else OTHERS, int(beside.sum()), tuple(dimensions))

    def _dimension(self, name: str, parts: Mapping[str, int], place: int, beside: Flags) -> Dimension:
        measures = tuple(self._measure(one, sign, place) for one, sign in parts.items())
        known = sum(one.rank is not None for one in measures)
        own = self.index[name]
        others = own[beside & ~np.isnan(own)]
        compared = max(0, len(others) - int(not np.isnan(own[place])))
        if np.isnan(own[place]):
            return Dimension(name, TITLES[name], None, _too_little(known, len(parts)), measures, known, compared)
        if compared < LEAST_OTHERS:
            return Dimension(name, TITLES[name], None, _too_few(compared), measures, known, compared)
        value = WORST * float((others < own[place]).sum()) / compared
        return Dimension(name, TITLES[name], value, _said(value, compared), measures, known, compared)

    def _measure(self, name: str, sign: int, place: int) -> MeasureRank:
        described, value, rank = every_measure()[name], self.values[name][place], self.ranks[name][place]
        return MeasureRank(
            name, Wording(zh=described.title_zh, en=described.title_en), described.unit,
            None if np.isnan(value) else float(value), sign > 0, None if np.isnan(rank) else WORST * float(rank),
        )  # fmt: skip


def _ranked(column: Floats, member: Flags, credit: Flags) -> Floats:
    """Per party the part of the others of its class that have less; NaN where it or too many others are not known."""
    found = np.full(len(column), np.nan)
    known = ~np.isnan(column)
    for same in (credit, ~credit):
        others, asked = np.sort(column[member & same & known]), same & known
        count = len(others) - member[asked]
        less = np.searchsorted(others, column[asked], "left")
        found[asked] = np.where(count >= LEAST_OTHERS, less / np.maximum(count, 1), np.nan)
    return found


def _mean(ranks: Sequence[Floats]) -> Floats:
    """The mean of those that are known, where enough are; equal ones come out equal to the last bit."""
    stacked = np.array(ranks)
    known = ~np.isnan(stacked)
    enough = known.sum(axis=0) >= KNOWN_PART * len(stacked)
    mean = np.nansum(stacked, axis=0) / np.maximum(known.sum(axis=0), 1)
    return np.where(enough, np.round(mean, 12), np.nan)


def _said(value: float, compared: int) -> Wording:
    return Wording(
        zh=f"可比的{compared}家企业中，{value:.0f}%情况较好。", en=f"Of {compared} others {value:.0f} % stand better."
    )


def _too_little(known: int, of: int) -> Wording:
    return Wording(
        zh=f"{of}项指标中仅{known}项可知，不足一半或可比企业过少，不作评价。",
        en=f"Only {known} of {of} measures can be compared, less than half, so nothing is said.",
    )


def _too_few(compared: int) -> Wording:
    return Wording(
        zh=f"可比企业仅{compared}家，不作评价。", en=f"Only {compared} others can be compared, so nothing is said."
    )
