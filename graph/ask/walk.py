"""Walks by frontiers: everything reached from a party, every edge of it in force, any length of chain.

Paths are never listed to find out who is reached, so a dense or cyclic world costs its edges and not its paths.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from cypher import Kind
from graph.ask.question import Found, Question

MAXIMUM_REACHED: Final = 200_000
"""A walk that reaches more parties stops and says so; a list of so many ids still fits one message."""


@dataclass(frozen=True, slots=True)
class Reached:
    """The parties reached, nearest first and by id within a hop, and the hop of each; the start is not among them."""

    party_ids: list[str]
    hops: list[int]
    truncated: bool = False


def reach(question: Question, step: str, start: str, depth: int | None = None) -> Reached:
    """Everybody reached from `start` within `depth` hops (None: to the end).

    `step` names a query that takes `$frontier` and returns one row of k columns: the parties 1 … k hops further.
    """
    seen = {start: 0}
    frontier, hop = [start], 0
    while frontier and (depth is None or hop < depth):
        levels = list(question.rows(step, frontier=frontier)[0].values())
        for level in levels if depth is None else levels[: depth - hop]:
            hop += 1
            frontier = [party for party in level if party not in seen]
            seen.update((party, hop) for party in frontier)
        if len(seen) > MAXIMUM_REACHED:
            return _reached(seen, truncated=True)
    return _reached(seen)


def _reached(seen: dict[str, int], *, truncated: bool = False) -> Reached:
    found = sorted((hop, party) for party, hop in seen.items() if hop > 0)[:MAXIMUM_REACHED]
    return Reached([party for _, party in found], [hop for hop, _ in found], truncated)


def walk(question: Question) -> Found:
    """The rows of the text for everybody reached from the question's party by the step that it uses."""
    reached = reach(question, question.query.uses[0], start_of(question), question.values.get("depth"))
    return Found(question.rows(reached=reached.party_ids, hops=reached.hops), reached.truncated)


def start_of(question: Question) -> Any:
    """The party that the question is about: its first parameter of type party."""
    return parties_of(question)[0]


def parties_of(question: Question) -> Sequence[Any]:
    """The values of the parameters of type party, in the order of the header."""
    return [question.values[p.name] for p in question.query.own_parameters if p.type.kind is Kind.PARTY]
