"""What a batch says of relationships that the store does not hold yet.

A feed that does not say when it learned something is dated by its load: what it repeats on another day is no news.
"""

from collections.abc import Collection, Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ingest.facts import RelationshipFacts
from ingest.versions import Said, Stored, said_at

Statement = frozenset[tuple[Any, ...]]
"""What a source said of a group on one day, without that day."""


def news(
    facts: RelationshipFacts, at: NDArray[np.int64], stored: Stored, source: str, renewed: Collection[str]
) -> dict[Said, list[int]]:
    """What the batch says at some positions and the store does not hold, and the positions that say it.

    What is said of a group in `renewed` is no repetition.
    """
    said = [(i, said_at(facts, i, source)) for i in at.tolist()]
    said = [(i, one) for i, one in said if one not in stored.carried]
    undated = {one for i, one in said if facts.recorded_by_load[i] and one.group not in renewed}
    repeat = _repeated_statements if facts.relationship.restated_by else _repeated_versions
    repeated = repeat(undated, stored)
    found: dict[Said, list[int]] = {}
    for i, one in said:
        if one not in repeated:
            found.setdefault(one, []).append(i)
    return found


def _repeated_versions(undated: Iterable[Said], stored: Stored) -> set[Said]:
    """Those that say what the last correction of their start says."""
    latest: dict[tuple[str, str, int], Said] = {}
    for said in stored.carried:
        held = latest.setdefault(said.start(), said)
        latest[said.start()] = max(held, said, key=lambda s: (s.recorded_on, s.order()))
    return {said for said in undated if said.start() in latest and latest[said.start()].order() == said.order()}


def _repeated_statements(undated: Iterable[Said], stored: Stored) -> set[Said]:
    """Those of a group of which the source's last word says the same as a whole."""
    given = _last_statements(undated)
    held = _last_statements(stored.carried)
    return {
        said
        for whose, members in given.items()
        if whose in held and _statement(members) == _statement(held[whose])
        for said in members
    }


def _last_statements(assertions: Iterable[Said]) -> dict[tuple[str, str], list[Said]]:
    """What each source said of each group on the last day it said something."""
    said_of: dict[tuple[str, str], list[Said]] = {}
    for said in assertions:
        said_of.setdefault((said.group, said.source), []).append(said)
    last = {whose: max(said.recorded_on for said in members) for whose, members in said_of.items()}
    return {whose: [s for s in members if s.recorded_on == last[whose]] for whose, members in said_of.items()}


def _statement(members: Iterable[Said]) -> Statement:
    """Of two words on one natural key the one that holds counts."""
    holds: dict[str, tuple[Any, ...]] = {}
    for said in members:
        word = (said.valid_from, *said.order())
        holds[said.natural_key] = max(holds.get(said.natural_key, word), word)
    return frozenset((key, *word) for key, word in holds.items())
