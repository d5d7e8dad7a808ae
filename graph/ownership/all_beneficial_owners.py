"""The beneficial owners of every enterprise at once, by the same rules as of one."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.errors import UsageError
from graph.kernels.csr import runs
from graph.ownership.beneficial_rule import BeneficialRule, Ground, Method
from graph.ownership.control import Control
from graph.ownership.facts import OwnershipFacts
from graph.ownership.integrated import IntegratedOwnership
from graph.ownership.positions import ACTUAL_CONTROLLER, ROLES
from graph.ownership.sweep import large_holders
from graph.ownership.threshold import above, at_least

GROUND_BIT: Final = {ground: 1 << place for place, ground in enumerate(Ground)}
"""Of the grounds of an owner, each is a bit."""

Ints = NDArray[np.int32]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class AllBeneficialOwners:
    """One row per enterprise and beneficial owner, by enterprise, then by person.

    company, person: int32 positions. share: float64, of capital or votes, whichever is more, by the rule's method; 0
    where the person is an owner on other grounds alone. grounds: uint8, bits of `GROUND_BIT`. without: bool per party,
    enterprises for which nobody is found, where senior managers stand in.
    """

    company: Ints
    person: Ints
    share: Floats
    grounds: NDArray[np.uint8]
    without: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.company)


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    """Persons found on one ground, in any order, perhaps more than once."""

    ground: Ground
    person: Ints
    company: Ints
    share: Floats | None = None


def all_beneficial_owners(facts: OwnershipFacts, rule: BeneficialRule) -> AllBeneficialOwners:
    """The beneficial owners of all enterprises; UsageError for the weakest link, which is a report on one enterprise.

    Time and memory are those of the look-through sweep and of the pairs of controllers and controlled.
    """
    if rule.method is Method.WEAKEST_LINK:
        raise UsageError(
            "The weakest link is reported for one enterprise at a time. Choose product_sum or control_chain.",
            "最弱环节法只能逐户报告。请选择 product_sum 或 control_chain。",
            method=rule.method.value,
        )
    found = list(_grounds(facts, rule))
    count = len(facts.is_person)
    key = np.concatenate([f.company.astype(np.int64) * count + f.person for f in found])
    share = np.concatenate([np.zeros(len(f.person)) if f.share is None else f.share for f in found])
    bits = np.concatenate([np.full(len(f.person), GROUND_BIT[f.ground], dtype=np.uint8) for f in found])
    keys, place = np.unique(key, return_inverse=True)
    largest, grounds = np.zeros(len(keys)), np.zeros(len(keys), dtype=np.uint8)
    np.maximum.at(largest, place, share)
    np.bitwise_or.at(grounds, place, bits)
    company = (keys // count).astype(np.int32)
    without = ~facts.is_person
    without[company] = False
    return AllBeneficialOwners(company, (keys % count).astype(np.int32), largest, grounds, without)


def _grounds(facts: OwnershipFacts, rule: BeneficialRule) -> Iterator[_Found]:
    """Everybody on every ground that the rule knows."""
    control = facts.control(rule.control_rule)
    pairs = _persons_in_control(facts, control) if _needs_control(rule) else None
    for votes in (False, True) if rule.votes else (False,):
        if rule.method is Method.PRODUCT_SUM:
            yield _by_product(facts, facts.votes if votes else facts.shares, rule)
        elif pairs is not None:
            yield _by_chain(facts, rule, pairs, votes=votes)
    if rule.control and pairs is not None:
        yield _Found(Ground.CONTROL, *pairs)
        yield _Found(Ground.CONTROL, *_in_office(facts, (ACTUAL_CONTROLLER,)))
    if rule.coexistence and pairs is not None:
        yield _by_chain(facts, rule, pairs, votes=False, ground=Ground.CONTROL_OF_HOLDER)
        yield _by_share_of_controllers(facts, rule, control)
    if rule.state_roles:
        person, company = _in_office(facts, rule.state_roles)
        top = control.ultimate[company]
        of_state = (top >= 0) & (top < len(facts.is_state)) & facts.is_state[np.clip(top, 0, len(facts.is_state) - 1)]
        yield _Found(Ground.STATE_OWNED, person[of_state], company[of_state])


def _needs_control(rule: BeneficialRule) -> bool:
    return rule.control or rule.coexistence or rule.method is Method.CONTROL_CHAIN


def _by_product(facts: OwnershipFacts, ownership: IntegratedOwnership, rule: BeneficialRule) -> _Found:
    large = large_holders(ownership, rule.threshold, strict=rule.strict, among=facts.is_person)
    return _Found(Ground.OWNERSHIP, large.holder, large.company, large.share)


def _by_chain(
    facts: OwnershipFacts,
    rule: BeneficialRule,
    pairs: tuple[Ints, Ints],
    *,
    votes: bool,
    ground: Ground = Ground.OWNERSHIP,
) -> _Found:
    """Own stakes and those of controlled enterprises, added up; for `CONTROL_OF_HOLDER` only where there are such."""
    holdings = facts.holdings
    parts = holdings.votes if votes else holdings.share
    direct = np.flatnonzero(facts.is_person[holdings.owner])
    which, rows = _rows_of(facts, pairs[1])
    person = np.concatenate([holdings.owner[direct], pairs[0][which]])
    rows = np.concatenate([direct, rows])
    through = np.arange(len(rows)) >= len(direct)
    counts = (holdings.owner[rows] != holdings.owned[rows]) & (parts[rows] > 0)
    person, rows, through = person[counts], rows[counts], through[counts]
    own = holdings.owner == holdings.owned
    whole = 1.0 - np.bincount(holdings.owned[own], weights=parts[own], minlength=holdings.party_count)
    key = person.astype(np.int64) * holdings.party_count + holdings.owned[rows]
    keys, place = np.unique(key, return_inverse=True)
    company = (keys % holdings.party_count).astype(np.int32)
    sums = np.bincount(place, weights=parts[rows], minlength=len(keys))
    share = np.divide(sums, whole[company], out=np.zeros(len(keys)), where=whole[company] > 0)
    enough = above(share, rule.threshold) if rule.strict else at_least(share, rule.threshold)
    if ground is Ground.CONTROL_OF_HOLDER:
        enough &= np.bincount(place, weights=through, minlength=len(keys)) > 0
        return _Found(ground, (keys // holdings.party_count).astype(np.int32)[enough], company[enough])
    return _Found(ground, (keys // holdings.party_count).astype(np.int32)[enough], company[enough], share[enough])


def _by_share_of_controllers(facts: OwnershipFacts, rule: BeneficialRule, control: Control) -> _Found:
    """Art. 54(b): the large holders of each enterprise that controls another."""
    large = large_holders(facts.shares, rule.threshold, strict=rule.strict, among=facts.is_person)
    controller, controlled = control.pairs()
    first = np.searchsorted(large.company, controller)
    length = np.searchsorted(large.company, controller, side="right") - first
    place = runs(first, length)
    return _Found(Ground.OWNERSHIP_OF_CONTROLLER, large.holder[place], np.repeat(controlled, length))


def _persons_in_control(facts: OwnershipFacts, control: Control) -> tuple[Ints, Ints]:
    """Every natural person and whom the person controls, alone or as a member of a concert group; each pair once."""
    controller, controlled = control.pairs()
    count = len(facts.is_person)
    groups = controller >= count
    members = facts.concerts.members
    group = controller[groups] - count
    length = np.diff(members.indptr)[group]
    person = np.concatenate([controller[~groups], members.indices[runs(members.indptr[group], length)]])
    company = np.concatenate([controlled[~groups], np.repeat(controlled[groups], length)])
    real = facts.is_person[person]
    keys = np.unique(person[real].astype(np.int64) * count + company[real])
    return (keys // count).astype(np.int32), (keys % count).astype(np.int32)


def _in_office(facts: OwnershipFacts, roles: tuple[str, ...]) -> tuple[Ints, Ints]:
    """Who holds one of the offices, and where."""
    offices = facts.positions
    rows = np.isin(offices.role, [ROLES.index(role) for role in roles])
    return offices.person[rows], offices.enterprise[rows]


def _rows_of(facts: OwnershipFacts, owners: Ints) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The rows of each owner's stakes: the place of the owner, and the row."""
    by_owner = facts.holdings.by_owner
    length = np.diff(by_owner.indptr)[owners]
    return np.repeat(np.arange(len(owners)), length), by_owner.edges_of_all(owners)
