"""A ring through a guarantee circle, to be drawn: who stands for whom, back to the first."""

from collections import deque
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from graph.ask import ask

if TYPE_CHECKING:
    from graph.as_of import AsOf
    from graph.store import Store

MOST_MEMBERS: Final = 40
"""Of a larger circle so many members are looked at."""

PERSONAL: Final = ("general", "joint_and_several", None)
"""Forms of personal guarantee; a missing form counts as one."""


def longest_ring(store: "Store", members: Sequence[str], at: "AsOf") -> list[str]:
    """Names along the longest of the shortest rings through each member, in order; empty if none is found."""
    debtors: dict[str, list[str]] = {}
    names: dict[str, str] = {}
    looked_at = members[:MOST_MEMBERS]
    for member in looked_at:
        given = ask(store, "guarantee/given", {"party": member}, at=at).rows
        inside = [row for row in given if row["debtor_id"] in looked_at and row["form"] in PERSONAL]
        debtors[member] = sorted({row["debtor_id"] for row in inside} - {member})
        names |= {row["debtor_id"]: _name(row) for row in inside}
    rings = [ring for member in looked_at if (ring := shortest_ring(debtors, member))]
    return [names[party] for party in max(rings, key=len, default=[])]


def shortest_ring(debtors: Mapping[str, Sequence[str]], start: str) -> list[str]:
    """The parties on a shortest way from `start` along guarantees back to it; empty if there is none."""
    came_from: dict[str, str] = {}
    waiting = deque([start])
    while waiting:
        party = waiting.popleft()
        for debtor in debtors.get(party, ()):
            if debtor == start:
                ring = [party]
                while ring[-1] != start:
                    ring.append(came_from[ring[-1]])
                return ring[::-1]
            if debtor not in came_from:
                came_from[debtor] = party
                waiting.append(debtor)
    return []


def _name(row: Mapping[str, Any]) -> str:
    return str(row["debtor_name"] or row["debtor_id"])
