"""Paths between two parties, and cycles through one: searched from both ends, so that few edges are read."""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from graph.ask.question import Found, Question, Row
from graph.ask.walk import parties_of, start_of
from graph.errors import UsageError

MAXIMUM_EDGES: Final = 200_000
"""A search that meets more edges stops and says so."""

MAXIMUM_TRIES: Final = 500_000
"""So many steps are tried while paths are put together; a dense world has more paths than anybody reads."""

LONGEST: Final = 30
"""The largest `maximum_length` that is accepted."""

Path = tuple[str, ...]


@dataclass(slots=True)
class Edges:
    """The edges met by a search, by their source, and whether some were left out."""

    targets: dict[str, set[str]] = field(default_factory=dict)
    truncated: bool = False
    count: int = 0

    def add(self, source: str, target: str) -> None:
        """Adds an edge once."""
        known = self.targets.setdefault(source, set())
        self.count += target not in known
        known.add(target)


def shortest(question: Question) -> Found:
    """The shortest path between two parties, of several the first by the ids on it."""
    source, target = _two(question)
    step = question.query.uses[0]
    edges, length = _meet(question, (source, target), (step, step), stop_when_met=True)
    found = [] if length is None else _simple_paths(edges, source, target, length, 1)
    return _described(question, found[:1], truncated=edges.truncated and length is None)


def paths(question: Question) -> Found:
    """All simple paths between two parties up to the maximum length, the shorter first."""
    source, target = _two(question)
    step = question.query.uses[0]
    edges, _ = _meet(question, (source, target), (step, step))
    return _all(question, edges, source, target)


def cycles(question: Question) -> Found:
    """All simple cycles through a party up to the maximum length, the shorter first."""
    party = start_of(question)
    forward, backward = question.query.uses[:2]
    edges, _ = _meet(question, (party, party), (forward, backward))
    return _all(question, edges, party, party)


def _two(question: Question) -> tuple[str, str]:
    source, target = parties_of(question)
    if source == target:
        raise UsageError("A path joins two different parties. Name another one.", "路径须连接两个不同的主体。请另选。")
    return source, target


def _all(question: Question, edges: Edges, source: str, target: str) -> Found:
    found = _simple_paths(edges, source, target, question.values["maximum_length"], question.limit + 1)
    return _described(question, found, truncated=edges.truncated)


def _meet(
    question: Question, ends: tuple[str, str], steps: tuple[str, str], *, stop_when_met: bool = False
) -> tuple[Edges, int | None]:
    """The edges of all walks up to the maximum length from one end to the other, and the length of the shortest.

    The two searches take turns, the smaller frontier first; together they go as many steps as a path may be long, so
    every edge of such a path is met by one of them. `steps` are the queries that follow edges from the source and
    back from the target; with `stop_when_met` longer paths are not looked for.
    """
    maximum = question.values["maximum_length"]
    if not 1 <= maximum <= LONGEST:
        raise UsageError(f"maximum_length is from 1 to {LONGEST}.", f"maximum_length 应在 1 到 {LONGEST} 之间。")
    edges = Edges()
    frontiers: list[set[str]] = [{ends[0]}, {ends[1]}]
    seen: list[set[str]] = [{ends[0]}, {ends[1]}]
    for length in range(1, maximum + 1):
        side = 0 if len(frontiers[0]) <= len(frontiers[1]) else 1
        cap = MAXIMUM_EDGES - edges.count
        rows = question.rows(steps[side], frontier=sorted(frontiers[side]), cap=cap + 1)
        edges.truncated |= len(rows) > cap
        reached = set()
        for row in rows[:cap]:
            edges.add(*((row["from_id"], row["to_id"]) if side == 0 else (row["to_id"], row["from_id"])))
            reached.add(row["to_id"])
        if reached & seen[1 - side] and stop_when_met:
            return edges, length
        frontiers[side] = reached - seen[side]
        seen[side] |= reached
        if edges.truncated or not frontiers[side]:
            break
    return edges, None


def _simple_paths(edges: Edges, source: str, target: str, maximum: int, limit: int) -> list[Path]:
    """Up to `limit` simple paths, the shorter first and by their ids; sets `edges.truncated` when it gives up."""
    left = _distances(edges.targets, target)
    found: list[Path] = []
    tries = 0
    for length in range(1, maximum + 1):
        for path in _of_length(edges.targets, left, (source,), target, length):
            tries += 1
            if path[-1] == target and len(path) == length + 1:
                found.append(path)
            if tries > MAXIMUM_TRIES:
                edges.truncated = True
            if len(found) == limit or tries > MAXIMUM_TRIES:
                return found
    return found


def _of_length(
    targets: Mapping[str, set[str]], left: Mapping[str, int], path: Path, target: str, length: int
) -> Iterator[Path]:
    """Every step tried on the way to paths of exactly that length, the paths themselves among them."""
    room = length - len(path) + 1
    for party in sorted(targets.get(path[-1], ())):
        if party == target:
            if room == 1:
                yield (*path, party)
        elif room > 1 and left.get(party, length + 1) <= room - 1 and party not in path:
            yield (*path, party)
            yield from _of_length(targets, left, (*path, party), target, length)


def _distances(targets: Mapping[str, set[str]], target: str) -> dict[str, int]:
    """Hops from each party to the target along the edges."""
    sources: dict[str, list[str]] = {}
    for source, reached in targets.items():
        for party in reached:
            sources.setdefault(party, []).append(source)
    distance = {target: 0}
    queue = deque([target])
    while queue:
        party = queue.popleft()
        for source in sources.get(party, ()):
            if source not in distance:
                distance[source] = distance[party] + 1
                queue.append(source)
    return distance


def _described(question: Question, found: Sequence[Path], *, truncated: bool) -> Found:
    """The paths with the names of the parties and the ties of each hop."""
    hops = sorted({hop for path in found for hop in pairwise(path)})
    ties: dict[tuple[str, str], list[Row]] = {}
    for row in question.rows(from_ids=[a for a, _ in hops], to_ids=[b for _, b in hops]) if hops else []:
        facts = {key: value for key, value in row["tie"].items() if value is not None}
        ties.setdefault((row["from_id"], row["to_id"]), []).append(facts)
    party_ids = sorted({party for path in found for party in path})
    cards = question.rows(question.query.uses[-1], party_ids=party_ids) if party_ids else []
    names = {card["party_id"]: card["name"] for card in cards}
    rows = [
        {
            "length": len(path) - 1,
            "party_ids": list(path),
            "names": [names[party] for party in path],
            "ties": [
                {"hop": hop, **tie} for hop, ends in enumerate(pairwise(path), start=1) for tie in ties.get(ends, [])
            ],
        }
        for path in found
    ]
    return Found(rows, truncated)
