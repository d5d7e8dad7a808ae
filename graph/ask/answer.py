"""Answers a named query: parameters by their types, one read transaction, an honest `truncated`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from cypher import Kind, Query
from graph.as_of import AsOf
from graph.ask.bind import askable, bind
from graph.ask.circles import circles
from graph.ask.names import name_index
from graph.ask.neighbourhood import neighbourhood
from graph.ask.party import known, resolve_party
from graph.ask.paths import cycles, paths, shortest
from graph.ask.question import Answer, Found, Question
from graph.ask.search import search
from graph.ask.tree import tree
from graph.ask.walk import walk
from graph.errors import UsageError
from graph.store import Reader, Store


def text(question: Question) -> Found:
    """The rows of the query's text are the answer."""
    return Found(question.rows())


@dataclass(frozen=True, slots=True)
class Method:
    """How an answer is made, and the parameters (beside parties) that it reads itself."""

    answer: Callable[[Question], Found]
    reads: frozenset[str] = frozenset()


METHODS: Final[Mapping[str, Method]] = {
    "": Method(text),
    "walk": Method(walk, frozenset({"depth"})),
    "shortest": Method(shortest, frozenset({"maximum_length"})),
    "paths": Method(paths, frozenset({"maximum_length"})),
    "cycles": Method(cycles, frozenset({"maximum_length"})),
    "tree": Method(tree, frozenset({"depth", "least"})),
    "neighbourhood": Method(neighbourhood, frozenset({"depth"})),
    "circles": Method(circles, frozenset({"minimum"})),
    "search": Method(search, frozenset({"text"})),
}
"""What a header's ``by:`` may name, where one text alone cannot give the answer on both databases."""


def ask(
    store: Store,
    name: str,
    parameters: Mapping[str, Any],
    *,
    at: AsOf,
    limit: int = 1000,
    cache_dir: Path | None = None,
) -> Answer:
    """The answer of the named query at those dates, at most `limit` rows.

    Parameters may be texts, as a command line gives them; a parameter of type party takes a party_id, a Unified
    Social Credit Code or an exact name. `cache_dir` is where the index over names is kept between runs.
    Raises UsageError for a wrong call, NotFound or Ambiguous for a party, StoreError for the database.
    """
    query = askable(name)
    if limit < 1:
        raise UsageError("limit is at least 1.", "limit 至少为 1。")
    values = {**bind(query, parameters), **at.parameters()}
    names = name_index(store, cache_dir) if query.by == "search" else None

    def work(reader: Reader) -> Found | None:
        bound = _with_parties(reader, query, values)
        return None if bound is None else METHODS[query.by].answer(Question(reader, query, bound, limit, names))

    found = store.read(work)
    if found is None:  # a party is not given by its id: by its name, then
        values |= {name: resolve_party(store, values[name], cache_dir) for name in _parties(query)}
        found = store.read(work) or Found([])
    columns = tuple(column.name for column in query.answer)
    return Answer(columns, found.rows[:limit], found.truncated or len(found.rows) > limit)


def _parties(query: Query) -> list[str]:
    return [parameter.name for parameter in query.own_parameters if parameter.type.kind is Kind.PARTY]


def _with_parties(reader: Reader, query: Query, values: Mapping[str, Any]) -> dict[str, Any] | None:
    """The values with every party by its id; None where one is not known by id or code."""
    names = _parties(query)
    party_ids = known(reader, [values[name] for name in names]) if names else []
    return None if None in party_ids else {**values, **dict(zip(names, party_ids, strict=True))}
