"""A scenario played by its model: who fell when, and every loss with the contract, loan or stake that carried it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.contagion.convergence import Convergence
from graph.contagion.guarantee_calls import Allocation, CallCascade, CallOutcome, DefaultRule
from graph.contagion.loss_events import Channel, LossEvents
from graph.contagion.multilayer import LossRule, MultilayerCascade, MultilayerRules
from graph.contagion.scenario import DEFAULT_RULES, Model
from graph.errors import UsageError
from graph.explain.stress.setting import Setting

Floats = NDArray[np.float64]
Positions = NDArray[np.int32]
NOBODY: Final = np.zeros(0, dtype=np.int32)


@dataclass(frozen=True, eq=False)
class Played:
    """default_round: int32 per party, 0 of initial defaulters, -1 never. paid: 元 per pair of the call book."""

    default_round: Positions
    paid: Floats
    events: LossEvents = field(repr=False)
    over_owned: Positions
    convergence: Convergence

    @cached_property
    def losses(self) -> Floats:
        """Per channel and party what it lost (元): channels × parties; of lenders nobody knows nothing here."""
        known = self.events.loser >= 0
        count = len(self.default_round)
        found = np.zeros((len(Channel), count))
        for channel in Channel:
            rows = known & (self.events.channel == channel)
            found[channel] = np.bincount(self.events.loser[rows], self.events.amount[rows], count)
        return found

    @property
    def lost(self) -> Floats:
        """Per party what it lost in all (元)."""
        return np.asarray(self.losses.sum(axis=0))

    @property
    def last_round(self) -> int:
        """The last round in which anything happened."""
        return int(max(self.default_round.max(initial=-1), self.events.round.max(initial=-1), 0))

    @cached_property
    def causes(self) -> Positions:
        """Per party from whom most of what it had lost when it fell had come; -1 for those that did not fall of a loss.
        Of equal ones the one that stands first."""
        events, fell = self.events, self.default_round
        counted = (events.loser >= 0) & (fell[events.loser] > 0)
        counted &= events.round <= np.where(events.loser >= 0, fell[events.loser], -1)
        pairs, which = np.unique(np.stack([events.loser[counted], events.source[counted]]), axis=1, return_inverse=True)
        amounts = np.bincount(which, events.amount[counted], pairs.shape[1])
        order = np.lexsort((-pairs[1], amounts))
        found = np.full(len(fell), -1, dtype=np.int32)
        found[pairs[0, order]] = pairs[1, order]
        return found


def play(setting: Setting) -> Played:
    """The scenario by its model. UsageError for a model that is not played loss by loss."""
    model = setting.scenario.model
    if model not in MODELS:
        raise UsageError(
            f"Scenarios of the model {model.value} are not played loss by loss. Choose one of {', '.join(MODELS)}.",
            f"模型 {model.value} 的情景不能逐笔推演损失。请选择 {'、'.join(MODELS)}。",
            model=model.value,
        )
    return MODELS[model](setting)


def _multilayer(setting: Setting) -> Played:
    """Lenders, guarantors and owners alike."""
    strict = setting.scenario.default_rule == DEFAULT_RULES[0]
    rules = MultilayerRules(Allocation(setting.scenario.allocation), LossRule.GREATER if strict else LossRule.AT_LEAST)
    layers = setting.layers
    found = MultilayerCascade(layers.book, layers.holdings, setting.equity, setting.buffer, rules).run(setting.initial)
    return Played(found.default_round, found.paid, found.events, found.over_owned, found.convergence)


def _guarantee_calls(setting: Setting) -> Played:
    """Guarantors only; what lenders lose brings nobody down."""
    strict = setting.scenario.default_rule == DEFAULT_RULES[0]
    found = CallCascade(
        setting.layers.book, setting.buffer, Allocation(setting.scenario.allocation),
        DefaultRule.GREATER if strict else DefaultRule.AT_LEAST,
    ).run(setting.initial)  # fmt: skip
    return Played(found.default_round, found.paid, _call_events(setting, found), NOBODY, found.convergence)


def _call_events(setting: Setting, found: CallOutcome) -> LossEvents:
    """Calls and lenders' losses, each in the round after the borrower fell, by what they came to in the end."""
    book = setting.layers.book
    pairs, loans = np.flatnonzero(found.called > 0), np.flatnonzero(found.loss > 0)
    borrower = np.concatenate([book.borrower[book.loan[pairs]], book.borrower[loans]])
    at = found.default_round[borrower] + 1
    channel = np.repeat(np.array([Channel.CALL, Channel.LOAN], dtype=np.int8), [len(pairs), len(loans)])
    order = np.lexsort((channel, at))
    return LossEvents(
        at[order].astype(np.int32), channel[order], np.concatenate([pairs, loans])[order],
        np.concatenate([book.guarantor[book.contract[pairs]], book.lender[loans]])[order], borrower[order],
        np.concatenate([found.called[pairs], found.loss[loans]])[order],
    )  # fmt: skip


MODELS: Final[Mapping[Model, Callable[[Setting], Played]]] = {
    Model.GUARANTEE_CALLS: _guarantee_calls,
    Model.MULTILAYER: _multilayer,
}
