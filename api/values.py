"""How the product's values stand in JSON, on the command line and in the API alike."""

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from graph.as_of import BEGINNING, FOREVER


def jsonable(value: Any) -> Any:
    """The value as JSON holds it: dates in ISO form, an open end or an unstated start as null, no NaN."""
    if isinstance(value, Mapping):
        return {str(key): jsonable(part) for key, part in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [jsonable(part) for part in value]
    if is_dataclass(value) and not isinstance(value, type):
        return jsonable(asdict(value))
    return _one(value)


def _one(value: Any) -> bool | int | float | str | None:
    """A single value."""
    if isinstance(value, Enum):
        return _one(value.value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, date) and not isinstance(value, datetime):
        return None if value in (BEGINNING, FOREVER) else value.isoformat()
    return value if value is None or isinstance(value, bool | int | str) else str(value)


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
