"""The picture of what is nearest: where everybody stands, what is said, and that names stay text."""

from itertools import combinations
from xml.etree import ElementTree

import pytest

from api.pictures.nearest import HIGH, WIDE, nearest_picture, placed
from api.pictures.radar import radar_picture
from graph.explain.answer import PartyName
from graph.profile.nearest import Nearest, NearNode
from graph.profile.radar import Dimension, Radar
from graph.regimes.provision import Wording


def around(counts: dict[str, int], name: str = "甲方有限公司") -> Nearest:
    nodes = [NearNode(PartyName("c", name, "company"), "centre", None, "", False)]
    for side, count in counts.items():
        unit, figure = ("ratio", 0.3) if side in ("owner", "owned") else ("cny", 8e6)
        nodes += [
            NearNode(PartyName(f"{side}{place}", f"{side}{place}", "company"), side, figure, unit, place == 0)
            for place in range(count)
        ]
    return Nearest(tuple(nodes), {side: 312 if side == "guarantor" else 0 for side in counts})


@pytest.mark.parametrize(
    "counts",
    [{}, {"guarantor": 6, "guaranteed": 6, "owner": 6, "owned": 6}, {"guarantor": 1}, {"owner": 6}, {"owned": 3}],
)
def test_no_box_covers_another_or_leaves_the_picture(counts: dict[str, int]) -> None:
    layout = placed(around(counts))
    assert len(layout.boxes) == 1 + sum(counts.values())
    for one in layout.boxes:
        assert 0 <= one.x <= layout.width - WIDE
        assert 0 <= one.y <= layout.height - HIGH
    for one, other in combinations(layout.boxes, 2):
        assert abs(one.x - other.x) >= WIDE or abs(one.y - other.y) >= HIGH


def test_guarantors_left_guaranteed_right_owners_above_owned_below() -> None:
    layout = placed(around({"guarantor": 2, "guaranteed": 2, "owner": 2, "owned": 2}))
    centre = layout.boxes[0]
    for one in layout.boxes[1:]:
        place = (one.x < centre.x, one.x > centre.x, one.y < centre.y, one.y > centre.y)
        side = ("guarantor", "guaranteed", "owner", "owned").index(one.node.side)
        assert place[side], one


def test_what_is_said() -> None:
    told = nearest_picture(around({"guarantor": 2, "owner": 1}), "zh")
    for said in ("甲方有限公司", "800.00 万元", "另有312个担保人", "30 % · 控制"):
        assert said in told
    assert "312 more guarantors" in nearest_picture(around({"guarantor": 2}), "en")
    assert told == nearest_picture(around({"guarantor": 2, "owner": 1}), "zh")


def test_names_with_markup_stay_text() -> None:
    drawn = nearest_picture(around({}, "<script>&\"'甲"), "zh")
    root = ElementTree.fromstring(drawn)  # noqa: S314 - our own picture
    assert {one.tag.split("}")[1] for one in root.iter()} <= {"svg", "defs", "marker", "path", "line", "rect", "text"}
    assert any("<script>&\"'甲" in (one.text or "") for one in root.iter())


def test_a_dimension_without_a_value_has_no_point() -> None:
    words = Wording(zh="股权", en="Ownership")
    some = [
        Dimension(str(place), words, value, words, (), 0, 9)
        for place, value in enumerate((10.0, None, 50.0, 99.0, 0.0))
    ]
    drawn = radar_picture(Radar("others", 10, tuple(some)), "en")
    assert drawn.count("<circle") == 4
    assert "Ownership –" in drawn
