"""What the rules said of matters, as far as somebody is to be told: found, changed, returned.

It waits in the history itself, written with the act, so that nothing is lost between an evaluation and its notices, and
nothing is told twice.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from cypher import query
from graph.notices.outbox import EnqueueCount, News, Telling, enqueue
from graph.signals.life.desk import UNTOLD
from graph.signals.life.history import Kind
from graph.signals.life.lists import held_back, in_force
from graph.store import Store, Writer

ACTS_PER_BATCH: Final = 2_000


def tell(store: Store, day: date, telling: Telling | None = None, now: datetime | None = None) -> EnqueueCount:
    """Write the notices of what nobody has been told of yet, one for each matter, the gravest first; doing it again
    adds nothing.

    Of several acts of a matter the last is told. What a white list holds back on the day goes on waiting; what has been
    dismissed, closed or found no longer meanwhile is not told.
    """
    waiting = list(_waiting(store, day))
    _drop(store, [act_id for one in waiting for act_id in one.superseded])
    return enqueue(store, grave_first(one.news for one in waiting if one.news), telling, now)


def grave_first(news: Iterable[News]) -> list[News]:
    """In the order in which they are told."""
    return sorted(news, key=lambda one: (-one.level, one.rule, one.party_id))


@dataclass(frozen=True, slots=True)
class _Waiting:
    """What is to be told of a matter, if anything; superseded: acts that need not be told any more."""

    news: News | None
    superseded: Sequence[str]


def _waiting(store: Store, day: date) -> Iterator[_Waiting]:
    rows: list[dict[str, Any]] = store.rows(query("notice/untold").text, {"news": UNTOLD})
    entries = in_force(store, day) if rows else {}
    for _, acts in groupby(rows, key=itemgetter("matter_id")):
        *earlier, last = acts
        superseded = [one["act_id"] for one in earlier]
        if last.pop("over"):
            yield _Waiting(None, [*superseded, last["act_id"]])
        elif not held_back(entries.get(last["party_id"], ()), last["rule"], last["level"], day):
            first = earlier[0] if earlier else last
            # Whoever has not heard that it was found, or is back, hears that, and how it stands by now.
            said = first if first["kind"] in (Kind.FOUND, Kind.RETURNED) else last
            yield _Waiting(News(**last | {"kind": said["kind"], "change": said["change"]}), superseded)


def _drop(store: Store, act_ids: Sequence[str]) -> None:
    for start in range(0, len(act_ids), ACTS_PER_BATCH):
        acts = {"act_ids": list(act_ids[start : start + ACTS_PER_BATCH])}

        def work(writer: Writer, acts: dict[str, list[str]] = acts) -> bool:
            return bool(writer.rows(query("notice/news_told").text, acts))

        store.write(work, confirm=lambda _: None)  # saying it twice changes nothing
