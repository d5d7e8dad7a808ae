"""What a stress run tells beforehand of a synthetic world, beside what the world then transmits.

At the end of a quarter somebody who analyses the delivered book learns who has defaulted since the last one, of
whatever cause: these are the seeds. What the book states of that day, as known on it, is all that is used: balances,
contracts in force, stakes, and statements already published. Every enterprise in the register that is not known to be
in default is ranked, by the product's cascade (`stress run` with its own settings: policy for missing balance sheets,
loss given default) and by plain rules: who is nearest to a seed, over ties by which losses travel; who has most such
ties; who has guaranteed most.

Truth is `truth/transmissions.csv`: an enterprise counts as brought down if a chain of transmissions leads to it from a
seed and it defaults within a year. The world draws defaults by chance from losses to net assets, with losses given
default of its own, so nobody can name them all.

Without contagion nobody is brought down. Whether those named fail more often all the same is measured against
`Quarter.expected`: weak enterprises have small net assets and so fall of smaller losses, which is no contagion.

Natural persons are not ranked, since a world has no defaults of theirs; neither are banks, state bodies and the
re-guarantee firm, which it never lets fail: a rule that names whoever has most ties would name nobody else.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph.as_of import AsOf
from graph.contagion.scenario import Model, Scenario
from graph.contagion.selection import Measure, Selection
from graph.explain.day import Day
from graph.explain.stress.models import play
from graph.explain.stress.selected import measured
from graph.explain.stress.setting import Setting
from graph.snapshot import History, Snapshot
from graph.snapshot.statements import LatestStatements
from graph.text import Text
from ingest.world import World
from tests.unit.contagion.delivered_book import delivered_book

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Places = NDArray[np.int64]

HORIZON: Final = 365
HELD_UP: Final = ("bank", "government", "re_guarantee_firm")
BY_TRADE: Final = ("guarantee_firm", "small_loan", "leasing")
FAR: Final = 99
LEAST_LIMIT_CNY: Final = 1_000.0
LEVERAGE_BANDS: Final = 20
CASCADE: Final = "multilayer"
RULES: Final = (CASCADE, "guarantee_calls", "distance", "degree", "guaranteed")

SCENARIO: Final = Scenario(
    "foretold", Text("新近违约", "those who have just defaulted"), Text("", ""), Model.MULTILAYER, (Selection(),)
)
"""Everything else as the product sets it."""


@dataclass(frozen=True, eq=False)
class Quarter:
    """One quarter's end; arrays by enterprise ranked. brought_down: by the seeds, within a year. failed: for whatever
    cause. expected: the share that fails of those about as leveraged. score: by rule, greatest first in danger.
    named: by rule the chance to be among those it names; cascades name who falls, the other rules as many as `CASCADE`
    does, of equal scores drawn by lot."""

    on: date
    seeds: int
    brought_down: Flags
    failed: Flags
    expected: Floats
    score: Mapping[str, Floats]
    named: Mapping[str, Floats]


@dataclass(frozen=True, eq=False)
class Truth:
    """What a world keeps apart: by party the day of its default (far away if none); transmissions from and to."""

    day: NDArray[np.datetime64]
    source: Places
    target: Places

    @classmethod
    def of(cls, world: World, history: History) -> "Truth":
        def places(table: str, column: str) -> Places:
            return history.parties.find(world.truth[table][column].combine_chunks()).astype(np.int64)

        day = np.full(len(history.parties.table), np.datetime64("9999-12-31"))
        day[places("defaults", "party_id")] = world.truth["defaults"]["defaulted_on"].to_numpy()
        return cls(day, places("transmissions", "source"), places("transmissions", "target"))

    def brought_down(self, seeds: Places, known: Flags, until: date) -> Flags:
        """By party whether a chain of transmissions from the seeds brings it down by that day."""
        found = np.zeros(len(self.day), dtype=np.bool_)
        reached = np.zeros(len(self.day), dtype=np.bool_)
        reached[seeds] = True
        carries = (self.day[self.target] <= np.datetime64(until)) & ~known[self.target]
        while True:
            new = self.target[carries & reached[self.source]]
            new = new[~reached[new]]
            if not len(new):
                return found
            reached[new] = found[new] = True


@dataclass(frozen=True, eq=False)
class Foretelling:
    """A world's quarters, told one after the other. scenario: who fails in it is replaced by each quarter's seeds."""

    world: World
    scenario: Scenario = SCENARIO

    def quarters(self) -> Iterator[Quarter]:
        """From the second year on, as far as a year follows; those in which somebody defaulted."""
        history = delivered_book(self.world)
        truth, last = Truth.of(self.world, history), self.world.options.as_of
        ends = [end for end in _quarter_ends(last, self.world.options.years - 1) if end <= last - timedelta(HORIZON)]
        known = known_defaults(history.at(AsOf(ends[0], ends[0])))
        for on in ends[1:]:
            snapshot = history.at(AsOf(on, on))
            before, known = known, known_defaults(snapshot)
            seeds = np.flatnonzero(known & ~before)
            if len(seeds):
                yield self._quarter(Day(snapshot), truth, seeds, known)

    def _quarter(self, day: Day, truth: Truth, seeds: Places, known: Flags) -> Quarter:
        on = day.snapshot.at.as_of
        until = on + timedelta(HORIZON)
        ranked = _ranked(day.snapshot) & ~known
        failed = ((truth.day > np.datetime64(on)) & (truth.day <= np.datetime64(until)))[ranked]
        score, named = self._told(day, seeds, ranked)
        return Quarter(
            on, len(seeds), truth.brought_down(seeds, known, until)[ranked], failed,
            expected(_bands(day.snapshot, ranked), failed), score, named,
        )  # fmt: skip

    def _told(self, day: Day, seeds: Places, ranked: Flags) -> tuple[dict[str, Floats], dict[str, Floats]]:
        ids = day.snapshot.parties.table.column("party_id").take(pa.array(seeds)).to_pylist()
        scenario = replace(self.scenario, defaults=(Selection(parties=tuple(ids)),))
        setting = Setting.of(day, scenario, lambda party: party)
        score, named = dict[str, Floats](), dict[str, Floats]()
        for model in (Model.MULTILAYER, Model.GUARANTEE_CALLS):
            one = replace(setting, scenario=replace(scenario, model=model))
            played = play(one)
            lost = played.losses[list(one.counted)].sum(axis=0)
            score[model.value] = (lost / np.maximum(one.limit, LEAST_LIMIT_CNY))[ranked]
            named[model.value] = (played.default_round > 0)[ranked].astype(np.float64)
        loser, failing = _ties(setting)
        score["distance"] = -_hops(failing, loser, seeds, len(ranked))[ranked]
        score["degree"] = np.bincount(loser, minlength=len(ranked)).astype(np.float64)[ranked]
        score["guaranteed"] = np.nan_to_num(measured(day, Measure.GUARANTEED))[ranked]
        for rule in RULES[2:]:
            named[rule] = first_ones(score[rule], int(named[CASCADE].sum()))
        return score, named


def _quarter_ends(last: date, years: int) -> list[date]:
    """The ends of the quarters of the last years and the year end before them, in order."""
    months = range((last.year - years) * 12 + 12, last.year * 12 + 13, 3)
    return [date(month // 12, month % 12 + 1, 1) - timedelta(1) for month in months]


def known_defaults(snapshot: Snapshot) -> Flags:
    """By party whether an event says that it has defaulted."""
    had = snapshot.edges("HAD")
    kinds = snapshot.nodes("Event").column("kind").cast(pa.string()).take(pa.array(had.target))
    found = np.zeros(snapshot.node_count("Party"), dtype=np.bool_)
    found[had.source[pc.equal(kinds, "default").to_numpy()]] = True
    return found


def _ranked(snapshot: Snapshot) -> Flags:
    """By party whether it is an enterprise of the day's register that a world may let fail."""
    found = np.zeros(snapshot.node_count("Party"), dtype=np.bool_)
    found[snapshot.edges("DESCRIBED_BY").source] = True
    for kind in HELD_UP:
        found &= ~snapshot.parties.of_kind(kind)
    return found & snapshot.parties.is_enterprise


