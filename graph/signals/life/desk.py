"""The desk of the officers: whoever writes takes a turn, so that what was read is still so when it is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from cypher import query
from graph.signals.life.history import Act
from graph.signals.life.matter import act_columns, act_id_of, standing_columns
from graph.signals.life.states import Standing, is_news
from graph.store import Reader, Writer


@dataclass(frozen=True, slots=True, order=True)
class Looked:
    """Which facts a run looked at: later days first, then what was known later, then newer data."""

    as_of: date
    known_at: date
    version: int


@dataclass(frozen=True, slots=True)
class Entered:
    """One act to be written, with how its matter stands after it."""

    matter_id: str
    act: Act
    standing: Standing


UNTOLD: Final = "untold"
"""So an act is marked until its notice is written."""

COLUMNS: Final = tuple(p.name for p in query("signal/record_acts").parameters if p.name != "writing")


def utc_now() -> datetime:
    """The moment."""
    return datetime.now(UTC)


def day_of(moment: datetime) -> date:
    """The day that it is here: runs are of such days, and so are lists and sleep."""
    return moment.astimezone().date()


def written(moment: datetime) -> str:
    """As acts have their times: UTC to the millisecond."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")


def take_turn(writer: Writer) -> Looked | None:
    """Wait for the turn, and the last run that was taken up."""
    row = writer.rows(query("signal/turn").text)[0]
    return None if row["as_of"] is None else Looked(row["as_of"], row["known_at"], row["version"])


def turns(reader: Reader) -> int:
    """How often the desk has been written to; whatever officers see is the same until it grows."""
    rows = reader.rows(query("signal/turns").text)
    return int(rows[0]["turns"]) if rows else 0


def enter(writer: Writer, entries: Sequence[Entered], writing: str) -> None:
    """Append the acts to their histories. `writing` marks them as of this writing."""
    rows = [
        standing_columns(one.standing) | act_columns(one.matter_id, one.act)
        | {"news": UNTOLD if is_news(one.act, one.standing) else None}
        for one in entries
    ]  # fmt: skip
    columns = {name: [row[name] for row in rows] for name in COLUMNS}
    writer.run(query("signal/record_acts").text, {"writing": writing, **columns})


def entered(reader: Reader, entries: Sequence[Entered], writing: str) -> bool:
    """Whether this writing has appended all of them."""
    ids = [act_id_of(one.matter_id, one.act.seq) for one in entries]
    found = reader.columns(query("signal/recorded").text, {"act_ids": ids, "writing": writing})["recorded"]
    return len(found) == len(ids)
