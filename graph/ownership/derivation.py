"""How control of one company comes about: who had to be controlled first, and by which stakes."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from graph.ownership.control import Control


@dataclass(frozen=True, eq=False)
class Derivation:
    """The companies that a holder controls on the way to the last of them, in the order in which control spreads.

    companies: int32; the last is the target. rows: per company the rows of `holdings` whose votes count when it falls:
    the holder's own and those of companies before it, so that nothing supports itself.
    """

    holder: int
    companies: NDArray[np.int32]
    rows: tuple[NDArray[np.int64], ...]


def derivation(control: "Control", holder: int, target: int) -> Derivation | None:
    """How the holder controls the target, without companies that it does not need for that; None where it does not."""
    joined = control.set_of(holder)
    at = np.flatnonzero(joined == target)
    if target == holder or not len(at):
        return None
    way = joined[: int(at[0]) + 1].tolist()
    votes_from = {int(node): i for i, node in enumerate(way)}  # who votes as the holder, from which step on
    votes_from |= dict.fromkeys(control.concerts.members_of(holder).tolist(), -1)
    needed, rows = {target}, []
    by_owned = control.holdings.by_owned
    for step in range(len(way) - 1, -1, -1):
        company = way[step]
        if company not in needed:
            continue
        owners = by_owned.neighbours(company)
        before = np.array([votes_from.get(owner, step) < step for owner in owners.tolist()], dtype=np.bool_)
        counted = by_owned.edges_of(company)[before]
        rows.append((company, counted[control.ballot.votes[counted] > 0]))
        needed.update(owner for owner in owners[before].tolist() if votes_from[owner] >= 0)
    rows.reverse()
    return Derivation(holder, np.array([c for c, _ in rows], dtype=np.int32), tuple(r for _, r in rows))
