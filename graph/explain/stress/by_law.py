"""A scenario by calls that the law allows, contract by contract."""

import numpy as np

from graph.contagion.guarantee_calls import Allocation
from graph.contagion.law_aware import LawAwareCascade, LawfulOutcome
from graph.contagion.law_book import LawBook, LawRules
from graph.contagion.loss_events import LossEvents
from graph.explain.stress.by_calls import call_events, default_rule
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
    law = LawBook(setting.day.liabilities, LawRules(bankrupt, setting.scenario.lgd))
    return LawAwareCascade(law, setting.buffer, Allocation(setting.scenario.allocation), default_rule(setting))


def _events(setting: Setting, found: LawfulOutcome) -> LossEvents:
    """What a thing brings is no party's loss. Loans are those of the layers: of several lenders each loses the same
    part."""
    layers = setting.layers
    called = np.where(found.law.by_thing, 0.0, found.outcome.called)
    heads = np.bincount(layers.loan, minlength=len(found.loss))
    lost = found.loss[layers.loan] / heads[layers.loan]
    return call_events(found.default_round, (found.law.book, called), (layers.book, lost))
