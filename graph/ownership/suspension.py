"""Votes of a company's own subsidiaries in it, suspended where the law says so.

PRC Company Law 2023 art. 141: a subsidiary of a listed company does not acquire its shares, and those that it comes to
hold for another reason it does not vote. Whether z is a subsidiary of y depends on who controls whom, and that on which
votes count; so it is settled in rounds. First control with every vote cast; the votes of each y's subsidiaries in y
fall away; then control among the votes left, which may show further subsidiaries (of a holder whose part grew because
others fell silent); and so on until a round suspends nothing more. Suspended votes stay suspended, so there are at most
as many rounds as rows. Who is a subsidiary is asked of the register as it stands, before the consequence. It follows
that a vote stays suspended even where a later round would no longer show the control for which it was suspended, and
that of two companies which each hold the majority of the other neither votes in the other: both are subsidiaries, and
what is left decides. Concert plays no part: a subsidiary is what the company itself controls. Whether the holding is
lawful at all, and how long it has lasted, is not asked.
"""

import numpy as np
from numpy.typing import NDArray

from graph.kernels.components import strong_components
from graph.kernels.majority import edges_from_set
from graph.ownership.ballot import Ballot
from graph.ownership.control_rule import ControlRule
from graph.ownership.shareholdings import Shareholdings


def ballot_by(rule: ControlRule, holdings: Shareholdings) -> Ballot:
    """The votes that count by the rule, those of subsidiaries suspended where it asks for that."""
    ballot = Ballot.of(holdings, rule.votes)
    if not rule.suspend_subsidiary_votes:
        return ballot
    component = strong_components(holdings.by_owner)
    circular = np.bincount(component, minlength=1)[component] >= 2
    suspended = np.zeros(len(holdings), dtype=np.bool_)
    while True:
        more = suspended | _votes_of_subsidiaries(ballot, rule, circular)
        if np.array_equal(more, suspended):
            return ballot
        suspended = more
        ballot = Ballot.of(holdings, rule.votes, suspended)


def _votes_of_subsidiaries(ballot: Ballot, rule: ControlRule, circular: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Per row, whether its owner is controlled by the company that it holds; only companies in circles are asked."""
    least = ballot.least(rule.threshold, rule.strict)
    holders = np.unique(ballot.holdings.owner[ballot.majorities(least)])
    into = ballot.holdings.by_owned
    inside = edges_from_set(ballot.weights(least), holders[circular[holders]], into)
    rows = np.zeros(len(ballot.votes), dtype=np.bool_)
    rows[into.edge] = inside
    return rows
