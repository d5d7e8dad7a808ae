"""A scenario by calls on guarantors alone."""

import numpy as np

from graph.contagion.guarantee_calls import Allocation, CallCascade, CallOutcome, DefaultRule
from graph.contagion.loss_events import Channel, LossEvents
from graph.contagion.scenario import DEFAULT_RULES
from graph.explain.stress.played import NOBODY, Played
from graph.explain.stress.setting import Setting


def by_calls(setting: Setting) -> Played:
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
