"""The states of a matter as a table, and how a matter stands after its history. Nothing here reads or writes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum, StrEnum, auto
from types import MappingProxyType
from typing import Final

from graph.errors import ActRefused, Forbidden, UsageError
from graph.signals.life.history import NOBODY, OF_RULES, RULES, Act, Change, Finding, Kind

FOUR_EYES_LEVEL: Final = 6
"""From this level on a second person has to approve that a matter is dismissed or closed."""


class State(StrEnum):
    """Where a matter stands. `closing`: somebody asked to dismiss or close it, and a second person has to approve."""

    NEW = "new"
    SEEN = "seen"
    CONFIRMED = "confirmed"
    CASE = "case"
    CLOSING = "closing"
    DISMISSED = "dismissed"
    CLOSED = "closed"


class Then(Enum):
    """A next state that depends on the history."""

    SAME = auto()
    ASKED = auto()
    BEFORE = auto()


ENDED: Final = frozenset({State.DISMISSED, State.CLOSED})
OPEN: Final = (State.NEW, State.SEEN, State.CONFIRMED, State.CASE)
NEEDS_REASON: Final = frozenset({Kind.DISMISS, Kind.CLOSE, Kind.REJECT, Kind.REOPEN})

TRANSITIONS: Final[Mapping[tuple[State, Kind], State | Then]] = MappingProxyType(
    {
        (State.NEW, Kind.SEE): State.SEEN,
        (State.NEW, Kind.CONFIRM): State.CONFIRMED,
        (State.NEW, Kind.DISMISS): State.DISMISSED,
        (State.SEEN, Kind.CONFIRM): State.CONFIRMED,
        (State.SEEN, Kind.DISMISS): State.DISMISSED,
        (State.CONFIRMED, Kind.DISMISS): State.DISMISSED,
        (State.CONFIRMED, Kind.OPEN_CASE): State.CASE,
        (State.CONFIRMED, Kind.CLOSE): State.CLOSED,
        (State.CASE, Kind.CLOSE): State.CLOSED,
        (State.CLOSING, Kind.APPROVE): Then.ASKED,
        (State.CLOSING, Kind.REJECT): Then.BEFORE,
        (State.CLOSING, Kind.CHANGED): Then.BEFORE,
        (State.CLOSING, Kind.RETURNED): Then.BEFORE,
        (State.CLOSING, Kind.ASSIGN): Then.SAME,
        (State.DISMISSED, Kind.REOPEN): State.SEEN,
        (State.DISMISSED, Kind.CHANGED): State.NEW,
        (State.DISMISSED, Kind.RETURNED): Then.SAME,
        (State.CLOSED, Kind.REOPEN): State.SEEN,
        (State.CLOSED, Kind.CHANGED): State.NEW,
        (State.CLOSED, Kind.RETURNED): State.NEW,
        **{(state, kind): Then.SAME for state in OPEN for kind in (Kind.SNOOZE, Kind.ASSIGN)},
        **{(state, kind): Then.SAME for state in OPEN for kind in (Kind.CHANGED, Kind.RETURNED)},
        **{(state, kind): Then.SAME for state in State for kind in (Kind.NOTE, Kind.NO_LONGER_FOUND)},
    }
)
"""What leads where; whatever is not here is refused. The same finding that comes back was dismissed for what it is,
but closed because it was over: so only the latter is new again."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a matter stands after its acts. `found`: the last run that looked found it. `asked`, `asked_by`, `before`:
    what awaits a second person, who asked for it, and where the matter stood. `outcome`: why it ended."""

    seq: int
    state: State
    finding: Finding
    found: bool
    change: Change
    as_of: date | None
    opened_at: str
    changed_at: str
    asked: State | None = None
    asked_by: str | None = None
    before: State | None = None
    assigned_to: str | None = None
    snoozed_until: date | None = None
    outcome: str | None = None


def is_news(act: Act, standing: Standing) -> bool:
    """Whether somebody is to be told of an act, after which the matter stands so: of what the rules find, also changed
    or again, unless it stays dismissed for what it is. That a finding is gone stands in the history alone."""
    return act.kind in OF_RULES and act.kind is not Kind.NO_LONGER_FOUND and standing.state not in ENDED


def possible(state: State) -> list[Kind]:
    """What officers may do in a state."""
    return [kind for kind in Kind if kind not in OF_RULES and (state, kind) in TRANSITIONS]


def fold(acts: Iterable[Act]) -> Standing:
    """How a matter stands after its history, each act checked anew. ValueError for an empty history."""
    standing = None
    for act in acts:
        standing = after(standing, act)
    if standing is None:
        raise ValueError("a history has at least one act")
    return standing


def after(standing: Standing | None, act: Act) -> Standing:
    """How the matter stands after one more act.

    Raises ActRefused where the table has no such act, UsageError where a part of it is missing, and Forbidden where its
    actor is nobody or has asked for what he would approve.
    """
    if standing is None:
        return _opened(act)
    if act.seq != standing.seq + 1:
        raise ValueError(f"act {act.seq} does not follow {standing.seq}")
    then = TRANSITIONS.get((standing.state, act.kind))
    if then is None:
        raise _refused(standing.state, act.kind)
    if act.kind in OF_RULES:
        return _found(standing, act, _state(standing, then))
    _check_person(act)
    _check_parts(act)
    if act.kind is Kind.APPROVE and _same_person(act.actor, standing.asked_by):
        raise Forbidden(
            f"{act.actor} asked for this; from level {FOUR_EYES_LEVEL} on another person has to approve it.",
            f"{act.actor} 是申请人；{FOUR_EYES_LEVEL}级及以上须由另一人复核。",
            asked_by=standing.asked_by,
        )
    return _done(standing, act, _state(standing, then))


def _opened(act: Act) -> Standing:
    if act.kind is not Kind.FOUND or act.seq != 1 or act.finding is None or act.actor != RULES:
        raise ValueError("a history begins with what was found")
    return Standing(1, State.NEW, act.finding, True, Change.FIRST, act.as_of, act.at, act.at)


def _found(standing: Standing, act: Act, state: State) -> Standing:
    """What the rules say changes the finding, and of the state only what the table has."""
    if act.change is None or act.actor != RULES:
        raise ValueError("what was found says what changed, and is of the rules")
    moved = replace(
        standing, seq=act.seq, state=state, finding=act.finding or standing.finding, change=act.change,
        found=act.kind is not Kind.NO_LONGER_FOUND, as_of=act.as_of, changed_at=act.at,
    )  # fmt: skip
    if state is not State.CLOSING:
        moved = replace(moved, asked=None, asked_by=None, before=None)
    if act.change is Change.LEVEL_UP or (standing.state in ENDED and state is State.NEW):
        moved = replace(moved, snoozed_until=None)
    return replace(moved, outcome=None) if state not in (*ENDED, State.CLOSING) else moved


def _done(standing: Standing, act: Act, state: State) -> Standing:
    """What an officer does. Dismissing or closing from level 6 on only asks for it."""
    moved = replace(standing, seq=act.seq, changed_at=act.at)
    match act.kind:
        case Kind.NOTE:
            return moved
        case Kind.ASSIGN:
            return replace(moved, assigned_to=act.order.to)
        case Kind.SNOOZE:
            return replace(moved, snoozed_until=act.order.until)
    moved = replace(moved, state=state, asked=None, asked_by=None, before=None, snoozed_until=None)
    if act.kind in (Kind.DISMISS, Kind.CLOSE):
        moved = replace(moved, outcome=act.order.reason)
        if max(act.level, standing.finding.level) >= FOUR_EYES_LEVEL:
            moved = replace(
                moved, state=State.CLOSING, asked=state, asked_by=act.actor, before=standing.state
            )  # fmt: skip
    elif act.kind in (Kind.REJECT, Kind.REOPEN):
        moved = replace(moved, outcome=None)
    return moved


def _state(standing: Standing, then: State | Then) -> State:
    if isinstance(then, State):
        return then
    state = {Then.SAME: standing.state, Then.ASKED: standing.asked, Then.BEFORE: standing.before}[then]
    if state is None:
        raise ValueError(f"{standing.state} without what was asked for")
    return state


def _same_person(one: str, other: str | None) -> bool:
    """Names that differ in case only are one person's."""
    return other is None or one.casefold() == other.casefold()


