"""What surrounds a party, hop by hop, with a cap per node and kind of relationship."""

from typing import Final

from graph.ask.question import Found, Question, Row
from graph.ask.walk import start_of
from graph.errors import UsageError

SCAN: Final = 10_000
"""So many ties of one kind are looked at on one node: a hub with more is given as having so many."""

DEEPEST: Final = 4
"""The largest `depth` that is accepted."""

FRONTIER: Final = 2_000
"""So many nodes are looked at on one hop; more are left out, and the answer says so."""


def neighbourhood(question: Question) -> Found:
    """The ties around the question's party, a row each, nearest first; `total` says how many a node has of the kind.

    A tie stands once, at the node from which it was found first.
    """
    depth = question.values["depth"]
    if not 1 <= depth <= DEEPEST:
        raise UsageError(f"depth is from 1 to {DEEPEST}.", f"depth 应在 1 到 {DEEPEST} 之间。")
    start = question.rows("party/known", texts=[start_of(question)])[0]["element"]
    seen_nodes, seen_ties = {start}, set[str]()
    frontier, rows, truncated = [start], list[Row](), False
    for hop in range(1, depth + 1):
        truncated |= len(frontier) > FRONTIER
        found = question.rows(frontier=frontier[:FRONTIER], scan=SCAN) if frontier else []
        found.sort(key=lambda row: (row["from_id"], row["relationship"], row["other_id"] or ""))
        frontier = []
        for row in found:
            if row["tie_element"] in seen_ties:
                continue
            seen_ties.add(row["tie_element"])
            rows.append(_row(hop, row))
            if row["other_element"] not in seen_nodes:
                seen_nodes.add(row["other_element"])
                frontier.append(row["other_element"])
        if len(rows) > question.limit:
            break
    return Found(rows, truncated)


SHOWN = ("from_id", "relationship", "total", "source_id", "target_id", "other_id", "other_label", "other_name")


def _row(hop: int, row: Row) -> Row:
    properties = {key: value for key, value in row["properties"].items() if value is not None}
    return {"hop": hop, **{name: row[name] for name in SHOWN}, "properties": properties}
