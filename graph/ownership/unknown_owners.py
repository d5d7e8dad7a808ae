"""Who could be a beneficial owner unseen: how much one person could have to whom all that is not known belonged."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.kernels.majority import Seeds, majority_sets
from graph.kernels.widest import widest_paths
from graph.ownership.beneficial_rule import BeneficialRule, Method
from graph.ownership.control import Control
from graph.ownership.facts import OwnershipFacts
from graph.ownership.integrated import NOISE
from graph.ownership.person_shares import PersonShares, person_shares
from graph.ownership.shareholdings import Shareholdings, Stakes
from graph.ownership.upstream import Upstream

MOST_PERSONS: Final = 1000
"""Of so many known persons is it worked out what each could control together with what is not known."""


@dataclass(frozen=True, eq=False)
class UnknownPart:
    """What is not known of an enterprise, as it would count for one person.

    share: the most that somebody unknown could have. most: per known person, the most that the person could have if all
    that is not known were that person's. unchecked: known persons left out of `most`, beyond `MOST_PERSONS`.
    """

    share: float
    most: dict[int, float]
    unchecked: int = 0


def unknown_part(upstream: Upstream, rule: BeneficialRule, shares: PersonShares, *, votes: bool = False) -> UnknownPart:
    """The unknown part by the rule's method: undisclosed shares, enterprises whose owners nobody knows, closed loops.

    What belongs to the state is known. It is the share of one person who is given everything unknown; what comes out of
    loops that own themselves whole counts as unknown too.
    """
    if rule.method is Method.CONTROL_CHAIN:
        return _by_control(upstream, rule, votes)
    if rule.method is Method.WEAKEST_LINK:
        return _by_weakest_link(upstream)
    facts, target = upstream.facts, upstream.target
    held = (facts.votes if votes else facts.shares).holders_of(target).among(facts.is_person | facts.is_state)
    unknown = max(0.0, 1.0 - float(held.share.sum()))
    return UnknownPart(unknown, {person: share + unknown for person, share in shares.items()})


def as_one_an_owner(upstream: Upstream, rule: BeneficialRule, one: int, other: int) -> bool:
    """Whether two persons, if they were one, would have enough by the rule's method."""
    known, nodes = upstream.stakes, upstream.nodes
    first, second = upstream.place(one), upstream.place(other)
    owner = np.where(known.owner == second, np.int32(first), known.owner)
    facts = OwnershipFacts(
        Shareholdings.of_stakes(len(nodes), Stakes(owner, known.owned, known.share, known.votes)),
        upstream.facts.is_person[nodes], upstream.facts.is_state[nodes], upstream.positions, upstream.concerts,
    )  # fmt: skip
    goal = upstream.place(upstream.target)
    control = Upstream.of(facts, goal).control(rule.control_rule)
    kinds = (False, True) if rule.votes else (False,)
    return any(rule.meets(person_shares(facts, goal, rule, control, votes=votes).of(first)) for votes in kinds)


def _by_weakest_link(upstream: Upstream) -> UnknownPart:
    """The best chain from what is undisclosed somewhere upstream, alone or added to a person's own stake there."""
    facts, holdings = upstream.facts, upstream.facts.holdings
    width, _ = widest_paths(holdings.by_owned, holdings.share[holdings.by_owned.edge], upstream.target)
    places = np.flatnonzero((width > 0) & ~facts.is_person & ~facts.is_state)
    rest = np.zeros(holdings.party_count)
    rest[places] = np.maximum(0.0, 1.0 - holdings.disclosed[places])
    unknown = float(np.minimum(rest, width).max(initial=0.0))
    rows = holdings.by_owned.edges_of_all(upstream.nodes)
    rows = rows[facts.is_person[holdings.owner[rows]] & (width[holdings.owned[rows]] > 0)]
    best = np.minimum(holdings.share[rows] + rest[holdings.owned[rows]], width[holdings.owned[rows]])
    persons, place = np.unique(holdings.owner[rows], return_inverse=True)
    most = np.full(len(persons), unknown)
    np.maximum.at(most, place, best)
    return UnknownPart(unknown, dict(zip(persons.tolist(), most.tolist(), strict=True)))


def _by_control(upstream: Upstream, rule: BeneficialRule, votes: bool) -> UnknownPart:
    """The stakes that one person would command who held all that is undisclosed, alone and beside each known person."""
    facts, nodes = upstream.facts, upstream.nodes
    local = _filled(upstream)
    control = Control.of(local, rule.control_rule)
    somebody, goal = len(nodes), upstream.place(upstream.target)
    persons = np.flatnonzero(facts.is_person[nodes])
    if not (local.owner == somebody).any():
        return UnknownPart(0.0, {})
    checked = persons[np.argsort(-_largest_stake(local)[persons], kind="stable")][:MOST_PERSONS]
    starts = [[somebody], *([somebody, *_with_concert(upstream, person)] for person in checked.tolist())]
    lengths = np.array([len(start) for start in starts])
    seeds = Seeds(np.append(0, np.cumsum(lengths)).astype(np.int64), np.concatenate(starts).astype(np.int32))
    sets = majority_sets(control.weights, seeds)
    part = np.zeros(len(nodes) + 1)
    rows = local.by_owned.edges_of(goal)
    part[local.owner[rows]] = (local.votes if votes else local.share)[rows]
    whole = 1.0 - part[goal]
    part[goal] = 0.0
    found = []
    for place, first in enumerate([somebody, *checked.tolist()]):
        commanded = np.union1d(sets.nodes[sets.indptr[place] : sets.indptr[place + 1]], [somebody, first])
        found.append(float(part[commanded].sum()) / whole if whole > 0 else 1.0)
    most = dict(zip(nodes[checked].tolist(), found[1:], strict=True))
    return UnknownPart(found[0], most, len(persons) - len(checked))


def _filled(upstream: Upstream) -> Shareholdings:
    """The holdings upstream, and one person more who holds the rest of every enterprise."""
    facts, nodes, known = upstream.facts, upstream.nodes, upstream.stakes
    rest, rest_votes = 1.0 - upstream.holdings.disclosed, 1.0 - upstream.holdings.disclosed_votes
    rest[rest < NOISE] = rest_votes[rest_votes < NOISE] = 0.0
    open_to = np.flatnonzero((rest + rest_votes > 0) & ~(facts.is_person | facts.is_state)[nodes]).astype(np.int32)
    somebody = np.full(len(open_to), len(nodes), dtype=np.int32)
    return Shareholdings.of_stakes(
        len(nodes) + 1,
        Stakes(
            np.append(known.owner, somebody),
            np.append(known.owned, open_to),
            np.append(known.share, rest[open_to]),
            np.append(known.votes, rest_votes[open_to]),
        ),
    )


def _largest_stake(local: Shareholdings) -> NDArray[np.float64]:
    """Per party the largest stake that it holds."""
    largest = np.zeros(local.party_count)
    np.maximum.at(largest, local.owner, local.share)
    return largest


def _with_concert(upstream: Upstream, person: int) -> list[int]:
    """A person, and those with whom the person votes as one, by their places upstream."""
    concerts = upstream.concerts
    return [int(member) for member in concerts.members_of(concerts.holder_of(person))]
