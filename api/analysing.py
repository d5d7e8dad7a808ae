"""The days that are analysed: facts read once per state of the store, what follows kept as long as they hold."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, TypeVar

from graph.as_of import AsOf
from graph.ask import Answer, ask, resolve_parties, resolve_party
from graph.ask.scores import latest_scores
from graph.errors import StoreConflict
from graph.explain.day import READ, Day
from graph.explain.exposure.weighted_call import Probabilities, Scored
from graph.guarantees.lineage import CIRCLE
from graph.snapshot import History
from graph.snapshot.freshness import Freshness, read_freshness, still_stands
from graph.store import Reader, Store

if TYPE_CHECKING:
    from api.settings import Settings

KEPT_DAYS: Final = 4
"""Of so many days what was worked out is kept."""

ATTEMPTS: Final = 5
"""How often rows are asked for again because the facts changed meanwhile."""

DEFAULT_REGIME: Final = "china"

T = TypeVar("T")


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
        return self.day_and(at, lambda _: None)[0]

    def day_and(self, at: AsOf, look: Callable[[Reader], T]) -> tuple[Day, T]:
        """The same, and what a look into the store finds: one transaction where nothing has changed since the facts
        were read. Nobody waits for another's look."""
        read = self._read
        if read is not None:
            stands, found = self.store.read(lambda reader: (still_stands(reader, read[0]), look(reader)))
            with self._lock:
                if stands and self._read is read:
                    return self._kept(at, read[1]), found
        return self._day(at)[0], self.store.read(look)

    def about(self, at: AsOf, *texts: str) -> tuple[Day, tuple[str, ...]]:
        """A day, and the party_ids that texts mean. NotFound, or Ambiguous."""
        return self.day_and(at, lambda reader: self.parties(texts, reader))

    def day_and_rows(self, at: AsOf, name: str, parameters: Mapping[str, Any]) -> tuple[Day, Answer]:
        """A day and the rows of a named query, at most as many as one graph may have: both of one state of the store.

        StoreConflict where the facts do not come to rest.
        """
        most = min(self.settings.max_nodes, self.settings.max_rows)
        for _ in range(ATTEMPTS):
            day, fresh = self._day(at)
            answer = ask(self.store, name, parameters, at=at, limit=most, cache_dir=self.settings.cache_folder)
            if self._holds(fresh):
                return day, answer
        raise StoreConflict(
            f"The facts kept changing while they were read, {ATTEMPTS} times. Try again when loading has ended.",
            f"读取期间数据持续变化（{ATTEMPTS} 次）。请在装载结束后重试。",
        )

    def latest(self, at: AsOf) -> tuple[Day, Freshness]:
        """The facts as they were last read, however old, with the state of the ledger at that; read if none are."""
        with self._lock:
            fresh, history = self._history() if self._read is None else self._read
            return self._kept(at, history), fresh

    def party(self, text: str) -> str:
        """The party_id that a text means: an id, a code or an exact name. NotFound, or Ambiguous."""
        return resolve_party(self.store, text, self.settings.cache_folder)

    def parties(self, texts: Iterable[str], reader: Reader | None = None) -> tuple[str, ...]:
        """The same of several."""
        return tuple(resolve_parties(self.store, list(texts), self.settings.cache_folder, reader))

    def circle_or_party(self, text: str | None) -> str | None:
        """The same, where a circle's identity stands for itself and nothing for nothing."""
        return text if text is None or text.startswith(CIRCLE) else self.party(text)

    def lender(self, text: str | None) -> str | None:
        """The same of a lender, where one is named."""
        return None if text is None else self.party(text)

    def _day(self, at: AsOf) -> tuple[Day, Freshness]:
        """The day, and the state of the ledger that it was read at."""
        with self._lock:
            fresh, history = self._history()
            return self._kept(at, history), fresh

    def _kept(self, at: AsOf, history: History) -> Day:
        """The day with what was worked out of it; the lock is held."""
        if at not in self._days:
            self._days[at] = Day(history.at(at))
            while len(self._days) > KEPT_DAYS:
                self._days.popitem(last=False)
        self._days.move_to_end(at)
        return self._days[at]

    def probabilities(self, at: AsOf, named: float | None) -> Probabilities:
        """Probabilities of default: the one that the caller names, or the latest scores. UsageError for one that is
        none."""

        def scores(parties: Sequence[str]) -> dict[str, Scored]:
            rows = latest_scores(self.store, parties, at)
            return {row["party_id"]: Scored(row["probability"], row["model"], row["as_of"]) for row in rows}

        return Probabilities(named, scores)

    def _history(self) -> tuple[Freshness, History]:
        if self._read is None or not self._holds(self._read[0]):
            self._days.clear()
            self._read = None  # before the new facts are read, the old ones need not be in memory
            fresh = read_freshness(self.store)
            self._read = (fresh, History.read(self.store, self.settings.cache_folder, READ))
        return self._read

    def _holds(self, fresh: Freshness) -> bool:
        return still_stands(self.store, fresh)
