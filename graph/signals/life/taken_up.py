"""What a run of the rules means for the matters: opened, changed, back again, or no longer found."""

import secrets
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from math import inf
from typing import Final

from cypher import query
from graph.signals.life.desk import Entered, Looked, day_of, enter, entered, take_turn, utc_now, written
from graph.signals.life.history import RULES, Act, Change, Finding, Kind, Order
from graph.signals.life.matter import matter_id_of, standings
from graph.signals.life.states import ENDED, Standing, State, after
from graph.signals.signal import Run, Signal
from graph.store import Reader, Store, Writer

MATTERS_PER_BATCH: Final = 500


@dataclass(frozen=True, slots=True)
class TakenUp:
    """Of how many matters a run said what. `reopened` are those among `changed` and `returned` that had ended.

    `earlier`: the run looked at a day before one that was taken up already, or at a day to come. It says nothing of now
    and was left out, whole or from that point on. `writings`: transactions by which it was taken up.
    """

    opened: int = 0
    changed: int = 0
    returned: int = 0
    no_longer_found: int = 0
    reopened: int = 0
    unchanged: int = 0
    earlier: bool = False
    writings: int = field(default=0, compare=False)

    def __add__(self, other: "TakenUp") -> "TakenUp":
        parts = {part.name: getattr(self, part.name) + getattr(other, part.name) for part in fields(self)}
        return TakenUp(**parts | {"earlier": self.earlier or other.earlier})


def take_up(
    store: Store, signals: Sequence[Signal], run: Run, rules: Collection[str],
    parties: Collection[str] | None = None, clock: Callable[[], datetime] = utc_now,
) -> TakenUp:  # fmt: skip
    """Enter in the matters' histories what changed by a run; the same run again changes nothing.

    signals: all that the run found, written already, about these parties; rules: ids of all that it evaluated; parties:
    those that it looked at, all where none are given. A finding of other rules or parties is not said to be gone.
    """
    return _TakingUp(store, run, clock).whole(
        signals, frozenset(rules), None if parties is None else frozenset(parties)
    )


@dataclass(frozen=True, slots=True)
class _TakingUp:
    """One run on its way into the histories."""

    store: Store
    run: Run
    clock: Callable[[], datetime]

    def whole(self, signals: Sequence[Signal], rules: frozenset[str], parties: frozenset[str] | None) -> TakenUp:
        if self.run.at.as_of > day_of(self.clock()):
            return TakenUp(earlier=True)
        gravest = {matter_id_of(one.rule, one.party_id): one for one in sorted(signals, key=_gravity)}
        count = TakenUp()
        # A run that finds nothing is taken up too: it says what is gone.
        for batch in _batches(sorted(gravest)) or [[]]:
            count += self._batch(batch, gravest)
            if count.earlier:
                return count
        for batch in _batches(sorted(self._gone(rules, parties, gravest.keys()))):
            count += self._batch(batch, {})
            if count.earlier:
                return count
        return count

    def _gone(self, rules: Iterable[str], parties: Collection[str] | None, found: Collection[str]) -> Iterator[str]:
        """Matters whose finding counted as there, and that the run looked for in vain."""
        told = self.store.columns(query("signal/still_found").text, {"rules": sorted(rules)})
        for matter_id, party_id in zip(told["matter_id"], told["party_id"], strict=True):
            if matter_id not in found and (parties is None or party_id in parties):
                yield matter_id

    def _batch(self, matter_ids: Sequence[str], signals: dict[str, Signal]) -> TakenUp:
        """One transaction: of each matter what the run means for it."""
        writing = secrets.token_hex(12)
        planned: tuple[list[Entered], TakenUp] | None = None

        def work(writer: Writer) -> TakenUp:
            nonlocal planned
            planned = None
            if not self._may(writer):
                return TakenUp(earlier=True)
            before = standings(writer, list(matter_ids))
            entries = list(self._entries(matter_ids, signals, before))
            _open(writer, [signals[one.matter_id] for one in entries if one.act.kind is Kind.FOUND])
            if entries:
                enter(writer, entries, writing)
                _raise(writer, entries)
            planned = entries, _count(entries, before, len(matter_ids))
            return planned[1]

        def confirm(reader: Reader) -> TakenUp | None:
            return planned[1] if planned and planned[0] and entered(reader, planned[0], writing) else None

        return self.store.write(work, confirm)

    def _may(self, writer: Writer) -> bool:
        """Take the turn, and whether no run of a later day was taken up; then this one is the last."""
        looked = Looked(self.run.at.as_of, self.run.at.known_at, self.run.version)
        last = take_turn(writer)
        if last is not None and looked < last:
            return False
        same = {"as_of": looked.as_of, "known_at": looked.known_at, "version": looked.version}
        writer.run(query("signal/taken_up").text, same)
        return True

    def _entries(
        self, matter_ids: Sequence[str], signals: dict[str, Signal], before: dict[str, Standing]
    ) -> Iterator[Entered]:
        at = written(self.clock())
        for matter_id in matter_ids:
            standing, signal = before.get(matter_id), signals.get(matter_id)
            told = _told(standing, _finding(signal) if signal else None)
            if told is not None:
                kind, change, finding = told
                act = Act(
                    standing.seq + 1 if standing else 1, Order(kind), RULES, at, finding.level,
                    finding if signal else None, change, self.run.run_id, self.run.at.as_of,
                )  # fmt: skip
                yield Entered(matter_id, act, after(standing, act))


