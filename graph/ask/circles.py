"""Guarantee circles: the strongly connected components of who stands for whom."""

from collections.abc import Mapping
from typing import Final

import numpy as np

from graph.ask.question import Found, Question, Row
from graph.kernels.components import strong_components
from graph.kernels.csr import build_csr

BUCKETS: Final = 64
"""Rows in which the edges are read as columns."""


def circles(question: Question) -> Found:
    """Every circle of at least `minimum` members, the largest first; amounts of the contracts between members."""
    edges = question.columns(buckets=BUCKETS)
    found = _components(edges.get("guarantors", []), edges.get("debtors", []))
    wanted = [members for members in found if len(members) >= max(2, question.values["minimum"])]
    wanted.sort(key=lambda members: (-len(members), members[0]))
    wanted = wanted[: question.limit + 1]
    if not wanted:
        return Found([])
    contracts, cards = question.query.uses
    circle_of = {member: members[0] for members in wanted for member in members}
    totals = {row["circle_id"]: row for row in question.rows(contracts, members=list(circle_of), circle_of=circle_of)}
    names = {row["party_id"]: row["name"] for row in question.rows(cards, party_ids=list(circle_of))}
    return Found([_row(members, names, totals[members[0]]) for members in wanted])


def _components(guarantors: list[str], debtors: list[str]) -> list[list[str]]:
    """Sorted members of each strongly connected component of two or more parties."""
    if not guarantors:
        return []
    parties, codes = np.unique(np.array([*guarantors, *debtors], dtype=object), return_inverse=True)
    sources, targets = codes.astype(np.int32).reshape(2, -1)
    labels = strong_components(build_csr(sources, targets, len(parties)))
    order = np.argsort(labels, kind="stable")
    sizes = np.bincount(labels)
    starts = np.cumsum(sizes) - sizes
    return [
        parties[order[start : start + size]].tolist() for start, size in zip(starts, sizes, strict=True) if size > 1
    ]


def _row(members: list[str], names: Mapping[str, str | None], total: Row) -> Row:
    return {
        "circle_id": members[0],
        "members": members,
        "names": [names.get(member) for member in members],
        "size": len(members),
        **{name: total[name] for name in ("guarantees", "amount_cny", "without_amount")},
    }
