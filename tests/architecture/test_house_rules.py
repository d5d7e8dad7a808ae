"""The rules of the house that no linter knows: size, names, and where Cypher may stand."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.checkout import ROOT, project_files, python_files

SOURCE_SUFFIXES = {".py", ".cypher", ".ts", ".svelte", ".js", ".css"}
LONG, TOO_LONG = 300, 400

VAGUE_WORDS = {"util", "utils", "helper", "helpers", "manager", "managers"}
PACKAGE_NAMES = {"graph", "api"}

# A clause keyword with what must follow it, so that prose such as "MERGE is slow" is not taken for a query.
CYPHER = re.compile(
    r"\b(?:MATCH|MERGE|CREATE)\s+(?:\w+\s*=\s*)?(?:shortestPath\s*)?\(|\bUNWIND\s+[\w$\[(].*\bAS\b", re.S
)
CYPHER_ROOMS = (Path("cypher"), Path("graph/schema"), Path("graph/store"), Path("tests"))


def test_no_source_file_is_too_long() -> None:
    lengths = {
        name: len((ROOT / name).read_text(encoding="utf-8").splitlines())
        for name in project_files()
        if name.suffix in SOURCE_SUFFIXES
    }
    for name, length in lengths.items():
        if LONG < length <= TOO_LONG:
            warnings.warn(f"{name} has {length} lines; is it still one thing?", stacklevel=1)
    assert {str(name): length for name, length in lengths.items() if length > TOO_LONG} == {}


def test_names_say_what_a_thing_is() -> None:
    vague = [f"{name}: {part}" for name in project_files() for part in _words(name.stem) & VAGUE_WORDS]
    for name, tree in python_files():
        vague += [
            f"{name}:{node.lineno}: {node.name}"
            for node in ast.walk(tree)
            if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
            and _words(node.name) & VAGUE_WORDS
        ]
    assert vague == []


def test_no_variable_hides_a_package() -> None:
    hiding = [
        f"{name}:{node.lineno}"
        for name, tree in python_files()
        for node in ast.walk(tree)
        if (isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.id in PACKAGE_NAMES)
        or (isinstance(node, ast.arg) and node.arg in PACKAGE_NAMES)
    ]
    assert hiding == []


def test_cypher_stands_only_where_it_may() -> None:
    elsewhere = [
        f"{name}:{line}: {text.strip()[:60]}"
        for name, tree in python_files()
        if not any(name.is_relative_to(room) for room in CYPHER_ROOMS)
        for line, text in _string_literals(tree)
        if CYPHER.search(text)
    ]
    assert elsewhere == []


@pytest.mark.parametrize(
    ("text", "is_cypher"),
    [
        ("MATCH (p:Party {party_id: $id}) RETURN p", True),
        ("OPTIONAL MATCH p = shortestPath((a)-[*]->(b))", True),
        ("MERGE (n:Store {store_id: 'store'})", True),
        ("UNWIND range(0, $n - 1) AS i", True),
        ("MERGE with two labels is slow; MATCH by one label first.", False),
        ("no MATCH for this party (see the reject file)", False),
    ],
)
def test_cypher_is_told_from_prose(text: str, is_cypher: bool) -> None:
    assert bool(CYPHER.search(text)) is is_cypher


def _words(name: str) -> set[str]:
    return {word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)}


def _string_literals(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and text of the string literals that are values: docstrings may talk about queries."""
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.lineno, node.value
