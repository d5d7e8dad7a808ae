"""What would change who the beneficial owners are: the smallest sale that ends one, the least share that makes one."""

from typing import Final

import numpy as np

from graph.explain.answer import Change, bar, percent, stake_said
from graph.explain.ownership.part import Part
from graph.ownership.beneficial_owner import BeneficialOwners, beneficial_owners
from graph.ownership.beneficial_rule import BeneficialOwner, Ground, Method
from graph.regimes.provision import Wording

MOST_OWNERS: Final = 10
MOST_NEAR: Final = 3
MOST_TRIED: Final = 100
"""So many stakes, the smallest that could do it first, are tried for an owner, each by asking the question again."""
MOST_WEIGHED: Final = 1_000_000
"""Where the question reaches many stakes, fewer are tried: so many are weighed for an owner."""


def owner_changes(part: Part, found: BeneficialOwners) -> tuple[Change, ...]:
    """For each owner the smallest stake whose sale ends it, then for those who come nearest what they lack."""
    tries = min(MOST_TRIED, max(1, MOST_WEIGHED // max(1, len(part.stakes))))
    ended = [_ended(part, found, owner, tries) for owner in found.owners[:MOST_OWNERS]]
    return (*(change for change in ended if change), *_lacking(part, found))


def _ended(part: Part, found: BeneficialOwners, owner: BeneficialOwner, tries: int) -> Change | None:
    """The smallest stake without which somebody is no beneficial owner any more."""
    for stake in _candidates(part, found, owner)[:tries]:
        after = beneficial_owners(part.without(stake).facts, part.target, found.rule)
        if all(one.party != owner.party for one in after.owners):
            return _sold(part, found, owner, stake, after.holders.of(owner.party))
    return None


def _candidates(part: Part, found: BeneficialOwners, owner: BeneficialOwner) -> list[int]:
    """The stakes between owner and enterprise whose sale could be enough, the smallest first.

    Every chain over a stake is counted in what its owner has through it, so where the share alone makes the owner, a
    stake through which less runs than is to spare cannot be one.
    """
    holdings, shares = part.facts.holdings, part.facts.shares
    above, below = np.zeros(holdings.party_count), np.zeros(holdings.party_count)
    held, holders = shares.holdings_of(owner.party), shares.holders_of(part.target)
    above[held.party], below[holders.party] = held.share, holders.share
    above[owner.party] += 1.0
    below[part.target] += 1.0
    partners = part.facts.concerts.members_of(part.facts.concerts.holder_of(owner.party))
    above[partners] = np.maximum(above[partners], 1.0)
    stakes = part.registered
    runs = above[stakes.owner] * stakes.share * below[stakes.owned]
    by_share = all(why.ground is Ground.OWNERSHIP for why in owner.reasons)
    least = 0.0
    if by_share and found.rule.method is Method.PRODUCT_SUM and len(partners) == 1 and owner.share == owner.votes:
        least = owner.share - found.rule.threshold - 1e-9
    places = np.flatnonzero((runs > 0) & (runs >= least))
    return [int(place) for place in places[np.lexsort((places, stakes.share[places]))]]


def _sold(part: Part, found: BeneficialOwners, owner: BeneficialOwner, stake: int, left: float) -> Change:
    naming, rule = part.day.naming, found.rule
    fact = naming.stakes([int(part.stakes[stake])])[0]
    who, line = naming.party(part.position(owner.party)), bar(rule.threshold, strict=rule.strict)
    name, sold = who.name or who.party_id, stake_said(fact)
    return Change(
        "owner_ends",
        Wording(
            zh=f"若出售 {sold.zh}，{name} 不再是受益所有人：余 {percent(left)}，须{line.zh}。",
            en=f"{name} is no beneficial owner any more if {sold.en} is sold: "
            f"{percent(left)} left, {line.en} needed.",
        ),
        naming.holder(part.position(owner.party)), fact, owner.share, left, rule.threshold,
    )  # fmt: skip


def _lacking(part: Part, found: BeneficialOwners) -> list[Change]:
    """Those with the largest shares who are no owners, and how much more each would need."""
    naming, rule, owned = part.day.naming, found.rule, {owner.party for owner in found.owners}
    line, changes = bar(rule.threshold, strict=rule.strict), []
    near = [(person, share) for person, share in found.holders.items() if person not in owned and share > 0]
    for person, share in near[:MOST_NEAR]:
        who, lacks = naming.party(part.position(person)), rule.threshold - share
        name, more = who.name or who.party_id, bar(lacks, strict=rule.strict)
        said = Wording(
            zh=f"{name} 持有 {percent(share)}，再增加{more.zh} 即成为受益所有人（须{line.zh}）。",
            en=f"{name} has {percent(share)} and becomes a beneficial owner with {more.en} on top ({line.en} needed).",
        )
        about = naming.holder(part.position(person))
        changes.append(Change("owner_begins", said, about, None, share, rule.threshold, rule.threshold))
    return changes
