"""Trained models and the days that they have scored, kept until the facts change."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import date
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Final, TypeVar

from gnn.dataset import Dataset
from gnn.installed import require_installed
from gnn.registry import Manifest, Registry
from gnn.serving.known_day import KnownDay
from gnn.task import Task
from graph.snapshot import History

if TYPE_CHECKING:
    from gnn.models.risk_model import RiskModel
    from gnn.serving.scored_day import ScoredDay

KEPT_DAYS: Final = 3
KEPT_MODELS: Final = 2

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class ScoredDays:
    """Days by cut-off and model. folder: the registry of models.

    `turn` is held by whoever asks a model: PyTorch's settings are of the whole process, so one asks at a time.
    """

    def __init__(self, folder: Path) -> None:
        self.registry = Registry(folder)
        self.turn = RLock()
        self._history: History | None = None
        self._known: OrderedDict[date, KnownDay] = OrderedDict()
        self._scored: OrderedDict[tuple[date, str], ScoredDay] = OrderedDict()
        self._models: OrderedDict[str, tuple[RiskModel, Manifest]] = OrderedDict()

    def known(self, history: History, cut_off: date) -> KnownDay:
        """A day of these facts."""
        with self.turn:
            if history is not self._history:
                self._known.clear()
                self._scored.clear()
                self._history = history
            return _kept(self._known, cut_off, KEPT_DAYS, lambda: KnownDay.of(Dataset(history, Task()), cut_off))

    def scored(self, history: History, cut_off: date, version: str | None = None) -> "ScoredDay":
        """The same as a model has scored it, the latest unless a version is named.

        NotInstalled without what models need; NotFound without the model; UsageError where it does not fit.
        """
        require_installed()
        from gnn.serving.scored_day import ScoredDay

        with self.turn:
            known = self.known(history, cut_off)
            named = self.registry.latest() if version is None else version

            def made() -> ScoredDay:
                day = ScoredDay(known, *self.model(named))
                day.prepare()
                return day

            return _kept(self._scored, (cut_off, named), KEPT_DAYS, made)

    def model(self, version: str) -> "tuple[RiskModel, Manifest]":
        """A model with its manifest. NotFound where there is none; UsageError for files that are not its own."""
        from gnn.models.risk_model import load_risk_model

        def loaded() -> "tuple[RiskModel, Manifest]":
            folder, manifest = self.registry.opened(version)
            return load_risk_model(folder), manifest

        with self.turn:
            return _kept(self._models, version, KEPT_MODELS, loaded)


def _kept(among: "OrderedDict[K, V]", key: K, most: int, make: Callable[[], V]) -> V:
    """What is kept under a key, made where it is not there; what was asked for longest ago goes first."""
    if key not in among:
        among[key] = make()
        while len(among) > most:
            among.popitem(last=False)
    among.move_to_end(key)
    return among[key]
