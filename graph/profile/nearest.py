"""The party among its nearest: what a picture of it needs, and how many are left out on each side."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from graph.explain.answer import PartyName
from graph.explain.day import Day
from graph.ownership.control import Control
from graph.profile.guaranteeing import GuaranteeSide
from graph.profile.ties_of import ties_of

AROUND: Final = 6
"""So many of each side are drawn."""
CENTRE, GUARANTOR, GUARANTEED, OWNER, OWNED = "centre", "guarantor", "guaranteed", "owner", "owned"
CNY, RATIO, NOTHING = "cny", "ratio", ""


@dataclass(frozen=True, slots=True)
class NearNode:
    """A party of the nearest graph. side: centre, guarantor, guaranteed, owner or owned. figure: the contingent amount
    in 元, or the share held, as `unit` says (cny, ratio, empty). controls: the owner controls the party, or the party
    the owned."""

    party: PartyName
    side: str
    figure: float | None
    unit: str
    controls: bool


@dataclass(frozen=True, slots=True)
class Nearest:
    """The largest of each side. left_out: by side, how many more there are."""

    nodes: tuple[NearNode, ...]
    left_out: Mapping[str, int]


def nearest(day: Day, position: int, sides: tuple[GuaranteeSide, GuaranteeSide], control: Control | None) -> Nearest:
    """sides: who stands for the party, and for whom it stands. control: by the law of the day, where there is one."""
    nodes = [NearNode(day.naming.party(position), CENTRE, None, NOTHING, False)]
    left_out = {}
    for side, guarantees in zip((GUARANTOR, GUARANTEED), sides, strict=True):
        shown = guarantees.ties[:AROUND]
        nodes += [NearNode(one.party, side, one.contingent_cny, CNY, False) for one in shown]
        left_out[side] = guarantees.tie_count - len(shown)
    for side, incoming in ((OWNER, True), (OWNED, False)):
        held = _held(day, position, incoming=incoming)
        shown_held = sorted(held, key=lambda one, held=held: (-held[one], one))[:AROUND]  # type: ignore[misc]
        controls = _controls(position, shown_held, control, incoming=incoming)
        nodes += [
            NearNode(day.naming.party(other), side, held[other] or None, RATIO, other in controls)
            for other in shown_held
        ]
        left_out[side] = len(held) - len(shown_held)
    return Nearest(tuple(nodes), left_out)


def _held(day: Day, position: int, *, incoming: bool) -> dict[int, float]:
    """Per other party what is held, over all stakes; 0 where no share is stated."""
    ties = ties_of(day.snapshot, "OWNS", np.array([position]), incoming=incoming)
    held: dict[int, float] = {}
    for other, row in zip(ties.other.tolist(), ties.told(), strict=True):
        if other != position:
            held[other] = held.get(other, 0.0) + (row["share_ratio"] or 0.0)
    return held


def _controls(position: int, others: list[int], control: Control | None, *, incoming: bool) -> Collection[int]:
    if control is None or not others:
        return ()
    targets = np.array([position] if incoming else sorted(others), dtype=np.int32)
    holders, held = control.pairs_into(targets)
    if incoming:
        return set(holders.tolist())
    return {int(one) for holder, one in zip(holders.tolist(), held.tolist(), strict=True) if holder == position}
