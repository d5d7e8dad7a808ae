"""The history of circles: which circle of a day is which of the day before, as members join and leave.

Two circles of days that follow one another are kin if they share more than half of the members of the smaller. Among
kin each continues at most one other: the pair with the most shared members first, then the larger pair, then the one
with the smallest member id, before and now. So no two kin share more with each other than both do with their matches.
An assignment of greatest total overlap would not promise that, and leaves ties open.

Whoever continues nobody has at most one kin (two would each hold more than half of its members): the circle that it
split from, or merged into. A circle that only half of its members would carry on, or fewer, has died.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import sha256
from typing import Final

import pyarrow as pa

from graph.errors import UsageError
from graph.guarantees.network import GuaranteeNetwork
from graph.snapshot import Snapshot

CIRCLE: Final = "circle:"
"""With this the identity of a circle begins."""

_Circles = Mapping[str, frozenset[str]]


class Change(StrEnum):
    """What happened to a circle since the day before."""

    FOUND = "found"
    """It is there on the first day looked at; nothing says since when."""
    BORN = "born"
    RETURNED = "returned"
    """Mostly the members of a circle that had ended: it is that circle again, however long ago."""
    SPLIT = "split"
    """It left a circle that goes on; where it had merged with that circle before, it has its former identity."""
    GREW = "grew"
    SHRANK = "shrank"
    CHANGED = "changed"
    """As many joined as left."""
    MERGED = "merged"
    """It went into a circle that continues another one."""
    DIED = "died"


@dataclass(frozen=True, slots=True)
class CircleEvent:
    """A change of one circle, seen on `day`: it happened after the day looked at before.

    joined, left: party ids, sorted, against the day before; all of them where the circle appears or ends. others: the
    identities of its kin: what it split from or merged into, what split from it or merged into it, and what goes on
    beside it after an exchange of members.
    """

    day: date
    identity: str
    change: Change
    joined: tuple[str, ...]
    left: tuple[str, ...]
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CirclesOfDay:
    """The circles of a day, identity to party ids, by smallest member; events of all circles that did not stay equal.

    Events follow the circles; those of circles that ended come last.
    """

    day: date
    circles: Mapping[str, frozenset[str]]
    events: tuple[CircleEvent, ...]


def circles_on(snapshot: Snapshot) -> list[frozenset[str]]:
    """The circles of a snapshot by the ids of their members."""
    ids = snapshot.parties.table.column("party_id")
    circles = GuaranteeNetwork.of(snapshot).circles
    return [frozenset(ids.take(pa.array(circle.members)).to_pylist()) for circle in circles]


def circle_history(days: Iterable[tuple[date, Iterable[Collection[str]]]]) -> Iterator[CirclesOfDay]:
    """Each day with its circles under the identities that they keep; one day is answered before the next is asked for.

    An identity follows from the day and the members first seen, so it depends on where the history starts and on the
    days looked at; which circle continues which of the day before does not depend on the start. For identities that
    last, start before the first guarantee and always take the same days, such as month ends.
    UsageError for days out of order, circles that overlap, or a circle of fewer than two.
    """
    living: _Circles = {}
    ended: dict[str, frozenset[str]] = {}
    previous: date | None = None
    for day, found in days:
        if previous is not None and day <= previous:
            raise UsageError(
                f"{day} follows {previous}. Give the days of a history in ascending order.",
                f"{day} 出现在 {previous} 之后，日期未递增。请按日期升序给出各日。",
            )
        today = _by_smallest(day, found)
        kin = _kin(living, today, min)
        identity = _identities(day, today, kin, ended)
        circles = {identity[smallest]: members for smallest, members in today.items()}
        others = _others(kin, identity)
        appearing = dict.fromkeys(ended, Change.RETURNED) if previous else dict.fromkeys(circles, Change.FOUND)
        yield CirclesOfDay(day, circles, tuple(_events(day, living, circles, others, appearing)))
        _move_ended(ended, living, circles)
        living, previous = circles, day


def circle_id(day: date, members: Collection[str]) -> str:
    """The identity of a circle that was first seen on a day with these members."""
    content = json.dumps(["circle", str(day), sorted(members)], ensure_ascii=False)
    return f"{CIRCLE}{sha256(content.encode()).hexdigest()[:24]}"


def _by_smallest(day: date, found: Iterable[Collection[str]]) -> dict[str, frozenset[str]]:
    """The circles by their smallest member, in its order."""
    circles = [frozenset(members) for members in found]
    if any(len(members) < 2 for members in circles):
        raise UsageError(
            f"A circle of {day} has fewer than two members. Leave out parties that stand alone.",
            f"{day} 有担保圈成员不足两名。请去掉单独的主体。",
        )
    if len(frozenset().union(*circles)) < sum(map(len, circles)):
        raise UsageError(
            f"A party stands in two circles of {day}. Give strong components, which do not overlap.",
            f"{day} 有主体同时属于两个担保圈。请给出互不重叠的强连通分量。",
        )
    return {min(members): members for members in sorted(circles, key=min)}


def _kin(before: _Circles, today: _Circles, measure: Callable[[int, int], int]) -> list[tuple[str, str]]:
    """Pairs, before and now, that share more than half of the smaller (min) or larger (max) of both; closest first.

    Equal shares: the larger pair, then the one that comes first in `before`, then in `today`'s order of members.
    """
    circle_of = {member: smallest for smallest, members in today.items() for member in members}
    shared = Counter(
        (identity, circle_of[member])
        for identity, members in before.items()
        for member in members
        if member in circle_of
    )
    place = {identity: number for number, identity in enumerate(before)}
    sizes = {(old, new): (len(before[old]), len(today[new])) for old, new in shared}
    return sorted(
        (pair for pair, count in shared.items() if 2 * count > measure(*sizes[pair])),
        key=lambda pair: (-shared[pair], -sum(sizes[pair]), place[pair[0]], pair[1]),
    )


def _one_to_one(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Of pairs in order of closeness those whose ends are both still free: what was before by what is now."""
    matched: dict[str, str] = {}
    taken: set[str] = set()
    for old, new in pairs:
        if old not in taken and new not in matched:
            matched[new] = old
            taken.add(old)
    return matched


