"""On what control rests: own votes, votes of whom one controls, an agreement to vote together, or a registered post."""

from dataclasses import dataclass
from enum import StrEnum
from math import fsum

import numpy as np
from numpy.typing import NDArray

from graph.ownership.control import Control
from graph.ownership.derivation import derivation
from graph.ownership.positions import ACTUAL_CONTROLLER


class Basis(StrEnum):
    """What decides. POSITION is evidence only: a registered actual controller whose known votes do not decide."""

    MAJORITY = "majority"
    THROUGH = "through"
    AGREEMENT = "agreement"
    POSITION = "position"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Held:
    """What one party holds of the target: votes as a part of all that count there, the share as registered.

    row: in the shareholdings. stakes: the places of the stakes that make it up.
    """

    party: int
    votes: float
    share: float
    row: int
    stakes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Declaration:
    """Two parties that declared to act in concert, on what basis; `place` among the declarations."""

    party: int
    other: int
    basis: str
    place: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """The concert group that votes as one, and the declarations that make it."""

    members: tuple[int, ...]
    declarations: tuple[Declaration, ...]


@dataclass(frozen=True, slots=True)
class ControlReason:
    """Why a holder controls a target, or does not (`NONE`, `POSITION`).

    own: the holder's stakes, of a group those of its members; through: those of parties that it controls without the
    target's help. votes: their sum, a part of all votes that count; it decides above the threshold, or at it where not
    `strict`. undisclosed: the part of the votes whose holder is not known. declared: the holder, or a member, is
    registered as the target's actual controller. uncertain: control hangs on a company whose registered votes exceed
    the whole.
    """

    basis: Basis
    holder: int
    target: int
    own: tuple[Held, ...]
    through: tuple[Held, ...]
    votes: float
    threshold: float
    strict: bool
    undisclosed: float
    agreement: Agreement | None
    declared: bool
    uncertain: bool

    @property
    def controls(self) -> bool:
        """Whether votes decide."""
        return self.basis not in (Basis.POSITION, Basis.NONE)

    @property
    def own_votes(self) -> float:
        """The holder's own part of the votes."""
        return fsum(held.votes for held in self.own)


def control_reason(control: Control, holder: int, target: int) -> ControlReason:
    """On what the holder's control of the target rests; a member's on its concert group where it controls only so.

    UsageError for positions that are none.
    """
    control.check(holder)
    control.check(target, control.holdings.party_count)
    alone = _reason(control, holder, target, _independent(control, holder, target))
    if alone.controls or holder >= control.holdings.party_count:
        return alone
    group = control.concerts.holder_of(holder)
    joint = alone if group == holder else _reason(control, group, target, _independent(control, group, target))
    return joint if joint.controls else alone


def control_steps(control: Control, holder: int, target: int) -> tuple[ControlReason, ...]:
    """Each company that the holder has to control first, with its reason, the target last; empty without control."""
    control.check(holder)
    control.check(target, control.holdings.party_count)
    found = derivation(control, holder, target)
    if found is None:
        return ()
    owner = control.holdings.owner
    return tuple(
        _reason(control, holder, company, owner[rows])
        for company, rows in zip(found.companies.tolist(), found.rows, strict=True)
    )


def _independent(control: Control, holder: int, target: int) -> NDArray[np.int32]:
    """Whom the holder controls without the target's votes."""
    least = control.least.copy()
    least[target] = np.inf
    return control.set_of(holder, least)


def _reason(control: Control, holder: int, target: int, entities: NDArray[np.int32]) -> ControlReason:
    """The reason by the votes of the holder and of these entities."""
    members = control.concerts.members_of(holder)
    own = _held(control, members, target)
    through = _held(control, np.setdiff1d(entities, members), target)
    counted = sum(control.ballot.votes[held.row] for held in own)
    votes = counted + sum(control.ballot.votes[held.row] for held in through)
    decides = bool(votes >= control.least[target]) and holder != target
    declared = bool(np.isin(members, control.declared.holders(target, ACTUAL_CONTROLLER)).any())
    group = holder >= control.holdings.party_count
    if not decides:
        basis = Basis.POSITION if declared else Basis.NONE
    elif group:
        basis = Basis.AGREEMENT
    else:
        basis = Basis.MAJORITY if counted >= control.least[target] else Basis.THROUGH
    return ControlReason(
        basis, holder, target, own, through, fsum(held.votes for held in (*own, *through)),
        control.rule.threshold, control.rule.strict, float(control.ballot.undisclosed[target]),
        _agreement(control, holder) if group else None, declared, decides and _hangs_on_excess(control, holder, target),
    )  # fmt: skip


def _held(control: Control, owners: NDArray[np.int32], target: int) -> tuple[Held, ...]:
    """The owners' voting stakes in the target, most votes first."""
    rows = control.rows_of(owners, target)
    rows = rows[control.ballot.votes[rows] > 0]
    holdings = control.holdings
    parts = control.ballot.part(control.ballot.votes[rows], holdings.owned[rows])
    found = [
        Held(
            int(holdings.owner[row]), float(part), float(holdings.share[row]), int(row),
            tuple(holdings.stakes_of(int(row)).tolist()),
        )
        for row, part in zip(rows.tolist(), parts.tolist(), strict=True)
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda held: (-held.votes, held.party)))


def _agreement(control: Control, holder: int) -> Agreement:
    concerts = control.concerts
    places = concerts.declarations_of(holder - control.holdings.party_count).tolist()
    return Agreement(
        tuple(concerts.members_of(holder).tolist()),
        tuple(Declaration(int(concerts.party[p]), int(concerts.other[p]), concerts.basis[p], p) for p in places),
    )


def _hangs_on_excess(control: Control, holder: int, target: int) -> bool:
    """Whether the target is no longer controlled when companies with too many votes cannot be."""
    if not control.ballot.over_voted.any():
        return False
    least = np.where(control.ballot.over_voted, np.inf, control.least)
    return not bool((control.set_of(holder, least) == target).any())
