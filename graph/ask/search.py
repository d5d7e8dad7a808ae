"""Enterprises by name or code."""

from itertools import islice
from typing import Final

from graph.ask.question import Found, Question, Row

AT_LEAST: Final = 50
"""So many candidates of the index are looked up together, and more for a larger limit."""

MOST_CANDIDATES: Final = 5_000
"""A search looks at no more candidates, whatever its limit."""


def search(question: Question) -> Found:
    """The candidates of the name index that are known at the date, in the order of the index."""
    rows: list[Row] = []
    candidates = question.names.enterprises(question.values["text"]) if question.names else iter(())
    looked_at = 0
    while len(rows) <= question.limit and looked_at < MOST_CANDIDATES:
        at_once = list(islice(candidates, max(AT_LEAST, question.limit + 1)))
        if not at_once:
            return Found(rows)
        looked_at += len(at_once)
        rows += question.rows(found=at_once)
    return Found(rows, next(candidates, None) is not None)
