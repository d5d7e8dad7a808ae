"""Who would control a company if presumptions of concert held; stated apart from who is shown to control it."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from graph.ownership.concert import Concerts
from graph.ownership.control import Control
from graph.ownership.control_reason import ControlReason, control_reason
from graph.ownership.presumption import Presumption


@dataclass(frozen=True, slots=True)
class PresumedBlock:
    """Holders who by presumption vote as one, and what they would command.

    presumptions: those that tie them. reason: their votes in the target as of one holder; `reason.controls` says
    whether they would decide. shown: whether somebody controls the target without any presumption.
    """

    members: tuple[int, ...]
    presumptions: tuple[Presumption, ...]
    reason: ControlReason
    shown: bool


def presumed_concerts(
    concerts: Concerts, presumptions: Collection[Presumption], rebutted: Collection[tuple[int, int]] = ()
) -> Concerts:
    """The declared concert, and that presumed of all pairs that did not rebut it (in either order)."""
    kept = _standing(presumptions, rebutted)
    return concerts.joined_by([(p.party, p.other) for p in kept], [f"presumed_83_{p.clause}" for p in kept])


def presumed_blocks(
    control: Control,
    target: int,
    presumptions: Collection[Presumption],
    rebutted: Collection[tuple[int, int]] = (),
) -> tuple[PresumedBlock, ...]:
    """Each block of the target's holders that presumptions make, most votes first."""
    kept = _standing(presumptions, rebutted)
    concerts = presumed_concerts(control.concerts, kept)
    together = control.voting_with(concerts)
    shown = bool(len(control.controllers_of(target)))
    blocks = []
    for group in np.unique(concerts.group_of[[p.party for p in kept]]).tolist():
        ties = tuple(p for p in kept if concerts.group_of[p.party] == group)
        reason = control_reason(together, concerts.party_count + group, target)
        blocks.append(PresumedBlock(tuple(concerts.members_of(reason.holder).tolist()), ties, reason, shown))
    return tuple(sorted(blocks, key=lambda block: (-block.reason.votes, block.members)))


def _standing(presumptions: Collection[Presumption], rebutted: Collection[tuple[int, int]]) -> list[Presumption]:
    """The presumptions of pairs that did not rebut them, in their order."""
    denied = {frozenset(pair) for pair in rebutted}
    return [p for p in sorted(presumptions) if frozenset((p.party, p.other)) not in denied]
