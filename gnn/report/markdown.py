"""Pieces of a page in Markdown: tables, and figures as they are read, "–" for what there is none of."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from gnn.evaluate.metrics import METRICS, Metric

NOTHING: Final = "–"
METRIC: Final[Mapping[str, Metric]] = {metric.name: metric for metric in METRICS}


def table(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Rows under headings; numbers stand right."""
    numeric = [bool(rows) and all(_is_number(row[place]) for row in rows) for place in range(len(headings))]
    rule = ["---:" if right else "---" for right in numeric]
    lines = [headings, rule, *([_cell(one) for one in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def figure(value: float | None, digits: int = 3) -> str:
    """A number to so many decimals."""
    return NOTHING if value is None else f"{value:.{digits}f}"


def signed(value: float | None, digits: int = 3) -> str:
    """As above, with its sign."""
    return NOTHING if value is None else f"{value:+.{digits}f}"


def percent(value: float | None, digits: int = 1) -> str:
    """A share in per cent."""
    return NOTHING if value is None else f"{100 * value:.{digits}f} %"


def with_interval(estimate: Mapping[str, Any]) -> str:
    """A figure and its interval."""
    if estimate["value"] is None:
        return NOTHING
    return f"{figure(estimate['value'])} ({figure(estimate['low'])} to {figure(estimate['high'])})"


def change_with_interval(difference: Mapping[str, Any]) -> str:
    """A difference and its interval."""
    if difference["value"] is None:
        return NOTHING
    return f"{signed(difference['value'])} ({signed(difference['low'])} to {signed(difference['high'])})"


def metric_title(name: str) -> str:
    """A metric in both languages; one that has no title stands as it is."""
    metric = METRIC.get(name)
    return f"{metric.title_en} · {metric.title_zh}" if metric else name


def _cell(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value).replace("|", "\\|")


def _is_number(value: object) -> bool:
    text = str(value).replace(",", "").replace("%", "").strip()
    return text == NOTHING or text.lstrip("+-").replace(".", "", 1).isdigit()
