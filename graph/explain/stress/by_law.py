"""A scenario by calls that the law allows, contract by contract."""

import numpy as np

from graph.contagion.guarantee_calls import Allocation, DefaultRule
from graph.contagion.law_aware import LawAwareCascade, LawfulOutcome
from graph.contagion.law_book import LawBook, LawRules
from graph.contagion.loss_events import Channel, LossEvents
from graph.contagion.scenario import DEFAULT_RULES
from graph.explain.stress.played import NOBODY, Played
from graph.explain.stress.setting import Setting


def by_law(setting: Setting) -> Played:
    """Guarantors and things, as far as the law makes them answer; what lenders lose brings nobody down."""
    found = cascade_by_law(setting, bankrupt=setting.scenario.bankrupt).run(setting.initial)
    paid = np.where(found.law.by_thing, 0.0, found.outcome.paid)
    return Played(
        found.default_round, paid, _events(setting, found), NOBODY, found.outcome.convergence, law=found
    )  # fmt: skip


def cascade_by_law(setting: Setting, *, bankrupt: bool) -> LawAwareCascade:
    """The cascade of a scenario. bankrupt: whether whoever fails counts as bankrupt, whatever the scenario says."""
    asked = setting.scenario
    strict = asked.default_rule == DEFAULT_RULES[0]
    return LawAwareCascade(
        LawBook(setting.day.liabilities, LawRules(bankrupt, asked.lgd)), setting.buffer, Allocation(asked.allocation),
        DefaultRule.GREATER if strict else DefaultRule.AT_LEAST,
    )  # fmt: skip


def _events(setting: Setting, found: LawfulOutcome) -> LossEvents:
    """Calls on guarantors and lenders' losses, each in the round after the borrower fell. What a thing brings is no
    party's loss. Loans are those of the layers: of several lenders each loses the same part."""
    law, layers = found.law, setting.layers
    pairs = np.flatnonzero((found.outcome.called > 0) & ~law.by_thing)
    heads = np.bincount(layers.loan, minlength=len(found.loss))
    lost = found.loss[layers.loan] / heads[layers.loan]
    loans = np.flatnonzero(lost > 0)
    book = law.book
    borrower = np.concatenate([book.borrower[book.loan[pairs]], layers.book.borrower[loans]])
    at = found.default_round[borrower] + 1
    channel = np.repeat(np.array([Channel.CALL, Channel.LOAN], dtype=np.int8), [len(pairs), len(loans)])
    order = np.lexsort((channel, at))
    return LossEvents(
        at[order].astype(np.int32), channel[order], np.concatenate([pairs, loans])[order],
        np.concatenate([book.guarantor[book.contract[pairs]], layers.book.lender[loans]])[order], borrower[order],
        np.concatenate([found.outcome.called[pairs], lost[loans]])[order],
    )  # fmt: skip
