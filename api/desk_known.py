"""What is on the desk of the officers, kept until somebody writes to it."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from datetime import date
from threading import Lock, RLock
from typing import TYPE_CHECKING, Any, Final, TypeVar

from api.rules_known import rules_by_id
from graph.signals.life.desk import turns
from graph.signals.life.together import Together, together
from graph.signals.life.worklist import Listed, WantedMatters, worklist
from graph.store import Store

if TYPE_CHECKING:
    from api.settings import Settings

KEPT: Final = 16
"""Lists of some MB each at twenty thousand matters; what was asked for longest ago goes first."""

T = TypeVar("T")

ReadAt = tuple[int, int]
"""The version of the facts, which says who is one party, and how often the desk was written to."""


class DeskKnown:
    """The worklist and the standings of parties behind the API. Thread-safe."""

    def __init__(self, store: Store, settings: "Settings") -> None:
        self._store = store
        self._settings = settings
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = Lock()
        self._reading = RLock()

    def read_at(self) -> ReadAt:
        """By what all pages of one answer must agree."""
        return self._store.version(), turns(self._store)

    def families(self) -> dict[str, str]:
        """Of each rule."""
        return {rule.id: rule.family for rule in rules_by_id(self._settings.rules_folder).values()}

    def worklist(self, wanted: WantedMatters, day: date, read_at: ReadAt) -> list[Listed]:
        """The matters that are wanted on a day, the gravest first."""
        return self._known(("worklist", wanted, day, read_at), lambda: worklist(self._store, wanted, day))

    def together(self, day: date, read_at: ReadAt, *, waiting: bool) -> list[Together]:
        """Where all parties stand on a day, the gravest first."""
        return self._known(
            ("together", day, waiting, read_at),
            lambda: together(self._store, self.families(), day, waiting=waiting),
        )

    def levels(self, day: date, read_at: ReadAt) -> Mapping[str, int]:
        """At which level each party stands on a day; who has no open matter is left out."""
        return self._known(
            ("levels", day, read_at),
            lambda: {one.party_id: one.level for one, _ in self.together(day, read_at, waiting=False)},
        )

    def _known(self, key: Hashable, read: Callable[[], T]) -> T:
        known: T | None = self._of(key)
        if known is not None:
            return known
        with self._reading:  # after each act of an officer all ask at once: one of them reads
            known = self._of(key)
            if known is not None:
                return known
            found = read()
            with self._lock:
                self._kept[key] = found
                while len(self._kept) > KEPT:
                    self._kept.popitem(last=False)
        return found

    def _of(self, key: Hashable) -> Any:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)
