"""The parties that matter around some, with the tie by which each came in."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from graph.errors import NotFound
from graph.explain.canvas.answer import CanvasFound
from graph.explain.canvas.picture import Canvas, Shown, checked_ids, checked_nodes, told

USUAL: Final = 60
MOST_STARTS: Final = 200


def relevant(canvas: Canvas, party_ids: Sequence[str], nodes: int = USUAL) -> CanvasFound:
    """The most relevant parties that hang together with these (identities), at most so many with them: a walk with
    restart along weighted ties, see `graph.canvas.relevance`. `hidden`: how many more such walks reach.

    NotFound for an unknown party; UsageError, LimitExceeded for none or too many.
    """
    checked_ids(party_ids, MOST_STARTS)
    checked_nodes(nodes, canvas.most)
    starts, unknown = canvas.found(party_ids)
    if unknown:
        raise NotFound(
            f"There is no party {unknown[0]}. Look it up by name or credit code.",
            f"没有主体 {unknown[0]}。请按名称或统一社会信用代码查询。",
            party=unknown[0],
        )
    starts = starts[:nodes]
    found = canvas.relevance.around(starts, nodes)
    hidden = max(found.reached, len(np.union1d(found.parties, starts))) - len(found.parties)
    return told(Shown(canvas, found.parties, len(starts), found.relevance, found.came_by, hidden))
