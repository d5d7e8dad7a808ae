"""Where nobody controls an enterprise: how often each of its voters decides."""

from dataclasses import dataclass
from typing import Final

from graph.explain.answer import Holder
from graph.explain.ownership.part import Part
from graph.ownership.control import Control
from graph.ownership.voting_power import voting_power

SHOWN: Final = 100


@dataclass(frozen=True, slots=True)
class VoterPower:
    """A voter with everything that it controls. banzhaf: normalised; the errors are standard errors, 0 where exact."""

    holder: Holder
    votes_ratio: float
    banzhaf: float
    shapley_shubik: float
    banzhaf_error: float
    shapley_shubik_error: float


@dataclass(frozen=True, slots=True)
class Power:
    """The voting power among the known voters, most votes first; undisclosed votes are taken not to be cast.

    quota_ratio: the votes that decide, a part of all that count. voters_count: how many vote, shown or not.
    """

    voters: tuple[VoterPower, ...]
    voters_count: int
    quota_ratio: float
    exact: bool


def power(part: Part, found: Control) -> Power | None:
    """The voting power in the part's enterprise; None where somebody controls it, or no votes are known."""
    if len(found.controllers_of(part.target)) or found.no_owner_known[part.target]:
        return None
    game = voting_power(found, part.target)
    indices = game.indices
    absolute = float(indices.banzhaf_absolute.sum())
    voters = tuple(
        VoterPower(
            part.day.naming.holder(part.position(voter)), votes, float(indices.banzhaf[i]),
            float(indices.shapley_shubik[i]), float(indices.banzhaf_error[i]) / absolute if absolute else 0.0,
            float(indices.shapley_shubik_error[i]),
        )
        for i, (voter, votes) in enumerate(zip(game.voters[:SHOWN].tolist(), game.votes.tolist(), strict=False))
    )  # fmt: skip
    return Power(voters, len(game.voters), game.quota, indices.exact)
