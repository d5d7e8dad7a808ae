"""Cases of kind guarantee_structure: circles, cycles, mutual pairs, chains and stars of who stands for whom."""

from collections.abc import Callable
from typing import Any

import numpy as np

from graph.guarantees import structure
from graph.guarantees.chains import longest_chain
from graph.guarantees.cycles import simple_cycles
from graph.guarantees.stars import stars
from tests.golden.case import Case


def guarantee_structure(case: Case) -> dict[str, Callable[[], Any]]:
    """The fields of such a case; positions are in the order of its nodes."""
    case.knows(edges={"type", "guarantor", "borrower"}, parameters={"edge_direction"})
    assert case.parameters.get("edge_direction", "guarantor->borrower") == "guarantor->borrower"
    assert {edge.get("type", "guarantee") for edge in case.edges} <= {"guarantee"}
    names = case.ids
    position = {name: place for place, name in enumerate(names)}
    guarantor, debtor = (
        np.array([position[edge[end]] for edge in case.edges], dtype=np.int32) for end in ("guarantor", "borrower")
    )
    arcs = structure.arcs(len(names), guarantor, debtor)

    def named(positions: list[int]) -> list[str]:
        return [names[place] for place in positions]

    def cycle_count() -> int:
        cycles = simple_cycles(arcs, longest=len(names), most=1_000_000, seconds=60)
        assert cycles.is_complete, f"{case.name}: more cycles than can be counted ({cycles.stopped})"
        return len(cycles.found)

    def longest() -> int:
        chain = longest_chain(arcs)
        assert chain.is_longest, f"{case.name}: between {chain.length} and {chain.at_most}"
        return chain.length

    def largest_star() -> tuple[str, int] | None:
        found = stars(arcs, 1)
        return (names[found.guarantors[0]], int(found.debtors[0])) if len(found.debtors) else None

    return {
        "circles_scc": lambda: [named(found.members.tolist()) for found in structure.circles(arcs, guarantor, debtor)],
        "simple_cycles": cycle_count,
        "mutual_pairs": lambda: [named(pair) for pair in structure.mutual_pairs(arcs).tolist()],
        "self_guarantees": lambda: named(
            sorted(set(guarantor[structure.self_guarantees(guarantor, debtor)].tolist()))
        ),
        "longest_simple_path_edges": longest,
        "max_out_degree": largest_star,
    }  # fmt: skip
