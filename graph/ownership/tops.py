"""Who stands at the top of control: the controllers whom nobody controls, for all companies at once.

Control is transitive: whoever controls x controls what x controls. So only few holders have to be tried: following
majorities that one holder has alone upwards, every controller lies under one that no such majority leads to, under a
circle of such majorities, or under a concert group. Their sets hardly overlap, so all companies cost about as much as
looking at every stake once.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.kernels.components import strong_components
from graph.kernels.csr import build_csr
from graph.kernels.majority import MajoritySets, Seeds, Weights, majority_sets, single_seeds
from graph.ownership.concert import Concerts


@dataclass(frozen=True, eq=False)
class Tops:
    """Per party, who controls it in the end.

    ultimate: int32, the holder whom nobody controls (a concert group as its pseudo-holder; of a circle of control the
    smallest member), -1 where nobody controls. controlled: somebody controls. in_circle: the party is at the top of
    control and controlled by others there. contested: several holders who do not control one another are shown to
    control, as half and half may by a rule of "at least half"; `ultimate` is the smallest of them. holds_itself: nobody
    controls the company and nobody else can: through others, none of whom controls it alone, it commands the majority
    of its own votes.
    """

    ultimate: NDArray[np.int32]
    controlled: NDArray[np.bool_]
    in_circle: NDArray[np.bool_]
    contested: NDArray[np.bool_]
    holds_itself: NDArray[np.bool_]


def seeds_of(holders: NDArray[np.int32], concerts: Concerts) -> Seeds:
    """From whom each holder's votes are counted: itself, or the members of the group; pseudo-holders come last."""
    alone = holders[holders < concerts.party_count]
    parts = [concerts.members_of(int(holder)) for holder in holders[len(alone) :]]
    lengths = np.concatenate([np.ones(len(alone), dtype=np.int64), [len(part) for part in parts]])
    indptr = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    return Seeds(indptr, np.concatenate([alone, *parts]).astype(np.int32))


def find_tops(weights: Weights, owner: NDArray[np.int32], owned: NDArray[np.int32], concerts: Concerts) -> Tops:
    """The tops by these votes; owner, owned: int32, the majorities that one holder has alone."""
    candidates = _candidates(owner, owned, concerts)
    sets = majority_sets(weights, seeds_of(candidates, concerts))
    of = np.repeat(np.arange(len(candidates)), np.diff(sets.indptr))
    kept = _uncontrolled(candidates, of, sets.nodes, concerts.party_count)
    found = _circles(weights, candidates, np.unique(owner), sets, kept)
    circles = {place: members for place, members in found.items() if len(members) > 1}
    head = candidates.copy()
    for place, members in circles.items():
        head[place] = members[0]
    keeps = kept[of] & (sets.nodes != candidates[of])
    holder = [head[of[keeps]], *(np.full(len(members), members[0]) for members in circles.values())]
    company = [sets.nodes[keeps], *circles.values()]
    tops = _chosen(np.concatenate(holder).astype(np.int32), np.concatenate(company), concerts)
    tops.in_circle[np.concatenate([np.zeros(0, dtype=np.int32), *circles.values()])] = True
    tops.holds_itself[[int(members[0]) for members in found.values() if len(members) == 1]] = True
    return tops


def _candidates(owner: NDArray[np.int32], owned: NDArray[np.int32], concerts: Concerts) -> NDArray[np.int32]:
    """Holders of whom one controls each controlled party: of each source of the majorities one, and all groups."""
    component = strong_components(build_csr(owner, owned, concerts.party_count))
    below = np.zeros(int(component.max(initial=-1)) + 1, dtype=np.bool_)
    below[component[owned[component[owner] != component[owned]]]] = True
    starters = np.unique(owner)
    below[component[starters[concerts.group_of[starters] >= 0]]] = True  # the group controls what its members do
    sources = starters[~below[component[starters]]]
    _, first = np.unique(component[sources], return_index=True)
    groups = np.arange(concerts.party_count, concerts.party_count + len(concerts))
    return np.concatenate([np.sort(sources[first]), groups]).astype(np.int32)


