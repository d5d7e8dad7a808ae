"""The equity tree of a party, up or down, level by level."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from graph.ask.question import Found, Question, Row
from graph.ask.walk import start_of

NOISE: Final = 1e-9
"""A path's share is a product of doubles: so much below the least counts as the least."""

MAXIMUM_ROWS: Final = 20_000
"""Rows of a tree, whatever the limit of the question; no screen shows more."""


@dataclass(frozen=True, slots=True)
class _Branch:
    """A row whose holders are looked for next, with the parties above it."""

    row: Row
    above: frozenset[str]


def tree(question: Question) -> Found:
    """The tree from the question's party down to its depth, a row per place, the parents before their children.

    A party is expanded once: where it comes again it is marked `repeated`, and `cycle` where it stands above itself,
    so a dense or circular structure gives as many rows as it has stakes. Branches of which less than `least` is left
    along their path are not shown; `children` counts them.
    """
    root = start_of(question)
    rows = [_row(0, None, {"party_id": root}, None)]
    level = [_Branch(rows[0], frozenset({root}))]
    expanded = {root}
    limit = min(question.limit + 1, MAXIMUM_ROWS)
    for _ in range(question.values["depth"]):
        level = _next_level(question, level, rows, expanded, limit)
        if not level or len(rows) >= limit:
            break
    shown = rows[:limit]
    _count_children(question, level if len(rows) < limit else [])
    _name(question, shown)
    return Found(shown, len(rows) >= MAXIMUM_ROWS)


def left_out(rows: Sequence[Mapping[str, Any]], depth: int) -> bool:
    """Whether a party above the last level has more owners or holdings than stand below it."""
    shown = Counter(row["parent_row"] for row in rows)
    return any((row["children"] or 0) > shown[row["row"]] for row in rows if row["depth"] < depth)


def _next_level(
    question: Question, level: Sequence[_Branch], rows: list[Row], expanded: set[str], limit: int
) -> list[_Branch]:
    """Appends the children of the level's rows; the rows that are to be expanded next."""
    children = _children(question, level)
    following = []
    for branch in level:
        stakes = children.get(branch.row["party_id"], [])
        branch.row["children"] = stakes[0]["siblings"] if stakes else 0
        for stake in stakes:
            if len(rows) >= limit:
                return []
            if branch.row["path_ratio"] * stake["share_ratio"] < question.values["least"] - NOISE:
                break  # the largest stakes come first
            party = stake["party_id"]
            mark = "cycle" if party in branch.above else "repeated" if party in expanded else None
            rows.append(_row(len(rows), branch.row, stake, mark))
            if mark is None:
                expanded.add(party)
                following.append(_Branch(rows[-1], branch.above | {party}))
    return following


def _children(question: Question, level: Sequence[_Branch]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for stake in question.rows(frontier=[branch.row["party_id"] for branch in level]) if level else []:
        found.setdefault(stake["parent_id"], []).append(stake)
    return {
        parent: sorted(stakes, key=lambda stake: (-stake["share_ratio"], stake["party_id"]))
        for parent, stakes in found.items()
    }


def _count_children(question: Question, leaves: Sequence[_Branch]) -> None:
    """How many more stand below the last level shown."""
    children = _children(question, leaves)
    for branch in leaves:
        stakes = children.get(branch.row["party_id"])
        branch.row["children"] = stakes[0]["siblings"] if stakes else 0


def _row(number: int, parent: Row | None, stake: Row, mark: str | None) -> Row:
    share: Any = stake.get("share_ratio")
    above = 1.0 if parent is None else parent["path_ratio"]
    return {
        "row": number,
        "parent_row": None if parent is None else parent["row"],
        "depth": 0 if parent is None else parent["depth"] + 1,
        "party_id": stake["party_id"],
        "name": None,
        "kind": None,
        "share_ratio": share,
        "vote_ratio": stake.get("vote_ratio"),
        "path_ratio": above if share is None else round(above * share, 10),
        "children": None,
        "mark": mark,
    }


def _name(question: Question, rows: Sequence[Row]) -> None:
    party_ids = sorted({row["party_id"] for row in rows})
    cards = {card["party_id"]: card for card in question.rows(question.query.uses[0], party_ids=party_ids)}
    for row in rows:
        row["name"], row["kind"] = cards[row["party_id"]]["name"], cards[row["party_id"]]["kind"]
