"""Enterprises by name or code."""

from collections.abc import Callable, Iterable
from itertools import islice
from typing import Final

from cypher import query
from graph.as_of import AsOf
from graph.ask.question import Found, Question, Row
from graph.store import Reader

AT_LEAST: Final = 50
"""So many candidates of the index are looked up together, and more for a larger limit."""

MOST_CANDIDATES: Final = 5_000
"""A search looks at no more candidates, whatever its limit."""

AT_ONCE: Final = 1_000
"""Enterprises whose rows are read together."""


def search(question: Question) -> Found:
    """The candidates of the name index that are known at the date, in the order of the index."""
    candidates = question.names.enterprises(question.values["text"]) if question.names else iter(())
    return first_known(candidates, question.limit, lambda ids: question.rows(found=ids))


def first_known(candidates: Iterable[str], limit: int, look: Callable[[list[str]], list[Row]]) -> Found:
    """The first of some enterprises that a look into the store finds, one more than the limit if there are."""
    rows: list[Row] = []
    rest = iter(candidates)
    looked_at = 0
    while len(rows) <= limit and looked_at < MOST_CANDIDATES:
        at_once = list(islice(rest, max(AT_LEAST, limit + 1)))
        if not at_once:
            return Found(rows)
        looked_at += len(at_once)
        rows += look(at_once)
    return Found(rows, next(rest, None) is not None)


def known_enterprises(reader: Reader, ids: list[str], at: AsOf) -> list[Row]:
    """Those of some enterprises that a source identifies on the day, as `enterprise/search` tells them, in order."""
    text = query("enterprise/search").text
    return [
        row
        for first in range(0, len(ids), AT_ONCE)
        for row in reader.rows(text, {"found": ids[first : first + AT_ONCE], **at.parameters()})
    ]
