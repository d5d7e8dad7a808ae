"""What a score would be without some ties, or with some features unknown: scored anew, not by contributions."""

from dataclasses import replace

import numpy as np
import torch
from numpy.typing import NDArray

from gnn.explain.copies import Copies, copied, without
from gnn.explain.ego import Ego
from gnn.explain.explain import Explainer
from gnn.explain.integrated import logits_of_copies
from gnn.features.table import FeatureTable, Floats
from gnn.models.base_models import NETWORK, SCORECARD, TREES
from gnn.models.hetero import EdgeType
from gnn.models.repeatable import repeatable
from gnn.network import ENTERPRISE

Flags = NDArray[np.bool_]


def logits_without_ties(explainer: Explainer, ego: Ego, kept: Flags) -> Floats:
    """Of the network model, one per row of `kept`: bool [cases, ties of the ego network]."""
    copies = _apart(explainer, ego, len(kept))
    heard = {way: kept[:, place] for way, place in ego.place.items()}
    fewer = without(copies, heard)
    for kind in fewer.x:
        _count_anew(explainer, ego, kind, kept, fewer)
    return _scored(explainer, fewer)


def logits_with_unknown(explainer: Explainer, row: int, ego: Ego | None, unknown: Flags) -> Floats:
    """Of the blend, one per row of `unknown`: bool [cases, features], what is taken for not known."""
    table = explainer.sample.table
    values = np.where(unknown, np.nan, table.values[row])
    cases, models = FeatureTable(table.features, values), explainer.model
    found = {TREES: models.trees.logit(cases), SCORECARD: models.scorecard.logit(cases), NETWORK: np.zeros(len(values))}
    if ego is not None:
        copies = _apart(explainer, ego, len(unknown))
        scaling = explainer.networks.model.inputs.nodes[ENTERPRISE]
        ties = np.zeros((len(values), len(scaling.centre) - values.shape[1]))
        rows = torch.from_numpy(scaling(np.concatenate([values, ties], axis=1)))
        places = explainer.networks.degrees[ENTERPRISE].places
        rows[:, places] = copies.x[ENTERPRISE][copies.explained][:, places]
        copies.x[ENTERPRISE][copies.explained] = rows
        found[NETWORK] = _scored(explainer, copies)
    weights = explainer.weights
    return np.asarray(sum(weights.get(name, 0.0) * one for name, one in found.items()) + models.blend.intercept)


def _apart(explainer: Explainer, ego: Ego, count: int) -> Copies:
    """Copies that share nobody, as those who are only heard may change as well."""
    everybody = {kind: len(nodes) for kind, nodes in ego.nodes.items()}
    return copied(replace(ego, listening=everybody), explainer.prepared, count)


def _count_anew(explainer: Explainer, ego: Ego, kind: str, kept: Flags, copies: Copies) -> None:
    """How many ties each node has, less those that are gone."""
    degrees, many = explainer.networks.degrees[kind], len(ego.nodes[kind])
    if not degrees.places or not many:
        return
    scaling = explainer.networks.model.inputs.nodes[kind]
    rows = np.zeros((len(kept) * many, len(scaling.centre)))
    for way, column in degrees.columns.items():
        rows[:, column] = _left(explainer, ego, way, kept).reshape(-1)
    copies.x[kind][:, degrees.places] = torch.from_numpy(scaling(rows)[:, degrees.places])


def _left(explainer: Explainer, ego: Ego, way: EdgeType, kept: Flags) -> NDArray[np.int64]:
    """int64 [cases, nodes]: how many ties lead to each node of the last kind of `way`."""
    nodes, ties = ego.nodes[way[2]], ego.ties
    drawing = explainer.egos.drawing
    whole = drawing.incoming_degrees(way[1], nodes) if drawing else np.zeros(len(nodes), np.int64)
    forward = way in ego.relations
    relation = way if forward else (way[2], way[1].removesuffix("_reverse"), way[0])
    here = np.flatnonzero(ties.relation == ego.relations.index(relation))
    ends = (ties.target if forward else ties.source)[here]
    gone = [np.bincount(ends[~one[here]], minlength=len(nodes)) for one in kept]
    return np.asarray(whole - np.array(gone))


def _scored(explainer: Explainer, copies: Copies) -> Floats:
    with repeatable(0, explainer.networks.model.threads):
        return logits_of_copies(explainer.networks.members, copies)
