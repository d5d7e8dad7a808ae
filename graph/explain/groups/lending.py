"""Types and steps that one group's answer and the list of all groups share: limits, and whom a lender lends to."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa

from graph.explain.answer import Article, Change, Holder
from graph.explain.day import Day
from graph.explain.naming import article
from graph.groups.finding import group_id
from graph.groups.lender import GroupLimitUse, LenderGroups
from graph.groups.limits import Use, checkable
from graph.groups.membership import Link, Step
from graph.ownership.control import Control
from graph.regimes.provision import LimitProvision, Subject, Wording
from graph.regimes.regime import Regime

CLIENT_SUBJECTS: Final = (Subject.SINGLE_CLIENT, Subject.CONNECTED_GROUP, Subject.INTERBANK)


@dataclass(frozen=True, slots=True)
class LimitFound:
    """How far an exposure uses a limit (元). of: client or group. used_ratio: None of a limit of nothing."""

    of: str
    limit: Article
    measure: str
    exposure_cny: float
    limit_cny: float
    headroom_cny: float
    used_ratio: float | None
    breach: bool


@dataclass(frozen=True, slots=True)
class UncheckedLimit:
    """A limit that cannot be checked: the lender's `base` is not known on the day."""

    limit: Article
    base: str


@dataclass(frozen=True, eq=False)
class Lending:
    """A lender's groups (None: of all lenders together) with the limits of a regime on the day."""

    day: Day
    law: Regime
    found: LenderGroups
    limits: tuple[LimitProvision, ...]
    uses: tuple[GroupLimitUse, ...]

    @classmethod
    def of(cls, day: Day, law: Regime, lender_id: str | None) -> "Lending":
        """NotFound for an unknown lender, or where the regime has no rule on groups on the day; UsageError for a
        natural person as lender."""
        lender = None if lender_id is None else day.enterprise(lender_id)
        found = day.groups(law, lender)
        limits = law.limits_on(day.snapshot.at.as_of, CLIENT_SUBJECTS)
        return cls(day, law, found, limits, found.uses(limits))

    @property
    def articles(self) -> tuple[Article, ...]:
        """The rule on groups and the test of control that it names."""
        return tuple(article(self.law.id, rule.source) for rule in self.day.group_rules(self.law))

    @property
    def control(self) -> Control:
        """Control by the test that the rule on groups names."""
        return self.day.facts.control(self.day.group_rules(self.law)[1].rule)

    @property
    def unchecked(self) -> tuple[UncheckedLimit, ...]:
        """The limits whose base the lender has not stated."""
        known = checkable(self.limits, self.found.capital)
        return tuple(
            UncheckedLimit(article(self.law.id, one.source), one.base.value) for one in self.limits if one not in known
        )

    def group_id(self, number: int) -> str:
        """The identity of a group."""
        snapshot, lender = self.day.snapshot, self.found.lender
        identities = snapshot.parties.table.column("party_id")
        members = identities.take(pa.array(self.found.groups.members(number))).to_pylist()
        lender_id = None if lender is None else identities[lender].as_py()
        return group_id(snapshot.at, self.law.id, lender_id, members)

    def limits_of(self, place: int, *, group: bool) -> tuple[LimitFound, ...]:
        """The limits under which a group (by number) or a client (by position) stands."""
        found = []
        for one in self.uses:
            if one.of_groups is group:
                found += [self.limit_at(one, int(at)) for at in np.flatnonzero(one.places == place)]
        return tuple(found)

    def limit_at(self, one: GroupLimitUse, at: int) -> LimitFound:
        """How the exposure at a place of such a use stands to its limit."""
        use: Use = one.use.at(at)
        return LimitFound(
            "group" if one.of_groups else "client", article(self.law.id, use.limit.source), use.limit.measure.value,
            use.exposure_cny, use.limit_cny, use.headroom_cny, use.used_ratio, use.breach,
        )  # fmt: skip


def pair_of(link: Link) -> tuple[int, int]:
    """Controller and controlled of a step of control."""
    return (link.first, link.second) if link.step is Step.CONTROLS else (link.second, link.first)


def headroom(one: LimitFound, about: Holder) -> Change:
    """What may be added before a limit is exceeded, or must go until it is kept."""
    amount = f"{abs(one.headroom_cny):,.2f}"
    title = one.limit.title
    if one.breach:
        said = Wording(
            zh=f"须减少 {amount} 元才不超过“{title.zh}”上限。",
            en=f"The exposure must fall by {amount} 元 to keep the limit “{title.en}”.",
        )
    else:
        said = Wording(
            zh=f"再增加超过 {amount} 元即突破“{title.zh}”上限。",
            en=f"More than {amount} 元 on top would exceed the limit “{title.en}”.",
        )
    return Change(
        "limit_kept" if one.breach else "limit_exceeded", said, about, None, one.used_ratio, None, 1.0,
        round(one.headroom_cny, 2),
    )  # fmt: skip
