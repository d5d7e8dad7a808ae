"""An enterprise's ties as seen from it: by relation and direction, or all together."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from gnn.features.aggregate import Ties, distinct_ties, reversed_ties
from gnn.network import ENTERPRISE, PERSON, Relation, TypedNetwork

Titles = Mapping[str, tuple[str, str]]
KIND_TITLES: Titles = {ENTERPRISE: ("企业", "enterprises"), PERSON: ("自然人", "persons")}
DIRECTION_TITLES: Titles = {"out": ("(由其发出)", "(going out)"), "in": ("(指向其)", "(coming in)")}


@dataclass(frozen=True, eq=False)
class View:
    """One relation from the enterprise's end. near: its place at each tie; far: the other end's, of kind far_kind."""

    relation: Relation
    direction: str
    near: NDArray[np.int32]
    far: NDArray[np.int32]
    far_kind: str

    @property
    def name(self) -> str:
        """`relation.out` where the enterprise is the source, `relation.in` where it is the target."""
        return f"{self.relation.name.lower()}.{self.direction}"

    def title(self, titles: Titles) -> tuple[str, str]:
        """In both languages; a relation without a title goes by its name."""
        zh, en = titles.get(self.relation.name, (self.relation.name, self.relation.name))
        direction_zh, direction_en = DIRECTION_TITLES[self.direction]
        return f"{zh}{direction_zh}", f"{en} {direction_en}"


@dataclass(frozen=True)
class Words:
    """Titles (zh, en) of relations, their attributes and kinds of nodes; what has none goes by its name."""

    relations: Titles = field(default_factory=dict)
    attributes: Titles = field(default_factory=dict)
    kinds: Titles = field(default_factory=lambda: KIND_TITLES)

    def kind(self, name: str) -> tuple[str, str]:
        """Of a kind of nodes."""
        return self.kinds.get(name, (name, name))

    def attribute(self, name: str) -> tuple[str, str]:
        """Of a relation's attribute."""
        return self.attributes.get(name, (name, name))


def views(network: TypedNetwork) -> Iterator[View]:
    """Each relation from each end at which an enterprise stands, by name; other relations have no view."""
    for relation in sorted(network.relations, key=lambda one: one.name):
        if relation.source_kind == ENTERPRISE:
            yield View(relation, "out", relation.source, relation.target, relation.target_kind)
        if relation.target_kind == ENTERPRISE:
            yield View(relation, "in", relation.target, relation.source, relation.source_kind)


def pooled_ties(network: TypedNetwork, kind: str) -> tuple[Ties, Ties]:
    """Distinct ties of enterprises to nodes of one kind by whatever relation and direction, and the same ties back.

    Ties of an enterprise to itself are left out.
    """
    seen = [view for view in views(network) if view.far_kind == kind]
    near = np.concatenate([np.zeros(0, np.int32), *(view.near for view in seen)])
    far = np.concatenate([np.zeros(0, np.int32), *(view.far for view in seen)])
    if kind == ENTERPRISE:
        near, far = near[near != far], far[near != far]
    ties = distinct_ties(near, far, network.counts[ENTERPRISE])
    return ties, reversed_ties(ties, network.counts[kind])


def other_kinds(network: TypedNetwork) -> list[str]:
    """Kinds of nodes other than enterprises, by name."""
    return sorted(kind for kind in network.counts if kind != ENTERPRISE)
