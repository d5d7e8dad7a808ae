"""Notices read in the order in which they were written, from any place on."""

from dataclasses import dataclass
from typing import Any, Final

from cypher import query
from graph.errors import NoLongerKept
from graph.notices.subscription import OUTBOX
from graph.store import Reader, Store

NUMBERS_AT_ONCE: Final = 500
"""Read together, whether or not they are wanted: what a reader holds at a time."""


@dataclass(frozen=True, slots=True)
class Page:
    """Notices after a number, and up to which number they were looked through; `newest` is that of the last one
    written."""

    rows: list[dict[str, Any]]
    through: int
    newest: int


def newest(store: Store) -> int:
    """The number of the last notice written; 0 before the first."""
    return store.read(_outbox)[0]


def check_kept(store: Store, after: int) -> None:
    """Raise NoLongerKept where notices after that number have been forgotten meanwhile."""
    store.read(lambda reader: _begin(after, *_outbox(reader)))


def notices_after(store: Store, after: int, minimum_level: int = 1, rule: str = "") -> Page:
    """The wanted ones among the next numbers; look on from `through` while that is below `newest`.

    A number beyond the newest was given by another store, or by this one before it was emptied: reading begins anew, as
    from 0, with the oldest notice that is kept. Raises NoLongerKept where some after the number have been forgotten.
    """

    def work(reader: Reader) -> Page:
        last, cleared = _outbox(reader)
        begin = _begin(after, last, cleared)
        through = min(last, begin + NUMBERS_AT_ONCE)
        if through == begin:
            return Page([], begin, last)
        asked = {"after": begin, "last": through, "minimum_level": minimum_level, "rule": rule}
        return Page(reader.rows(query("notice/between").text, asked), through, last)

    return store.read(work)


def _begin(after: int, last: int, cleared: int) -> int:
    if not 0 < after <= last:
        return cleared
    if after < cleared:
        raise NoLongerKept(
            f"Notices up to number {cleared} are kept no more, and you have those up to {after}. Look at /v1/signals "
            f"for what was found meanwhile, then read on with `after={cleared}`.",
            f"序号 {cleared} 及以前的通知已不再保留，而您只读到 {after}。期间的预警请看 /v1/signals，"
            f"然后以 `after={cleared}` 继续读取。",
            after=after,
            cleared=cleared,
        )
    return after


def _outbox(reader: Reader) -> tuple[int, int]:
    """The number of the newest notice, and up to which they are kept no more."""
    rows = reader.rows(query("notice/newest").text, OUTBOX)
    return (int(rows[0]["last"]), int(rows[0]["cleared"])) if rows else (0, 0)
