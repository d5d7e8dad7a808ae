"""How a lender stands to the limits on its own related parties: each one, each with its group, and all together."""

from dataclasses import dataclass

import numpy as np

from graph.explain.answer import PartyName
from graph.explain.lending import Lending, LimitFound
from graph.groups.related_parties import related_parties
from graph.regimes.provision import Subject

SUBJECTS = (Subject.RELATED_PARTY, Subject.RELATED_GROUP, Subject.ALL_RELATED_PARTIES)


@dataclass(frozen=True, slots=True)
class RelatedLimit:
    """A limit and who stands under it. party: the related party, with its control group where the limit is on groups;
    None: all related parties together. lent_to: how many of them the lender is exposed to."""

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
    known = related_parties(day.snapshot, lending.control, party_id, facts=day.facts, ties=day.ties)
    related = np.unique(np.array([one.party for one in known.parties if not one.deemed_only], dtype=np.int32))
    owed = lending.found.exposures.exposure_cny[related] > 0
    found: list[RelatedLimit] = []
    for use in lending.found.related_uses(limits, related):
        order = [at for at in np.argsort(-use.use.exposure_cny, kind="stable").tolist() if use.use.exposure_cny[at] > 0]
        for at in order[:most]:
            place = int(use.places[at])
            party = None if place < 0 else day.naming.party(place)
            found.append(RelatedLimit(party, lending.limit_at(use, at), int(owed.sum()) if place < 0 else 1))
    return tuple(found)
