"""What a model was trained with, as one hash: independent of the order of enterprises, persons, features and ties."""

import hashlib
from collections.abc import Sequence

import numpy as np

from gnn.features.table import Floats
from gnn.network import ENTERPRISE, Relation
from gnn.sample import Sample

Marks = dict[str, list[str]]
"""Per kind of node what each is known by."""


def samples_digest(samples: Sequence[Sample]) -> str:
    """Of ids, features, outcomes and ties of some samples. Other nodes than enterprises have no ids that mean anything:
    they are known by their ties."""
    return _hash("\n".join(sorted(_sample_digest(sample) for sample in samples)).encode())


def _sample_digest(sample: Sample) -> str:
    names = sorted(sample.table.names)
    values = _plain(np.ascontiguousarray(sample.table.only(names).values))
    known = np.where(np.isnan(sample.label), -1, sample.label).astype(np.int8)
    rows = zip(sample.ids.tolist(), values, known.tolist(), sample.population.tolist(), strict=True)
    told = sorted(_hash(f"{who}\t{label}\t{counts}\t".encode() + row.tobytes()) for who, row, label, counts in rows)
    marks = _marks(sample)
    for relation in sample.network.relations:
        told.append(f"{relation.name}\t{_hash(chr(10).join(sorted(_ties(relation, marks))).encode())}")
    return _hash("\n".join([sample.name, *names, *sorted(told)]).encode())


def _marks(sample: Sample) -> Marks:
    """Enterprises by their ids, all others by their ties with these."""
    blank = {kind: [""] * count for kind, count in sample.network.counts.items()}
    blank[ENTERPRISE] = sample.ids.tolist()
    others = {kind: len(marks) for kind, marks in blank.items() if kind != ENTERPRISE}
    ties: dict[str, list[list[str]]] = {kind: [[] for _ in range(count)] for kind, count in others.items()}
    for relation in sample.network.relations:
        for one in (relation, relation.reverse):
            if one.source_kind != ENTERPRISE:
                for place, tie in zip(one.source.tolist(), _ties(one, blank), strict=True):
                    ties[one.source_kind][place].append(tie)
    told = {kind: [_hash("\n".join(sorted(some)).encode()) for some in each] for kind, each in ties.items()}
    return blank | told


def _ties(relation: Relation, marks: Marks) -> list[str]:
    sources, targets = marks[relation.source_kind], marks[relation.target_kind]
    ties = zip(relation.source.tolist(), relation.target.tolist(), _plain(relation.attributes), strict=True)
    return [_hash(f"{relation.name}\t{sources[a]}\t{targets[b]}\t".encode() + row.tobytes()) for a, b, row in ties]


def _plain(values: Floats) -> Floats:
    """With one NaN and one zero, of which there are several."""
    return np.where(np.isnan(values), np.nan, values) + 0.0


def _hash(text: bytes) -> str:
    return hashlib.sha256(text).hexdigest()
