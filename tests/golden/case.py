"""A case with a known answer, as its file gives it."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

KEYS = {
    "name", "kind", "provenance", "source", "nodes", "edges", "parameters", "expected", "tolerance", "notes", "trap",
}  # fmt: skip


@dataclass(frozen=True)
class Case:
    """A world, a question about it and the answer; `edges` and `nodes` as the kind of case writes them."""

    name: str
    kind: str
    nodes: list[dict[str, Any]]
    edges: list[dict[str, Any]]
    parameters: Mapping[str, Any]
    expected: Mapping[str, Any]
    tolerance: float

    @classmethod
    def read(cls, path: Path) -> "Case":
        """The case of a file; nothing in it may be unknown."""
        entry = json.loads(path.read_text(encoding="utf-8"))
        unknown = entry.keys() - KEYS
        assert not unknown, f"{path.name}: unknown keys {sorted(unknown)}"
        return cls(
            entry.get("name", path.stem), entry["kind"], entry["nodes"], entry["edges"], entry.get("parameters", {}),
            entry["expected"], float(entry.get("tolerance", 1e-9)),
        )  # fmt: skip

    def knows(self, *, nodes: Collection[str] = (), edges: Collection[str], parameters: Collection[str]) -> None:
        """Fails where the case says more than its runner understands."""
        for place, allowed, given in (
            ("a node", {"id", "type", "name", *nodes}, {key for node in self.nodes for key in node}),
            ("an edge", set(edges), {key for edge in self.edges for key in edge}),
            ("the parameters", set(parameters), set(self.parameters)),
        ):
            assert given <= allowed, f"{self.name}: {place} has fields unknown here: {sorted(given - allowed)}"

    @property
    def ids(self) -> list[str]:
        """Every party of the case, those named by edges only included."""
        named = {str(value) for edge in self.edges for key, value in edge.items() if key in ENDS}
        return list(dict.fromkeys([node["id"] for node in self.nodes] + sorted(named)))


ENDS = {
    "owner", "owned", "from", "to", "provider", "dependent", "guarantor", "borrower", "lender", "debtor", "creditor",
}  # fmt: skip
