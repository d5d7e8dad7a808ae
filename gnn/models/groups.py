"""Enterprises dealt into groups: one enterprise stays in one group at all cut-offs, by what is known of it alone."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gnn.features.content import ANOTHER_SEED, Folds, Keys, row_keys
from gnn.sample import Sample
from graph.errors import UsageError
from graph.kernels.splitmix import mixed

NOBODY = -1


def enterprise_groups(samples: Sequence[Sample], most: int, seed: int = 0) -> list[Folds]:
    """Per sample int64 per enterprise: its group, below `most`, or -1 without a label.

    Those who ever default and the others are dealt out apart, evenly, in an order of a hash of what is known of them in
    the first sample; of whom the same is known share a group. There are fewer groups where there are fewer defaulters,
    or others, so that each has both. Ids only tell who is the same in two samples. UsageError for fewer than two of
    each.
    """
    rows = [sample.labelled for sample in samples]
    who, first = numbered([sample.ids[chosen] for sample, chosen in zip(samples, rows, strict=True)])
    label = np.concatenate([sample.label[chosen] for sample, chosen in zip(samples, rows, strict=True)])
    keys = np.concatenate([row_keys(sample.table.rows(chosen)) for sample, chosen in zip(samples, rows, strict=True)])
    defaulted = np.zeros(len(first), dtype=np.bool_)
    defaulted[who[label == 1]] = True
    group = _dealt(mixed(keys[first] ^ np.uint64(seed * ANOTHER_SEED % 2**64)), defaulted, most)
    found = [np.full(len(sample.ids), NOBODY, dtype=np.int64) for sample in samples]
    ends = np.cumsum([len(chosen) for chosen in rows])[:-1]
    for each, chosen, part in zip(found, rows, np.split(group[who], ends), strict=True):
        each[chosen] = part
    return found


def numbered(ids: Sequence[NDArray[np.str_]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Of the ids of several samples, one after another: a number each, the same where the id is, and per number where
    it stands first. UsageError where there are none."""
    joined = np.concatenate(ids) if ids else np.empty(0, dtype=np.str_)
    if not len(joined):
        raise UsageError(
            "No outcome is known of anybody. Choose cut-offs whose horizon has passed.",
            "没有任何企业的结果已知。请选择观察期已满的截止日。",
        )
    _, first, who = np.unique(joined, return_index=True, return_inverse=True)
    return who.astype(np.int64), first.astype(np.int64)


def _dealt(key: Keys, defaulted: NDArray[np.bool_], most: int) -> Folds:
    others, defaulters = (np.unique(key[defaulted == kind]) for kind in (False, True))
    groups = min(most, len(others), len(defaulters))
    if groups < 2:
        raise UsageError(
            f"Learning needs at least two enterprises that defaulted and two that did not, which differ in what is "
            f"known of them; there are {len(defaulters)} and {len(others)}. Choose more cut-offs, or earlier ones.",
            f"训练至少需要已知信息互不相同的两家违约企业和两家未违约企业；现有{len(defaulters)}家与{len(others)}家。请选择更多或更早的截止日。",
            defaulted=len(defaulters), others=len(others),
        )  # fmt: skip
    place = np.where(defaulted, np.searchsorted(defaulters, key), np.searchsorted(others, key))
    return (place % groups).astype(np.int64)
