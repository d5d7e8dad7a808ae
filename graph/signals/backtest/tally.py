"""What is counted per enterprise, so that whole enterprises can be drawn anew: counts and rates under weights."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from graph.signals.backtest.judged import Alarms, Defaults, Whom
from graph.signals.backtest.replay import Replay

Positions = NDArray[np.int32]
Weights = NDArray[np.float32]
"""float32[enterprises, resamples]: how often each was drawn; counts below 2²⁴ are exact."""
Floats = NDArray[np.float64]


Row = tuple[Positions, NDArray[np.int64], NDArray[np.bool_]]


@dataclass(frozen=True, eq=False)
class Counts:
    """by_date: places (rule, date) × enterprises, a number for each: how many alarms, or whether the rule fires; true:
    rules × enterprises, how many of them came true. enterprises: per rule how many different ones are counted."""

    enterprises: tuple[int, ...]
    by_date: csr_array
    true: csr_array

    @classmethod
    def of(cls, rows: Sequence[Row], dates: int, units: int) -> "Counts":
        """rows: per rule the number of the date, the place of the enterprise, and whether it came true."""
        place = np.concatenate([rule * dates + date.astype(np.int64) for rule, (date, _, _) in enumerate(rows)])
        unit = np.concatenate([one for _, one, _ in rows])
        true = np.concatenate([one for _, _, one in rows])
        rule = np.repeat(np.arange(len(rows)), [len(date) for date, _, _ in rows])
        return cls(
            tuple(len(np.unique(one)) for _, one, _ in rows),
            _table(place, unit, len(rows) * dates, units), _table(rule[true], unit[true], len(rows), units),
        )  # fmt: skip

    def under(self, weights: Weights, rate: NDArray[np.float32]) -> dict[str, Floats]:
        """float64[rules, resamples]: how many, how many came true, and how many would have at the rate of everybody.
        rate: float32[rules, dates, resamples]."""
        counted = (self.by_date @ weights).reshape(len(self.enterprises), -1, weights.shape[1])
        expected = np.einsum("rdb,rdb->rb", counted, rate, dtype=np.float64)
        return {
            "counted": counted.sum(axis=1, dtype=np.float64), "true": (self.true @ weights).astype(np.float64),
            "expected": expected,
        }  # fmt: skip


@dataclass(frozen=True, eq=False)
class Tally:
    """unit: the parties counted (positions), by their id. foreseen, defaults: rules × enterprises. at_risk, fails: sets
    of kinds × dates × enterprises."""

    unit: Positions
    whom: Whom
    alarms: Counts
    standing: Counts
    defaults: csr_array
    foreseen: csr_array
    at_risk: NDArray[np.float32]
    fails: NDArray[np.float32]

    @classmethod
    def of(
        cls, found: Replay, whom: Whom, alarms: Sequence[Alarms], defaults: Sequence[Defaults], unit: Positions
    ) -> "Tally":
        """unit: all parties that anything is counted of, in the order in which they are drawn."""
        dates, place = len(found.period.days), np.full(found.at_risk.shape[1], -1, dtype=np.int64)
        place[unit] = np.arange(len(unit))
        started = [(one.date[one.judged], place[one.party[one.judged]], one.true[one.judged]) for one in alarms]
        stands = [_standing(found, rule, whom, place) for rule in range(len(alarms))]
        rule = np.repeat(np.arange(len(defaults)), [len(one.party) for one in defaults])
        failed = place[np.concatenate([one.party for one in defaults])]
        seen = ~np.isnan(np.concatenate([one.lead_days for one in defaults]))
        kinds = whom.kinds[:, None, :]
        return cls(
            unit, whom, Counts.of(started, dates, len(unit)), Counts.of(stands, dates, len(unit)),
            _table(rule, failed, len(defaults), len(unit)),
            _table(rule[seen], failed[seen], len(defaults), len(unit)),
            (whom.at_risk & kinds)[:, :, unit].astype(np.float32),
            (whom.fails & kinds)[:, :, unit].astype(np.float32),
        )  # fmt: skip

    def under(self, weights: Weights) -> Mapping[str, Floats]:
        """Each figure under weights, float64[rules, resamples], NaN where it is not defined."""
        share = _ratio(self.fails @ weights, self.at_risk @ weights)
        rate = np.nan_to_num(share).astype(np.float32)[self.whom.of_rule]
        alarms, standing = self.alarms.under(weights, rate), self.standing.under(weights, rate)
        return {
            "precision": _ratio(alarms["true"], alarms["counted"]),
            "lift": _ratio(alarms["true"], alarms["expected"]),
            "lift_standing": _ratio(standing["true"], standing["expected"]),
            "recall": _ratio(self.foreseen @ weights, self.defaults @ weights),
            "judged": alarms["counted"],
            "expected": alarms["expected"],
            "standing": standing["counted"],
            "standing_expected": standing["expected"],
            "standing_true": standing["true"],
        }


def _standing(found: Replay, rule: int, whom: Whom, place: NDArray[np.int64]) -> Row:
    """Each date and enterprise at risk for which a rule fires, whether it has just started to or not."""
    dates, parties = [], []
    for number, fired in enumerate(found.fired):
        counted = fired[rule][whom.at_risk[number, fired[rule]] & whom.of_kind(rule)[fired[rule]]]
        dates.append(np.full(len(counted), number, dtype=np.int32))
        parties.append(counted)
    date, party = np.concatenate(dates), np.concatenate(parties)
    return date, place[party], whom.fails[date, party]


def _table(row: NDArray[np.integer], column: NDArray[np.integer], rows: int, columns: int) -> csr_array:
    return csr_array((np.ones(len(row), dtype=np.float32), (row, column)), shape=(rows, columns))


def _ratio(part: NDArray[np.floating], whole: NDArray[np.floating]) -> Floats:
    empty = np.full(np.shape(whole), np.nan)
    found: Floats = np.divide(part, whole, out=empty, where=np.asarray(whole) > 0)
    return found
