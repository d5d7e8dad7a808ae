"""Whether today's enterprises still look like those a model was trained on: the population stability index.

PSI = Σ (a − r) · ln(a / r) over bins, r and a being the shares of the reference and of today's sample in each: the
symmetric divergence of Jeffreys (1946), in nats. Bins are ten of about equally many enterprises of the reference, and
"not known" is a bin of its own; a value that fills a bin alone has one to itself, so that figures which are mostly
zero are compared too. A share of nothing counts as half an enterprise.

Below .1 little has moved, above .25 much has (Lewis 1994; Siddiqi 2006, "Credit Risk Scorecards"): conventions that
know nothing of sample sizes. Between samples of n and m of one population PSI is about (1/n + 1/m) times χ² with as
many degrees of freedom as there are bins less one (Yurdakul 2018); the report says what
one such pair in twenty exceeds.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy.special import chdtri

from gnn.evaluate.ranking import Floats
from gnn.features.table import FeatureTable
from graph.errors import UsageError

BINS = 10
MODERATE, MAJOR = 0.1, 0.25
SCORE = "score"


class Shift(StrEnum):
    """How much has moved, by the thresholds."""

    LITTLE = "little"
    MODERATE = "moderate"
    MAJOR = "major"


@dataclass(frozen=True, slots=True)
class DriftBin:
    """Values above `above` up to `up_to` (infinite at the ends; both NaN: not known), and each sample's share there."""

    above: float
    up_to: float
    reference: float
    current: float


@dataclass(frozen=True, slots=True)
class Drift:
    """One column. psi: nats. by_chance: what one in twenty pairs of samples of one population exceeds.

    shift: by the thresholds, whatever chance can do. bins: those that anybody is in.
    """

    name: str
    title_zh: str
    title_en: str
    psi: float
    by_chance: float
    shift: Shift
    bins: tuple[DriftBin, ...]

    @property
    def beyond_chance(self) -> bool:
        """More than samples of this size differ by themselves."""
        return self.psi > self.by_chance


@dataclass(frozen=True, slots=True)
class DriftReport:
    """reference, current: numbers of enterprises. columns: features, and the score where given, most drifted first."""

    reference: int
    current: int
    columns: tuple[Drift, ...]


def drift_report(
    reference: FeatureTable, current: FeatureTable, scores: tuple[Floats, Floats] | None = None
) -> DriftReport:
    """How far each feature has moved, by falling PSI, then by name.

    reference, current: whoever was, and is, to be scored. scores: float64 of the same enterprises, the reference's
    first, NaN for who has none; they are listed as "score". UsageError where tables have different features or scores
    are of different numbers, and for samples without enterprises.
    """
    if reference.schema_digest != current.schema_digest:
        raise UsageError(
            "The two samples have different features. Build both with the same version of the features.",
            "两个样本的特征不一致。请用同一版本的特征构建。",
        )
    columns = [
        drift(feature.name, reference.values[:, place], current.values[:, place], feature.title_zh, feature.title_en)
        for place, feature in enumerate(reference.features)
    ]
    if scores is not None:
        if len(scores[0]) != len(reference) or len(scores[1]) != len(current):
            raise UsageError(
                f"{len(scores[0])} and {len(scores[1])} scores for {len(reference)} and {len(current)} enterprises.",
                f"评分数为{len(scores[0])}与{len(scores[1])}，企业数为{len(reference)}与{len(current)}。",
            )
        columns.append(drift(SCORE, *scores, "评分", "Score"))
    return DriftReport(
        len(reference), len(current), tuple(sorted(columns, key=lambda column: (-column.psi, column.name)))
    )


def drift(name: str, reference: Floats, current: Floats, title_zh: str, title_en: str) -> Drift:
    """How far one column has moved. reference, current: float64, NaN where not known. UsageError for empty ones."""
    if not len(reference) or not len(current):
        raise UsageError(
            "Drift is between two samples, each with enterprises.", "漂移比较需要两个非空的样本。", column=name
        )
    edges = _edges(reference)
    counts = np.stack([_counts(reference, edges), _counts(current, edges)]).astype(np.float64)
    met = counts.sum(axis=0) > 0
    above, up_to = np.append(np.append(-np.inf, edges), np.nan), np.append(np.append(edges, np.inf), np.nan)
    sizes = np.array([[len(reference)], [len(current)]])
    shares = (counts / sizes)[:, met]
    was, now = np.maximum(shares, 0.5 / sizes)
    psi = float(((now - was) * np.log(now / was)).sum())
    freedom = int(met.sum()) - 1
    by_chance = float(chdtri(freedom, 0.05) * (1.0 / sizes).sum()) if freedom else 0.0
    bins = zip(above[met].tolist(), up_to[met].tolist(), *shares.tolist(), strict=True)
    shift = Shift.MAJOR if psi > MAJOR else Shift.MODERATE if psi > MODERATE else Shift.LITTLE
    return Drift(name, title_zh, title_en, psi, by_chance, shift, tuple(DriftBin(*each) for each in bins))


def _edges(reference: Floats) -> Floats:
    """Ends of bins, rising: quantiles of what is known, each part of its lower bin."""
    known = reference[~np.isnan(reference)]
    if not len(known):
        return np.zeros(0)
    quantiles = np.quantile(known, np.arange(1, BINS) / BINS, method="inverted_cdf")
    # A quantile met twice is a value that fills a bin: it is parted from what lies below it too.
    edges, times = np.unique(quantiles, return_counts=True)
    return np.unique(np.concatenate([edges, np.nextafter(edges[times > 1], -np.inf)]))


def _counts(values: Floats, edges: Floats) -> np.typing.NDArray[np.int64]:
    """How many lie in each bin; the last is of those not known."""
    known = values[~np.isnan(values)]
    counts = np.bincount(np.searchsorted(edges, known, side="left"), minlength=len(edges) + 1)
    return np.append(counts, len(values) - len(known))
