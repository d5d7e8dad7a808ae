"""From the rows of an answer to nodes and ties, each once."""

from collections import Counter
from itertools import pairwise
from typing import Any

from api.values import jsonable
from graph.ask import Answer

Networked = dict[str, Any]


def drawn_neighbourhood(start: dict[str, Any], answer: Answer, most: int) -> Networked:
    """Nodes nearest first, at most `most`; the ties between them; what was left out at which node."""
    nodes = {start["id"]: start}
    ties: list[dict[str, Any]] = []
    totals: dict[tuple[str, str], int] = {}
    for row in answer.rows:
        totals.setdefault((row["from_id"], row["relationship"]), row["total"])
        if row["other_id"] not in nodes and len(nodes) >= most:
            continue
        nodes.setdefault(row["other_id"], point(row["other_id"], row["other_label"], row["other_name"], row["hop"]))
        if row["from_id"] in nodes:
            ties.append(_tie(row["source_id"], row["target_id"], row["relationship"], row["properties"]))
    # A tie stands in the answer once, at the end from which it was found first; it is shown at both.
    shown = Counter((end, tie["kind"]) for tie in ties for end in {tie["source"], tie["target"]})
    left_out = [
        {"id": node, "kind": kind, "shown": shown[node, kind], "total": total}
        for (node, kind), total in totals.items()
        if node in nodes and total > shown[node, kind]
    ]
    return {
        "nodes": list(nodes.values()), "ties": ties, "left_out": left_out,
        "truncated": answer.truncated or bool(left_out),
    }  # fmt: skip


def drawn_paths(answer: Answer, most: int) -> Networked:
    """The paths, and their nodes and ties once each; paths that would pass the limit of nodes are left out."""
    nodes: dict[str, dict[str, Any]] = {}
    ties: list[dict[str, Any]] = []
    joined: set[frozenset[str]] = set()
    kept = []
    for row in answer.rows:
        if len(nodes.keys() | set(row["party_ids"])) > most:
            break
        kept.append(jsonable(row))
        for hop, (party, name) in enumerate(zip(row["party_ids"], row["names"], strict=True)):
            nodes.setdefault(party, point(party, None, name, hop))
        hops = [frozenset(ends) for ends in pairwise(row["party_ids"])]
        # Two parties may be joined on several paths; what joins them is drawn with the first.
        ties += [_step(one) for one in row["ties"] if hops[one["hop"] - 1] not in joined]
        joined.update(hops)
    truncated = answer.truncated or len(kept) < len(answer.rows)
    return {
        "paths": kept, "nodes": list(nodes.values()), "ties": ties, "total": len(answer.rows),
        "truncated": truncated,
    }  # fmt: skip


def point(party: str, label: str | None, name: str | None, hop: int) -> dict[str, Any]:
    """A node as the API gives it."""
    return {"id": party, "label": label, "name": name, "hop": hop}


def _step(one: dict[str, Any]) -> dict[str, Any]:
    """A tie of a path; at which hop it stands is the path's to say."""
    more = {name: value for name, value in one.items() if name not in ("hop", "kind", "source_id", "target_id")}
    return _tie(one["source_id"], one["target_id"], one["kind"], more)


def _tie(source: str, target: str, kind: str, properties: dict[str, Any] | None) -> dict[str, Any]:
    said = {name: jsonable(value) for name, value in (properties or {}).items() if value is not None}
    return {"source": source, "target": target, "kind": kind, "properties": said}
