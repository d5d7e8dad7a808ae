"""Which rules fired for whom at past dates, each date by nothing but what was known at it.

Look-ahead is impossible by construction: at each date rules are given the measures of a history from which everything
recorded later is gone (`graph.snapshot.known.known_by`), and scores that whoever reads them says were known then. What
cannot be undone is said there: terms of nodes, which are stored as last told.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import cache
from threading import Lock
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.as_of import AsOf
from graph.measures.day import DayMeasures, Given, no_scores
from graph.measures.measure import Columns, Floats
from graph.measures.population import awaited
from graph.schema import NODES, RELATIONSHIPS
from graph.schema.common import BATCH
from graph.schema.read import SOURCE_KEY, TARGET_KEY
from graph.signals.backtest.period import Period
from graph.signals.evaluate import fires, kinds_of, rounded
from graph.signals.rule import Rule
from graph.snapshot import History, Snapshot

Positions = NDArray[np.int32]
Flags = NDArray[np.bool_]

OnDate = Callable[[int, int], None]
"""How many dates are done, of how many."""

AT_A_TIME: Final = 2
"""Dates that are worked out at a time: most of the work is done outside of Python's lock, and memory is that of so many
snapshots."""

UNREAD: Final = (SOURCE_KEY, TARGET_KEY, BATCH.name, NODES["Balance"].key, NODES["Statement"].key)
"""Columns that no measure reads: ends are known by position, and nobody asks for a balance or statement by its key."""


@dataclass(frozen=True, eq=False)
class Replay:
    """What rules said over a period. Parties are positions in the history that was replayed.

    fired: per date and rule those for whom it fires (int32, ascending), `before` the same at the run-in. at_risk: bool,
    dates × parties: who may yet default, as far as was known at the date.
    """

    rules: tuple[Rule, ...]
    period: Period
    before: tuple[Positions, ...]
    fired: tuple[tuple[Positions, ...], ...]
    at_risk: Flags

    def alarms(self, rule: int) -> tuple[Positions, Positions]:
        """Where a rule starts to fire: the number of the date and the party, in this order. Who is still warned of at
        the next date is not warned of again."""
        found = [
            np.setdiff1d(now[rule], last[rule], assume_unique=True)
            for last, now in zip((self.before, *self.fired), self.fired, strict=False)
        ]
        date_number = np.repeat(np.arange(len(found)), [len(parties) for parties in found])
        return date_number.astype(np.int32), np.concatenate(found).astype(np.int32)


def replay(
    history: History, rules: Sequence[Rule], period: Period, given: Given = no_scores, on_date: OnDate | None = None
) -> Replay:  # fmt: skip
    """What the rules would have said at each date of a period; evidence and levels are left out."""
    lean, days, turn = _lean(history), (period.run_in, *period.days), Lock()
    fired, at_risk = [], np.zeros((len(days), len(history.parties.table)), dtype=np.bool_)

    def in_turn(day: date, snapshot: Snapshot) -> Columns:
        with turn:
            return given(day, snapshot)

    pool = ThreadPoolExecutor(AT_A_TIME)
    try:
        for place, (of_rules, risk) in enumerate(pool.map(lambda day: _date(lean, day, rules, in_turn), days)):
            fired.append(of_rules)
            at_risk[place, risk] = True
            if on_date:
                on_date(place + 1, len(days))
    finally:
        pool.shutdown(cancel_futures=True)
    return Replay(tuple(rules), period, fired[0], tuple(fired[1:]), at_risk[1:])


def _date(
    history: History, day: date, rules: Sequence[Rule], given: Given
) -> tuple[tuple[Positions, ...], Positions]:  # fmt: skip
    """For whom each rule fires at a date, and who may yet default, by their place in the whole history."""
    now = DayMeasures.of(history, AsOf(day, day), given)
    party = history.parties.find(now.facts.snapshot.parties.table.column("party_id").combine_chunks())
    firing = tuple(np.unique(party[one]) for one in _firing(now, rules))
    return firing, np.unique(party[awaited(now.facts.condition)])


def _firing(day: DayMeasures, rules: Sequence[Rule]) -> list[Positions]:
    """Per rule the parties of the day for whom it fires, ascending; each measure is worked out once."""
    kind = kinds_of(day)

    @cache
    def column(name: str) -> Floats:
        return rounded(day, name)

    return [np.flatnonzero(fires(rule, column, kind)).astype(np.int32) for rule in rules]


def _lean(history: History) -> History:
    """The same facts without the columns that no measure reads, which would be copied for every date."""
    ends = {name: history.ends(name) for name in history.tables if name in RELATIONSHIPS}
    tables = {
        name: table.drop_columns([column for column in UNREAD if column in table.column_names])
        for name, table in history.tables.items()
    }
    return History(history.version, tables, ends, [history.parties])
