"""From what the caller wrote to the parameters of a query, each by its declared type."""

from collections.abc import Mapping
from typing import Any

from cypher import QUERIES, Parameter, Query
from cypher.types import parse_value
from graph.errors import UsageError


def askable(name: str) -> Query:
    """The query of that name; UsageError, with the nearest names, where there is none to ask."""
    query = QUERIES.get(name)
    if query is None or not query.askable:
        folder = name.split("/", maxsplit=1)[0]
        names = [n for n, q in QUERIES.items() if q.askable]
        near = [n for n in names if n.startswith(f"{folder}/")] or names
        raise UsageError(
            f"There is no query {name!r}. Choose one of {', '.join(near)}.",
            f"没有名为 {name!r} 的查询。可选：{'、'.join(near)}。",
            query=name,
            allowed=names,
        )
    return query


def bind(query: Query, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """A value for every parameter that the caller may name; texts are read by the declared type.

    Raises UsageError naming the parameter and what is allowed, where one is unknown, missing or ill-typed.
    """
    allowed = {parameter.name: parameter for parameter in query.own_parameters}
    for name in parameters:
        if name not in allowed:
            raise _refusal(query, f"has no parameter {name!r}", f"没有参数 {name!r}", name)
    return {name: _value(query, parameter, parameters) for name, parameter in allowed.items()}


def _value(query: Query, parameter: Parameter, parameters: Mapping[str, Any]) -> Any:
    value = parameters.get(parameter.name)
    if value is None:
        if parameter.required:
            raise _refusal(query, f"needs {parameter.name}", f"缺少参数 {parameter.name}", parameter.name)
        return parameter.default
    try:
        parsed = parse_value(parameter.type, value)
    except ValueError as error:
        said = f"{parameter.name}={value!r}: {error}"
        raise _refusal(query, f"cannot read {said}", f"参数无法识别 {said}", parameter.name) from error
    if parameter.minimum is not None and parsed < parameter.minimum:
        said, at_least = f"{parameter.name}={value!r}", parameter.minimum
        raise _refusal(
            query, f"cannot take {said}: at least {at_least}", f"不接受 {said}：至少为 {at_least}", parameter.name
        )
    return parsed


def _refusal(query: Query, en: str, zh: str, name: str) -> UsageError:
    allowed = [f"{p.name}: {p.allowed}{'' if p.required else ' (optional)'}" for p in query.own_parameters]
    listed = "; ".join(allowed) or "none"
    return UsageError(
        f"{query.name} {en}. Its parameters: {listed}.",
        f"{query.name} {zh}。可用参数：{listed}。",
        query=query.name,
        parameter=name,
        allowed=allowed,
    )
