"""A party among its nearest: guarantors on the left, those it stands for on the right, owners above, owned below.

The layout is a function of the answer alone, so that the same answer makes the same picture.
"""

from dataclasses import dataclass
from html import escape
from typing import Final

from graph.profile.nearest import CENTRE, CNY, GUARANTEED, GUARANTOR, OWNED, OWNER, Nearest, NearNode

WIDE, HIGH, GAP_X, GAP_Y, EDGE, ROOM = 150.0, 42.0, 10.0, 12.0, 8.0, 46.0
FULL: Final = 22
"""So many half characters fit into a box."""
FONT: Final = "Noto Sans SC"
INK, QUIET, LINE = "#1b2530", "#5f6b76", "#5f6b76"
FILLS: Final = {CENTRE: "#1b2530", GUARANTOR: "#e3eef6", GUARANTEED: "#fdf0dc", OWNER: "#eee8f5", OWNED: "#e6f3ef"}
SIDES: Final = {
    GUARANTOR: ("担保人", "guarantors"), GUARANTEED: ("被担保人", "guaranteed"), OWNER: ("股东", "owners"),
    OWNED: ("对外投资", "owned"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Box:
    """Where a party stands: left, top."""

    node: NearNode
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Layout:
    """Boxes of one size in a picture of this size; the centre is the first. notes: where "n more" is said, by side."""

    boxes: tuple[Box, ...]
    notes: dict[str, tuple[float, float]]
    width: float
    height: float


def placed(found: Nearest) -> Layout:
    """Where everybody stands; no two boxes overlap."""
    of = {side: [one for one in found.nodes if one.side == side] for side in FILLS}
    across = max(len(of[OWNER]), len(of[OWNED]), 5)
    width = 2 * EDGE + across * WIDE + (across - 1) * GAP_X
    tall = max(len(of[GUARANTOR]), len(of[GUARANTEED]), 1)
    column = tall * HIGH + (tall - 1) * GAP_Y
    above = EDGE + HIGH + ROOM if of[OWNER] else EDGE + GAP_Y
    height = above + column + (ROOM + HIGH if of[OWNED] else GAP_Y) + EDGE
    middle = above + column / 2
    boxes = [Box(one, (width - WIDE) / 2, middle - HIGH / 2) for one in of[CENTRE]]
    for side, x in ((GUARANTOR, EDGE), (GUARANTEED, width - EDGE - WIDE)):
        top = middle - (len(of[side]) * (HIGH + GAP_Y) - GAP_Y) / 2
        boxes += [Box(one, x, top + place * (HIGH + GAP_Y)) for place, one in enumerate(of[side])]
    for side, y in ((OWNER, EDGE), (OWNED, height - EDGE - HIGH)):
        left = (width - len(of[side]) * (WIDE + GAP_X) + GAP_X) / 2
        boxes += [Box(one, left + place * (WIDE + GAP_X), y) for place, one in enumerate(of[side])]
    notes = {
        GUARANTOR: (EDGE, above + column + 14), GUARANTEED: (width - EDGE - WIDE, above + column + 14),
        OWNER: (EDGE, EDGE + HIGH + 14), OWNED: (EDGE, height - EDGE - HIGH - 6),
    }  # fmt: skip
    return Layout(tuple(boxes), notes, width, height)


def nearest_picture(found: Nearest, lang: str) -> str:
    """The picture as SVG that stands alone, in one language."""
    layout = placed(found)
    centre = layout.boxes[0]
    parts = [_line(one, centre) for one in layout.boxes[1:]]
    parts += [_box(one, lang) for one in layout.boxes]
    for side, count in found.left_out.items():
        if count > 0:
            x, y = layout.notes[side]
            said = f"另有{count}个{SIDES[side][0]}" if lang == "zh" else f"{count} more {SIDES[side][1]}"
            parts.append(_text(x, y, said, QUIET, 11))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {layout.width:.0f} {layout.height:.0f}" '
        f'font-family="{FONT}" role="img"><defs><marker id="to" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" '
        f'markerHeight="8" orient="auto"><path d="M0 0L8 4L0 8z" fill="{LINE}"/></marker></defs>'
        + "".join(parts)
        + "</svg>"
    )


def amount_said(amount: float, lang: str) -> str:
    """Money as habit has it: in 亿元 or 万元 in Chinese, in millions of CNY in English."""
    if lang == "en":
        return f"CNY {amount / 1e6:,.2f} m" if abs(amount) >= 1e6 else f"CNY {amount:,.2f}"
    for unit, name in ((1e8, "亿元"), (1e4, "万元")):
        if abs(amount) >= unit:
            return f"{amount / unit:,.2f} {name}"
    return f"{amount:,.2f} 元"


def _line(one: Box, centre: Box) -> str:
    """From who guarantees or owns to who is guaranteed or owned."""
    y, cy = one.y + HIGH / 2, centre.y + HIGH / 2
    match one.node.side:
        case "guarantor":
            ends = (one.x + WIDE, y, centre.x, cy)
        case "guaranteed":
            ends = (centre.x + WIDE, cy, one.x, y)
        case "owner":
            ends = (one.x + WIDE / 2, one.y + HIGH, centre.x + WIDE / 2, centre.y)
        case _:
            ends = (centre.x + WIDE / 2, centre.y + HIGH, one.x + WIDE / 2, one.y)
    x1, y1, x2, y2 = (f"{end:.1f}" for end in ends)
    broken = ' stroke-dasharray="5 3"' if one.node.side in (OWNER, OWNED) and not one.node.controls else ""
    wide = 2.2 if one.node.controls else 1.2
    return (
        f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="{LINE}" stroke-width="{wide}"{broken} '
        'marker-end="url(#to)"/>'
    )


def _box(one: Box, lang: str) -> str:
    own = one.node.side == CENTRE
    name = one.node.party.name or one.node.party.party_id
    drawn = (
        f'<rect x="{one.x:.1f}" y="{one.y:.1f}" width="{WIDE:.0f}" height="{HIGH:.0f}" rx="4" '
        f'fill="{FILLS[one.node.side]}" stroke="{LINE}" stroke-width="0.8"/>'
    )
    drawn += _text(one.x + 7, one.y + (26 if own else 18), _cut(name), "#ffffff" if own else INK, 12)
    return drawn if own else drawn + _text(one.x + 7, one.y + 34, _figure(one.node, lang), QUIET, 10)


def _figure(node: NearNode, lang: str) -> str:
    if node.figure is None:
        return "比例未知" if lang == "zh" else "share not known"
    if node.unit == CNY:
        return amount_said(node.figure, lang)
    held = f"{node.figure * 100:.2f}".rstrip("0").rstrip(".") + " %"
    return held if not node.controls else f"{held} · {'控制' if lang == 'zh' else 'controls'}"


def _text(x: float, y: float, said: str, fill: str, size: int) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{fill}">{escape(said)}</text>'


def _cut(name: str) -> str:
    """As much of a name as fits: a Chinese character takes the room of two others."""
    room, kept = FULL, ""
    for one in name:
        room -= 1 if one.isascii() else 2
        if room < 0:
            return kept + "…"
        kept += one
    return kept
