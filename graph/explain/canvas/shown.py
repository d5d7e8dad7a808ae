"""The picture of parties that are given: of a shared address, of an undone step, or of another day."""

from collections.abc import Sequence

from graph.explain.canvas.answer import CanvasFound
from graph.explain.canvas.picture import Canvas, Shown, checked_ids, told


def shown(canvas: Canvas, party_ids: Sequence[str]) -> CanvasFound:
    """These parties in the order given, each once, and all ties among them; identities that nobody has are named.

    UsageError, LimitExceeded for none or too many.
    """
    checked_ids(party_ids, canvas.most)
    parties, unknown = canvas.found(party_ids)
    return told(Shown(canvas, parties, unknown=unknown))
