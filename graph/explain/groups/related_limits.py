"""How a lender stands to the limits on its own related parties: each one, each with its group, and all together."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from graph.explain.answer import PartyName
from graph.explain.groups.lending import Lending, LimitFound
from graph.groups.lender import GroupLimitUse
from graph.groups.related_parties import related_parties
from graph.regimes.provision import Subject

SUBJECTS: Final = (Subject.RELATED_PARTY, Subject.RELATED_GROUP, Subject.ALL_RELATED_PARTIES)


@dataclass(frozen=True, slots=True)
class RelatedLimit:
    """A limit and who stands under it. party: the related party; where the limit is on groups, of its control group the
    related enterprise that owes most; None: all related parties together. lent_to: to how many of them is lent."""

    party: PartyName | None
    limit: LimitFound
    lent_to: int


def related_limits(lending: Lending, most: int) -> tuple[RelatedLimit, ...]:
    """The limits on related parties to whom the lender is exposed, the most used first, at most `most` of each.

    Empty for all lenders together, and where the regime has no such limits on the day or the capital is not known.
    """
    day, lender = lending.day, lending.found.lender
    limits = lending.law.limits_on(day.snapshot.at.as_of, SUBJECTS)
    if lender is None or not limits:
        return ()
    party_id = day.naming.party(lender).party_id
    known = related_parties(
        day.snapshot, lending.control, party_id, facts=day.facts, ties=day.ties, limit=day.facts.holdings.party_count
    )
    related = np.unique(np.array([one.party for one in known.parties if not one.deemed_only], dtype=np.int32))
    owed = lending.found.exposures.exposure_cny[related] > 0
    found: list[RelatedLimit] = []
    for use in lending.found.related_uses(limits, related):
        for at in _told(lending, use)[:most]:
            place = int(use.places[at])
            party = None if place < 0 else day.naming.party(place)
            found.append(RelatedLimit(party, lending.limit_at(use, at), int(owed.sum()) if place < 0 else 1))
    return tuple(found)


def _told(lending: Lending, use: GroupLimitUse) -> list[int]:
    """The places of a use with an exposure, the largest first; of one control group the member owing most."""
    owed, amounts = lending.found.exposures.exposure_cny, use.use.exposure_cny
    own = np.where(use.places < 0, 0.0, owed[use.places])
    order = np.lexsort((use.places, -own, -amounts))
    order = order[amounts[order] > 0]
    if use.use.limit.subject is Subject.RELATED_GROUP:
        group = lending.found.groups.control_group[use.places[order]]
        order = order[np.sort(np.unique(group, return_index=True)[1])]
    return [int(at) for at in order]
