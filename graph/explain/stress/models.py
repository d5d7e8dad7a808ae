"""The models by which a scenario can be played, one file per family."""

from collections.abc import Callable, Mapping
from typing import Final

from graph.contagion.scenario import Model
from graph.explain.stress.by_calls import by_calls
from graph.explain.stress.by_clearing import by_clearing
from graph.explain.stress.by_exposures import by_debtrank, by_furfine
from graph.explain.stress.by_law import by_law
from graph.explain.stress.by_layers import by_layers
from graph.explain.stress.played import Played
from graph.explain.stress.setting import Setting

MODELS: Final[Mapping[Model, Callable[[Setting], Played]]] = {
    Model.GUARANTEE_CALLS: by_calls,
    Model.LAW_AWARE: by_law,
    Model.MULTILAYER: by_layers,
    Model.FURFINE: by_furfine,
    Model.DEBTRANK: by_debtrank,
    Model.CLEARING: by_clearing,
}


def play(setting: Setting) -> Played:
    """The scenario by its model."""
    return MODELS[setting.scenario.model](setting)
