"""Five dimensions of risk as a radar: the farther out, the more others stand better."""

from html import escape
from math import cos, pi, sin
from typing import Final

from graph.profile.radar import WORST, Dimension, Radar

SIZE, CENTRE_X, CENTRE_Y, REACH = (440.0, 300.0), 220.0, 155.0, 105.0
RINGS: Final = (25, 50, 75, 100)
INK, GRID, FILL = "#1b2530", "#c3cad1", "#2f6690"


def radar_picture(found: Radar, lang: str) -> str:
    """The picture as SVG that stands alone. A dimension of which nothing is said has no point, and says so."""
    count = len(found.dimensions)
    parts = [_ring(share, count) for share in RINGS]
    parts += [_axis(place, one, count, lang) for place, one in enumerate(found.dimensions)]
    points = [
        _point(place, one.value, count) for place, one in enumerate(found.dimensions) if one.value is not None
    ]  # fmt: skip
    if len(points) > 2:
        drawn = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts.append(f'<polygon points="{drawn}" fill="{FILL}" fill-opacity="0.25" stroke="{FILL}" stroke-width="2"/>')
    parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{FILL}"/>' for x, y in points]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE[0]:.0f} {SIZE[1]:.0f}" '
        f'font-family="Noto Sans SC" role="img">{"".join(parts)}</svg>'
    )


def _point(place: int, value: float, count: int) -> tuple[float, float]:
    angle = 2 * pi * place / count - pi / 2
    return CENTRE_X + REACH * value / WORST * cos(angle), CENTRE_Y + REACH * value / WORST * sin(angle)


def _ring(share: int, count: int) -> str:
    drawn = " ".join(f"{x:.1f},{y:.1f}" for x, y in (_point(place, share, count) for place in range(count)))
    return f'<polygon points="{drawn}" fill="none" stroke="{GRID}" stroke-width="0.8"/>'


def _axis(place: int, one: Dimension, count: int, lang: str) -> str:
    (x, y), (far_x, far_y) = _point(place, WORST, count), _point(place, WORST * 1.18, count)
    title = one.title.zh if lang == "zh" else one.title.en
    said = "–" if one.value is None else f"{one.value:.0f}"
    anchor = "middle" if abs(far_x - CENTRE_X) < 1 else "start" if far_x > CENTRE_X else "end"
    return (
        f'<line x1="{CENTRE_X:.1f}" y1="{CENTRE_Y:.1f}" x2="{x:.1f}" y2="{y:.1f}" stroke="{GRID}"/>'
        f'<text x="{far_x:.1f}" y="{far_y + 4:.1f}" font-size="13" fill="{INK}" text-anchor="{anchor}">'
        f"{escape(title)} {said}</text>"
    )
