"""Whether looking upwards for a controller ended at an enterprise only because nothing is known above it."""

from graph.explain.answer import PartyName
from graph.explain.part import Part
from graph.ownership.control import Control


def open_top(part: Part, found: Control) -> PartyName | None:
    """The last known controller, where that is an enterprise whose own controller is not known; a government body has
    none."""
    top, facts = int(found.ultimate[part.target]), part.facts
    if not 0 <= top < len(part.nodes) or facts.is_person[top] or facts.is_state[top]:
        return None
    unknown = found.no_owner_known[top] or found.undetermined[top]
    return part.day.naming.party(part.position(top)) if unknown else None
