"""From what the driver returns to plain Python: dates as `datetime.date`, nodes and relationships as dicts."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, Final

from neo4j.graph import Node, Relationship
from neo4j.time import Date, DateTime, Time

_TEMPORAL: Final = (Date, DateTime, Time)
_NESTED: Final = (list, dict, Node, Relationship)


def plain(value: Any) -> Any:
    """The value in standard Python types, at any depth; a node or relationship becomes its properties."""
    if isinstance(value, _TEMPORAL):
        return value.to_native()
    if isinstance(value, list):
        return plain_list(value)
    if isinstance(value, (dict, Node, Relationship)):
        return {name: plain(inner) for name, inner in value.items()}
    return value


def plain_list(values: list[Any]) -> list[Any]:
    """The list in standard types; a list of numbers and strings is returned as it is, without a copy."""
    kinds = set(map(type, values))
    if any(issubclass(kind, (*_TEMPORAL, *_NESTED)) for kind in kinds):
        return [plain(value) for value in values]
    return values


def concatenated(names: Iterable[str], buckets: Iterable[list[Any]]) -> dict[str, list[Any]]:
    """One list per column from rows of lists, in the order of the rows; a scalar counts as a list of one.

    The embedded database names no columns when there are no rows: then every column is an empty list.
    """
    columns: dict[str, list[Any]] = {name: [] for name in names} or defaultdict(list)
    for bucket in buckets:
        for column, part in zip(columns.values(), bucket, strict=True):
            if isinstance(part, list):
                column.extend(plain_list(part))
            else:
                column.append(plain(part))
    return columns
