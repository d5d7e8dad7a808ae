"""Pictures: files that do not change, Chinese that is there, and no more than can be read."""

import warnings
from collections.abc import Callable

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from api.pictures.canvas import Form, written
from api.pictures.cascade_tree import MOST, Fallen, cascade_tree
from api.pictures.loss_by_round import RoundLost, loss_by_round
from api.pictures.loss_distribution import loss_distribution
from api.pictures.scenarios_by_round import ScenarioRounds, scenarios_by_round

FELL = [Fallen("杭州恒达实业有限公司", 0, None, 0.0), Fallen("宁波担保", 1, 0, 3e8), Fallen("G", 2, 1, 1e5)]
TWO = [
    ScenarioRounds("甲", (RoundLost(1, (0.0, 0.0, 0.0)), RoundLost(2, (2e8, 1e7, 0.0)))),
    ScenarioRounds("乙", (RoundLost(3, (5e7, 0.0, 0.0)),)),
]
DRAWN: dict[str, Callable[[], Figure]] = {
    "rounds": lambda: loss_by_round("违约", ["代偿", "贷款"], [RoundLost(1, (0.0, 0.0)), RoundLost(2, (2e8, 1e7))]),
    "no rounds": lambda: loss_by_round("违约", ["代偿"], []),
    "side by side": lambda: scenarios_by_round("比较", ["代偿", "贷款", "股权"], TWO),
    "nothing side by side": lambda: scenarios_by_round("比较", ["代偿"], [ScenarioRounds("甲", ())]),
    "distribution": lambda: loss_distribution("损失分布", [0.0, 1e6, 2e6], [90, 10], {"均值": 2e5, "VaR 99 %": 1.8e6}),
    "no losses": lambda: loss_distribution("损失分布", [0.0, 1.0], [0], {}),
    "tree": lambda: cascade_tree("传染树", FELL),
    "nobody": lambda: cascade_tree("传染树", []),
}


def bars(axes: Axes) -> list[Rectangle]:
    """The bars of a chart, in the order in which they were drawn."""
    return [one for one in axes.patches if isinstance(one, Rectangle)]


@pytest.mark.parametrize("name", DRAWN)
def test_the_same_answer_makes_the_same_file_and_every_character_is_in_the_font(name: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # a missing glyph is a warning
        first, again = written(DRAWN[name](), Form.SVG), written(DRAWN[name](), Form.SVG)
        picture = written(DRAWN[name](), Form.PNG)
    assert first == again
    assert first.startswith(b"<?xml")
    assert first.endswith(b"</svg>\n")
    assert picture.startswith(b"\x89PNG")


def test_a_bar_is_as_high_as_what_was_lost() -> None:
    (axes,) = DRAWN["rounds"]().axes
    tops = [bar.get_y() + bar.get_height() for bar in bars(axes)]
    assert tops == [0.0, 2e8, 0.0, 2.1e8]
    assert [text.get_text() for text in axes.texts] == ["1", "2"]


def test_scenarios_stand_side_by_side_and_ways_without_a_loss_are_left_out() -> None:
    fell, calls, loans = DRAWN["side by side"]().axes
    assert [one.get_height() for one in bars(fell)] == [1, 2, 3]
    assert [one.get_height() for one in bars(calls)] == [0, 2e8, 5e7]
    assert loans.get_ylabel() == "贷款（万元）"
    first, _, other = (one.get_x() for one in bars(fell))
    assert other == pytest.approx(first + bars(fell)[0].get_width())
    assert "无传染" in DRAWN["nothing side by side"]().axes[0].texts[0].get_text()


def test_eight_scenarios_can_be_told_apart() -> None:
    axes = scenarios_by_round("", [], [ScenarioRounds(str(n), (RoundLost(1, ()),)) for n in range(8)]).axes[0]
    looks = {(str(bar.get_facecolor()), bar.get_hatch()) for bar in axes.patches}
    assert len(looks) == 8


def test_a_line_leads_from_each_to_whom_it_brought_down() -> None:
    (axes,) = cascade_tree("", FELL).axes
    assert [tuple(np.asarray(line.get_xdata(), dtype=float).tolist()) for line in axes.lines] == [
        (0.0, 1.0),
        (1.0, 2.0),
    ]
    assert [text.get_text() for text in axes.texts] == [one.name for one in FELL]


def test_only_who_fell_at_first_is_marked_so() -> None:
    (axes,) = cascade_tree("", [*FELL, Fallen("brought down by one that stands", 2, None, 1.0)]).axes
    marks = [str(one.get_facecolor()) for one in axes.collections]
    assert marks.count(marks[0]) == 1
    assert len(marks) == 4


def test_of_many_the_largest_are_drawn_with_whoever_brought_them_down() -> None:
    chain = [Fallen(str(n), n, n - 1 if n else None, 0.0) for n in range(20)]
    many = chain + [Fallen(f"x{n}", 20, 19, 1.0 + n) for n in range(500)]
    (axes,) = cascade_tree("", many).axes
    names = [text.get_text() for text in axes.texts]
    assert len(names) == MOST
    assert names == [one.name for one in chain] + [f"x{n}" for n in range(460, 500)]
    assert f"+{520 - MOST:,}" in axes.get_title(loc="left")
