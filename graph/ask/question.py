"""A question on its way through one read transaction: what was asked, and how its texts are run."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cypher import QUERIES, Query
from graph.ask.names import NameIndex
from graph.store import Reader

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """The rows of a named query; `truncated` says that there are more than the limits let through."""

    columns: tuple[str, ...]
    rows: list[Row]
    truncated: bool


@dataclass(frozen=True, slots=True)
class Found:
    """What a method found, before the limit of the question is applied."""

    rows: list[Row]
    truncated: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """A named query with its parameters bound, inside one read transaction.

    `values` holds the caller's parameters with the two dates; `limit` is the number of rows asked for; `names` is the
    index over names, where the query is a search.
    """

    reader: Reader
    query: Query
    values: Mapping[str, Any]
    limit: int
    names: NameIndex | None = None

    def rows(self, name: str = "", **given: Any) -> list[Row]:
        """Rows of the question's own text, or of the query that it uses; one more than the limit, if there are."""
        query = QUERIES[name] if name else self.query
        return self.reader.rows(query.text, self._parameters(query, given))

    def columns(self, name: str = "", **given: Any) -> dict[str, list[Any]]:
        """The same for a text that returns its rows as columns."""
        query = QUERIES[name] if name else self.query
        return self.reader.columns(query.text, self._parameters(query, given))

    def _parameters(self, query: Query, given: Mapping[str, Any]) -> dict[str, Any]:
        known = {**self.values, "limit": self.limit + 1, **given}
        return {name: known[name] for name in query.declared()}
