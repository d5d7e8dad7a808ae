"""What the rules said of matters, as far as somebody is to be told: found, changed, returned.

It waits in the history itself, written with the act, so that nothing is lost between an evaluation and its notices, and
nothing is told twice.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any, Final

from cypher import query
from graph.notices.outbox import EnqueueCount, News, Telling, enqueue
from graph.signals.life.desk import UNTOLD
from graph.signals.life.lists import held_back, in_force
from graph.store import Store, Writer

ACTS_PER_BATCH: Final = 2_000


def tell(store: Store, day: date, telling: Telling | None = None, now: datetime | None = None) -> EnqueueCount:
    """Write the notices of all that nobody has been told of yet; doing it again adds nothing.

    What a white list holds back on the day goes on waiting; what has been dismissed or closed meanwhile is not told.
    """
    waiting = list(_waiting(store, day))
    _drop(store, [one.act_id for one, ended in waiting if ended])
    return enqueue(store, grave_first([one for one, ended in waiting if not ended]), telling, now)


def grave_first(news: Sequence[News]) -> list[News]:
    """The gravest matters first, the news of each in the order in which it came."""
    of_matter = [list(some) for _, some in groupby(news, key=lambda one: one.matter_id)]
    of_matter.sort(key=lambda some: (-max(one.level for one in some), some[0].rule, some[0].party_id))
    return [one for some in of_matter for one in some]


def _waiting(store: Store, day: date) -> Iterator[tuple[News, bool]]:
    rows: list[dict[str, Any]] = store.rows(query("notice/untold").text, {"news": UNTOLD})
    entries = in_force(store, day) if rows else {}
    for row in rows:
        ended = row.pop("ended")
        one = News(**row)
        if ended or not held_back(entries.get(one.party_id, ()), one.rule, one.level, day):
            yield one, ended


def _drop(store: Store, act_ids: Sequence[str]) -> None:
    for start in range(0, len(act_ids), ACTS_PER_BATCH):
        acts = {"act_ids": list(act_ids[start : start + ACTS_PER_BATCH])}

        def work(writer: Writer, acts: dict[str, list[str]] = acts) -> bool:
            return bool(writer.rows(query("notice/news_told").text, acts))

        store.write(work, confirm=lambda _: None)  # saying it twice changes nothing