def _check_person(act: Act) -> None:
    if act.actor.casefold() in NOBODY:
        raise Forbidden(
            f"{act.actor} is nobody in particular and cannot act on a matter. Act with a key of your own: "
            "`ringfence keys create NAME --write`.",
            f"{act.actor} 不代表具体个人，不能处置预警。请使用本人的密钥：`ringfence keys create 名称 --write`。",
        )


def _check_parts(act: Act) -> None:
    wanted = {Kind.NOTE: ("note", "备注"), Kind.ASSIGN: ("to", "承办人"), Kind.SNOOZE: ("until", "暂缓至")}
    if act.kind in NEEDS_REASON:
        name, zh = "reason", "理由"
    elif act.kind in wanted:
        name, zh = wanted[act.kind]
    else:
        return
    given = getattr(act.order, name)
    if given is None or (isinstance(given, str) and not given.strip()):
        raise UsageError(
            f"`{act.kind}` needs `{name}`. Give it.", f"处置 {act.kind} 须填写{zh}（{name}）。", parameter=name
        )


def _refused(state: State, kind: Kind) -> ActRefused:
    names = [one.value for one in possible(state)]
    return ActRefused(
        f"A matter that is {state} cannot take `{kind}`. Possible: {', '.join(names)}.",
        f"事项状态为 {state}，不能执行 {kind}。可执行：{'、'.join(names)}。",
        state=state.value,
        possible=names,
    )
