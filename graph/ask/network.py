"""What surrounds a party as a networkx graph: for export to tools that draw, and for evidence that travels."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import networkx as nx

from graph.ask.question import Answer

Scalar = str | int | float | bool


def as_network(start: Mapping[str, Any], answer: Answer) -> "nx.MultiDiGraph[str]":
    """Nodes and ties of an answer of enterprise/neighbourhood, the party `start` (id, label, name) among them.

    Nodes carry `label`, `name`, `hop`; ties their type as `kind`, and their properties. Values are strings and
    numbers, as GraphML needs them; what is unknown is left out. The graph's `truncated` says whether ties were left
    out by a limit, that of one kind at one node included.
    """
    network: nx.MultiDiGraph[str] = nx.MultiDiGraph(truncated=answer.truncated or _capped(answer))
    network.add_node(start["id"], **_known({"label": start["label"], "name": start["name"], "hop": 0}))
    for row in answer.rows:
        if row["other_id"] not in network:
            facts = {"label": row["other_label"], "name": row["other_name"], "hop": row["hop"]}
            network.add_node(row["other_id"], **_known(facts))
        network.add_edge(
            row["source_id"], row["target_id"], kind=row["relationship"], **_known(row["properties"])
        )  # fmt: skip
    return network


def _capped(answer: Answer) -> bool:
    """Whether a node has more ties of a kind than the answer shows at it."""
    shown = Counter((end, row["relationship"]) for row in answer.rows for end in {row["source_id"], row["target_id"]})
    return any(row["total"] > shown[row["from_id"], row["relationship"]] for row in answer.rows)


def _known(facts: Mapping[str, Any]) -> dict[str, Scalar]:
    return {name: fact for name, fact in facts.items() if isinstance(fact, Scalar)}
