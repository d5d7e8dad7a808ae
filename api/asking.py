"""The named questions as the API asks them: timed, bounded, and kept until the facts change."""

from collections import OrderedDict
from collections.abc import Mapping
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from api.observe.metrics import Metrics
from graph.as_of import AsOf
from graph.ask import Answer, ask
from graph.store import Store

if TYPE_CHECKING:
    from api.settings import Settings

KEPT_ANSWERS: Final = 64
KEPT_ROWS: Final = 20_000
"""A longer answer is not kept: it would push out many others."""
KEPT_ROWS_IN_ALL: Final = 100_000
"""About a tenth of a GiB; what was asked for longest ago goes first."""

State = int | tuple[int, int]
"""What an answer was read at: the version of the facts, and the number of findings where it is made of them."""

Key = tuple[str, tuple[tuple[str, str], ...], AsOf, int, State]


class Asking:
    """The store behind the API. Thread-safe.

    An answer is kept under the version of the facts that it was read at, so all its pages come from one reading.
    """

    def __init__(self, store: Store, settings: "Settings", metrics: Metrics) -> None:
        self.store = store
        self.settings = settings
        self.metrics = metrics
        self._kept: OrderedDict[Key, Answer] = OrderedDict()
        self._lock = Lock()

    def version(self) -> int:
        """The version of the facts; it grows with every batch loaded."""
        return self.store.version()

    def answer(
        self,
        name: str,
        parameters: Mapping[str, Any],
        at: AsOf,
        *,
        limit: int | None = None,
        version: State | None = None,
    ) -> Answer:
        """The rows of a named query, at most `limit` (default: the setting); kept when a `version` is given."""
        most = min(limit or self.settings.max_rows, self.settings.max_rows)
        if version is None:
            return self._asked(name, parameters, at, most)
        key = (name, tuple(sorted((k, repr(v)) for k, v in parameters.items())), at, most, version)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        found = self._asked(name, parameters, at, most)
        if len(found.rows) <= KEPT_ROWS:
            self._keep(key, found)
        return found

    def _keep(self, key: Key, found: Answer) -> None:
        with self._lock:
            self._kept[key] = found
            rows = sum(len(kept.rows) for kept in self._kept.values())
            while len(self._kept) > KEPT_ANSWERS or rows > KEPT_ROWS_IN_ALL:
                rows -= len(self._kept.popitem(last=False)[1].rows)

    def _asked(self, name: str, parameters: Mapping[str, Any], at: AsOf, limit: int) -> Answer:
        with self.metrics.asking(name):
            return ask(self.store, name, parameters, at=at, limit=limit, cache_dir=self.settings.cache_folder)
