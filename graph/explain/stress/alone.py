"""Each party of a day as the only one that fails: what the models find, on arrays, before anything is said."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.contagion.balance_sheets import BalanceSheets, FilledFrom
from graph.contagion.debtrank import DebtRank, Variant
from graph.contagion.guarantee_calls import CallCascade
from graph.contagion.importance import Importance, all_seeds, most_important, of_seeds, seeds_that_spread
from graph.contagion.layers import Layers
from graph.contagion.single_defaults import BorneAlone, SingleDefaults, single_defaults
from graph.errors import LimitExceeded
from graph.explain.day import Day
from graph.explain.stress.top_asked import By, TopAsked

Floats = NDArray[np.float64]
Positions = NDArray[np.int32]
OnProgress = Callable[[str, int, int], None]
"""What is worked on, how much of it is done, and of how much."""

MOST_TRIED: Final = 2_000
"""So many are tried at most where not all are."""
NEXT_TO_NOTHING: Final = 0.01
"""元 of equity of a party of which nothing is known and for which the policy puts nothing: its first loss makes it
fail, but it is not in default before that, as one is that states so itself."""


@dataclass(frozen=True, eq=False)
class Network:
    """What failures spread through on a day, by the settings asked for."""

    day: Day = field(repr=False)
    asked: TopAsked
    layers: Layers = field(repr=False)
    sheets: BalanceSheets = field(repr=False)
    cascade: CallCascade = field(repr=False)
    borne: BorneAlone = field(repr=False)
    model: DebtRank = field(repr=False)

    @classmethod
    def of(cls, day: Day, asked: TopAsked) -> "Network":
        """DebtRank runs on what each would bear if a borrower failed alone: so it also sees guarantors."""
        sheets, layers = BalanceSheets.of(day.snapshot, asked.missing_policy), Layers.of(day.portfolio, asked.lgd)
        cascade = CallCascade(layers.book, sheets.buffer, asked.allocation)
        stated = sheets.filled_from == FilledFrom.STATEMENT
        equity = np.where(stated, sheets.equity, np.maximum(sheets.equity, NEXT_TO_NOTHING))
        borne = BorneAlone.of(cascade, asked.threads)
        model = DebtRank(borne.exposures, equity, sheets.value, asked.variant or Variant.BARDOSCIA_2015)
        return cls(day, asked, layers, sheets, cascade, borne, model)

    @property
    def from_start(self) -> Positions:
        """Who has no equity by its own statement, and so is in default from the start in DebtRank."""
        return self.model.leverage.in_default

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
    asked, model = network.asked, network.model
    calls = single_defaults(network.cascade, asked.threads, lambda done, total: on_progress("calls", done, total))
    seeds = len(seeds_that_spread(model))

    def moved(done: int, total: int) -> None:
        on_progress("debtrank", done, total)

    if seeds <= asked.all_seeds:
        every = all_seeds(model, threads=asked.threads, on_progress=moved)
        order, count = _first(network, _measure(network, calls, every))
        return Alone(
            network, calls, order, count, every.debtrank[order], every.induced_defaults[order], every.vulnerability,
            seeds, seeds, every,
        )  # fmt: skip
    if asked.by is By.VULNERABILITY:
        raise LimitExceeded(
            f"Vulnerability is a mean over all failures, tried for up to {asked.all_seeds:,} debtors; there are "
            f"{seeds:,}. Ask by default_probability, debtrank, loss or induced.",
            f"脆弱性为逐一冲击的均值，仅支持不超过 {asked.all_seeds:,} 个债务主体，现有 {seeds:,} 个。"
            "请改按 default_probability、debtrank、loss 或 induced 查询。",
            parties=seeds, allowed=asked.all_seeds,
        )  # fmt: skip
    if asked.by is By.DEBTRANK:
        some = most_important(model, asked.most, at_most=MOST_TRIED, threads=asked.threads, on_progress=moved)
        order, count, tried = some.most_important(asked.most), seeds, len(some.seeds)
        order = order[np.isin(order, some.seeds[some.debtrank > 0])]
    else:
        order, count = _first(network, _measure(network, calls, None))
        some, tried = of_seeds(model, order, threads=asked.threads), len(order)
    place = {seed: at for at, seed in enumerate(some.seeds.tolist())}
    at = np.array([place[one] for one in order.tolist()], dtype=np.int64)
    return Alone(
        network, calls, order, count, some.debtrank[at], some.induced_defaults[at], None, seeds, tried, some
    )  # fmt: skip


def _measure(network: Network, calls: SingleDefaults, every: Importance | None) -> Floats:
    """Per party the figure that orders. Who has no equity from the start has none to lose, and is not vulnerable."""
    by = network.asked.by
    if every is None or by in (By.LOSS, By.INDUCED):
        return calls.lender_loss if by is By.LOSS else calls.induced.astype(np.float64)
    if by is By.DEBTRANK:
        return every.debtrank
    found = every.vulnerability.copy()
    found[network.from_start] = 0.0
    return found


def _first(network: Network, measure: Floats) -> tuple[Positions, int]:
    """The first k above zero, of equal ones the one that stands first; and how many there are."""
    above = np.flatnonzero(measure > 0)
    order = above[np.lexsort((above, -measure[above]))]
    return order[: network.asked.most].astype(np.int32), len(above)
