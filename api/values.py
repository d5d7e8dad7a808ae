"""How the product's values stand in JSON, on the command line and in the API alike."""

import json
import math
from dataclasses import asdict, is_dataclass
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import Any

from graph.as_of import BEGINNING, FOREVER


def jsonable(value: Any) -> Any:
    """The value as JSON holds it: dates in ISO form, an open end or an unstated start as null, no NaN."""
    match value:
        case None | bool() | int() | str() if not isinstance(value, Enum):
            return value
        case float():
            return value if math.isfinite(value) else None
        case datetime():
            return value.isoformat()
        case date():
            return None if value in (BEGINNING, FOREVER) else value.isoformat()
        case Enum():
            return value.value
        case Path():
            return str(value)
    if isinstance(value, dict):
        return {str(key): jsonable(part) for key, part in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [jsonable(part) for part in value]
    if is_dataclass(value) and not isinstance(value, type):
        return jsonable(asdict(value))
    if callable(getattr(value, "items", None)):
        return jsonable(dict(value))
    return str(value)


def as_json(value: Any, *, indent: int | None = 2) -> str:
    """One JSON document, Chinese written as itself."""
    return json.dumps(jsonable(value), ensure_ascii=False, allow_nan=False, indent=indent)
