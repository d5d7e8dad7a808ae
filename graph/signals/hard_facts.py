"""Facts that no judgement softens: whom a list, a call or a default says something of, whatever a rule measures."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.measures.condition import event_is
from graph.measures.facts import Facts

EVENT_FACTS: Final = {"default": ("default", "bankruptcy"), "compensation": ("call",)}
"""Hard facts that follow from events, with the kinds of event that show them."""


def hard_facts(facts: Facts) -> dict[str, NDArray[np.bool_]]:
    """Per party whether each hard fact (of `level.FLOORS`) holds."""
    snapshot = facts.snapshot
    had = snapshot.edges("HAD")
    found = {"dishonest_debtor": facts.condition.listed("dishonest_debtor")}
    for fact, shown_by in EVENT_FACTS.items():
        shown = event_is(snapshot, *shown_by)[had.target]
        found[fact] = np.bincount(had.source[shown], minlength=facts.count) > 0
    return found
