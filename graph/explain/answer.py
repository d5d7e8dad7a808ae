"""What every answer is made of: parties by name, facts with their source, articles of law, and what would change it.

Plain frozen types: parties stand by identity and name, never by position; shares are parts of one, amounts 元.
"""

from dataclasses import dataclass
from datetime import date

from graph.regimes.provision import Wording


@dataclass(frozen=True, slots=True)
class PartyName:
    """A party. kind: a kind of enterprise, or person."""

    party_id: str
    name: str | None
    kind: str | None


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds or controls: one party, or with `concert` the members of a group that votes as one."""

    concert: bool
    parties: tuple[PartyName, ...]


@dataclass(frozen=True, slots=True)
class StakeFact:
    """A registered stake. valid_to: the first day on which it is no longer held; None: open. source: who says so."""

    stake_id: str | None
    owner: PartyName
    owned: PartyName
    share_ratio: float
    vote_ratio: float | None
    valid_from: date | None
    valid_to: date | None
    recorded_on: date | None
    source: str | None


@dataclass(frozen=True, slots=True)
class TieFact:
    """A tie that is no stake: a post, concert, kinship, dependence, guarantee. word: the post, the basis, the kinship.

    from_party has the relation to to_party, None where it is a record of the party itself. Dates as of a stake.
    """

    relation: str
    from_party: PartyName
    to_party: PartyName | None
    word: str | None
    share_ratio: float | None
    contract: str | None
    valid_from: date | None
    valid_to: date | None
    recorded_on: date | None
    source: str | None


@dataclass(frozen=True, slots=True)
class Article:
    """Where a rule stands. verified: whether somebody read it again; checked: how. until: the first day without it."""

    regime: str
    id: str
    title: Wording
    law: Wording
    article: str
    verified: bool
    checked: str
    since: date | None
    until: date | None
    note: str


@dataclass(frozen=True, slots=True)
class Change:
    """Something that would change the answer, computed. what: a word for programs; said: the sentence.

    about: whom it concerns; over: the enterprise whose control is meant. stake: the one that would be sold. now_ratio,
    then_ratio, needed_ratio: before, after, and where the rule draws the line; amount_cny: for limits.
    """

    what: str
    said: Wording
    about: Holder | None = None
    stake: StakeFact | None = None
    now_ratio: float | None = None
    then_ratio: float | None = None
    needed_ratio: float | None = None
    amount_cny: float | None = None
    over: PartyName | None = None


@dataclass(frozen=True, slots=True)
class SameName:
    """Two parties that a source says may be one. probability: None where it does not say how surely."""

    first: PartyName
    second: PartyName
    probability: float | None


@dataclass(frozen=True, slots=True)
class Range:
    """A figure over all ways in which doubtful matches can turn out. probability: that it holds (reaches the threshold,
    controls, belongs); the errors are standard errors, 0 where every way was counted out."""

    about: Holder
    mean: float
    low: float
    high: float
    probability: float
    mean_error: float
    probability_error: float


@dataclass(frozen=True, slots=True)
class Doubts:
    """The matches that bear on the answer, and the figures that they move, shown of so many.

    exact: every way counted, none sampled.
    """

    matches: tuple[SameName, ...]
    match_count: int
    ranges: tuple[Range, ...]
    range_count: int
    ways: int
    exact: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked: of whom, in force on which day, as known on which, by whose law; version: of the facts."""

    party: PartyName
    as_of: date
    known_at: date
    version: int
    regime: str


def percent(ratio: float) -> str:
    """A share as people write it: 46 %, 33.3333 %."""
    return f"{ratio * 100:.4f}".rstrip("0").rstrip(".") + " %"


def bar(threshold: float, *, strict: bool) -> Wording:
    """Where a rule draws the line, in words."""
    if strict:
        return Wording(zh=f"超过 {percent(threshold)}", en=f"more than {percent(threshold)}")
    return Wording(zh=f"不低于 {percent(threshold)}", en=f"at least {percent(threshold)}")


def stake_number(fact: StakeFact) -> str:
    """The stake's own number, where its source gave one beside owner and owned."""
    return (fact.stake_id or "").partition("#")[2]


def stake_said(fact: StakeFact) -> Wording:
    """A stake in words: whose, in whom, which and how much."""
    owner, owned = fact.owner.name or fact.owner.party_id, fact.owned.name or fact.owned.party_id
    number = f" {stake_number(fact)}" if stake_number(fact) else ""
    return Wording(
        zh=f"{owner} 对 {owned} 的持股{number}（{percent(fact.share_ratio)}）",
        en=f"{owner}’s stake{number} in {owned} of {percent(fact.share_ratio)}",
    )
