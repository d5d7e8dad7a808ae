"""The beneficial owners (受益所有人) of an enterprise by a rule, why each is one, and who could be one unseen."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from graph.errors import UsageError
from graph.ownership.beneficial_rule import BeneficialOwner, BeneficialRule, Ground, Reason, SeniorOfficers, Way
from graph.ownership.facts import OwnershipFacts
from graph.ownership.person_shares import PersonShares, chain_shares, person_shares, product_shares, product_through
from graph.ownership.unknown_owners import UnknownPart, as_one_an_owner, unknown_part
from graph.ownership.upstream import Upstream, UpstreamControl


@dataclass(frozen=True, eq=False)
class BeneficialOwners:
    """Who they are, and how sure that is.

    owners: the largest share first. fallback_senior_manager: nobody is an owner by share or control; senior_managers
    are then who the rule takes instead, or besides the owners where it says always. holders: every natural person with
    a share by the rule's method. unknown: what somebody unknown could have at most, by the same method (undisclosed,
    behind enterprises without known owners, in closed loops). further_owner_possible: that is enough.
    could_qualify: known persons, not owners, who would be if what is unknown were theirs; of `unchecked` persons that
    was not worked out. doubts: pairs of persons who may be one person, and as one would be an owner. unresolved: the
    enterprise is in a loop that owns itself whole.
    """

    target: int
    rule: BeneficialRule
    owners: tuple[BeneficialOwner, ...]
    fallback_senior_manager: bool
    senior_managers: tuple[BeneficialOwner, ...]
    holders: PersonShares
    unknown: float
    further_owner_possible: bool
    could_qualify: tuple[int, ...]
    unchecked: int
    doubts: tuple[tuple[int, int], ...]
    unresolved: bool

    @property
    def complete(self) -> bool:
        """Whether nobody else can be an owner by share, whatever stands behind what is not known."""
        open_ends = (self.further_owner_possible, self.could_qualify, self.unchecked, self.doubts, self.unresolved)
        return not any(open_ends)


def beneficial_owners(
    facts: OwnershipFacts, target: int, rule: BeneficialRule, upstream: Upstream | None = None
) -> BeneficialOwners:
    """The beneficial owners of one enterprise. UsageError where the party is no enterprise.

    upstream: of this enterprise, where several rules are asked of it.

    Sources: PRC Measures on Beneficial Owner Information (2024) art. 6; Regulation (EU) 2024/1624 art. 51-54, 63;
    GwG § 3(2); UK Companies Act 2006 sch. 1A; 31 CFR 1010.230(d).
    """
    if not 0 <= target < len(facts.is_person) or facts.is_person[target]:
        raise UsageError(
            "Beneficial owners are asked for of an enterprise. Name an enterprise.",
            "受益所有人只能就企业查询。请指定一家企业。",
            position=target,
        )
    upstream = upstream or Upstream.of(facts, target)
    control = upstream.control(rule.control_rule)
    shares = person_shares(facts, target, rule, control, votes=False)
    votes = person_shares(facts, target, rule, control, votes=True) if rule.votes else shares
    reasons: dict[int, list[Reason]] = {}
    for person, reason in _grounds(facts, target, rule, control, (shares, votes)):
        reasons.setdefault(person, []).append(reason)
    owners = sorted(
        (BeneficialOwner(p, shares.of(p), votes.of(p), tuple(why)) for p, why in reasons.items()),
        key=lambda owner: (-owner.share, -owner.votes, owner.party),
    )
    managers = _senior_officers(facts, target, rule, (shares, votes))
    unknown = unknown_part(upstream, rule, shares)
    unknown_votes = unknown_part(upstream, rule, votes, votes=True) if rule.votes else unknown
    return BeneficialOwners(
        target, rule, tuple(owners), not owners,
        tuple(managers) if rule.managers is SeniorOfficers.ALWAYS or not owners else (),
        shares, unknown.share, rule.meets(max(unknown.share, unknown_votes.share)),
        _could_qualify(rule, set(reasons), unknown, unknown_votes), max(unknown.unchecked, unknown_votes.unchecked),
        tuple(_doubts(upstream, rule, set(reasons))), target in facts.shares.unresolved,
    )  # fmt: skip


def _grounds(
    facts: OwnershipFacts,
    target: int,
    rule: BeneficialRule,
    control: UpstreamControl,
    shares: tuple[PersonShares, PersonShares],
) -> Iterator[tuple[int, Reason]]:
    """Every ground of every person, in the order in which the laws ask for them."""
    yield from _by_share(facts, target, rule, shares)
    if rule.control:
        yield from _by_control(facts, target, control)
    if rule.coexistence:
        yield from _by_control_of_holders(facts, target, rule, control)
        yield from _by_share_of_controllers(facts, target, rule, control)
    if rule.state_roles and _of_the_state(facts, target, control):
        yield from _in_office(facts, target, rule.state_roles, Ground.STATE_OWNED, every=True)


def _by_share(
    facts: OwnershipFacts, target: int, rule: BeneficialRule, shares: tuple[PersonShares, PersonShares]
) -> Iterator[tuple[int, Reason]]:
    """Whose share, of capital or of votes where these count, is enough."""
    seen = set()
    for votes, held in zip((False, True), shares, strict=True):
        for person, share in held.items():
            if rule.meets(share) and person not in seen:
                seen.add(person)
                through = held.through.get(person) or product_through(facts, person, target, votes=votes)
                way = Way.DIRECT if through == (person,) else Way.LOOK_THROUGH
                yield person, Reason(Ground.OWNERSHIP, way, share, through)


def _by_control(facts: OwnershipFacts, target: int, control: UpstreamControl) -> Iterator[tuple[int, Reason]]:
    """Who controls the enterprise: by votes, by concert, or as the registered actual controller."""
    found = control.persons_in_control(target)
    for person in sorted(found):
        why = control.why(person, target)
        holder = control.holder(why.holder)
        through = (holder,) if holder != person else tuple(control.holder(held.party) for held in why.through)
        yield person, Reason(Ground.CONTROL, Way(why.basis.value), why.votes, through)
    for person in facts.registered_controllers(target):
        if person not in found:
            yield person, Reason(Ground.CONTROL, Way.POSITION, role="actual_controller")


def _by_control_of_holders(
    facts: OwnershipFacts, target: int, rule: BeneficialRule, control: UpstreamControl
) -> Iterator[tuple[int, Reason]]:
    """Art. 54(a): persons who control holders of the target, whose stakes and their own are enough together."""
    held = chain_shares(facts, target, control)
    for person, share in held.items():
        through = tuple(owner for owner in held.through[person] if owner != person)
        if through and rule.meets(share):
            yield person, Reason(Ground.CONTROL_OF_HOLDER, Way.THROUGH, share, through)


def _by_share_of_controllers(
    facts: OwnershipFacts, target: int, rule: BeneficialRule, control: UpstreamControl
) -> Iterator[tuple[int, Reason]]:
    """Art. 54(b): persons with an ownership interest in an enterprise that controls the target."""
    for controller in control.controllers_of(target):
        if controller < len(facts.is_person) and not facts.is_person[controller]:
            held = product_shares(facts, controller)
            for person, share in held.items():
                if rule.meets(share):
                    yield person, Reason(Ground.OWNERSHIP_OF_CONTROLLER, Way.THROUGH, share, (controller,))


def _of_the_state(facts: OwnershipFacts, target: int, control: UpstreamControl) -> bool:
    """Whether a government body controls the enterprise in the end."""
    if not facts.is_state[control.upstream.nodes].any():
        return False
    top = control.ultimate(target)
    return 0 <= top < len(facts.is_state) and bool(facts.is_state[top])


def _senior_officers(
    facts: OwnershipFacts, target: int, rule: BeneficialRule, shares: tuple[PersonShares, PersonShares]
) -> Iterator[BeneficialOwner]:
    """The senior managers whom the rule means."""
    reasons: dict[int, list[Reason]] = {}
    for person, reason in _in_office(facts, target, rule.roles, Ground.SENIOR_MANAGER, every=rule.every_manager):
        reasons.setdefault(person, []).append(reason)
    for person, why in reasons.items():
        yield BeneficialOwner(person, shares[0].of(person), shares[1].of(person), tuple(why))


def _in_office(
    facts: OwnershipFacts, target: int, roles: Iterable[str], ground: Ground, *, every: bool
) -> Iterator[tuple[int, Reason]]:
    """Who holds the first of the offices that is filled; with `every`, who holds any of them."""
    for role in roles:
        persons = facts.positions.holders(target, role)
        for person in persons:
            yield person, Reason(ground, Way.POSITION, role=role)
        if persons and not every:
            return


def _could_qualify(rule: BeneficialRule, owned: set[int], *unknown: UnknownPart) -> tuple[int, ...]:
    """Known persons who are no owners, but would be if what is unknown were theirs."""
    near = {person for part in unknown for person, most in part.most.items() if rule.meets(most)}
    return tuple(sorted(near - owned))


def _doubts(upstream: Upstream, rule: BeneficialRule, owned: set[int]) -> Iterator[tuple[int, int]]:
    """Pairs of persons upstream who may be one, of whom neither is an owner, but as one would be by share."""
    pairs = upstream.facts.doubts
    for a, b in pairs[np.isin(pairs, upstream.nodes).all(axis=1)].tolist():
        if not {a, b} & owned and as_one_an_owner(upstream, rule, a, b):
            yield a, b
