"""Given a small named world, when the query, then the table: every named query, on both databases."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cypher import QUERIES, Kind, Type
from graph.as_of import AsOf
from graph.ask import ask
from graph.store import Store
from tests.conformance.world import Case, cases, create, world, written

WORLDS = sorted((Path(__file__).parent / "worlds").glob("*.txt"))
ELSEWHERE = ("signal/", "notice/", "ledger/", "portfolio/", "lease/", "watch/")
"""Queries that are tested with the part that runs them."""


@pytest.mark.parametrize("file", WORLDS, ids=lambda file: file.stem)
def test_world(store: Store, file: Path, subtests: pytest.Subtests) -> None:
    given, _, questions = file.read_text(encoding="utf-8").partition("\n---\n")
    create(store, world(given))
    offset = given.count("\n") + 2
    for case in cases(questions):
        with subtests.test(f"{file.name}:{offset + case.line}", query=case.query):
            _check(store, case)


FORMS: Mapping[Kind, type] = {
    Kind.TEXT: str, Kind.DATE: date, Kind.INTEGER: int, Kind.FLOAT: float, Kind.BOOLEAN: bool, Kind.MONEY: float,
    Kind.RATIO: float, Kind.MAP: dict,
}  # fmt: skip


def fits(declared: Type, value: Any) -> bool:
    """Whether a value of an answer is what its column declares; what nobody stated is None."""
    if declared.many:
        return isinstance(value, list) and all(fits(replace(declared, many=False), one) for one in value)
    if value is None:
        return True
    form: Any = type(value)  # a boolean is no integer here
    if form is not FORMS[declared.kind] or (declared.choices and value not in declared.choices):
        return False
    if declared.kind is Kind.MONEY:
        return bool(value == round(value, 2))
    return declared.kind is not Kind.RATIO or bool(0 <= value <= 1)


def _check(store: Store, case: Case) -> None:
    at = AsOf(case.as_of, case.known_at)
    answer = ask(store, case.query, case.parameters, at=at, limit=case.limit)
    assert answer.columns == tuple(column.name for column in QUERIES[case.query].answer)
    assert all(tuple(row) == answer.columns for row in answer.rows)
    for column in QUERIES[case.query].answer:
        for row in answer.rows:
            assert fits(column.type, row[column.name]), (column.name, str(column.type), row[column.name])
    columns = case.columns or answer.columns
    table = [tuple(written(row[column]) for column in columns) for row in answer.rows]
    assert table == case.rows
    assert answer.truncated == case.truncated


def test_every_query_has_a_table() -> None:
    asked = {case.query for file in WORLDS for case in cases(file.read_text(encoding="utf-8").partition("\n---\n")[2])}
    askable = {name for name, query in QUERIES.items() if query.askable and not name.startswith(ELSEWHERE)}
    assert askable - asked == set()


def test_every_part_belongs_to_a_query() -> None:
    """But for those of the resolution of parties, of profiles and back-tests, of the writing of groups and scores."""
    read = {name for name, query in QUERIES.items() if query.mode == "read" and not name.startswith(ELSEWHERE)}
    parts = {name for name in read if not QUERIES[name].askable}
    used = {part for query in QUERIES.values() for part in query.uses}
    assert parts - used == {
        "party/known", "party/edition", "party/names", "party/identifiers", "group/known", "score/known", "score/made",
        "score/of_model",
    }  # fmt: skip
