"""What happened to a party, in order: dated facts, scores and findings, the newest first.

A fact stands on the day on which it began or ended, not on the day on which it became known; that day stands beside it.
Only what had happened by the day, as it was known on the other, is told; days that nobody states are left out.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.explain.answer import PartyName, percent
from graph.explain.day import Day
from graph.profile.beside import Beside
from graph.profile.conduct import CaseTold, EventTold, ListingTold
from graph.profile.ties_of import EPOCH, TiesOf, day_number, nodes_at, ties_of
from graph.profile.wording import CLASSED, EVENTS, LISTS, POSTS, ROLES, STATUSES, UNSTATED
from graph.regimes.provision import Wording

Days = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """kind: a word for programs. party: the other one; reference: number of the contract, loan, case or finding."""

    on: date
    kind: str
    said: Wording
    party: PartyName | None
    amount_cny: float | None
    level: int | None
    reference: str | None
    recorded_on: date | None
    source: str | None


Said = tuple[str, Wording, PartyName | None, float | None, str | None]
"""Kind, sentence, the other party, amount, reference."""


@dataclass(frozen=True, slots=True, eq=False)
class _Stream:
    """Facts of a kind by day (since 1970-01-01), told when it is known which of them are shown."""

    days: Days
    tell: Callable[[NDArray[np.integer]], Sequence[TimelineEntry]]


@dataclass(frozen=True, slots=True)
class Known:
    """What was read already, beside the day itself."""

    established_on: date | None
    cases: Sequence[CaseTold]
    listings: Sequence[ListingTold]
    events: Sequence[EventTold]
    beside: Beside


FIRST: Final = day_number(date(1900, 1, 1))
"""Earlier days are not dates but words for an open start."""


def timeline(day: Day, position: int, known: Known, most: int) -> tuple[tuple[TimelineEntry, ...], int]:
    """The newest entries, at most so many, and how many there are."""
    last = day_number(day.snapshot.at.as_of)
    streams = list(_streams(day, position, known))
    days = np.concatenate([one.days for one in streams])
    owner = np.repeat(np.arange(len(streams)), [len(one.days) for one in streams])
    place = np.concatenate([np.arange(len(one.days)) for one in streams])
    there = np.flatnonzero((days >= FIRST) & (days <= last))
    newest = there[np.lexsort((place[there], owner[there], -days[there]))]
    told: dict[int, TimelineEntry] = {}
    shown = newest[:most]
    for number, stream in enumerate(streams):
        own = shown[owner[shown] == number]
        told |= dict(zip(own.tolist(), stream.tell(place[own]) if len(own) else [], strict=True))
    return tuple(told[one] for one in shown.tolist()), len(newest)


def _streams(day: Day, position: int, known: Known) -> Iterator[_Stream]:
    node = np.array([position])
    yield _ready([*_own(known), *_found(known.beside)])
    yield _begun(ties_of(day.snapshot, "DESCRIBED_BY", node, ended=True), lambda some: _recorded(day, some))
    yield _begun(ties_of(day.snapshot, "REPORTED", node, ended=True), lambda some: _reported(day, some))
    for incoming in (True, False):
        for name, say in (("OWNS", _held), ("HOLDS_POSITION", _in_office)):
            ties = ties_of(day.snapshot, name, node, incoming=incoming, ended=True)
            yield _begun(ties, _saying(say, day, incoming=incoming, ended=False))
            yield _ended(_last_words(ties), _saying(say, day, incoming=incoming, ended=True))
    for name, incoming in (("GAVE", False), ("FOR", True)):
        ties = ties_of(day.snapshot, name, node, incoming=incoming, ended=True)
        yield _begun(ties, _saying(_guaranteed, day, incoming=incoming, ended=False))
        yield _ended(ties, _saying(_guaranteed, day, incoming=incoming, ended=True))
    borrowed = ties_of(day.snapshot, "BORROWED", node, ended=True)
    yield _begun(borrowed, lambda some: _drawn(day, some))
    stood = ties_of(day.snapshot, "STOOD_AT", np.unique(borrowed.other), ended=True)
    yield _begun(_worse(day, stood), lambda some: _classed(day, some))


def _own(known: Known) -> Iterator[TimelineEntry]:
    if known.established_on:
        yield _entry(known.established_on, "established", Wording(zh="成立", en="established"))
    for case in known.cases:
        said = ROLES.get(case.role or "", UNSTATED)
        about = f" {case.cause}" if case.cause else ""
        for on, kind, zh, en in (
            (case.filed_on, "case_filed", f"{said.zh}案件立案{about}", f"case filed, as {said.en}{about}"),
            (case.closed_on, "case_closed", f"{said.zh}案件结案{about}", f"case closed, as {said.en}{about}"),
        ):
            if on:
                yield _entry(on, kind, Wording(zh=zh, en=en), case, case.amount_cny, case.case_no)
    for listing in known.listings:
        name = LISTS.get(listing.list or "", Wording(zh=listing.list or "", en=listing.list or ""))
        if listing.listed_on:
            said = Wording(zh=f"列入{name.zh}", en=f"put on the list: {name.en}")
            yield _entry(listing.listed_on, "listed", said, listing, None, listing.listing_id)
        if listing.removed_on:
            said = Wording(zh=f"移出{name.zh}", en=f"taken off the list: {name.en}")
            yield _entry(listing.removed_on, "delisted", said, listing, None, listing.listing_id)
    for event in known.events:
        if event.occurred_on:
            said = EVENTS.get(event.kind or "", Wording(zh=event.kind or "", en=event.kind or ""))
            yield _entry(event.occurred_on, f"event_{event.kind}", said, event, event.amount_cny, event.event_id)


def _found(beside: Beside) -> Iterator[TimelineEntry]:
    for score in beside.scores:
        if score.scored_on:
            chance = percent(round(score.probability, 4))
            said = Wording(zh=f"违约概率评分 {chance}", en=f"scored: probability of default {chance}")
            yield TimelineEntry(
                score.scored_on, "scored", said, None, None, None, score.model, score.known_on, "ringfence"
            )
    for one in beside.signals:
        title = one.title or Wording(zh=one.rule, en=one.rule)
        said = Wording(zh=f"预警 {one.level}级：{title.zh}", en=f"warning, level {one.level}: {title.en}")
        yield TimelineEntry(
            one.first_seen_on, "warned", said, None, None, one.level, one.signal_id, one.first_seen_on, "ringfence"
        )


def _ready(entries: list[TimelineEntry]) -> _Stream:
    days = np.array([day_number(one.on) for one in entries], dtype=np.int32)
    return _Stream(days, lambda places: [entries[place] for place in places.tolist()])


def _saying(
    say: Callable[..., Iterator[Said]], day: Day, *, incoming: bool, ended: bool
) -> Callable[[TiesOf], Iterator[Said]]:  # fmt: skip
    return lambda some: say(day, some, incoming=incoming, ended=ended)


def _begun(ties: TiesOf, say: Callable[[TiesOf], Iterator[Said]]) -> _Stream:
    return _stream(ties, "valid_from", 0, say)


def _ended(ties: TiesOf, say: Callable[[TiesOf], Iterator[Said]]) -> _Stream:
    """On the last day, where relationships keep the day after."""
    return _stream(ties, "valid_to", 1, say)


def _stream(ties: TiesOf, column: str, before: int, say: Callable[[TiesOf], Iterator[Said]]) -> _Stream:
    days = ties.days(column) - np.int32(before)

    def tell(places: NDArray[np.integer]) -> list[TimelineEntry]:
        some = ties.some(places)
        return [
            TimelineEntry(
                EPOCH + timedelta(days=on), kind, said, party, amount, None, reference, row["recorded_on"],
                row["source"],
            )
            for on, row, (kind, said, party, amount, reference) in zip(
                days[places].tolist(), some.told(), say(some), strict=True
            )
        ]  # fmt: skip

    return _Stream(days, tell)


def _last_words(ties: TiesOf) -> TiesOf:
    """Without those that another word on the same two continues: a stake that changed has not ended."""
    begun = set(zip(ties.node.tolist(), ties.other.tolist(), ties.days("valid_from").tolist(), strict=True))
    ends = zip(ties.node.tolist(), ties.other.tolist(), ties.days("valid_to").tolist(), strict=True)
    return ties.some(np.flatnonzero([one not in begun for one in ends]))


def _recorded(day: Day, some: TiesOf) -> Iterator[Said]:
    for row in nodes_at(day.snapshot, "Record", some.other):
        status = STATUSES.get(row["status"] or "", UNSTATED)
        capital = row["registered_capital_cny"]
        said = Wording(zh=f"登记信息：{status.zh}", en=f"register: {status.en}")
        yield "record", said, None, capital, None


def _reported(day: Day, some: TiesOf) -> Iterator[Said]:
    for row in nodes_at(day.snapshot, "Statement", some.other):
        yield (
            "statement",
            Wording(zh="报表期末（净资产）", en="statement (net assets)"),
            None,
            row["net_assets_cny"],
            None,
        )


def _held(day: Day, some: TiesOf, *, incoming: bool, ended: bool) -> Iterator[Said]:
    who = ("股东", "owner") if incoming else ("被投资企业", "owned")
    for other, row in zip(some.other.tolist(), some.told(), strict=True):
        share = "" if row["share_ratio"] is None else f" {percent(row['share_ratio'])}"
        zh, en = (f"{who[0]}退出{share}", f"{who[1]} leaves{share}") if ended else (
            f"{who[0]}持股{share}" if incoming else f"持有{who[0]}股份{share}", f"{who[1]}, share{share}"
        )  # fmt: skip
        kind = f"stake_{'in' if incoming else 'of'}_{'ended' if ended else 'begun'}"
        yield kind, Wording(zh=zh, en=en), day.naming.party(other), None, row["stake_id"]


def _in_office(day: Day, some: TiesOf, *, incoming: bool, ended: bool) -> Iterator[Said]:
    for other, row in zip(some.other.tolist(), some.told(), strict=True):
        post = POSTS.get(row["role"] or "", UNSTATED)
        zh, en = (f"{post.zh}离任", f"{post.en} leaves") if ended else (f"{post.zh}就任", f"{post.en} takes office")
        kind = f"post_{'in' if incoming else 'of'}_{'ended' if ended else 'begun'}"
        yield kind, Wording(zh=zh, en=en), day.naming.party(other), None, None


def _guaranteed(day: Day, some: TiesOf, *, incoming: bool, ended: bool) -> Iterator[Said]:
    """incoming: for the party, else by it."""
    facts = {one.guarantee_id: one for one in day.contracts.guarantees(some.other)}
    for row in nodes_at(day.snapshot, "Guarantee", some.other):
        fact = facts[row["guarantee_id"]]
        zh, en = ("接受担保", "guaranteed by") if incoming else ("提供担保", "guarantee given for")
        more = ("终止", " ended") if ended else ("", "")
        kind = f"guarantee_{'received' if incoming else 'given'}{'_ended' if ended else ''}"
        said = Wording(zh=f"{zh}{more[0]}", en=f"{en}{more[1]}")
        yield kind, said, fact.guarantor if incoming else fact.debtor, fact.cap_cny, row["guarantee_id"]


def _drawn(day: Day, some: TiesOf) -> Iterator[Said]:
    for row in nodes_at(day.snapshot, "Loan", some.other):
        yield "loan_drawn", Wording(zh="贷款发放", en="loan drawn"), None, row["principal_cny"], row["loan_id"]


def _worse(day: Day, stood: TiesOf) -> TiesOf:
    """Balances that are past due or of a class below normal: the others tell nothing that happened."""
    rows = nodes_at(day.snapshot, "Balance", stood.other)
    bad = [(one["days_past_due"] or 0) > 0 or one["classification"] not in (None, "normal") for one in rows]
    return stood.some(np.flatnonzero(bad))


def _classed(day: Day, some: TiesOf) -> Iterator[Said]:
    loans = nodes_at(day.snapshot, "Loan", some.node)
    for loan, row in zip(loans, nodes_at(day.snapshot, "Balance", some.other), strict=True):
        late, found = row["days_past_due"] or 0, CLASSED.get(row["classification"] or "", UNSTATED)
        said = Wording(zh=f"余额：{found.zh}，逾期{late}天", en=f"balance: {found.en}, {late} days past due")
        yield "loan_worse", said, None, row["outstanding_cny"], loan["loan_id"]


def _entry(
    on: date, kind: str, said: Wording, told: CaseTold | ListingTold | EventTold | None = None,
    amount_cny: float | None = None, reference: str | None = None,
) -> TimelineEntry:  # fmt: skip
    recorded, source = (told.recorded_on, told.source) if told else (None, None)
    return TimelineEntry(on, kind, said, None, amount_cny, None, reference, recorded, source)
