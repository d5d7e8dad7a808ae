"""What a batch says of relationships, ready to be written if the store holds nothing of it: columns throughout."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from graph.schema import Relationship, upsert
from graph.schema.common import STATED_DATES
from ingest.facts import RelationshipFacts
from ingest.parameters import Days, Statement, of_all, parameter
from ingest.timeline import Assertions, Rectangles, rectangles, restatements
from ingest.typed import NO_DAY, Array
from ingest.versions import DATES


@dataclass(frozen=True, slots=True, eq=False)
class NewVersions:
    """Assertions of one kind of relationship; `create` writes all but those marked in `twice`.

    `twice` marks groups that hold a natural key under the same dates more than once, or of which a row says nothing:
    they have to be compared.
    """

    facts: RelationshipFacts
    twice: NDArray[np.bool_]
    create: Statement | None


def new_versions(facts: RelationshipFacts, batch_id: str, source: str) -> NewVersions:
    """One kind of relationship in a batch."""
    twice = _said_twice(facts)
    return NewVersions(facts, twice, versions_of(facts, np.flatnonzero(~twice), batch_id, source))


def versions_of(facts: RelationshipFacts, at: NDArray[np.int64], batch_id: str, source: str) -> Statement | None:
    """The statement that creates the versions of whole groups that are new to the store; None if they leave none."""
    if not len(at):
        return None
    codes = pd.factorize(facts.natural_key[at])[0].astype(np.int64)
    zeros = np.zeros(len(at), dtype=np.int64)
    said = Assertions(codes, zeros, facts.valid_from[at], facts.valid_to[at], facts.recorded_on[at], zeros)
    if facts.relationship.restated_by:
        found = restatements(said, pd.factorize(facts.group[at])[0].astype(np.int64))
    else:
        found = rectangles(said)
    rows = at[found.assertion]
    if not len(rows):
        return None
    columns: dict[str, Array] = {name: values[rows] for name, values in facts.columns.items()}
    columns |= {name: getattr(found, name) for name in DATES}
    columns["source"] = np.full(len(rows), source, dtype=object)
    columns["batch"] = np.full(len(rows), batch_id, dtype=object)
    by_load = facts.recorded_by_load[rows].tolist()
    columns["recorded_by_load"] = np.array([known or None for known in by_load], dtype=object)
    columns |= _stated(found, said)
    return creation(facts.relationship, facts.source_key[rows], facts.target_key[rows], columns)


def creation(relationship: Relationship, sources: Array, targets: Array, columns: Mapping[str, Array]) -> Statement:
    """The statement that creates versions from columns; what no row has is left out."""
    days = Days()
    parameters = {name: parameter(values, days) for name, values in columns.items()}
    filled = {name: values for name, values in parameters.items() if any(v is not None for v in values)}
    alike = of_all(filled)
    text = upsert.relationships_create(relationship, tuple(sorted(filled)), tuple(sorted(alike)))
    ends = {"source_key": sources.tolist(), "target_key": targets.tolist(), "days": days.texts()}
    return Statement(text, filled | alike | ends, len(sources))


def _said_twice(facts: RelationshipFacts) -> NDArray[np.bool_]:
    frame = pd.DataFrame({"key": facts.natural_key, "known": facts.recorded_on})
    if not facts.relationship.restated_by:
        frame["start"] = facts.valid_from
    twice = frame.duplicated(keep=False).to_numpy()
    if not (twice.any() or facts.silent):
        return twice
    return pd.Series(facts.group).isin({*facts.group[twice], *facts.silent}).to_numpy()


def _stated(parts: Rectangles, said: Assertions) -> dict[str, Array]:
    """The dates as stated, where a rectangle's own differ."""
    return {
        stated: np.where((given := getattr(said, plain)[parts.assertion]) == getattr(parts, plain), NO_DAY, given)
        for stated, plain in STATED_DATES
    }
