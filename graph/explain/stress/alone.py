"""Each party of a day as the only one that fails: what the models find, on arrays, before anything is said."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.contagion.balance_sheets import BalanceSheets
from graph.contagion.debtrank import DebtRank, Variant
from graph.contagion.guarantee_calls import CallCascade
from graph.contagion.importance import (
    Importance,
    all_seeds,
    most_important,
    of_seeds,
    seeds_that_spread,
    upper_bounds,
)
from graph.contagion.layers import Layers
from graph.contagion.seed_trials import OnProgress as Moved
from graph.contagion.single_defaults import BorneAlone, SingleDefaults, single_defaults
from graph.errors import LimitExceeded
from graph.explain.day import Day
from graph.explain.stress.by_calls import call_cascade
from graph.explain.stress.progress import OnProgress
from graph.explain.stress.setting import Setting
from graph.explain.stress.top_asked import By, TopAsked

Floats = NDArray[np.float64]
Positions = NDArray[np.int32]
MOST_TRIED: Final = 2_000
"""So many are tried at most where not all are."""
ROUNDING: Final = 1e-9
"""Of sums of shares of equity."""


@dataclass(frozen=True, eq=False)
class Network:
    """What failures spread through on a day, by the settings asked for; balance sheets as of any scenario."""

    day: Day = field(repr=False)
    asked: TopAsked
    setting: Setting = field(repr=False)
    cascade: CallCascade = field(repr=False)
    borne: BorneAlone = field(repr=False)
    model: DebtRank = field(repr=False)

    @classmethod
    def of(
        cls, day: Day, asked: TopAsked, on_progress: OnProgress = lambda _what, _done, _total: None
    ) -> "Network":  # fmt: skip
        """DebtRank runs on what each would bear if a borrower failed alone: so it also sees guarantors. Whoever has no
        equity by its own statement is in default from the start. on_progress may raise to end it."""
        setting = Setting.of(day, asked.scenario, lambda text: text)
        cascade = call_cascade(setting)
        borne = BorneAlone.of(cascade, asked.threads, _at(on_progress, "exposures"))
        variant = asked.variant or Variant.BARDOSCIA_2015
        model = DebtRank(borne.exposures, setting.bearing, setting.sheets.value, variant)
        return cls(day, asked, setting, cascade, borne, model)

    @property
    def layers(self) -> Layers:
        """Loans, guarantees and stakes."""
        return self.setting.layers

    @property
    def sheets(self) -> BalanceSheets:
        """As filed or filled; stakes that nobody counted come on top (`setting.equity`)."""
        return self.setting.sheets

    @cached_property
    def from_start(self) -> Positions:
        """Who bears or owes something and has no equity by its own statement: in default from the start in DebtRank,
        ascending."""
        exposures = self.model.exposures
        return np.intersect1d(
            self.model.leverage.in_default, np.concatenate([exposures.creditor, exposures.debtor])
        ).astype(np.int32)  # fmt: skip

    @cached_property
    def wiped_out_before(self) -> int:
        """How many others lose all their equity by that before anybody else fails."""
        if not len(self.from_start):
            return 0
        nothing = np.zeros(self.layers.book.party_count)
        return len(self.model.run(nothing, threads=self.asked.threads).additional_defaults)


@dataclass(frozen=True, eq=False)
class Alone:
    """order: the parties by the measure, the first k, int32. count: of how many the measure is above zero, or may be
    where not all were tried. debtrank, wiped_out: of those in `order`. vulnerability: of all, None where not all seeds
    were tried. seeds: parties that pass something on; tried: how many of them."""

    network: Network
    calls: SingleDefaults
    order: Positions
    count: int
    debtrank: Floats
    wiped_out: NDArray[np.int64]
    vulnerability: Floats | None
    seeds: int
    tried: int
    distress: Importance

    @property
    def proven(self) -> bool:
        """Whether nobody else belongs among the first."""
        return self.distress.is_proven(self.network.asked.most)


def alone(network: Network, on_progress: OnProgress) -> Alone:
    """The first k by the measure asked for. LimitExceeded for vulnerability among more debtors than are all tried."""
    asked, spreading = network.asked, seeds_that_spread(network.model)
    few = len(spreading) <= asked.all_seeds
    if asked.by is By.VULNERABILITY and not few:
        raise LimitExceeded(
            f"Vulnerability is a mean over all failures, tried for up to {asked.all_seeds:,} debtors; there are "
            f"{len(spreading):,}. Ask by default_probability, debtrank, loss or induced.",
            f"脆弱性为逐一冲击的均值，仅支持不超过 {asked.all_seeds:,} 个债务主体，现有 {len(spreading):,} 个。"
            "请改按 default_probability、debtrank、loss 或 induced 查询。",
            parties=len(spreading), allowed=asked.all_seeds,
        )  # fmt: skip
    calls = single_defaults(network.cascade, asked.threads, _at(on_progress, "calls"))

    if not few:
        return _of_many(network, calls, spreading, on_progress)
    every = all_seeds(network.model, threads=asked.threads, on_progress=_at(on_progress, "debtrank"))
    order, count = _first(network, _measure(network, calls, every))
    return Alone(
        network, calls, order, count, every.debtrank[order], every.induced_defaults[order], every.vulnerability,
        len(spreading), len(spreading), every,
    )  # fmt: skip


def _at(on_progress: OnProgress, what: str) -> Moved:
    """Tells how far this part of the work has come."""
    return lambda done, total: on_progress(what, done, total)


def _of_many(network: Network, calls: SingleDefaults, spreading: Positions, on_progress: OnProgress) -> Alone:
    """Where not all are tried: by debtrank the most promising, by calls those that calls put first."""
    asked, model, moved = network.asked, network.model, _at(on_progress, "debtrank")
    if asked.by is By.DEBTRANK:
        some = most_important(
            model, asked.most, at_most=MOST_TRIED, bounds=upper_bounds(model, _at(on_progress, "bounds")),
            threads=asked.threads, on_progress=moved,
        )  # fmt: skip
        first = some.most_important(asked.most)
        order, count = first[np.isin(first, some.seeds[some.debtrank > 0])], len(spreading)
    else:
        order, count = _first(network, _measure(network, calls, None))
        some = of_seeds(model, order, threads=asked.threads, on_progress=moved)
    by_seed = np.argsort(some.seeds)
    at = by_seed[np.searchsorted(some.seeds, order, sorter=by_seed)]
    tried = int(np.isin(some.seeds, spreading).sum())
    return Alone(
        network, calls, order, count, some.debtrank[at], some.induced_defaults[at], None, len(spreading), tried, some
    )  # fmt: skip


def _measure(network: Network, calls: SingleDefaults, every: Importance | None) -> Floats:
    """Per party the figure that orders. Not vulnerable is who has no equity from the start, so none to lose, and who
    loses by its own failure only."""
    by = network.asked.by
    if every is None or by in (By.LOSS, By.INDUCED):
        return calls.lender_loss if by is By.LOSS else calls.induced.astype(np.float64)
    if by is By.DEBTRANK:
        return every.debtrank
    found = every.vulnerability.copy()
    found[network.model.leverage.in_default] = 0.0
    found[found * len(found) <= 1 + ROUNDING] = 0.0
    return found


def _first(network: Network, measure: Floats) -> tuple[Positions, int]:
    """The first k above zero, of equal ones the one that stands first; and how many there are."""
    above = np.flatnonzero(measure > 0)
    order = above[np.lexsort((above, -measure[above]))]
    return order[: network.asked.most].astype(np.int32), len(above)
