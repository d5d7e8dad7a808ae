"""Guarantee circles as they are written down: by identities, each member with one for whom it stands."""

import numpy as np
import pyarrow as pa

from graph.groups.finding import CIRCLE, FoundGroup, FoundMember, digest
from graph.guarantees.structures import Structures

TIE = "guarantees"
"""Why a party is a member of a circle: a choice of MEMBER_OF.tie."""


def found_circles(structures: Structures) -> list[FoundGroup]:
    """All circles of the day, the largest amount inside first.

    exposure_cny: what members owe. A member is tied through the member for whom its largest contract stands.
    """
    snapshot = structures.portfolio.snapshot
    ids, stands_for = snapshot.parties.table.column("party_id"), _stands_for(structures)
    owed, found = np.round(structures.owed_cny, 2), []
    for number in structures.by_amount.tolist():
        members = structures.network.circles[number].members
        party_ids = ids.take(pa.array(members)).to_pylist()
        through = ids.take(pa.array(stands_for[members])).to_pylist()
        amounts = owed[members].tolist()
        joined = sorted(
            (FoundMember(*one[:2], TIE, one[2]) for one in zip(party_ids, amounts, through, strict=True)),
            key=lambda member: member.party_id,
        )
        group_id = f"group:{digest([CIRCLE, str(snapshot.at.as_of), sorted(party_ids)])}"
        found.append(
            FoundGroup(
                group_id, None, None, None, round(sum(amounts), 2), None, tuple(joined), CIRCLE,
                structures.identity[number], round(float(structures.nominal_cny[number]), 2),
            )
        )  # fmt: skip
    return found


def _stands_for(structures: Structures) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    """Per party the member of its circle for whom its largest contract stands, the first of equal ones; -1 outside."""
    network = structures.network
    inside = np.concatenate([np.zeros(0, dtype=np.int64), *(circle.guarantees for circle in network.circles)])
    largest_last = inside[np.lexsort((-inside, np.nan_to_num(network.amount_cny[inside])))]
    found = np.full(network.party_count, -1, dtype=np.int32)
    found[network.guarantor[largest_last]] = network.debtor[largest_last]
    return found
