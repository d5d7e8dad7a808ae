"""Who is tied to whom at a cut-off: nodes of several kinds, and directed ties of several types with attributes."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.errors import UsageError

Floats = NDArray[np.float64]
Positions = NDArray[np.int32]

ENTERPRISE: Final = "enterprise"
PERSON: Final = "person"


@dataclass(frozen=True, eq=False)
class Relation:
    """Ties of one type: source, target int32 positions among the nodes of their kinds; attributes float64, one row per
    tie, NaN where not known."""

    name: str
    source_kind: str
    target_kind: str
    source: Positions
    target: Positions
    attributes: Floats
    attribute_names: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        shape = (len(self.source), len(self.attribute_names))
        if len(self.target) != len(self.source) or self.attributes.shape != shape:
            raise UsageError(
                f"The ties of {self.name} are not told alike: {shape} expected, {self.attributes.shape} given.",
                f"关系{self.name}的列长不一致：应为{shape}，实为{self.attributes.shape}。",
            )

    def __len__(self) -> int:
        return len(self.source)

    @property
    def reverse(self) -> "Relation":
        """The same ties seen from their other ends."""
        return Relation(
            f"{self.name}_reverse", self.target_kind, self.source_kind, self.target, self.source, self.attributes,
            self.attribute_names,
        )  # fmt: skip


@dataclass(frozen=True, eq=False)
class TypedNetwork:
    """counts: how many nodes of each kind. relations: each type once. UsageError for a tie that ends outside."""

    counts: dict[str, int]
    relations: tuple[Relation, ...]

    def __post_init__(self) -> None:
        if len({relation.name for relation in self.relations}) != len(self.relations):
            raise UsageError("A relation stands twice in a network.", "网络中有重复的关系类型。")
        for relation in self.relations:
            for kind, ends in ((relation.source_kind, relation.source), (relation.target_kind, relation.target)):
                if len(ends) and not 0 <= int(ends.min()) <= int(ends.max()) < self.counts.get(kind, 0):
                    raise UsageError(
                        f"A tie of {relation.name} ends at no {kind}.", f"关系{relation.name}的一端不是已知的{kind}。"
                    )

    def relation(self, name: str) -> Relation:
        """By its name. KeyError where there is none."""
        return {relation.name: relation for relation in self.relations}[name]

    @property
    def both_ways(self) -> "TypedNetwork":
        """Each relation and its reverse."""
        pairs = [(relation, relation.reverse) for relation in self.relations]
        return TypedNetwork(self.counts, tuple(relation for pair in pairs for relation in pair))

    def without(self, name: str, ties: NDArray[np.integer]) -> "TypedNetwork":
        """Less these ties of one relation."""
        kept = np.setdiff1d(np.arange(len(self.relation(name))), ties)
        return TypedNetwork(self.counts, tuple(one if one.name != name else _some(one, kept) for one in self.relations))


def _some(relation: Relation, places: NDArray[np.integer]) -> Relation:
    return Relation(
        relation.name, relation.source_kind, relation.target_kind, relation.source[places], relation.target[places],
        relation.attributes[places], relation.attribute_names,
    )  # fmt: skip