def _ties(setting: Setting) -> tuple[Places, Places]:
    """Every guarantee of a loan, loan and stake: who loses by it, and by whose default."""
    book, held = setting.layers.book, setting.layers.holdings
    lent = book.lender >= 0
    loser = np.concatenate([book.guarantor[book.contract], book.lender[lent], held.owner])
    failing = np.concatenate([book.borrower[book.loan], book.borrower[lent], held.owned])
    return loser.astype(np.int64), failing.astype(np.int64)


def _hops(failing: Places, loser: Places, seeds: Places, count: int) -> Floats:
    """By party over how many ties losses come to it from the seeds."""
    found = np.full(count, float(FAR))
    found[seeds] = 0
    for hop in range(1, FAR):
        new = loser[found[failing] == hop - 1]
        new = new[found[new] == FAR]
        if not len(new):
            break
        found[new] = hop
    return found


def first_ones(score: Floats, most: int) -> Floats:
    """The chance of each to be among the first so many, those of equal score drawn by lot."""
    if not most:
        return np.zeros(len(score))
    last = np.sort(score)[-most]
    sure, tied = score > last, score == last
    return np.asarray(sure + tied * (most - sure.sum()) / tied.sum(), dtype=np.float64)


def _bands(snapshot: Snapshot, ranked: Flags) -> Places:
    """By enterprise ranked a number shared by those about as likely to fail by themselves, as far as their latest
    published statements show: as many of each band of liabilities to assets; those without a statement, and guarantors
    and lenders by trade, whose capital is sized to their business, are bands of their own."""
    statements = LatestStatements.of(snapshot)
    net, total = (statements.amount_cny(name)[ranked] for name in ("net_assets_cny", "total_assets_cny"))
    leverage = 1 - net / total
    by_trade = np.any([snapshot.parties.of_kind(kind) for kind in BY_TRADE], axis=0)[ranked]
    told = np.flatnonzero(~np.isnan(leverage) & ~by_trade)
    band = np.where(by_trade, LEVERAGE_BANDS + 1, LEVERAGE_BANDS)
    band[told[np.argsort(leverage[told], kind="stable")]] = np.arange(len(told)) * LEVERAGE_BANDS // max(1, len(told))
    return band


def expected(band: Places, failed: Flags) -> Floats:
    """For each the share of its band that failed."""
    fallen = np.bincount(band, failed)
    return np.asarray((fallen / np.maximum(np.bincount(band), 1))[band], dtype=np.float64)
