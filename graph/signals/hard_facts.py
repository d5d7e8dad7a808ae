"""Facts that no judgement softens: whom a list, a recent call or a default says something of, whatever is measured."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.measures.condition import event_is
from graph.measures.facts import YEAR_DAYS, Facts, days_of

EVENT_FACTS: Final = {"default": ("default", "bankruptcy"), "compensation": ("call",)}
"""Hard facts that follow from events, with the kinds of event that show them."""

PASSING: Final = {"compensation": YEAR_DAYS}
"""For so many days an event shows such a fact; the others last. Who was called years ago may have paid long since."""


def hard_facts(facts: Facts) -> dict[str, NDArray[np.bool_]]:
    """Per party whether each hard fact (of `level.FLOORS`) holds."""
    snapshot = facts.snapshot
    had = snapshot.edges("HAD")
    since = facts.days_since(days_of(had))
    found = {"dishonest_debtor": facts.condition.listed("dishonest_debtor")}
    for fact, shown_by in EVENT_FACTS.items():
        shown = event_is(snapshot, *shown_by)[had.target] & (since < PASSING.get(fact, np.inf))
        found[fact] = np.bincount(had.source[shown], minlength=facts.count) > 0
    return found
