"""What became of the alarms of rules: which can be judged, which came true, and which defaults they foresaw."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph.measures.condition import NEVER
from graph.measures.population import LENDERS
from graph.signals.backtest.outcome import Outcomes, number
from graph.signals.backtest.replay import Replay
from graph.signals.rule import Rule
from graph.snapshot import History

Positions = NDArray[np.int32]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

DATA: Final = "data"
"""The family of rules on the quality of data: they foretell nothing."""


def foretells(rule: Rule) -> bool:
    """Whether a rule claims anything of defaults to come; what is at stake in one of data is their quality."""
    return rule.family != DATA


@dataclass(frozen=True, eq=False)
class Whom:
    """Of whom an outcome is awaited. kinds: bool, sets of kinds of enterprises × parties; of_rule: which of the sets is
    a rule's. at_risk, fails: bool, dates × parties; fails is false, and at_risk too, where the window has not passed.
    """

    kinds: Flags
    of_rule: Ints
    at_risk: Flags
    fails: Flags
    matured: Flags

    @classmethod
    def of(cls, history: History, found: Replay, outcomes: Outcomes) -> "Whom":
        """A rule that names kinds of enterprises is of those; any other is of all but lenders, whose business it is to
        lend and to guarantee."""
        kind = np.asarray(pc.fill_null(history.parties.table.column("kind").cast("string"), "company").to_pylist())
        named = [tuple(sorted(rule.applies_to)) for rule in found.rules]
        sets = sorted(set(named))
        kinds = [np.isin(kind, one) if one else ~np.isin(kind, LENDERS) for one in sets]
        matured = np.array([outcomes.matured(day) for day in found.period.days])
        failed = np.stack([outcomes.had_failed(day) for day in found.period.days])
        fails = np.stack([outcomes.fails(day) for day in found.period.days])
        at_risk = found.at_risk & ~failed & matured[:, None]
        return cls(np.stack(kinds), np.array([sets.index(one) for one in named]), at_risk, fails & at_risk, matured)

    def of_kind(self, rule: int) -> Flags:
        """Per party whether it is of a kind that the rule is of."""
        kinds: Flags = self.kinds[self.of_rule[rule]]
        return kinds


@dataclass(frozen=True, eq=False)
class Alarms:
    """Where a rule started to fire: `date` (its number) and `party` of each.

    judged: those whose window has passed, of an enterprise that had not failed, was exposed and is of the rule's kinds;
    true: of these, those after which it defaulted within the horizon. censored: how many have a window that has not
    passed; outside: how many are of others, persons for one, of whom no default is awaited.
    """

    date: Positions
    party: Positions
    judged: Flags
    true: Flags
    censored: int
    outside: int

    @classmethod
    def of(cls, found: Replay, rule: int, whom: Whom) -> "Alarms":
        """Those of a rule, by its number."""
        date, party = found.alarms(rule)
        judged = whom.at_risk[date, party] & whom.of_kind(rule)[party]
        censored = int((~whom.matured[date]).sum())
        return cls(
            date, party, judged, judged & whom.fails[date, party], censored, len(date) - censored - int(judged.sum())
        )  # fmt: skip


@dataclass(frozen=True, eq=False)
class Defaults:
    """The defaults that a rule could have foreseen: after the first date and up to the last one, of an enterprise of
    the rule's kinds that was awaited at the date before. lead_days: float64, from the earliest alarm within the horizon
    before the default to it, NaN without one."""

    party: Positions
    lead_days: NDArray[np.float64]

    @classmethod
    def of(cls, found: Replay, outcomes: Outcomes, alarms: Alarms, kinds: Flags) -> "Defaults":
        """Of one rule. kinds: bool per party, as `Whom.of_kind`."""
        days = np.array([number(day) for day in found.period.days])
        first = outcomes.first_default
        within = kinds & (first != NEVER) & (first > days[0]) & (first <= days[-1])
        party = np.flatnonzero(within).astype(np.int32)
        party = party[found.at_risk[np.searchsorted(days, first[party]) - 1, party]]
        earliest = np.full(len(first), np.inf)
        day = days[alarms.date]
        timely = (day < first[alarms.party]) & (first[alarms.party] <= day + outcomes.awaited.horizon_days)
        np.minimum.at(earliest, alarms.party[timely], day[timely].astype(np.float64))
        lead = first[party] - earliest[party]
        return cls(party, np.where(np.isinf(lead), np.nan, lead))
