"""Parameters from texts, by their declared types; refusals name the parameter and what is allowed."""

from datetime import date
from typing import Any

import pytest

from cypher import QUERIES, Kind
from cypher.types import parse_type, parse_value
from graph.ask.bind import askable, bind
from graph.errors import UsageError


@pytest.mark.parametrize(
    ("type", "text", "value"),
    [
        ("text", " 甲 ", "甲"),
        ("date", "2024-12-31", date(2024, 12, 31)),
        ("integer", "3", 3),
        ("float", "1e3", 1000.0),
        ("money", "0.5", 0.5),
        ("ratio", "1", 1.0),
        ("boolean", "No", False),
        ("boolean", "true", True),
        ("list of text", "a, b,,c", ["a", "b", "c"]),
        ("list of integer", [1, 2], [1, 2]),
        ("up | down", "down", "down"),
    ],
)
def test_value_by_type(type: str, text: Any, value: Any) -> None:
    assert parse_value(parse_type(type), text) == value


@pytest.mark.parametrize(
    ("type", "text"),
    [
        ("text", " "),
        ("text", 3),
        ("date", "31.12.2024"),
        ("integer", "3.5"),
        ("integer", True),
        ("float", "nan"),
        ("ratio", "1.01"),
        ("boolean", "maybe"),
        ("list of text", 3),
        ("up | down", "left"),
        ("map", "a"),
    ],
)
def test_value_that_does_not_fit(type: str, text: Any) -> None:
    with pytest.raises(ValueError, match="expected"):
        parse_value(parse_type(type), text)


def test_defaults_are_filled_in() -> None:
    assert bind(QUERIES["guarantee/multi_guaranteed"], {}) == {"minimum": 3}
    assert bind(QUERIES["guarantee/chain"], {"party": "a", "depth": "2"}) == {"party": "a", "depth": 2}


@pytest.mark.parametrize(
    ("name", "parameters", "said"),
    [
        ("guarantee/chain", {}, "needs party"),
        ("guarantee/chain", {"party": "a", "deep": "2"}, "no parameter 'deep'"),
        ("guarantee/chain", {"party": "a", "limit": "2"}, "no parameter 'limit'"),
        ("guarantee/chain", {"party": "a", "depth": "two"}, "depth='two': expected a whole number"),
        ("ownership/tree", {"party": "a", "direction": "left"}, "expected one of up, down"),
    ],
)
def test_refusals_name_the_parameter_and_the_allowed(name: str, parameters: dict[str, str], said: str) -> None:
    with pytest.raises(UsageError) as refused:
        bind(QUERIES[name], parameters)
    assert said in refused.value.en
    assert "party: party" in refused.value.en
    assert "depth: integer >= 1 (optional)" in refused.value.zh


@pytest.mark.parametrize(
    ("name", "parameter"),
    [
        ("enterprise/neighbourhood", "per_kind"),
        ("enterprise/neighbourhood", "depth"),
        ("ownership/tree", "per_party"),
        ("ownership/tree", "depth"),
        ("guarantee/chain", "depth"),
        ("guarantee/chain_total", "depth"),
        ("guarantee/cycles", "maximum_length"),
        ("guarantee/multi_guaranteed", "minimum"),
    ],
)
@pytest.mark.parametrize("value", [0, -1, "0", "-1"])
def test_numbers_below_the_bound_are_refused(name: str, parameter: str, value: int | str) -> None:
    given = {p.name: "a" for p in QUERIES[name].own_parameters if p.required}
    with pytest.raises(UsageError, match=f"{parameter}={value!r}") as refused:
        bind(QUERIES[name], {**given, parameter: value})
    assert "at least 1" in refused.value.en
    assert "至少为 1" in refused.value.zh
    assert refused.value.details["parameter"] == parameter
    assert bind(QUERIES[name], {**given, parameter: 1})[parameter] == 1


def test_every_number_that_a_caller_gives_has_a_bound() -> None:
    for query in QUERIES.values():
        if query.askable:
            for parameter in query.own_parameters:
                assert parameter.type.kind is not Kind.INTEGER or parameter.minimum is not None, query.name


@pytest.mark.parametrize("name", ["guarantee/chains", "guarantee/downstream", "signal/write"])
def test_what_cannot_be_asked(name: str) -> None:
    with pytest.raises(UsageError, match=r"Choose one of|/"):
        askable(name)
