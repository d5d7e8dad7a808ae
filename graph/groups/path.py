"""The way from one party to another, fact by fact."""

from dataclasses import dataclass

from graph.groups.declared_ties import Tie
from graph.ownership.kinship import INVERSE
from graph.ownership.shareholdings import Shareholdings


@dataclass(frozen=True, slots=True)
class Step:
    """One fact on the way: `source` has this relation to `target`, both positions of parties.

    share: what an owner holds, a part of one, None for other relations. word: the post, the kinship (what the target
    is to the source) or the basis of a concert. places: where the fact stands among the snapshot's edges of that
    relation; several stakes of one owner in one enterprise are one step.
    """

    source: int
    relation: str
    target: int
    share: float | None
    word: str
    places: tuple[int, ...]


Path = tuple[Step, ...]


def stake_step(holdings: Shareholdings, row: int) -> Step:
    """The step of an owner to what it owns."""
    return Step(
        int(holdings.owner[row]),
        "OWNS",
        int(holdings.owned[row]),
        float(holdings.share[row]),
        "",
        tuple(holdings.stakes_of(row).tolist()),
    )


def tie_step(party: int, tie: Tie, relation: str) -> Step:
    """The step of a declared tie seen from `party`."""
    if tie.outward:
        return Step(party, relation, tie.other, None, tie.word, (tie.place,))
    return Step(tie.other, relation, party, None, INVERSE.get(tie.word, tie.word), (tie.place,))
