"""Who is not given a probability, and why: nothing is said of those of whom nothing is known."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gnn.network import ENTERPRISE
from gnn.sample import Sample

Flags = NDArray[np.bool_]


class Abstention(IntEnum):
    """Whether an enterprise has a probability, and why not."""

    NONE = 0
    NOT_IN_POPULATION = 1
    NO_FACTS = 2


ABSTENTIONS: Final[Mapping[Abstention, tuple[str, str]]] = {
    Abstention.NONE: ("已评分", "scored"),
    Abstention.NOT_IN_POPULATION: (
        "不在评分范围：金融机构、政府机构、已违约、已注销或无敞口",
        "not in the population: a lender, a government body, in default, gone, or without exposure",
    ),
    Abstention.NO_FACTS: (
        "无事实：自身指标均未知，且与任何主体均无关联",
        "no facts: nothing is known of the enterprise itself, and it is tied to nobody",
    ),
}
"""In Chinese and English."""


@dataclass(frozen=True, slots=True)
class FactRule:
    """What counts as knowing an enterprise. families: of features that are about itself; a value that is missing or
    zero tells nothing. left_out: relations that are no tie, such as the loan for which it is to be scored."""

    families: tuple[str, ...] = ("own", "events")
    left_out: tuple[str, ...] = ("lends",)

    def without_facts(self, sample: Sample, relations: tuple[str, ...]) -> Flags:
        """Per enterprise whether no feature of the families is known and not zero, and no tie of `relations` is its."""
        columns = [place for place, one in enumerate(sample.table.features) if one.family in self.families]
        values = sample.table.values[:, columns]
        silent = (np.isnan(values) | (values == 0)).all(axis=1)
        for one in sample.network.relations:
            if one.name in relations and one.name not in self.left_out:
                for kind, ends in ((one.source_kind, one.source), (one.target_kind, one.target)):
                    if kind == ENTERPRISE:
                        silent[ends] = False
        return np.asarray(silent, dtype=np.bool_)

    def abstentions(self, sample: Sample, relations: tuple[str, ...]) -> NDArray[np.int8]:
        """Per enterprise the value of an `Abstention`."""
        found = np.where(self.without_facts(sample, relations), Abstention.NO_FACTS, Abstention.NONE).astype(np.int8)
        found[~sample.population] = Abstention.NOT_IN_POPULATION
        return found
