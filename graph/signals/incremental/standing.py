"""By which run all matters stand: only its findings may be built upon, and only while nobody else has entered any."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cypher import query
from graph.as_of import AsOf
from graph.signals.life.desk import Looked, day_of, take_turn, utc_now
from graph.store import Reader, Store, Writer


class Full(StrEnum):
    """Why everything was worked out."""

    ASKED = "asked"
    FIRST = "first_run"
    UNSETTLED = "run_before_did_not_end"
    ELSEWHERE = "run_before_not_kept_here"
    BASIS = "rules_or_program_changed"
    EARLIER = "no_day_of_now"


@dataclass(frozen=True, slots=True)
class Claim:
    """What a run found when it began. evaluation: the mark of the run by which all matters stood, None where there was
    none. taken: how often runs had been taken up. earlier: the run is of a day that says nothing of now."""

    evaluation: str | None
    taken: int
    earlier: bool = False


def claim(store: Store, at: AsOf, version: int, clock: Callable[[], datetime] = utc_now) -> Claim:
    """Begin a run: until it is settled, matters stand by none. A run of an earlier day changes nothing."""

    def work(writer: Writer) -> Claim:
        last, looked = take_turn(writer), Looked(at.as_of, at.known_at, version)
        found = _stands(writer)
        if at.as_of > day_of(clock()) or (last is not None and looked < last):
            return Claim(None, found.taken, earlier=True)
        writer.run(query("signal/unsettle").text)
        return found

    def confirm(reader: Reader) -> Claim | None:
        """What stood before is forgotten with the answer, and nothing is built upon."""
        found = _stands(reader)
        return None if found.evaluation else found

    return store.write(work, confirm)


def settle(store: Store, begun: Claim, writings: int, evaluation: str) -> bool:
    """End a run that was taken up in so many writings: matters stand by it from now on. False where another run was
    taken up meanwhile."""

    def work(writer: Writer) -> bool:
        take_turn(writer)
        if _stands(writer).taken != begun.taken + writings:
            return False
        writer.run(query("signal/settle").text, {"evaluation": evaluation})
        return True

    def confirm(reader: Reader) -> bool | None:
        return True if _stands(reader).evaluation == evaluation else None

    return store.write(work, confirm)


def _stands(reader: Reader) -> Claim:
    rows = reader.rows(query("signal/evaluation").text)
    return Claim(rows[0]["evaluation"], rows[0]["taken"]) if rows else Claim(None, 0)
