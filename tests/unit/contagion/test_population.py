"""Whom a selection means, on seven parties that a reader can check by eye."""

from collections.abc import Iterable, Sequence

import numpy as np
import pyarrow as pa
import pytest
from numpy.typing import NDArray

from graph.contagion.population import Population
from graph.contagion.selection import End, Measure, Selection
from graph.errors import NotFound
from tests.unit.groups.snapshots import enterprise, person, snapshot_of, tie

NAN = np.nan
PARTIES = ["a", "b", "c", "d", "e", "f", "p"]
CIRCLES = {"largest": [1, 2, 4], "circle:x": [0, 3]}


def named(texts: Sequence[str]) -> Iterable[int]:
    for text in texts:
        if text not in PARTIES:
            raise NotFound(f"nobody is {text}", f"没有 {text}")
        yield PARTIES.index(text)


def circle(identity: str) -> NDArray[np.int32]:
    return np.array(CIRCLES[identity], dtype=np.int32)


SEVEN = Population(
    kind=pa.array(["company", "company", "guarantee_firm", "guarantee_firm", "company", None, "person"]),
    industry=pa.array(["房屋建筑业", "房地产业", None, None, "土木工程建筑业", "纺织业", None]),
    region=pa.array(["浙江省温州市", "浙江省杭州市", "浙江省温州市", "浙江省", "江苏省", None, "浙江省温州市"]),
    figures={
        Measure.OUTSTANDING: np.array([5.0, 9.0, 0.0, 0.0, 9.0, 2.0, 1.0]),
        Measure.NET_ASSETS: np.array([3.0, -1.0, NAN, 8.0, NAN, 4.0, NAN]),
    },
    named=named,
    circle=circle,
)


@pytest.mark.parametrize(
    ("selection", "parties", "fitting", "unknown"),
    [
        (Selection(), "abcdefp", 7, 0),
        (Selection(parties=("p", "a")), "ap", 2, 0),
        (Selection(kinds=("person",)), "p", 1, 0),
        (Selection(kinds=("guarantee_firm", "person")), "cdp", 3, 0),
        (Selection(industries=("建筑",)), "ae", 2, 0),
        (Selection(industries=("建筑", "房地产")), "abe", 3, 0),
        (Selection(regions=("浙江省",)), "abcdp", 5, 0),
        (Selection(regions=("省",)), "", 0, 0),
        (Selection(circle="largest"), "bce", 3, 0),
        (Selection(circle="circle:x", regions=("浙江省温州",)), "a", 1, 0),
        (Selection(order=Measure.OUTSTANDING, most=1), "b", 7, 0),  # e owes as much and stands behind b
        (Selection(order=Measure.OUTSTANDING, most=2), "be", 7, 0),
        (Selection(order=Measure.OUTSTANDING, end=End.LOWEST, most=3), "cdp", 7, 0),
        (Selection(order=Measure.NET_ASSETS, end=End.LOWEST, most=1), "b", 7, 3),
        (Selection(order=Measure.NET_ASSETS, share=0.5), "df", 7, 3),
        (Selection(order=Measure.NET_ASSETS, share=0.51), "adf", 7, 3),
        (Selection(order=Measure.NET_ASSETS, share=1.0), "abdf", 7, 3),
        (Selection(order=Measure.NET_ASSETS, most=99), "abdf", 7, 3),
        (Selection(kinds=("guarantee_firm",), order=Measure.NET_ASSETS, share=0.25), "d", 2, 1),
        (Selection(kinds=("bank",), order=Measure.NET_ASSETS, share=0.25), "", 0, 0),
    ],
)
def test_who_is_meant(selection: Selection, parties: str, fitting: int, unknown: int) -> None:
    found = SEVEN.select(selection)
    assert [PARTIES[one] for one in found.parties] == list(parties)
    assert found.parties.dtype == np.int32
    assert (found.fitting, found.unknown) == (fitting, unknown)


@pytest.mark.parametrize("share", [0.1, 0.2, 0.3, 0.6, 0.7])
def test_a_share_that_comes_out_even_is_not_rounded_up_by_the_floats(share: float) -> None:
    many = 10
    nothing = pa.nulls(many, pa.string())
    even = Population(
        nothing, nothing, nothing, {Measure.OUTSTANDING: np.arange(many, dtype=np.float64)}, named, circle
    )
    assert len(even.select(Selection(order=Measure.OUTSTANDING, share=share)).parties) == round(share * many)


def test_an_unknown_party_is_told() -> None:
    with pytest.raises(NotFound, match="nobody is z"):
        SEVEN.select(Selection(parties=("a", "z")))


def test_kind_industry_and_region_come_from_the_snapshot() -> None:
    snapshot = snapshot_of(
        Enterprise=[enterprise("x", "bank"), enterprise("y")],
        Person=[person("z")],
        Record=[{"record_id": "r", "industry": "货币金融服务", "region": "浙江省"}],
        DESCRIBED_BY=[tie("x", "r")],
    )
    found = Population.of(snapshot, {}, named, circle)
    ids = snapshot.parties.table.column("party_id").to_pylist()
    told = {
        party: (kind.as_py(), industry.as_py(), region.as_py())
        for party, kind, industry, region in zip(ids, found.kind, found.industry, found.region, strict=True)
    }
    assert told == {
        "x": ("bank", "货币金融服务", "浙江省"),
        "y": ("company", None, None),
        "z": ("person", None, None),
    }
    assert [ids[one] for one in found.select(Selection(kinds=("bank",), regions=("浙江",))).parties] == ["x"]
