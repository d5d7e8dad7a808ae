"""By what enterprises are told apart in a report: their size and where they are registered."""

import re
from collections.abc import Mapping
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from gnn.dataset import Dataset, Observed
from gnn.features.table import FeatureTable
from graph.measures.facts import Facts
from graph.measures.own import SIZES

Names = NDArray[np.str_]
Groups = Mapping[str, Names]
"""By grouping, the name of each enterprise's group; "" where it is not known."""

SIZE, REGION = "size", "region"
_PREFECTURE: Final = re.compile(r".*?(?:市|自治州|地区|盟)")
"""浙江省杭州市西湖区 is told as 浙江省杭州市: districts are too small for figures of their own."""


def groups_of(dataset: Dataset, observed: Observed) -> Groups:
    """Of the enterprises of a cut-off, as they were known then."""
    return {SIZE: sizes(observed.sample.table), REGION: regions(dataset.facts_at(observed.cut_off))}


def sizes(table: FeatureTable) -> Names:
    """The size class of each row by the register: micro, small, medium or large."""
    grade = table.column("own.size")
    known = np.nan_to_num(grade).astype(np.int64)
    return np.array(["", *SIZES])[known]


def regions(facts: Facts) -> Names:
    """The prefecture of each enterprise of a day by the register; what names none stands as it is."""
    described = facts.snapshot.edges("DESCRIBED_BY")
    said = facts.snapshot.nodes("Record").column("region").cast(pa.string()).take(pa.array(described.target))
    found = np.full(facts.count, "", dtype=object)
    found[described.source] = [_prefecture(one) for one in said.to_pylist()]
    return found[facts.enterprises].astype(np.str_)


def _prefecture(region: str | None) -> str:
    met = _PREFECTURE.match(region or "")
    return met.group() if met else region or ""
