"""Pictures of a model: a point where the rate is, a bar as long as the drift, the same file each time."""

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from matplotlib.figure import Figure

from api.pictures.canvas import Form, written
from api.pictures.drift import MOST, drift_picture
from api.pictures.reliability import reliability_picture
from api.values import shown
from gnn.drift import drift
from gnn.evaluate.reliability import reliability
from tests.unit.gnn.scored import world


def bins() -> list[dict[str, Any]]:
    label, score = world(600, base=-4.0)
    found: list[dict[str, Any]] = shown(reliability(label, 1 / (1 + np.exp(-score))))["bins"]
    return found


def columns(count: int) -> list[dict[str, Any]]:
    chance = np.random.default_rng(0)
    was = chance.standard_normal(500)
    return [
        shown(drift(f"own.{place}", was, was + place / 4, f"指标{place}", f"Figure {place}"))
        for place in reversed(range(count))
    ]


DRAWN: dict[str, Callable[[], Figure]] = {
    "reliability": lambda: reliability_picture("可靠性图 · Reliability", bins()),
    "no bins": lambda: reliability_picture("可靠性图", []),
    "drift": lambda: drift_picture("漂移 · Drift", columns(4)),
    "nothing drifted": lambda: drift_picture("漂移", []),
}


@pytest.mark.parametrize("name", DRAWN)
def test_the_same_figures_make_the_same_file_and_every_character_is_in_the_font(name: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # a missing glyph is a warning
        assert written(DRAWN[name](), Form.SVG) == written(DRAWN[name](), Form.SVG)
        assert written(DRAWN[name](), Form.PNG).startswith(b"\x89PNG")


def test_a_point_stands_at_the_mean_probability_and_the_rate() -> None:
    (axes,) = DRAWN["reliability"]().axes
    points = next(line for line in axes.lines if line.get_marker() == "o").get_xydata()
    expected = [(one["mean_probability"], one["rate"]) for one in bins()]
    np.testing.assert_allclose(np.asarray(points), expected)
    # Rates of nothing are on the axis, and everything is inside.
    assert axes.get_ylim()[0] == 0.0
    assert max(one["high"] for one in bins()) <= axes.get_ylim()[1]


def test_a_bar_is_as_long_as_the_drift_and_the_worst_stands_on_top() -> None:
    (axes,) = DRAWN["drift"]().axes
    lengths = [bar.get_width() for bar in axes.patches if hasattr(bar, "get_width")]
    assert lengths == [one["psi"] for one in columns(4)]
    assert axes.yaxis_inverted()
    assert axes.get_yticklabels()[0].get_text() == "指标3 · Figure 3"


def test_no_more_bars_than_can_be_read() -> None:
    (axes,) = drift_picture("漂移", columns(MOST + 5)).axes
    assert len(axes.patches) == MOST
