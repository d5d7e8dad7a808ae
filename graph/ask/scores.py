"""The latest scores of many parties, in questions of bounded size."""

from collections.abc import Sequence
from typing import Any, Final

from graph.as_of import AsOf
from graph.ask.answer import ask
from graph.store import Store

PER_QUESTION: Final = 10_000


def any_scores(store: Store, at: AsOf) -> bool:
    """Whether anybody has a score by the day."""
    return bool(ask(store, "score/days", {}, at=at, limit=1).rows)


def latest_scores(store: Store, party_ids: Sequence[str], at: AsOf) -> list[dict[str, Any]]:
    """The rows of `score/latest`; parties without a score are left out."""
    if len(party_ids) > PER_QUESTION and not any_scores(store, at):
        return []
    return [
        row
        for first in range(0, len(party_ids), PER_QUESTION)
        for row in ask(
            store, "score/latest", {"party_ids": list(party_ids[first : first + PER_QUESTION])}, at=at,
            limit=PER_QUESTION,
        ).rows
    ]  # fmt: skip
