"""From a sample to what a network model takes: PyTorch Geometric's `HeteroData`, scaled as it was in training.

Rows and ties stand in an order made of their contents, so that the same facts give the same sums, bit for bit, however
they were listed. Scores find their way back by `Prepared.nodes`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch_geometric.data import HeteroData

from gnn.features.content import Keys, with_numbers
from gnn.models.content_keys import content_keys
from gnn.models.scaling import Floats, Scaling
from gnn.network import ENTERPRISE, Relation, TypedNetwork
from gnn.sample import Sample
from graph.errors import UsageError

EdgeType = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Note:
    """A limit of an answer that was given all the same."""

    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class RelationType:
    """What a model knows of a relation of its training."""

    name: str
    source_kind: str
    target_kind: str
    attribute_names: tuple[str, ...]

    @classmethod
    def of(cls, relation: Relation) -> "RelationType":
        """That of some ties."""
        return cls(relation.name, relation.source_kind, relation.target_kind, relation.attribute_names)

    @property
    def empty(self) -> Relation:
        """Without a tie."""
        none, width = np.empty(0, dtype=np.int32), len(self.attribute_names)
        return Relation(
            self.name, self.source_kind, self.target_kind, none, none, np.empty((0, width)), self.attribute_names
        )


@dataclass(frozen=True, eq=False)
class Prepared:
    """data: per kind `x`, `key`, for enterprises `y` and `scored` too; per relation, both ways, `edge_index`,
    `edge_attr`. nodes: per kind, row i of the data is node nodes[kind][i] of the sample. ties: per relation, tie i of
    the data is tie ties[name][i] of the sample; int64."""

    data: HeteroData
    nodes: dict[str, NDArray[np.int64]]
    ties: dict[str, NDArray[np.int64]]
    notes: tuple[Note, ...] = ()

    @property
    def order(self) -> NDArray[np.int64]:
        """Of the enterprises."""
        return self.nodes[ENTERPRISE]


@dataclass(frozen=True, eq=False)
class NetworkInputs:
    """What training has fixed of the inputs. nodes: scaling per kind, of features (enterprises only) and, with
    `degrees` or for kinds without features, of how many ties of each relation a node has. ties: scaling per relation.
    rounds: how far `content_keys` look."""

    schema_digest: str
    feature_names: tuple[str, ...]
    relations: tuple[RelationType, ...]
    nodes: dict[str, Scaling]
    ties: dict[str, Scaling]
    degrees: bool
    rounds: int

    @classmethod
    def fitted(cls, samples: Sequence[Sample], *, degrees: bool, rounds: int) -> "NetworkInputs":
        """From the samples of training, all of their enterprises. UsageError where they have no feature or differ in
        their features, or one name stands for two relations."""
        schemas = {sample.table.schema_digest for sample in samples}
        if len(schemas) != 1 or not samples[0].table.features:
            raise UsageError(
                "The samples of training must have features, and the same ones.", "训练样本必须有特征，且特征一致。"
            )
        types = sorted({RelationType.of(one) for each in samples for one in each.network.relations}, key=_by_name)
        if len({one.name for one in types}) < len(types):
            raise UsageError(
                "A relation changes its kinds of ends or its attributes between samples.",
                "同名关系在不同样本中的端点类型或属性不一致。",
            )
        kinds = sorted({ENTERPRISE} | {end for one in types for end in (one.source_kind, one.target_kind)})
        networks = [_network(sample.network, types, kinds) for sample in samples]
        raw = [_own(sample, network, degrees) for sample, network in zip(samples, networks, strict=True)]
        nodes = {kind: Scaling.fitted(np.concatenate([own[kind] for own in raw])) for kind in kinds}
        ties = {
            one.name: Scaling.fitted(np.concatenate([network.relation(one.name).attributes for network in networks]))
            for one in types
        }
        return cls(schemas.pop(), samples[0].table.names, tuple(types), nodes, ties, degrees, rounds)

    @property
    def metadata(self) -> tuple[list[str], list[EdgeType]]:
        """Kinds, and relations both ways, as PyTorch Geometric names them."""
        types = [one for kind in self.relations for one in (kind.empty, kind.empty.reverse)]
        return list(self.nodes), [edge_type(one) for one in types]

    def tie_width(self, kind: EdgeType) -> int:
        """How many numbers stand at a tie."""
        return self.ties[kind[1].removesuffix("_reverse")].width

    def prepared(self, sample: Sample, *, learning: bool = False) -> Prepared:
        """A sample as the model takes it; what it does not know is left out and noted. learning: labels count for the
        order of rows that are otherwise alike.

        UsageError for other features, or a known relation with other ends or attributes.
        """
        sample.table.require_schema(self.feature_names, self.schema_digest)
        network = _network(sample.network, self.relations, list(self.nodes))
        own = _own(sample, network, self.degrees)
        keys = sorting = content_keys(network, {ENTERPRISE: sample.table.values}, self.rounds)
        if learning:
            labelled = np.column_stack([sample.table.values, sample.label, sample.population])
            sorting = content_keys(network, {ENTERPRISE: labelled}, self.rounds)
        order = {kind: np.argsort(mine, kind="stable") for kind, mine in sorting.items()}
        data = HeteroData()
        for kind, scaling in self.nodes.items():
            data[kind].x = torch.from_numpy(scaling(own[kind], order[kind]))
            data[kind].key = torch.from_numpy(keys[kind][order[kind]].view(np.int64))
        data[ENTERPRISE].y = torch.from_numpy(sample.label[order[ENTERPRISE]].astype(np.float32))
        data[ENTERPRISE].scored = torch.from_numpy(sample.population[order[ENTERPRISE]])
        places = {kind: _places(rows) for kind, rows in order.items()}
        ties = {}
        for one in self.relations:
            relation, ties[one.name] = _ordered(network.relation(one.name), places)
            _enter(data, relation, self.ties[one.name])
        return Prepared(data, order, ties, tuple(self._notes(sample, own)))

    def _notes(self, sample: Sample, own: dict[str, Floats]) -> list[Note]:
        notes = []
        unknown = sorted({one.name for one in sample.network.relations} - {one.name for one in self.relations})
        if unknown:
            names = ", ".join(unknown)
            notes.append(
                Note(
                    f"Relations that the model never learned of are left out: {names}.",
                    f"模型未学习过的关系未计入：{names}。",
                )
            )
        if self.relations and not sum(len(sample.network.relation(name)) for name in _shared(sample, self.relations)):
            notes.append(
                Note(
                    "No tie that the model knows: scores rest on each enterprise's own facts alone.",
                    "没有模型认识的关系：评分仅依据企业自身信息。",
                )
            )
        unforeseen = [
            self.feature_names[column]
            for column in self.nodes[ENTERPRISE].unforeseen(own[ENTERPRISE])
            if column < len(self.feature_names)
        ]
        if unforeseen:
            names = ", ".join(unforeseen)
            notes.append(
                Note(
                    f"Values are missing that never were in training, and count as average: {names}.",
                    f"以下特征在训练时从无缺失，现有缺失，按平均值计：{names}。",
                )
            )
        return notes

    def told(self) -> dict[str, Any]:
        """As JSON takes it."""
        types = [[one.name, one.source_kind, one.target_kind, list(one.attribute_names)] for one in self.relations]
        return {
            "schema_digest": self.schema_digest, "feature_names": list(self.feature_names), "relations": types,
            "nodes": {kind: scaling.told() for kind, scaling in self.nodes.items()},
            "ties": {name: scaling.told() for name, scaling in self.ties.items()},
            "degrees": self.degrees, "rounds": self.rounds,
        }  # fmt: skip

    @classmethod
    def read(cls, told: dict[str, Any]) -> "NetworkInputs":
        """What `told` has said."""
        return cls(
            told["schema_digest"], tuple(told["feature_names"]),
            tuple(RelationType(one[0], one[1], one[2], tuple(one[3])) for one in told["relations"]),
            {kind: Scaling.read(scaling) for kind, scaling in told["nodes"].items()},
            {name: Scaling.read(scaling) for name, scaling in told["ties"].items()},
            told["degrees"], told["rounds"],
        )  # fmt: skip


def edge_type(relation: Relation) -> EdgeType:
    """As PyTorch Geometric names it."""
    return relation.source_kind, relation.name, relation.target_kind


def _by_name(one: RelationType) -> str:
    return one.name


def _shared(sample: Sample, types: Sequence[RelationType]) -> set[str]:
    return {one.name for one in types} & {one.name for one in sample.network.relations}


def _network(network: TypedNetwork, types: Sequence[RelationType], kinds: Sequence[str]) -> TypedNetwork:
    """The part of a network that the model knows, empty relations included."""
    given = {one.name: one for one in network.relations}
    for one in types:
        if one.name in given and RelationType.of(given[one.name]) != one:
            raise UsageError(
                f"Relation {one.name} has other ends or attributes than in training.",
                f"关系{one.name}的端点类型或属性与训练时不同。",
            )
    counts = {kind: network.counts.get(kind, 0) for kind in kinds}
    return TypedNetwork(counts, tuple(given.get(one.name, one.empty) for one in types))


def _own(sample: Sample, network: TypedNetwork, degrees: bool) -> dict[str, Floats]:
    """Per kind, what stands at each node, unscaled."""
    found: dict[str, Floats] = {}
    for kind, count in network.counts.items():
        ends = [
            np.bincount(one.target, minlength=count).astype(np.float64)
            for one in network.both_ways.relations
            if one.target_kind == kind
        ]
        tied = np.column_stack(ends) if ends else np.empty((count, 0))
        if kind != ENTERPRISE:
            found[kind] = tied
        else:
            found[kind] = np.concatenate([sample.table.values, tied], axis=1) if degrees else sample.table.values
    return found


def _places(order: NDArray[np.int64]) -> NDArray[np.int32]:
    places = np.empty(len(order), dtype=np.int32)
    places[order] = np.arange(len(order), dtype=np.int32)
    return places


def _ordered(relation: Relation, places: dict[str, NDArray[np.int32]]) -> tuple[Relation, NDArray[np.int64]]:
    """The ties between the new rows, by target, then source, then attributes; and where each stood."""
    source, target = places[relation.source_kind][relation.source], places[relation.target_kind][relation.target]
    marks: Keys = with_numbers(np.zeros(len(relation), dtype=np.uint64), relation.attributes)
    order = np.lexsort((marks, source, target))
    ordered = Relation(
        relation.name, relation.source_kind, relation.target_kind, source[order], target[order],
        relation.attributes[order], relation.attribute_names,
    )  # fmt: skip
    return ordered, order


def _enter(data: HeteroData, relation: Relation, scaling: Scaling) -> None:
    attributes = torch.from_numpy(scaling(relation.attributes))
    if not bool(torch.isfinite(attributes).all()):
        raise UsageError(
            f"An attribute of {relation.name} is infinite. Give a number, or none where it is not known.",
            f"关系{relation.name}的属性存在无穷大。请给出数值；未知时留空。",
        )
    for one in (relation, relation.reverse):
        store = data[edge_type(one)]
        store.edge_index = torch.from_numpy(np.stack([one.source, one.target]).astype(np.int64))
        store.edge_attr = attributes
