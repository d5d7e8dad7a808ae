"""Notices read in the order in which they were written, from any place on."""

from dataclasses import dataclass
from typing import Any, Final

from cypher import query
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
    return store.read(_newest)


def notices_after(store: Store, after: int, minimum_level: int = 1, rule: str = "") -> Page:
    """The wanted ones among the next numbers; look on from `through` while that is below `newest`.

    A number beyond the newest was given by another store, or by this one before it was emptied: reading begins anew.
    """

    def work(reader: Reader) -> Page:
        last = _newest(reader)
        begin = after if 0 <= after <= last else 0
        through = min(last, begin + NUMBERS_AT_ONCE)
        if through == begin:
            return Page([], begin, last)
        asked = {"after": begin, "last": through, "minimum_level": minimum_level, "rule": rule}
        return Page(reader.rows(query("notice/between").text, asked), through, last)

    return store.read(work)


def _newest(reader: Reader) -> int:
    rows = reader.rows(query("notice/newest").text, OUTBOX)
    return int(rows[0]["last"]) if rows else 0
