"""What officers have said of findings: of each matter the judgement that stands at the end of its history."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

from cypher import query
from graph.as_of import AsOf
from graph.signals.life.history import Act, Kind
from graph.signals.life.matter import read_act
from graph.signals.life.states import Standing, State, after
from graph.store import Store


@dataclass(frozen=True, slots=True)
class Said:
    """confirmed: or else dismissed; found: the act of the rules with the finding of which it was said."""

    confirmed: bool
    found: Act


@dataclass(frozen=True, slots=True)
class Judgement:
    """Of one matter. value: of the rule's measure as it was found, None where it was not known. at: the dates of the
    run that found it; None where that run is no longer kept."""

    rule: str
    party_id: str
    confirmed: bool
    value: float | None
    at: AsOf | None


def judgement_in(acts: Iterable[Act]) -> Said | None:
    """What stands of a history, if anything.

    To confirm is a judgement, and to dismiss once it is done: where that takes two, when the second has approved. To
    close says that a matter is over, not that it was none. Who reopens takes the judgement back; a finding that the
    rules change or find again leaves what was said of the earlier one. While a dismissal awaits approval nothing is
    settled.
    """
    said: Said | None = None
    standing: Standing | None = None
    found: Act | None = None
    for act in acts:
        before, standing = standing, after(standing, act)
        found = act if act.finding is not None else found
        if found is None:
            continue
        if act.kind is Kind.REOPEN:
            said = None
        elif act.kind is Kind.CONFIRM:
            said = Said(True, found)
        elif standing.state is State.DISMISSED and (before is None or before.state is not State.DISMISSED):
            said = Said(False, found)
    waits = standing is not None and standing.state is State.CLOSING and standing.asked is State.DISMISSED
    return None if waits else said


def read_judgements(store: Store) -> list[Judgement]:
    """All that stand, a matter each."""
    rows = store.rows(query("signal/judged_acts").text)
    return [one for _, acts in groupby(rows, itemgetter("matter_id")) for one in _judgement(list(acts))]


def _judgement(rows: list[dict[str, Any]]) -> Iterator[Judgement]:
    said = judgement_in(map(read_act, rows))
    if said is None or said.found.finding is None:
        return
    known_at = next(row["known_at"] for row in rows if row["seq"] == said.found.seq)
    as_of = said.found.as_of
    at = AsOf(as_of, known_at) if as_of is not None and known_at is not None else None
    yield Judgement(rows[0]["rule"], rows[0]["party_id"], said.confirmed, said.found.finding.value, at)
