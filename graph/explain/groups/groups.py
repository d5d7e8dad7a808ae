"""All groups of a lender's clients by a regime, the largest exposure first, in four levels."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from graph.explain.answer import Article, Change, PartyName
from graph.explain.day import Day
from graph.explain.groups.group import GroupSummary, summary
from graph.explain.groups.lending import Lending, UncheckedLimit, headroom
from graph.explain.groups.related_limits import RelatedLimit, related_limits
from graph.groups.finding import FoundGroup, GroupRun, found_groups
from graph.regimes.regime import Regime


@dataclass(frozen=True, slots=True)
class GroupsAnswer:
    """The groups shown of `group_count`; total_exposure_cny: to all clients, each once (元); breaches: how many groups
    exceed a limit. related: the limits on the lender's own related parties and how they are used."""

    lender: PartyName | None
    groups: tuple[GroupSummary, ...]
    group_count: int
    client_count: int
    total_exposure_cny: float
    breaches: int
    related: tuple[RelatedLimit, ...]


@dataclass(frozen=True, slots=True)
class GroupsFacts:
    """The rules applied; the members of a group with the facts that tie them are asked for by one of them."""

    articles: tuple[Article, ...]


@dataclass(frozen=True, slots=True)
class GroupsCertainty:
    """How sure. without_balance, unknown_amounts: loans and guarantees, as for one group. overlapping: clients in more
    than one group; undetermined: clients whose control undisclosed votes could decide."""

    known: bool
    without_balance: int
    unknown_amounts: int
    overlapping: int
    undetermined: int
    doubtful_matches: int
    unchecked_limits: tuple[UncheckedLimit, ...]


@dataclass(frozen=True, slots=True)
class GroupsFound:
    """The groups of a lender's clients on a day; lender None: of all lenders together."""

    as_of: date
    known_at: date
    version: int
    regime: str
    answer: GroupsAnswer
    facts: GroupsFacts
    certainty: GroupsCertainty
    changes: tuple[Change, ...]
    truncated: bool


def groups(
    day: Day, law: Regime, lender_id: str | None = None, *, minimum_size: int = 2, first: int = 0, most: int = 100
) -> GroupsFound:  # fmt: skip
    """The groups of at least so many clients, `most` of them from the `first` on. Raises what `group` raises of a
    lender.
    """
    lending = Lending.of(day, law, lender_id)
    found, at = lending.found.groups, day.snapshot.at
    numbers = np.flatnonzero(found.size >= minimum_size)
    numbers = numbers[np.lexsort((numbers, -found.exposure_cny[numbers]))]
    shown = tuple(summary(lending, int(number)) for number in numbers[first : first + most])
    breaching = [one.breaches for one in lending.uses if one.of_groups]
    over = np.intersect1d(np.unique(np.concatenate([np.zeros(0, dtype=np.int64), *breaching])), numbers)
    lender = None if lending.found.lender is None else day.naming.party(lending.found.lender)
    return GroupsFound(
        at.as_of, at.known_at, day.snapshot.version, law.id,
        GroupsAnswer(
            lender, shown, len(numbers), int(found.client.sum()), float(found.total_exposure_cny), len(over),
            related_limits(lending, most),
        ),
        GroupsFacts(lending.articles),
        _certainty(lending),
        tuple(headroom(limit, one.head) for one in shown for limit in one.limits),
        len(numbers) > first + most,
    )  # fmt: skip


def _certainty(lending: Lending) -> GroupsCertainty:
    found, owed, day = lending.found.groups, lending.found.exposures, lending.day
    count = day.facts.holdings.party_count
    undetermined = lending.control.undetermined & found.client[:count]
    return GroupsCertainty(
        bool(found.client.any()), int(owed.without_balance.sum()), int(owed.unknown.sum()), len(found.overlapping),
        int(undetermined.sum()), len(day.matches), lending.unchecked,
    )  # fmt: skip


def to_write(day: Day, law: Regime, lender_id: str | None) -> tuple[list[FoundGroup], GroupRun]:
    """All groups of two clients or more as they are written down, and the run that found them."""
    lending = Lending.of(day, law, lender_id)
    lender = None if lending.found.lender is None else day.naming.party(lending.found.lender).party_id
    found = found_groups(day.snapshot, lending.found, law.id, limits=lending.limits)
    return found, GroupRun.of(day.snapshot, law.id, lender, lending.found.provision)
