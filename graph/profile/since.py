"""What changed since a day: the profile as it is known now beside the one that could be had on that day.

Both what happened since and what became known since: who looked on that day had neither.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from graph.explain.answer import PartyName, percent
from graph.explain.day import Day
from graph.profile.beside import Beside
from graph.profile.conduct import CaseTold, EventTold, ListingTold
from graph.profile.loans import LoanTold
from graph.profile.ties_of import ties_of
from graph.profile.wording import CLASSED, EVENTS, LISTS, POSTS, ROLES, UNSTATED
from graph.regimes.provision import Wording

CAME, WENT, CHANGED = "came", "went", "changed"
Value = float | int | str | date | None


@dataclass(frozen=True, slots=True)
class Figure:
    """One number, day or word of a profile. unit: cny, ratio, count, level, day or text."""

    section: str
    name: str
    title: Wording
    unit: str
    value: Value


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A figure that is another one now. None: not known."""

    section: str
    name: str
    title: Wording
    unit: str
    before: Value
    after: Value


@dataclass(frozen=True, slots=True)
class FactChange:
    """A fact that came, went or changed. reference: its number; party: who is at its other end."""

    what: str
    section: str
    said: Wording
    party: PartyName | None
    amount_cny: float | None
    reference: str | None


@dataclass(frozen=True, slots=True)
class ChangedSince:
    """since: the day looked back to, as it was known on it. facts: shown of so many, by section."""

    since: date
    figures: tuple[FigureChange, ...]
    facts: tuple[FactChange, ...]
    fact_count: int


@dataclass(frozen=True, slots=True)
class Item:
    """A fact as it is compared: two of one key with other marks have changed."""

    section: str
    mark: str
    said: Wording
    party: int | None = None
    amount_cny: float | None = None
    reference: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """A party on one of the two days. contracts: alive for it, and given by it (positions, ascending)."""

    day: Day
    figures: tuple[Figure, ...]
    items: Mapping[str, Item]
    received: NDArray[np.int64]
    given: NDArray[np.int64]


def changed_since(before: Side, after: Side, most: int) -> ChangedSince:
    """At most so many facts; figures in the order of the profile."""
    then = {(one.section, one.name): one for one in before.figures}
    now = {(one.section, one.name): one for one in after.figures}
    figures = []
    for key in dict.fromkeys((*now, *then)):
        one = now.get(key) or then[key]
        old, new = (side[key].value if key in side else None for side in (then, now))
        if not _same(old, new):
            figures.append(FigureChange(one.section, one.name, one.title, one.unit, old, new))
    facts = [*_items(before, after), *_contracts(before, after)]
    return ChangedSince(
        before.day.snapshot.at.as_of, tuple(figures), tuple(_told(one) for one in facts[:most]), len(facts)
    )


def items_of(
    day: Day, position: int, loans: Iterable[LoanTold], conduct: Iterable[CaseTold | ListingTold | EventTold],
    beside: Beside,
) -> dict[str, Item]:  # fmt: skip
    """Every fact of a party that is compared, but the contracts, by its key."""
    found = dict(_ties(day, position))
    for loan in loans:
        said = CLASSED.get(loan.classification or "", UNSTATED)
        if loan.is_open:
            mark = f"{loan.outstanding_cny} {loan.classification} {loan.days_past_due}"
            late = loan.days_past_due or 0
            told = Wording(zh=f"贷款 {said.zh}，逾期{late}天", en=f"loan, {said.en}, {late} days past due")
            found[f"loan {loan.loan_id}"] = Item("loans", mark, told, None, loan.outstanding_cny, loan.loan_id)
    found |= dict(_conduct(conduct))
    for one in beside.warnings:
        title = one.title or Wording(zh=one.rule, en=one.rule)
        told = Wording(zh=f"预警 {one.level}级：{title.zh}", en=f"warning, level {one.level}: {title.en}")
        found[f"warning {one.rule}"] = Item("warnings", str(one.level), told, None, None, one.signal_id)
    return found


def _ties(day: Day, position: int) -> Iterator[tuple[str, Item]]:
    node = np.array([position])
    for incoming, section in ((True, "owners"), (False, "holdings")):
        ties = ties_of(day.snapshot, "OWNS", node, incoming=incoming)
        for other, row in zip(ties.other.tolist(), ties.told(), strict=True):
            share = "?" if row["share_ratio"] is None else percent(row["share_ratio"])
            said = Wording(zh=f"股东持股 {share}", en=f"owner, {share}")
            if not incoming:
                said = Wording(zh=f"对外持股 {share}", en=f"stake held, {share}")
            yield f"{section} {row['stake_id']}", Item(section, share, said, other, None, row["stake_id"])
    for incoming in (True, False):
        ties = ties_of(day.snapshot, "HOLDS_POSITION", node, incoming=incoming)
        for other, row in zip(ties.other.tolist(), ties.told(), strict=True):
            post = POSTS.get(row["role"] or "", UNSTATED)
            yield f"post {incoming} {other} {row['role']}", Item("posts", "", post, other)


def _conduct(conduct: Iterable[CaseTold | ListingTold | EventTold]) -> Iterator[tuple[str, Item]]:
    for one in conduct:
        if isinstance(one, CaseTold):
            role, closed = ROLES.get(one.role or "", UNSTATED), one.closed_on is not None
            said = Wording(
                zh=f"案件（{role.zh}）{'已结' if closed else '未结'}",
                en=f"case, as {role.en}, {'closed' if closed else 'open'}",
            )
            key, mark, amount, number = f"case {one.case_no} {one.role}", str(closed), one.amount_cny, one.case_no
            yield key, Item("cases", mark, said, None, amount, number)
        elif isinstance(one, ListingTold):
            said = LISTS.get(one.list or "", UNSTATED)
            if one.removed_on is None:
                yield f"listing {one.listing_id}", Item("listings", "", said, None, None, one.listing_id)
        else:
            said = EVENTS.get(one.kind or "", UNSTATED)
            yield f"event {one.event_id}", Item("events", "", said, None, one.amount_cny, one.event_id)


def _items(before: Side, after: Side) -> Iterator[tuple[str, Side, Item | int]]:
    for key, item in after.items.items():
        old = before.items.get(key)
        if old is None:
            yield CAME, after, item
        elif old.mark != item.mark:
            yield CHANGED, after, item
    for key, item in before.items.items():
        if key not in after.items:
            yield WENT, before, item


def _contracts(before: Side, after: Side) -> Iterator[tuple[str, Side, Item | int]]:
    for old, new in ((before.received, after.received), (before.given, after.given)):
        yield from ((CAME, after, int(one)) for one in np.setdiff1d(new, old))
        yield from ((WENT, before, int(one)) for one in np.setdiff1d(old, new))


def _told(one: tuple[str, Side, Item | int]) -> FactChange:
    what, side, item = one
    if isinstance(item, Item):
        party = None if item.party is None else side.day.naming.party(item.party)
        return FactChange(what, item.section, item.said, party, item.amount_cny, item.reference)
    (fact,) = side.day.contracts.guarantees([item])
    if item in side.received:
        said, other, section = Wording(zh="接受担保", en="guaranteed by"), fact.guarantor, "guaranteed_by"
    else:
        said, other, section = Wording(zh="提供担保", en="guarantee given for"), fact.debtor, "guarantees_for"
    return FactChange(what, section, said, other, fact.cap_cny, fact.guarantee_id)


def _same(old: Value, new: Value) -> bool:
    if isinstance(old, float) and isinstance(new, float):
        return abs(old - new) <= 1e-9 * max(1.0, abs(old), abs(new))
    return old == new
