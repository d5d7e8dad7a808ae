"""By what enterprises are told apart: the size and the prefecture that the register knew at the cut-off."""

from datetime import date
from functools import cache

import pytest

from gnn.dataset import Dataset
from gnn.report.groups import REGION, SIZE, groups_of
from gnn.task import Task
from tests.unit.measures.told import told
from tests.unit.measures.village import CUT_OFF, TODAY, firm, village

REGIONS = {
    "a": ("浙江省杭州市西湖区", "浙江省杭州市"),
    "b": ("北京市朝阳区", "北京市"),
    "c": ("四川省凉山彝族自治州西昌市", "四川省凉山彝族自治州"),
    "d": ("Hong Kong", "Hong Kong"),
    "e": (None, ""),
}
SIZES = {"a": "micro", "b": "large", "c": None, "d": "unheard of", "e": "medium"}


@cache
def groups() -> dict[str, dict[str, str]]:
    rows = village()
    rows["enterprises"] = [firm("bank", kind="bank")] + [
        firm(name, region=REGIONS[name][0], size=SIZES[name]) for name in REGIONS
    ]
    # Moved since the cut-off, which nobody knew then.
    rows["enterprises"].append(
        firm("a", region="广东省深圳市", size="large", valid_from=date(2024, 1, 1), recorded_on=date(2024, 1, 5))
    )
    dataset = Dataset(told(rows), Task())
    observed = dataset.at(CUT_OFF, TODAY)
    found = groups_of(dataset, observed)
    return {name: dict(zip(observed.sample.ids.tolist(), of.tolist(), strict=True)) for name, of in found.items()}


@pytest.mark.parametrize("name", REGIONS)
def test_the_prefecture_known_then(name: str) -> None:
    assert groups()[REGION][name] == REGIONS[name][1]


def test_the_size_known_then() -> None:
    found = groups()[SIZE]
    assert {name: found[name] for name in SIZES} == {"a": "micro", "b": "large", "c": "", "d": "", "e": "medium"}