def _uncontrolled(
    candidates: NDArray[np.int32], of: NDArray[np.int64], nodes: NDArray[np.int32], party_count: int
) -> NDArray[np.bool_]:
    """Which candidates no other controls; of those that control one another the first."""
    place = np.full(party_count, -1, dtype=np.int64)
    alone = np.flatnonzero(candidates < party_count)
    place[candidates[alone]] = alone
    under = place[nodes]
    above, under = of[(under >= 0) & (under != of)], under[(under >= 0) & (under != of)]
    mutual = np.isin(under * len(candidates) + above, above * len(candidates) + under)
    kept = np.ones(len(candidates), dtype=np.bool_)
    kept[under[~mutual | (above < under)]] = False
    return kept


def _circles(
    weights: Weights,
    candidates: NDArray[np.int32],
    starters: NDArray[np.int32],
    sets: MajoritySets,
    kept: NDArray[np.bool_],
) -> dict[int, NDArray[np.int32]]:
    """The circles of control at the top: the members of each, ascending, by the place of its candidate.

    A candidate is in one where its own set holds the majority of itself and a member of the set controls it; it is
    listed alone where none does.
    """
    of = np.repeat(np.arange(len(candidates)), np.diff(sets.indptr))
    places = np.unique(of[(sets.nodes == candidates[of]) & kept[of]])
    starts = np.zeros(len(weights.least), dtype=np.bool_)
    starts[starters] = True
    inside = [sets.nodes[sets.indptr[place] : sets.indptr[place + 1]] for place in places.tolist()]
    inside = [nodes[starts[nodes]] for nodes in inside]
    everyone = np.concatenate([np.zeros(0, dtype=np.int32), *inside])
    whose = np.repeat(places, np.array([len(nodes) for nodes in inside], dtype=np.int64))
    theirs = majority_sets(weights, single_seeds(everyone))
    lengths = np.diff(theirs.indptr)
    holds = theirs.nodes == np.repeat(candidates[whose], lengths)
    holder, place_of = np.repeat(everyone, lengths)[holds], np.repeat(whose, lengths)[holds]
    ends = np.searchsorted(place_of, places, side="right").tolist()
    return {
        place: np.union1d(holder[first:last], candidates[[place]]).astype(np.int32)
        for place, first, last in zip(places.tolist(), [0, *ends], ends, strict=False)
    }


def _chosen(holder: NDArray[np.int32], company: NDArray[np.int32], concerts: Concerts) -> Tops:
    """Of each company's holders the smallest; groups, as their positions come last, where no single party controls."""
    wide = concerts.party_count + len(concerts)
    pairs = np.unique(company.astype(np.int64) * wide + holder)
    company, holder = (pairs // wide).astype(np.int32), (pairs % wide).astype(np.int32)
    first = np.ones(len(pairs), dtype=np.bool_)
    first[1:] = company[1:] != company[:-1]
    ultimate = np.full(concerts.party_count, -1, dtype=np.int32)
    ultimate[company[first]] = holder[first]
    contested = np.zeros(concerts.party_count, dtype=np.bool_)
    second = np.flatnonzero(~first & np.append(False, first[:-1]))
    contested[company[second]] = _apart(ultimate[company[second]], holder[second], ultimate, concerts)
    return Tops(ultimate, ultimate >= 0, np.zeros_like(contested), contested, np.zeros_like(contested))


def _apart(
    one: NDArray[np.int32], other: NDArray[np.int32], ultimate: NDArray[np.int32], concerts: Concerts
) -> NDArray[np.bool_]:
    """Whether two holders control apart from each other: not where the other is a group with a member under the one."""
    apart = np.ones(len(one), dtype=np.bool_)
    count = concerts.party_count
    for i in np.flatnonzero((one < count) & (other >= count)).tolist():
        apart[i] = not (ultimate[concerts.members_of(int(other[i]))] == one[i]).any()
    return apart
