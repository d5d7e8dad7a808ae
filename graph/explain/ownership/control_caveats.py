"""What speaks against the controller found: nothing is known above it, or somebody else is registered as such."""

from graph.explain.answer import PartyName
from graph.explain.ownership.part import Part
from graph.ownership.control import Control


def open_top(part: Part, found: Control) -> PartyName | None:
    """The last known controller, where that is an enterprise whose own controller is not known; a government body has
    none."""
    top, facts = int(found.ultimate[part.target]), part.facts
    if not 0 <= top < len(part.nodes) or facts.is_person[top] or facts.is_state[top]:
        return None
    unknown = found.no_owner_known[top] or found.undetermined[top]
    return part.day.naming.party(part.position(top)) if unknown else None


def registered_other(part: Part, found: Control) -> tuple[PartyName, ...]:
    """Who is registered as actual controller and does not control by votes, alone or in concert."""
    controllers = {
        int(member)
        for holder in found.controllers_of(part.target).tolist()
        for member in found.concerts.members_of(holder)
    }
    registered = part.facts.registered_controllers(part.target)
    return part.day.naming.parties(part.positions([one for one in registered if one not in controllers]))
