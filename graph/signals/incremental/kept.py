"""The findings of the last run, kept beside the facts in the cache folder, and by what they may be compared with."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pyarrow as pa

from graph.as_of import AsOf
from graph.program import program_mark
from graph.signals.rule import Rule
from graph.snapshot import History
from graph.snapshot.cache import Cache
from graph.snapshot.freshness import Freshness

Key = tuple[str, str]
"""Rule and party: of these there is one finding a day."""

NAME: Final = "findings"
"""Of the file in the cache."""

BASIS, FACTS = b"basis", b"facts"
SCHEMA: Final = pa.schema(
    [("rule", pa.string()), ("party_id", pa.string()), ("mark", pa.binary()), ("signal_id", pa.string())]
)
PROGRAM: Final = "graph"
"""The package whose text decides what a finding is; scores come as values."""


@dataclass(frozen=True, slots=True)
class Known:
    """A finding of a run. mark: what it is made of."""

    mark: bytes
    signal_id: str


@dataclass(frozen=True, slots=True)
class Kept:
    """The findings of a run. basis: rules and program that found them. facts: of which facts and scores, on which day;
    empty where nobody can say."""

    basis: str
    facts: str
    findings: Mapping[Key, Known]


def keep(cache: Cache, mark: str, kept: Kept) -> None:
    """Write them down under the mark of their run; those of earlier runs are dropped."""
    known = kept.findings
    columns = [
        pa.array([rule for rule, _ in known], pa.string()), pa.array([party for _, party in known], pa.string()),
        pa.array([one.mark for one in known.values()], pa.binary()),
        pa.array([one.signal_id for one in known.values()], pa.string()),
    ]  # fmt: skip
    said = {BASIS: kept.basis.encode(), FACTS: kept.facts.encode()}
    cache.put(NAME, mark, pa.Table.from_arrays(columns, schema=SCHEMA.with_metadata(said)))


def read_kept(cache: Cache, mark: str) -> Kept | None:
    """What was kept under the mark of a run; None where it is not here."""
    table = cache.get(NAME, mark)
    if table is None or not table.schema.equals(SCHEMA):
        return None
    rule, party, *rest = (column.to_pylist() for column in table.columns)
    said = table.schema.metadata
    found = {key: Known(*known) for key, *known in zip(zip(rule, party, strict=True), *rest, strict=True)}
    return Kept(said[BASIS].decode(), said[FACTS].decode(), found)


def basis_of(rules: Sequence[Rule]) -> str:
    """A hash over what decides about findings, of rules and program; where it is another, they do not compare."""
    said = [_decides(rule) for rule in sorted(rules, key=lambda rule: rule.id)]
    return hashlib.sha256(repr((program(), said)).encode()).hexdigest()


def program() -> str:
    """A hash over the text of the package that works out findings."""
    return program_mark(PROGRAM)


def facts_mark(fresh: Freshness, history: History, at: AsOf, scores: str) -> str:
    """A hash over the state of all facts that are read, the day, and the scores; empty where the ledger cannot tell.

    The same hash, the same findings by the same rules.
    """
    marks = {name: fresh.marks[name] for name in sorted(history.tables)}
    untold = any(not mark and len(history.table(name)) for name, mark in marks.items())
    if fresh.version != history.version or untold:
        return ""
    return hashlib.sha256(repr((marks, str(at.as_of), str(at.known_at), scores)).encode()).hexdigest()


def _decides(rule: Rule) -> tuple[object, ...]:
    thresholds = sorted((name, one.value, one.unit) for name, one in rule.thresholds.items())
    steps = [(step.start, step.probability) for step in rule.steps]
    return (
        rule.id, rule.family, rule.measure, rule.condition.text, thresholds, rule.at_stake, rule.evidence,
        rule.applies_to, steps, rule.hard_fact,
    )  # fmt: skip
