"""The parties and stakes of a case as the snapshot of a day, so that dates are respected as in the product."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.as_of import BEGINNING, FOREVER, AsOf
from graph.ownership.shareholdings import Shareholdings
from graph.schema.common import DATED
from graph.snapshot import History, Snapshot
from graph.snapshot.columns import table_of_rows
from graph.snapshot.read import bulk_read
from tests.golden.case import Case

KINDS = {"state": "government", "government": "government", "fund": "fund", "trust": "fund", "bank": "bank"}
"""What a type of node is in the product; every other one is a company, unless it is a person."""


@dataclass(frozen=True)
class Parties:
    """The case's parties in a snapshot; names and positions change into each other."""

    case: Case

    @cached_property
    def snapshot(self) -> Snapshot:
        """The case's world on its date; without one, on any day."""
        types = {node["id"]: node.get("type", "company") for node in self.case.nodes}
        rows: dict[str, list[dict[str, Any]]] = {"Enterprise": [], "Person": [], "OWNS": []}
        for party in self.case.ids:
            row = {"party_id": party, "canonical_id": party, "name": party}
            if types.get(party) == "person":
                rows["Person"].append(row)
            else:
                rows["Enterprise"].append(row | {"kind": KINDS.get(types.get(party, "company"), "company")})
        rows["OWNS"] = [_stake(number, edge) for number, edge in enumerate(self.case.edges) if "owner" in edge]
        tables = {name: table_of_rows(bulk_read(name).properties, found) for name, found in rows.items()}
        day = date.fromisoformat(self.case.parameters.get("as_of", "2025-01-01"))
        return History.of(tables).at(AsOf(day, day))

    @cached_property
    def holdings(self) -> Shareholdings:
        """The stakes in force."""
        return Shareholdings.of(self.snapshot)

    @cached_property
    def names(self) -> list[str]:
        """The id of each position."""
        names: list[str] = self.snapshot.parties.table.column("party_id").to_pylist()
        return names

    def position(self, party: str) -> int:
        """The position of a party of the case."""
        return self.names.index(party)

    def positions(self, parties: Iterable[str]) -> NDArray[np.int32]:
        """The positions of several."""
        return np.array([self.position(party) for party in parties], dtype=np.int32)

    def named(self, positions: NDArray[np.int32] | Iterable[int]) -> list[str]:
        """The ids of positions."""
        return [self.names[int(position)] for position in positions]


def _stake(number: int, edge: dict[str, Any]) -> dict[str, Any]:
    """An OWNS row; a case gives the last day on which a stake was held."""
    start = date.fromisoformat(edge["start"]) if edge.get("start") else BEGINNING
    last = date.fromisoformat(edge["end"]) if edge.get("end") else FOREVER
    end = last + timedelta(days=1) if last < FOREVER else FOREVER
    dates = dict(zip((p.name for p in DATED), (start, end, BEGINNING, FOREVER), strict=True))
    return {
        "source_key": edge["owner"], "target_key": edge["owned"], "source": "case", "stake_id": f"s{number}",
        "share_ratio": edge["share"], "vote_ratio": edge.get("votes"), **dates,
    }  # fmt: skip
