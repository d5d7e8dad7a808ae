"""A picture after one of its parties was expanded by a kind of tie."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from graph.canvas.expand import Direction, Side, expand
from graph.canvas.kinds import KINDS, NUMBER_OF
from graph.errors import LimitExceeded, UsageError
from graph.explain.canvas.answer import ExpandedFound
from graph.explain.canvas.picture import Canvas, Shown, checked_ids, checked_nodes

USUAL: Final = 20


@dataclass(frozen=True, slots=True)
class Expansion:
    """Which party is expanded, by which kind of tie (a name of `KINDS`) in which direction, by how many at most."""

    party_id: str
    kind: str
    direction: Direction = Direction.BOTH
    most: int = USUAL


def expanded(canvas: Canvas, asked: Expansion, shown_ids: Sequence[str] = ()) -> ExpandedFound:
    """The whole picture with the next of the party's others, the largest amount or share first; those shown already are
    not counted again, so that the same question with the picture of its answer brings the next ones.

    NotFound for an unknown party; UsageError for an unknown kind; LimitExceeded where the picture is full.
    """
    kind = kind_number(asked.kind)
    checked_ids((*shown_ids, asked.party_id), canvas.most + 1)
    checked_nodes(asked.most, canvas.most)
    party = canvas.day.position(asked.party_id)
    shown, unknown = canvas.found((*shown_ids, asked.party_id))
    room = canvas.most - len(shown)
    if room < 1:
        raise LimitExceeded(
            f"The canvas holds {len(shown):,} parties, the most there may be. Take some off first.",
            f"画布上已有 {len(shown):,} 个主体，达到上限。请先移除部分主体。",
            asked=len(shown) + 1, allowed=canvas.most,
        )  # fmt: skip
    most = min(asked.most, room)
    found = expand(canvas.relevance.ties, Side(party, kind, asked.direction), shown, most)
    parties = np.concatenate([shown, found.added]).astype(np.int32)
    left = found.others - found.before - len(found.added)
    return ExpandedFound(
        **Shown(canvas, parties, hidden=left, unknown=unknown).told(),
        node=int(np.flatnonzero(parties == party)[0]), kind=asked.kind, direction=asked.direction.value,
        added=tuple(range(len(shown), len(parties))), shown_before=found.before, left=left,
    )  # fmt: skip


def kind_number(name: str) -> int:
    """The place of a kind of tie. UsageError for an unknown one."""
    if name not in NUMBER_OF:
        names = [kind.name for kind in KINDS]
        raise UsageError(
            f"There is no kind of tie {name}. Name one of {', '.join(names)}.",
            f"没有关系类型 {name}。可选：{'、'.join(names)}。",
            parameter="kind", kind=name,
        )  # fmt: skip
    return NUMBER_OF[name]
