"""The days that are analysed: facts read once per state of the store, what follows kept as long as they hold."""

from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from api.values import jsonable
from graph.as_of import AsOf
from graph.ask.party import resolve_party
from graph.explain.day import READ, Day
from graph.snapshot import History
from graph.snapshot.freshness import Freshness, read_freshness, still_stands
from graph.store import Store

if TYPE_CHECKING:
    from api.settings import Settings

KEPT_DAYS: Final = 4
"""Of so many days what was worked out is kept."""

SHARE_DECIMALS: Final = 10
MONEY: Final = "_cny"
RESIDUAL: Final = "residual"
"""So small a figure that decimals would hide it."""
DEFAULT_REGIME: Final = "china"


class Analysing:
    """The facts behind the analyses. Thread-safe: one thread reads them while the others wait.

    Whether they still hold is two looks by key, whatever the size of the ledger.
    """

    def __init__(self, store: Store, settings: "Settings") -> None:
        self.store = store
        self.settings = settings
        self._lock = Lock()
        self._read: tuple[Freshness, History] | None = None
        self._days: OrderedDict[AsOf, Day] = OrderedDict()

    def day(self, at: AsOf) -> Day:
        """The facts in force on a day as known on a day, of the store as it stands now."""
        with self._lock:
            history = self._history()
            if at not in self._days:
                self._keep(at, history)
            self._days.move_to_end(at)
            return self._days[at]

    def latest(self, at: AsOf) -> tuple[Day, Freshness]:
        """The facts as they were last read, however old, with the state of the ledger at that; read if none are."""
        with self._lock:
            if self._read is None:
                self._history()
            assert self._read is not None  # noqa: S101 - just read
            fresh, history = self._read
            if at not in self._days:
                self._keep(at, history)
            return self._days[at], fresh

    def party(self, text: str) -> str:
        """The party_id that a text means: an id, a code or an exact name. NotFound, or Ambiguous."""
        return resolve_party(self.store, text, self.settings.cache_folder)

    def lender(self, text: str | None) -> str | None:
        """The same of a lender, where one is named."""
        return None if text is None else self.party(text)

    def _keep(self, at: AsOf, history: History) -> None:
        self._days[at] = Day(history.at(at))
        while len(self._days) > KEPT_DAYS:
            self._days.popitem(last=False)

    def _history(self) -> History:
        if self._read is None or not self._holds(self._read[0]):
            self._days.clear()
            self._read = None  # before the new facts are read, the old ones need not be in memory
            fresh = read_freshness(self.store)
            self._read = (fresh, History.read(self.store, self.settings.cache_folder, READ))
        return self._read[1]

    def _holds(self, fresh: Freshness) -> bool:
        return still_stands(self.store, fresh.version, fresh.last_batch, fresh.edition)


def shown(answer: object) -> dict[str, Any]:
    """An answer as it is displayed: shares to ten decimals, amounts to the fen, dates in ISO form; for JSON."""
    found: dict[str, Any] = _rounded(jsonable(answer))
    return found


def _rounded(value: Any, name: str = "") -> Any:
    if isinstance(value, dict):
        return {key: _rounded(part, key) for key, part in value.items()}
    if isinstance(value, list):
        return [_rounded(part, name) for part in value]
    if isinstance(value, float) and name != RESIDUAL:
        # Adding zero turns -0.0, which rounding leaves, into 0.0.
        return round(value, 2 if name.endswith(MONEY) else SHARE_DECIMALS) + 0.0
    return value
