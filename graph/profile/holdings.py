"""What a party holds of others, and the posts in an enterprise, or those that a person holds."""

import numpy as np

from graph.explain.answer import StakeFact, TieFact
from graph.explain.day import Day
from graph.profile.ties_of import ties_of


def holdings_of(day: Day, position: int) -> tuple[StakeFact, ...]:
    """The stakes that a party holds, the largest first."""
    ties, who = ties_of(day.snapshot, "OWNS", np.array([position])), day.naming.party(position)
    found = [
        StakeFact(
            row["stake_id"], who, day.naming.party(other), row["share_ratio"], row["vote_ratio"], row["valid_from"],
            row["valid_to"], row["recorded_on"], row["source"],
        )
        for other, row in zip(ties.other.tolist(), ties.told(), strict=True)
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: (-(one.share_ratio or 0.0), one.stake_id or "")))


def posts_of(day: Day, position: int, *, person: bool) -> tuple[TieFact, ...]:
    """The posts in an enterprise, or those of a person, by post and name."""
    ties, own = ties_of(day.snapshot, "HOLDS_POSITION", np.array([position]), incoming=not person), position
    found = []
    for other, row in zip(ties.other.tolist(), ties.told(), strict=True):
        holder, at = (own, other) if person else (other, own)
        found.append(
            TieFact(
                "HOLDS_POSITION", day.naming.party(holder), day.naming.party(at), row["role"], None, None,
                row["valid_from"], row["valid_to"], row["recorded_on"], row["source"],
            )
        )  # fmt: skip
    return tuple(sorted(found, key=lambda one: (one.word or "", one.from_party.party_id)))
