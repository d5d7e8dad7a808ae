"""At which level a matter stood on past days, by its history, which is only ever added to."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from cypher import query
from graph.as_of import FOREVER
from graph.signals.life.desk import day_of
from graph.signals.life.history import Act
from graph.signals.life.matter import read_act
from graph.signals.life.states import ENDED, Standing, after
from graph.store import Reader


@dataclass(frozen=True, slots=True)
class Stood:
    """A level that stood from a day up to the day before another."""

    level: int
    since: date
    until: date


def stood(acts: Sequence[Act]) -> Iterator[Stood]:
    """When a matter was open and found, and at which level. ValueError for an empty history or one with a gap.

    An act of the rules is of the day that they looked at, an officer's of the day on which it was done; on each day the
    last act in the history up to it tells how the matter stood.
    """
    standing: Standing | None = None
    after_each: list[tuple[date, Standing]] = []
    for act in acts:
        standing = after(standing, act)
        after_each.append((_day(act), standing))
    if not after_each:
        raise ValueError("a history has at least one act")
    end = FOREVER
    for day, then in reversed(after_each):
        if day < end:
            if then.found and then.state not in ENDED:
                yield Stood(then.finding.level, day, end)
            end = day


def stood_about(reader: Reader, party_ids: Iterable[str]) -> Iterator[tuple[str, Stood]]:
    """The same of all matters about these parties, each under the identity that was asked for; all their identities
    count."""
    histories: dict[tuple[str, str], list[Act]] = {}
    for row in reader.rows(query("signal/acts_about").text, {"party_ids": list(party_ids)}):
        histories.setdefault((row["party_id"], row["matter_id"]), []).append(read_act(row))
    for (party_id, _), acts in histories.items():
        for one in stood(acts):
            yield party_id, one


def _day(act: Act) -> date:
    return act.as_of or day_of(datetime.fromisoformat(act.at))
