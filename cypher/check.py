"""The rules of a query file: what the header declares is what the text does, and every relationship is dated.

python -m cypher.check   every query file of the package; run by the build, which ends where one breaks a rule
"""

import re
import sys
from collections.abc import Collection, Iterator, Mapping

from cypher import QUERIES, dating, fragments
from cypher.fragment import Fragment
from cypher.query import Query, QueryFileError
from cypher.types import Kind

UNDATED = frozenset({"ABOUT", "FOUND_BY", "MEMBER_OF", "SCORES", "WATCHES", "RAISES", "PART_OF", "NAMES", "ENDS"})
"""Relationship types that carry no dates: what the product itself writes. Every other type is dated."""

STRING = re.compile(r"'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"")
COMMENT = re.compile(r"//[^\n]*")
PARAMETER = re.compile(r"\$(\w+)")
WRITES = re.compile(r"\b(CREATE|MERGE|SET|DELETE|DETACH|REMOVE|DROP|FOREACH|LOAD\s+CSV)\b", re.I)
CLAUSE_END = re.compile(r"\b(ORDER\s+BY|SKIP|LIMIT)\b")
FEN = re.compile(r"round\(.*, 2\)", re.S)


def problems(query: Query, undated: Collection[str] = UNDATED) -> list[str]:
    """What is wrong with the query, a sentence each; empty where nothing is."""
    text = _bare(query.written)
    found = [*_parameters(query), *_columns(query, text), *_mode(query, text), *dating.undated(text, undated)]
    found += dating.ended_let_through(query.name, _bare(query.own))
    return [f"{query.name}: {problem}" for problem in found]


def unused_parameters(query: Query) -> frozenset[str]:
    """Declared parameters that the text itself does not use: its method must."""
    return frozenset(p.name for p in query.parameters) - _used(query)


def fragment_problems(known: Mapping[str, Fragment]) -> list[str]:
    """What is wrong with fragments beyond the queries in which they stand, a sentence each."""
    return [f"{f.name}: {said}" for f in known.values() for said in dating.ended_let_through(f.name, _bare(f.body))]


def _bare(text: str) -> str:
    """The text without strings and comments."""
    return COMMENT.sub("", STRING.sub("''", text))


def _used(query: Query) -> frozenset[str]:
    return frozenset(PARAMETER.findall(_bare(query.text)))


def _parameters(query: Query) -> Iterator[str]:
    names = [p.name for p in (*query.parameters, *query.given)]
    yield from (f"${name} is declared twice." for name in sorted({n for n in names if names.count(n) > 1}))
    yield from (f"${name} is used but not declared." for name in sorted(_used(query) - query.declared()))
    yield from (f"${p.name} is given but not used." for p in query.given if p.name not in _used(query))
    if not query.by:
        yield from (f"${name} is declared but not used." for name in sorted(unused_parameters(query)))


def _columns(query: Query, text: str) -> Iterator[str]:
    returned = dict(_returned(text))
    declared = [column.name for column in query.columns]
    if list(returned) != declared:
        yield f"the header declares {', '.join(declared) or 'no columns'}, the text returns {', '.join(returned)}."
    for column in query.columns:
        is_money = column.type.kind is Kind.MONEY and not column.type.many
        if is_money and not FEN.fullmatch(returned.get(column.name, "")):
            yield f"money leaves a query to the fen: {column.name} must be round(…, 2)."
    if "LIMIT $limit" in text and not re.search(r"\bORDER BY\b", text):
        yield "a LIMIT without ORDER BY gives other rows on another database."


def _mode(query: Query, text: str) -> Iterator[str]:
    writes = WRITES.search(text)
    if query.mode == "read" and writes:
        yield f"mode is read, but the text has {writes[1].upper()}."
    if query.mode == "write" and not writes:
        yield "mode is write, but the text writes nothing."


def _returned(text: str) -> Iterator[tuple[str, str]]:
    """Name and expression of each column of the last RETURN outside of subqueries."""
    depth, start = 0, None
    for token in re.finditer(r"[{}]|\bRETURN\b", text):
        if token[0] == "RETURN":
            start = token.end() if depth == 0 else start
        else:
            depth += 1 if token[0] == "{" else -1
    if start is None:
        return
    for item in _split(_up_to_order(text[start:])):
        expression, _, alias = item.rpartition(" AS ")
        yield (alias.strip(), expression.strip()) if expression else (item, item)


def _up_to_order(clause: str) -> str:
    for end in CLAUSE_END.finditer(clause):
        if _depth(clause[: end.start()]) == 0:
            return clause[: end.start()]
    return clause


def _split(clause: str) -> Iterator[str]:
    """The parts between the commas that stand in no bracket."""
    part = ""
    for piece in clause.removeprefix(" DISTINCT").split(","):
        part = f"{part},{piece}" if part else piece
        if _depth(part) == 0:
            yield " ".join(part.split())
            part = ""


def _depth(text: str) -> int:
    return sum(text.count(b) for b in "([{") - sum(text.count(b) for b in ")]}")


def all_problems() -> list[str]:
    """What is wrong with the query files of the package; of one that cannot be read, that alone."""
    try:
        return [*fragment_problems(fragments()), *(said for query in QUERIES.values() for said in problems(query))]
    except QueryFileError as error:
        return [str(error)]


if __name__ == "__main__":
    sys.exit("\n".join(all_problems()) or 0)
