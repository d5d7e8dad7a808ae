"""What features and ties add to a network model's score, by integrated gradients (Sundararajan, Taly and Yan 2017).

The path has two legs. First the enterprise stands alone, without a tie, and goes from an average one (each feature at
its mean in training, none missing) to itself: that gives its features. Then all ties of its ego network grow from
nothing to what they are, messages and how many they are counted as alike: that gives ties. So base, features and ties
add up to the score; what the numerical integral (Gauss and Legendre's points) leaves is told as `remainder`.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from gnn.explain.copies import Copies, Degrees, copied, degrees_of
from gnn.explain.ego import Ego
from gnn.explain.masked import MaskedNetwork
from gnn.models.hetero import Prepared
from gnn.models.network_model import AT_A_TIME, NetworkModel
from gnn.models.repeatable import repeatable
from gnn.network import ENTERPRISE

Floats = NDArray[np.float64]

POINTS: Final = 32
"""Where slopes are taken. They jump wherever a unit of a network wakes up: many points help, clever places do not."""
FEWEST_POINTS: Final = 16
MESSAGES: Final = 12_000
"""No more of them at once: fewer points for those with thousands of ties around them."""


@dataclass(frozen=True, eq=False)
class NetworkReasons:
    """All in log-odds, the members' mean: base of an average enterprise without ties; float64 per feature; float64 per
    tie of the ego network; together with the remainder they are the logit."""

    base: float
    features: Floats
    ties: Floats
    remainder: float

    @property
    def logit(self) -> float:
        """The score."""
        return float(self.base + self.features.sum() + self.ties.sum() + self.remainder)


@dataclass(frozen=True, eq=False)
class Integral:
    """Points between 0 and 1 and their weights, float64."""

    at: Floats
    weight: Floats

    @classmethod
    def of(cls, points: int) -> "Integral":
        """So many."""
        at, weight = np.polynomial.legendre.leggauss(points)
        return cls((at + 1) / 2, weight / 2)

    def __call__(self, slope: Tensor) -> Floats:
        """Of slopes copy by copy: at each point, and at 1, which does not count."""
        return np.asarray(self.weight @ _doubles(slope).reshape(len(self.at) + 1, -1)[:-1])


class NetworkExplainer:
    """Of one model and one prepared sample. Threads may ask at once; the networks that score are left alone."""

    def __init__(self, model: NetworkModel, prepared: Prepared, points: int = POINTS) -> None:
        self.model, self.prepared, self.points = model, prepared, points
        self.members = tuple(MaskedNetwork(member) for member in replace(model).members)
        self.degrees = {kind: degrees_of(model.inputs, kind) for kind in model.inputs.nodes}

    def of(self, ego: Ego) -> NetworkReasons:
        """Of the enterprise in the middle of an ego network."""
        messages = sum(len(some.tie) for some in ego.heard.values())
        points = min(max(MESSAGES // max(messages, 1), FEWEST_POINTS), self.points)
        integral = Integral.of(points)
        with repeatable(0, self.model.threads):
            copies = copied(ego, self.prepared, points + 1)
            with ThreadPoolExecutor(AT_A_TIME) as pool:
                parts = list(pool.map(lambda member: self._of_member(member, ego, copies, integral), self.members))
        return NetworkReasons(
            float(np.mean([one.base for one in parts])),
            np.mean([one.features for one in parts], axis=0),
            np.mean([one.ties for one in parts], axis=0),
            float(np.mean([one.remainder for one in parts])),
        )

    def _of_member(self, member: MaskedNetwork, ego: Ego, copies: Copies, integral: "Integral") -> NetworkReasons:
        base, alone, features = self._own(member, ego, integral)
        ties, logit = self._ties(member, ego, copies, integral) if len(ego.ties) else (np.zeros(0), alone)
        return NetworkReasons(base, features, ties, logit - base - float(features.sum()) - float(ties.sum()))

    def _own(self, member: MaskedNetwork, ego: Ego, integral: "Integral") -> tuple[float, float, Floats]:
        """The logits of the average enterprise and of this one, both without ties, and what each feature adds."""
        data = self.prepared.data
        actual = data[ENTERPRISE].x[int(ego.nodes[ENTERPRISE][0])].clone()
        average = torch.zeros_like(actual)
        degrees = self.degrees[ENTERPRISE]
        actual[degrees.places] = average[degrees.places] = degrees.zero
        at = torch.from_numpy(np.concatenate([[0.0], integral.at, [1.0]]).astype(np.float32))
        rows = (average + at[:, None] * (actual - average)).requires_grad_()
        x = {kind: data[kind].x[:0] for kind in data.node_types} | {ENTERPRISE: rows}
        ties = {kind: torch.zeros((2, 0), dtype=torch.int64) for kind in data.edge_types}
        attributes = {kind: data[kind].edge_attr[:0] for kind in data.edge_types}
        logits = member.logits(x, ties, attributes, {kind: torch.zeros(0) for kind in ties})
        (slope,) = torch.autograd.grad(logits.sum(), [rows])
        added = integral.weight @ _doubles(slope)[1:-1] * _doubles(actual - average)
        ends = logits.detach()
        return float(ends[0]), float(ends[-1]), self._by_feature(added)

    def _by_feature(self, added: Floats) -> Floats:
        """What a feature's value and the flag that it is missing add, together."""
        scaling, count = self.model.inputs.nodes[ENTERPRISE], len(self.model.inputs.feature_names)
        flagged = np.flatnonzero(scaling.flagged)
        found = added[: len(scaling.centre)].copy()
        np.add.at(found, flagged, added[len(scaling.centre) :])
        return np.asarray(found[:count])

    def _ties(self, member: MaskedNetwork, ego: Ego, copies: Copies, integral: "Integral") -> tuple[Floats, float]:
        """What each tie adds, and the logit with all of them."""
        at = np.append(integral.at, 1.0).astype(np.float32)
        masks = {
            kind: torch.from_numpy(np.repeat(at, ties.shape[1] // len(at))).requires_grad_()
            for kind, ties in copies.ties.items()
        }
        x, counts = self._growing(copies, at)
        logits = member.logits(x, copies.ties, copies.attributes, masks)[copies.explained]
        heard, told = list(ego.heard), list(counts)
        leaves = [*(masks[way] for way in heard), *(counts[kind] for kind in told)]
        slopes = torch.autograd.grad(logits.sum(), leaves, materialize_grads=True)
        found = np.zeros(len(ego.ties))
        for way, slope in zip(heard, slopes, strict=False):
            np.add.at(found, ego.place[way], integral(slope))
        for kind, slope in zip(told, slopes[len(heard) :], strict=True):
            reach = _doubles(self._reach(copies, kind)[: copies.listening[kind]])
            self._share(ego, self.degrees[kind], integral(slope).reshape(reach.shape) * reach, found)
        return found, float(logits[-1].detach())

    def _growing(self, copies: Copies, at: NDArray[np.float32]) -> tuple[dict[str, Tensor], dict[str, Tensor]]:
        """The numbers of all nodes with those of ties on their way from none, and these alone, to be followed."""
        x, counts = dict(copies.x), {}
        for kind, degrees in self.degrees.items():
            listening = copies.listening[kind]
            if degrees.places and listening:
                far = torch.from_numpy(np.repeat(at, listening))[:, None]
                counts[kind] = (degrees.zero + far * self._reach(copies, kind)).requires_grad_()
                x[kind] = x[kind].clone()
                x[kind][: len(far), degrees.places[0] : degrees.places[-1] + 1] = counts[kind]
        return x, counts

    def _reach(self, copies: Copies, kind: str) -> Tensor:
        """How far the numbers of ties of those who listen are from none."""
        degrees, many = self.degrees[kind], copies.count * copies.listening[kind]
        return copies.x[kind][:many, degrees.places] - degrees.zero

    @staticmethod
    def _share(ego: Ego, degrees: Degrees, added: Floats, found: Floats) -> None:
        """What the number of a node's ties adds belongs to these ties, to each the same."""
        for column, way in enumerate(degrees.columns):
            if way in ego.heard:
                target = ego.heard[way].target
                each = added[:, column] / np.maximum(np.bincount(target, minlength=len(added)), 1)
                np.add.at(found, ego.place[way], each[target])


def logits_of_copies(members: Sequence[MaskedNetwork], copies: Copies) -> Floats:
    """Of the explained enterprise in each copy, the members' mean."""
    with torch.no_grad():
        found = [
            member.logits(copies.x, copies.ties, copies.attributes, copies.whole)[copies.explained]
            for member in members
        ]
    return np.asarray(_doubles(torch.stack(found)).mean(axis=0))


def _doubles(values: Tensor) -> Floats:
    return np.asarray(values.detach().double().numpy())
