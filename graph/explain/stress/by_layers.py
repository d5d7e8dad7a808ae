"""A scenario by the multilayer cascade: what falls through loans, guarantees and stakes alike."""

from graph.contagion.guarantee_calls import Allocation
from graph.contagion.multilayer import LossRule, MultilayerCascade, MultilayerRules
from graph.explain.stress.played import Played
from graph.explain.stress.setting import Setting


def by_layers(setting: Setting) -> Played:
    """Lenders, guarantors and owners alike."""
    rule = LossRule.GREATER if setting.scenario.strict else LossRule.AT_LEAST
    rules = MultilayerRules(Allocation(setting.scenario.allocation), rule)
    layers = setting.layers
    found = MultilayerCascade(layers.book, layers.holdings, setting.equity, setting.buffer, rules).run(setting.initial)
    return Played(found.default_round, found.paid, found.events, found.over_owned, found.convergence)