def _identities(
    day: date, today: _Circles, kin: list[tuple[str, str]], ended: dict[str, frozenset[str]]
) -> dict[str, str]:
    """By smallest member: whom a circle continues, else which ended one it mostly is (the last to end), else itself."""
    identity = _one_to_one(kin)
    appearing = {smallest: members for smallest, members in today.items() if smallest not in identity}
    if appearing:
        latest_first = dict(reversed(ended.items()))
        identity |= _one_to_one(_kin(latest_first, appearing, max))
    return {smallest: identity.get(smallest) or circle_id(day, members) for smallest, members in today.items()}


def _others(kin: Iterable[tuple[str, str]], identity: Mapping[str, str]) -> defaultdict[str, set[str]]:
    """Per identity those of its kin that are not itself."""
    others: defaultdict[str, set[str]] = defaultdict(set)
    for old, new in kin:
        if identity[new] != old:
            others[old].add(identity[new])
            others[identity[new]].add(old)
    return others


def _events(
    day: date, before: _Circles, now: _Circles, others: Mapping[str, set[str]], appearing: Mapping[str, Change]
) -> Iterator[CircleEvent]:
    """The events between two states; `appearing` says of circles not there before what they are, if not born."""
    for identity in (*now, *(identity for identity in before if identity not in now)):
        was, members, kin = before.get(identity, frozenset()), now.get(identity, frozenset()), others.get(identity)
        if was == members:
            continue
        change = _change(len(was), len(members), bool(kin), appearing.get(identity, Change.BORN))
        yield CircleEvent(
            day, identity, change,
            tuple(sorted(members - was)), tuple(sorted(was - members)), tuple(sorted(kin or ())),
        )  # fmt: skip


def _change(before: int, now: int, has_kin: bool, appearing: Change) -> Change:
    """The change between two sizes; 0 is not there."""
    if not before:
        return Change.SPLIT if has_kin else appearing
    if not now:
        return Change.MERGED if has_kin else Change.DIED
    if before == now:
        return Change.CHANGED
    return Change.GREW if before < now else Change.SHRANK


def _move_ended(ended: dict[str, frozenset[str]], before: _Circles, now: _Circles) -> None:
    """Circles that ended go to the end of `ended`, with their last members; those that are there again leave it."""
    for identity in now:
        ended.pop(identity, None)
    ended |= {identity: members for identity, members in before.items() if identity not in now}
