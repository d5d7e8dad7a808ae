"""A scenario by calls on guarantors alone."""

from typing import Final

import numpy as np

from graph.contagion.call_book import CallBook
from graph.contagion.guarantee_calls import Allocation, CallCascade, DefaultRule
from graph.contagion.loss_events import Channel, LossEvents
from graph.explain.stress.played import NOBODY, Floats, Played, Positions
from graph.explain.stress.setting import Setting
from graph.regimes.provision import Wording

ONLY_CALLS: Final = Wording(
    zh="本模型只推演担保代偿：出借人与股东的损失不引发违约。",
    en="Only calls on guarantors spread in this model: what lenders and owners lose brings nobody down.",
)


def by_calls(setting: Setting) -> Played:
    """Guarantors only; what lenders lose brings nobody down."""
    cascade, loans = call_cascade(setting), setting.layers.book
    found = cascade.run(setting.initial)
    events = call_events(found.default_round, (cascade.book, found.called), (loans, found.loss))
    return Played(found.default_round, found.paid, events, NOBODY, found.convergence)


def call_cascade(setting: Setting) -> CallCascade:
    """The cascade of a scenario, by contracts alone."""
    allocation = Allocation(setting.scenario.allocation)
    return CallCascade(setting.layers.book, setting.buffer, allocation, default_rule(setting))


def default_rule(setting: Setting) -> DefaultRule:
    """When calls bring a party down."""
    return DefaultRule.GREATER if setting.scenario.strict else DefaultRule.AT_LEAST


def call_events(
    fell: Positions, calls: tuple[CallBook, Floats], losses: tuple[CallBook, Floats]
) -> LossEvents:  # fmt: skip
    """Calls and lenders' losses, each in the round after the borrower fell, by what they came to in the end. calls: per
    pair of a book; losses: per loan of a book, the same or another."""
    (book, called), (lent, lost) = calls, losses
    pairs, loans = np.flatnonzero(called > 0), np.flatnonzero(lost > 0)
    borrower = np.concatenate([book.borrower[book.loan[pairs]], lent.borrower[loans]])
    at = fell[borrower] + 1
    channel = np.repeat(np.array([Channel.CALL, Channel.LOAN], dtype=np.int8), [len(pairs), len(loans)])
    order = np.lexsort((channel, at))
    return LossEvents(
        at[order].astype(np.int32), channel[order], np.concatenate([pairs, loans])[order],
        np.concatenate([book.guarantor[book.contract[pairs]], lent.lender[loans]])[order], borrower[order],
        np.concatenate([called[pairs], lost[loans]])[order],
    )  # fmt: skip
