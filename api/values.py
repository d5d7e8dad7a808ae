"""How the product's values stand in JSON, on the command line and in the API alike."""

import json
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from math import isfinite
from typing import Any, Final

from graph.as_of import BEGINNING, FOREVER

Figure = Callable[[float, str], float]
"""How a finite number is written, given the name of the field that holds it."""

SHARE_DECIMALS: Final = 10
MONEY: Final = "_cny"
RESIDUAL: Final = "residual"
"""So small a figure that decimals would hide it."""
_FIELDS: Final[dict[type, tuple[str, ...]]] = {}


def jsonable(value: Any) -> Any:
    """The value as JSON holds it: dates in ISO form, an open end or an unstated start as null, no NaN."""
    return _jsonable(value, "", lambda figure, _: figure)


def shown(answer: object) -> dict[str, Any]:
    """An answer as it is displayed: shares to ten decimals, amounts to the fen, the rest as JSON holds it."""
    found: dict[str, Any] = _jsonable(answer, "", _rounded)
    return found


def _jsonable(value: Any, name: str, figure: Figure) -> Any:
    """One walk over the whole; most values are plain, so they come first."""
    kind: type[object] = type(value)
    if value is None or kind is str or kind is int or kind is bool:
        return value
    if kind is float:
        return figure(value, name) if isfinite(value) else None
    if names := _fields(kind):
        return {one: _jsonable(getattr(value, one), one, figure) for one in names}
    if isinstance(value, Mapping):
        return {str(key): _jsonable(part, str(key), figure) for key, part in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_jsonable(part, name, figure) for part in value]
    return _other(value, name, figure)


def _fields(kind: type) -> tuple[str, ...]:
    """The fields of a dataclass, none of anything else."""
    if kind not in _FIELDS:
        _FIELDS[kind] = tuple(one.name for one in fields(kind)) if is_dataclass(kind) else ()
    return _FIELDS[kind]


def _other(value: Any, name: str, figure: Figure) -> Any:
    """What is neither plain nor made of parts."""
    if isinstance(value, Enum):
        return _jsonable(value.value, name, figure)
    if isinstance(value, float):
        return _jsonable(float(value), name, figure)
    if isinstance(value, date) and not isinstance(value, datetime):
        return None if value in (BEGINNING, FOREVER) else value.isoformat()
    return value if isinstance(value, bool | int | str) else str(value)


def _rounded(figure: float, name: str) -> float:
    if name == RESIDUAL:
        return figure
    # Adding zero turns -0.0, which rounding leaves, into 0.0.
    return round(figure, 2 if name.endswith(MONEY) else SHARE_DECIMALS) + 0.0


def evidence(stored: str | None) -> dict[str, Any]:
    """The evidence of a finding as it was stored; an open end or an unstated start of an edge is null here too."""
    told: dict[str, Any] = json.loads(stored or "{}")
    for edge in told.get("edges", ()):
        for name, day in (("valid_from", BEGINNING), ("valid_to", FOREVER)):
            if edge.get(name) == day.isoformat():
                edge[name] = None
    return told


def as_json(value: Any, *, indent: int | None = 2) -> str:
    """One JSON document, Chinese written as itself."""
    return json.dumps(jsonable(value), ensure_ascii=False, allow_nan=False, indent=indent)