def _told(standing: Standing | None, finding: Finding | None) -> tuple[Kind, Change, Finding] | None:
    """What is new in a finding, or in its absence; None where nothing is."""
    if finding is None:
        gone = standing is not None and standing.found
        return (Kind.NO_LONGER_FOUND, Change.GONE, standing.finding) if gone and standing else None
    if standing is None:
        return Kind.FOUND, Change.FIRST, finding
    known = standing.finding
    if finding.level != known.level:
        change = Change.LEVEL_UP if finding.level > known.level else Change.LEVEL_DOWN
        return Kind.CHANGED, change, finding
    if finding.fingerprint != known.fingerprint:  # days past due that grow by one are no change
        return Kind.CHANGED, Change.EVIDENCE if finding.value == known.value else Change.VALUE, finding
    return None if standing.found else (Kind.RETURNED, Change.AGAIN, finding)


def _open(writer: Writer, signals: Sequence[Signal]) -> None:
    if signals:
        matters = {
            "matter_id": [matter_id_of(one.rule, one.party_id) for one in signals],
            "rule": [one.rule for one in signals],
            "party_id": [one.party_id for one in signals],
        }
        writer.run(query("signal/open_matters").text, matters)


def _raise(writer: Writer, entries: Sequence[Entered]) -> None:
    """Tie the signals that are new in a matter to it."""
    raised = [(one.act.finding.signal_id, one.matter_id) for one in entries if one.act.finding]
    if raised:
        columns = {"signal_id": [one for one, _ in raised], "matter_id": [one for _, one in raised]}
        writer.run(query("signal/raise").text, columns)


def _count(entries: Sequence[Entered], before: dict[str, Standing], looked_at: int) -> TakenUp:
    kinds = [one.act.kind for one in entries]
    ended = [one for one in entries if one.matter_id in before and before[one.matter_id].state in ENDED]
    return TakenUp(
        opened=kinds.count(Kind.FOUND), changed=kinds.count(Kind.CHANGED), returned=kinds.count(Kind.RETURNED),
        no_longer_found=kinds.count(Kind.NO_LONGER_FOUND), unchanged=looked_at - len(entries),
        reopened=sum(one.standing.state is State.NEW for one in ended), writings=1,
    )  # fmt: skip


def _finding(signal: Signal) -> Finding:
    return Finding(signal.signal_id, signal.level.level, signal.value, signal.fingerprint)


def _gravity(signal: Signal) -> tuple[int, float, str]:
    """Of several signals of one rule about one party the last in this order stands for the matter."""
    return signal.level.level, -inf if signal.value is None else signal.value, signal.signal_id


def _batches(matter_ids: Sequence[str]) -> list[Sequence[str]]:
    return [matter_ids[i : i + MATTERS_PER_BATCH] for i in range(0, len(matter_ids), MATTERS_PER_BATCH)]
