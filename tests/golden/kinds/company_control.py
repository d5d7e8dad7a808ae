"""Cases of kind company_control: who commands the votes of whom."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.ownership.concert import Concerts
from graph.ownership.control import Control, ControlRule
from tests.golden.case import Case
from tests.golden.kinds.parties import Parties

PARAMETERS = {"threshold", "strict", "sources", "suspend_subsidiary_votes", "use_votes", "concert_groups"}


def company_control(case: Case) -> dict[str, Callable[[], Any]]:
    """The fields of such a case."""
    case.knows(edges={"owner", "owned", "share", "votes_per_share"}, parameters=PARAMETERS)
    given = case.parameters
    parties = Parties(replace(case, edges=_with_votes(case)))
    rule = ControlRule(
        threshold=given.get("threshold", 0.5), strict=given.get("strict", True),
        suspend_subsidiary_votes=given.get("suspend_subsidiary_votes", False), votes=given.get("use_votes", True),
    )  # fmt: skip
    groups: Mapping[str, list[str]] = given.get("concert_groups", {})
    concerts = Concerts.of_groups(len(parties.names), [parties.positions(members) for members in groups.values()])
    control = Control.of(parties.holdings, rule, concerts)
    alone = Control.of(parties.holdings, rule)
    freely = Control.of(parties.holdings, replace(rule, suspend_subsidiary_votes=False), concerts)
    names = [*parties.names, *(_name_of_group(concerts, number, groups, parties) for number in range(len(concerts)))]

    def pairs(found: Control) -> list[tuple[str, str]]:
        every = zip(*(ends.tolist() for ends in found.pairs()), strict=True)
        wanted = given.get("sources")
        return [(names[x], names[y]) for x, y in every if wanted is None or names[x] in wanted]

    return {
        "controls": lambda: pairs(control),
        "individual_controls": lambda: pairs(alone),
        "controls_without_suspension": lambda: pairs(freely),
        "controlled_by": lambda: {
            name: [names[y] for y in control.controlled_by(x).tolist()] for x, name in enumerate(names)
        },
        "votes": lambda: _matrix(names, parties.names, control.votes_of),
        "equity": lambda: _matrix(names, parties.names, lambda x, y: _equity(parties, concerts.members_of(x), y)),
        "ultimate": lambda: {
            name: names[top] if top >= 0 else None
            for name, top in zip(parties.names, control.ultimate.tolist(), strict=False)
        },
    }


def _with_votes(case: Case) -> list[dict[str, Any]]:
    """The edges with the part of all votes that each carries; shares that nobody discloses have one vote each."""
    total: dict[str, float] = {}
    shares: dict[str, float] = {}
    for edge in case.edges:
        owned = edge["owned"]
        total[owned] = total.get(owned, 0.0) + edge["share"] * edge.get("votes_per_share", 1)
        shares[owned] = shares.get(owned, 0.0) + edge["share"]
    return [
        {key: value for key, value in edge.items() if key != "votes_per_share"}
        | {
            "votes": edge["share"] * edge.get("votes_per_share", 1)
            / (total[edge["owned"]] + max(0.0, 1 - shares[edge["owned"]]))
        }
        if any("votes_per_share" in other for other in case.edges if other["owned"] == edge["owned"])
        else edge
        for edge in case.edges
    ]  # fmt: skip


def _name_of_group(concerts: Concerts, number: int, groups: Mapping[str, list[str]], parties: Parties) -> str:
    """The name that the case gives a group; those that share a member vote as one, under all their names."""
    members = set(parties.named(concerts.members_of(concerts.party_count + number)))
    return "+".join(name for name, named in groups.items() if members & set(named))


def _equity(parties: Parties, holders: NDArray[np.int32], target: int) -> float:
    rows = np.isin(parties.holdings.owner, holders) & (parties.holdings.owned == target)
    return float(np.sum(parties.holdings.share[rows]))


def _matrix(holders: list[str], targets: list[str], value: Callable[[int, int], float]) -> dict[str, dict[str, float]]:
    return {x: {y: value(i, j) for j, y in enumerate(targets)} for i, x in enumerate(holders)}
