"""Circles as GraphML, for tools that draw or calculate: their parties and contracts, and who is tied to them."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import networkx as nx
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from graph.as_of import BEGINNING, FOREVER
from graph.explain.day import Day
from graph.explain.naming import PERSON

MOST: Final = 20_000
"""So many contracts are drawn, those inside the circles first; 5 MB of text, more than most tools can draw."""

Scalar = str | int | float | bool

_NOT_IN_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no way to write (section 2.2)."""


def circle_network(day: Day, numbers: Sequence[int], most: int = MOST) -> "nx.MultiDiGraph[str]":
    """The parties of some circles and who is tied to them, and the contracts between them, as a networkx graph.

    Nodes, by party_id: name, kind, circle (its identity; left out for who is in none of these). Edges from guarantor to
    debtor, one a contract: guarantee_id, amount_cny, valid_from, valid_to, inside (a circle), source; what is unknown
    is left out. The graph has as_of, known_at, version, and in `truncated` whether contracts were left out.
    """
    at, rows = day.snapshot.at, _rows(day, numbers)
    network: nx.MultiDiGraph[str] = nx.MultiDiGraph(
        as_of=at.as_of.isoformat(), known_at=at.known_at.isoformat(), version=day.snapshot.version,
        truncated=len(rows) > most,
    )  # fmt: skip
    rows = rows[:most]
    shown = np.full(len(day.network.circles) + 1, -1, dtype=np.int64)  # the last one: of who is in no circle
    shown[list(numbers)] = list(numbers)
    circle = shown[day.structures.circle_of]
    ends = day.network.guarantor[rows], day.network.debtor[rows]
    key = _add_parties(day, network, np.unique(np.concatenate(ends)), circle)
    inside = ((circle[ends[0]] == circle[ends[1]]) & (circle[ends[0]] >= 0)).tolist()
    steps = zip(*(one.tolist() for one in ends), inside, _contracts(day, rows), strict=True)
    for first, second, within, facts in steps:
        network.add_edge(key[first], key[second], key=facts["guarantee_id"], inside=within, **facts)
    return network


def graphml(network: "nx.MultiDiGraph[str]") -> str:
    """The network as a GraphML document."""
    return "\n".join(nx.generate_graphml(network, named_key_ids=True)) + "\n"


def write_graphml(network: "nx.MultiDiGraph[str]", out: Path) -> None:
    """The document in a file."""
    nx.write_graphml(network, out, named_key_ids=True)


def _rows(day: Day, numbers: Sequence[int]) -> NDArray[np.int64]:
    """The guarantees inside these circles, then those that tie members to others."""
    circles, nothing = [day.network.circles[number] for number in numbers], np.zeros(0, dtype=np.int64)
    inside = np.concatenate([nothing, *(circle.guarantees for circle in circles)])
    members = np.concatenate([nothing, *(circle.members for circle in circles)])
    touching = [given.edges_of_all(members) for given in (day.network.by_guarantor, day.network.by_debtor)]
    return np.concatenate([inside, np.setdiff1d(np.concatenate(touching), inside)])


def _add_parties(
    day: Day, network: "nx.MultiDiGraph[str]", positions: NDArray[np.integer], circle: NDArray[np.int64]
) -> dict[int, str]:
    """Add the parties at these positions; the key of each."""
    table = day.snapshot.parties.table.take(pa.array(positions))
    ids, names, labels, kinds = (table.column(one).to_pylist() for one in ("party_id", "name", "label", "kind"))
    keys = [_xml(one) for one in ids]
    for place, number in enumerate(circle[positions].tolist()):
        kind = PERSON if labels[place] == "Person" else kinds[place]
        identity = day.structures.identity[number] if number >= 0 else None
        network.add_node(keys[place], **_known({"name": names[place], "kind": kind, "circle": identity}))
    return dict(zip(positions.tolist(), keys, strict=True))


def _contracts(day: Day, rows: NDArray[np.int64]) -> list[dict[str, Scalar]]:
    """What is known of each of these guarantees."""
    stored = day.snapshot.edges("GUARANTEES").rows(day.network.edge[rows]).to_pylist()
    amounts = day.network.amount_cny[rows].tolist()
    return [
        _known({
            "guarantee_id": row["guarantee_id"], "amount_cny": None if amount != amount else round(amount, 2),
            "valid_from": None if row["valid_from"] == BEGINNING else row["valid_from"].isoformat(),
            "valid_to": None if row["valid_to"] == FOREVER else row["valid_to"].isoformat(), "source": row["source"],
        })
        for row, amount in zip(stored, amounts, strict=True)
    ]  # fmt: skip


def _known(facts: Mapping[str, Any]) -> dict[str, Scalar]:
    """What is known of the facts, its texts as XML can say them."""
    return {name: _xml(one) if isinstance(one, str) else one for name, one in facts.items() if one is not None}


def _xml(text: str) -> str:
    """The text without the control characters that no XML can hold."""
    return _NOT_IN_XML.sub("\ufffd", text)
