"""What joins two parties, as a picture of all shortest paths."""

from collections.abc import Collection
from typing import Final

import numpy as np

from graph.canvas.kinds import KINDS
from graph.canvas.shortest import shortest_paths
from graph.errors import UsageError
from graph.explain.canvas.answer import PathsFound
from graph.explain.canvas.expanded import kind_number
from graph.explain.canvas.picture import Canvas, Shown, checked_nodes

USUAL_KINDS: Final = tuple(kind.name for kind in KINDS if kind.name != "LENT")
"""A common bank joins nearly everybody; who wants to see that asks for it."""
USUAL: Final = 60


def between(
    canvas: Canvas, start_id: str, goal_id: str, kinds: Collection[str] = (), *, longest: int, nodes: int = USUAL
) -> PathsFound:
    """The shortest paths along ties of some kinds (default: all but loans), at most so many ties long, as many as have
    at most so many parties together.

    NotFound for an unknown party; UsageError for one and the same, or an unknown kind; LimitExceeded.
    """
    checked_nodes(nodes, canvas.most)
    numbers = {kind_number(name) for name in kinds or USUAL_KINDS}
    ends = [canvas.day.position(one) for one in (start_id, goal_id)]
    if ends[0] == ends[1]:
        raise UsageError("A path joins two different parties. Name another one.", "路径须连接两个不同的主体。请另选。")
    found = shortest_paths(canvas.relevance.ties, (ends[0], ends[1]), numbers, longest, nodes)
    parties = list(dict.fromkeys([*ends, *(party for path in found.paths for party in path)]))
    place = {party: at for at, party in enumerate(parties)}
    hidden = found.count - len(found.paths)
    fields = Shown(canvas, np.array(parties, dtype=np.int32), len(ends)).told()
    fields["truncated"] |= hidden > 0
    return PathsFound(
        **fields, paths=tuple(tuple(place[party] for party in path) for path in found.paths),
        path_count=found.count, length=len(found.paths[0]) - 1 if found.paths else None,
    )  # fmt: skip
