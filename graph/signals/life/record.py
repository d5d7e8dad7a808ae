"""The one way in which an officer acts on a matter: once, on what he has seen, by the table of states."""

import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

from graph.errors import ActConflict, UsageError
from graph.signals.life.desk import Entered, day_of, enter, entered, take_turn, utc_now, written
from graph.signals.life.history import Act, Kind, Order
from graph.signals.life.lists import entries_in, level_on
from graph.signals.life.matter import Matter, matter_in
from graph.signals.life.states import FOUR_EYES_LEVEL, after
from graph.store import Reader, Store, Writer

MOST_DAYS_ASLEEP, MOST_DAYS_ASLEEP_GRAVE = 90, 7
"""Of a matter below level 6, and from it on."""

LONGEST: int = 4_000
"""Characters of a reason or a note."""


def act(
    store: Store, identifier: str, order: Order, actor: str, seen: int, clock: Callable[[], datetime] = utc_now
) -> Matter:  # fmt: skip
    """The matter after an officer's act, which is written exactly once.

    identifier: of the matter, or of a signal that raised it; actor: whose key it is; seen: number of the last act that
    he has seen. Raises NotFound; ActConflict where something happened since, with what it was; ActRefused, Forbidden
    and UsageError as the table of states does.
    """
    _check(order, day_of(clock()))
    writing = secrets.token_hex(12)
    planned: tuple[Entered, Matter] | None = None

    def work(writer: Writer) -> Matter:
        nonlocal planned
        planned = None
        take_turn(writer)
        matter = matter_in(writer, identifier)
        _check_seen(matter, seen)
        now = clock()
        done = _judged(writer, matter, order, actor, now)
        standing = after(matter.standing, done)
        moved = replace(matter, acts=(*matter.acts, done), standing=standing)
        planned = Entered(matter.matter_id, done, standing), moved
        enter(writer, [planned[0]], writing)
        return moved

    def confirm(reader: Reader) -> Matter | None:
        return planned[1] if planned and entered(reader, [planned[0]], writing) else None

    return store.write(work, confirm)


def _judged(reader: Reader, matter: Matter, order: Order, actor: str, now: datetime) -> Act:
    """The act, at the level that the matter has on that day."""
    held = entries_in(reader, matter.party_id)
    level = level_on(held, matter.rule, matter.standing.finding.level, day_of(now))
    _check_sleep(order, level, day_of(now))
    return Act(matter.standing.seq + 1, order, actor, written(now), level)


def _check_sleep(order: Order, level: int, today: date) -> None:
    """Nobody alone hides a grave matter for long."""
    most = MOST_DAYS_ASLEEP_GRAVE if level >= FOUR_EYES_LEVEL else MOST_DAYS_ASLEEP
    if order.kind is Kind.SNOOZE and order.until is not None and order.until > today + timedelta(most):
        raise UsageError(
            f"A matter of level {level} sleeps {most} days at most; {order.until} is later.",
            f"{level}级事项最多暂缓{most}天，{order.until}过晚。",
            parameter="until",
        )


def _check_seen(matter: Matter, seen: int) -> None:
    if seen == matter.standing.seq:
        return
    since = [one for one in matter.acts if one.seq > seen]
    told = "; ".join(f"{one.seq} {one.kind} {one.actor} {one.at}" for one in since) or "nothing"
    raise ActConflict(
        f"You have seen act {seen} of this matter; the last one is {matter.standing.seq}. Meanwhile: {told}. Look "
        "again, then act.",
        f"您所见为第 {seen} 条处置，现已到第 {matter.standing.seq} 条。期间：{told}。请重新查看后再处置。",
        matter_id=matter.matter_id,
        seq=matter.standing.seq,
        meanwhile=[{"seq": one.seq, "kind": one.kind.value, "actor": one.actor, "at": one.at} for one in since],
    )


def _check(order: Order, today: date) -> None:
    if order.kind is Kind.SNOOZE and order.until is not None and order.until <= today:
        raise UsageError(
            f"A matter sleeps until a day to come; {order.until} is not.",
            f"暂缓日期应晚于今天，{order.until} 不符。",
            parameter="until",
        )
    for name, text in (("reason", order.reason), ("note", order.note), ("to", order.to)):
        if text is not None and len(text) > LONGEST:
            raise UsageError(
                f"`{name}` is longer than {LONGEST:,} characters. Shorten it.",
                f"{name} 超过 {LONGEST} 个字符，请缩短。",
                parameter=name,
            )
