"""Close links of an enterprise: holdings of 20 % or more either way or by a common holder, in four levels."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

from graph.errors import NotFound, UsageError
from graph.explain.answer import Article, Asked, Change, Holder, PartyName, StakeFact, percent
from graph.explain.day import Day
from graph.ownership.close_links import THRESHOLD, CloseLink, Link
from graph.ownership.integrated import LookThrough
from graph.regimes.provision import Wording

SHOWN: Final = 100
MOST_CHANGES: Final = 20
EU: Final = "eu"
ARTICLES: Final = (
    Article(
        EU, "close_links_collateral", Wording(zh="密切联系：20 % 以上", en="Close links: 20 % or more"),
        Wording(zh="欧洲央行第2015/510号指引（ECB/2014/60）", en="Guideline (EU) 2015/510 (ECB/2014/60)"), "138",
        False, "from memory", date(2015, 5, 1), None, "",
    ),
    Article(
        EU, "close_links", Wording(zh="密切联系：20 % 以上", en="Close links: 20 % or more"),
        Wording(zh="欧盟第575/2013号条例（CRR）", en="Regulation (EU) No 575/2013 (CRR)"), "4(1)(38)",
        False, "from memory", date(2014, 1, 1), None, "Control and a permanent link to a common controller count too.",
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CloseLinkFound:
    """A close link. reason: holds, held_by or common_holder. share_ratio: by the products along simple paths;
    direct_ratio: the part of it held without anybody between; look_through_ratio: what circulates in loops included.
    holder, own_share_ratio: the common holder, and what it holds of the party itself."""

    party: PartyName
    reason: str
    share_ratio: float
    direct_ratio: float
    look_through_ratio: float
    holder: PartyName | None
    own_share_ratio: float | None


@dataclass(frozen=True, slots=True)
class CloseAnswer:
    """The close links shown, of `link_count`."""

    links: tuple[CloseLinkFound, ...]
    link_count: int
    threshold_ratio: float


@dataclass(frozen=True, slots=True)
class CloseFacts:
    """The direct stakes between the party and those linked to it; the articles."""

    stakes: tuple[StakeFact, ...]
    articles: tuple[Article, ...]


@dataclass(frozen=True, slots=True)
class CloseCertainty:
    """How sure. complete: the paths inside loops were all walked, and all of the party is disclosed. Of whom else it
    holds, undisclosed, nothing is known."""

    known: bool
    enumerated: bool
    complete: bool
    undisclosed_ratio: float
    notes: tuple[Wording, ...]


@dataclass(frozen=True, slots=True)
class CloseFound(Asked):
    """The close links of an enterprise."""

    answer: CloseAnswer
    facts: CloseFacts
    certainty: CloseCertainty
    changes: tuple[Change, ...]
    truncated: bool


def close_links(
    day: Day, party_id: str, threshold: float = THRESHOLD, most: int = SHOWN, regime: str = EU
) -> CloseFound:
    """The close links of an enterprise. NotFound for an unknown party, or a regime that has no close links; UsageError
    for a natural person or a threshold outside 0 to 1."""
    if regime != EU:
        raise NotFound(
            f"Close links are a term of EU law; {regime} has none. Ask with regime={EU}, or for related parties.",
            f"“密切联系”是欧盟法概念，{regime} 无此规定。请用 regime={EU}，或查询关联方。",
            regime=regime,
        )
    if not 0 < threshold <= 1:
        raise UsageError(
            "The threshold is a part of one, above 0. Give a number as 0.2.",
            "阈值须为大于 0、不超过 1 的比例，例如 0.2。",
            threshold=threshold,
        )
    target = day.enterprise(party_id)
    links, enumerated = day.paths.links_of(target, threshold)
    shown, held_by = links[:most], cache(day.facts.shares.firm_to_firm)
    undisclosed = float(day.facts.shares.undisclosed[target])
    asked = day.asked(target, EU)
    return CloseFound(
        asked.party, asked.as_of, asked.known_at, asked.version, asked.regime,
        CloseAnswer(tuple(_link(day, target, one, held_by) for one in shown), len(links), threshold),
        CloseFacts(day.naming.stakes(_direct(day, target, shown)), ARTICLES),
        CloseCertainty(
            day.known_facts(target) > 0, enumerated, enumerated and not undisclosed, undisclosed,
            tuple(_notes(day, target, enumerated=enumerated)),
        ),
        tuple(_changes(day, target, shown, threshold)),
        len(links) > most,
    )  # fmt: skip


def _link(day: Day, target: int, one: CloseLink, held_by: Callable[[int], LookThrough]) -> CloseLinkFound:
    naming, common = day.naming, one.reason is Link.COMMON_HOLDER
    owner, owned = _ends(target, one)
    return CloseLinkFound(
        naming.party(one.other), one.reason.value, one.share, one.direct,
        held_by(owner).share_of(owned), naming.party(one.holder) if common else None,
        one.own_share if common else None,
    )  # fmt: skip


def _ends(target: int, one: CloseLink) -> tuple[int, int]:
    """Who holds, and what."""
    if one.reason is Link.HOLDS:
        return target, one.other
    return (one.other, target) if one.reason is Link.HELD_BY else (one.holder, one.other)


def _direct(day: Day, target: int, links: list[CloseLink]) -> list[int]:
    """The stakes by which one end holds the other, where it does."""
    holdings, found = day.facts.holdings, []
    for one in links:
        owner, owned = _ends(target, one)
        rows = holdings.by_owned.edges_of(owned)[holdings.by_owned.neighbours(owned) == owner]
        found += [int(place) for row in rows.tolist() for place in holdings.stakes_of(row)]
    return list(dict.fromkeys(found))[:SHOWN]


def _notes(day: Day, target: int, *, enumerated: bool) -> Iterator[Wording]:
    if not day.known_facts(target):
        at = day.snapshot.at.as_of
        yield Wording(zh=f"截至 {at}，没有已知的持股。", en=f"No stake in or of it is known on {at}.")
    if not enumerated:
        yield Wording(
            zh="闭环内路径过多，枚举已中止：比例为下限。",
            en="There are too many paths inside loops; the enumeration stopped, shares are at least what is said.",
        )


def _changes(day: Day, target: int, links: list[CloseLink], threshold: float) -> Iterator[Change]:
    """The nearest links first: what would have to be sold of the direct stake until the share is below the line."""
    ends = [one for one in links if one.direct > one.share - threshold]
    for one in sorted(ends, key=lambda link: link.share - threshold)[:MOST_CHANGES]:
        owner, owned = _ends(target, one)
        spare = max(one.share - threshold, 0.0)
        who, whom = day.naming.party(owner), day.naming.party(owned)
        name, other = who.name or who.party_id, whom.name or whom.party_id
        yield Change(
            "link_ends",
            Wording(
                zh=f"{name} 出售其直接持有的 {other} 股权超过 {percent(spare)}（现 {percent(one.direct)}）后，"
                f"低于 {percent(threshold)}。",
                en=f"The link ends when {name} sells more than {percent(spare)} of {other} out of its direct "
                f"{percent(one.direct)}: less than {percent(threshold)} is left.",
            ),
            Holder(False, (who,)), None, one.share, one.share - spare, threshold,
        )  # fmt: skip
