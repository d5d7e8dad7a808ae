"""The rule that every relationship is dated: ``in_force(r)`` is a condition of the MATCH in which ``r`` stands.

A condition is a term of the WHERE that is joined to the others by AND alone: ``in_force(r)`` in any other place, as in
``true OR in_force(r)``, lets undated relationships through. ``begun(r)`` dates by the same rule, but lets through what
has ended: only the fragments of `BEGUN_IN` may say it, which say themselves what an end means.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import takewhile

DATING = ("in_force", "begun")
"""The fragments that date a relationship; they stay as written for this check."""

BEGUN_IN = frozenset({"active_guarantee", "counter_guarantee", "guarantor_of", "has_given"})
"""What outlives its end: a guarantor's liability, by law."""

BEGUN = re.compile(r"\bbegun\s*\(")
RELATIONSHIP = re.compile(
    r"-\s*\[\s*(?P<variable>\w*)\s*(?::\s*(?P<types>[\w|]+)(?=[\s*{\]]))?(?P<length>\s*\*[\d.]*)?[^\]]*\]\s*-"
)
BARE = re.compile(r"[)]\s*<?\s*-\s*-+\s*>?\s*[(]")
CLOSED_BY = {"(": ")", "[": "]", "{": "}", "CASE": "END"}
CLAUSE = (
    "OPTIONAL|MATCH|WHERE|WITH|RETURN|UNWIND|CALL|UNION|CREATE|MERGE|SET|DELETE|DETACH|REMOVE|FOREACH|ORDER|SKIP|LIMIT"
)
CLAUSES = frozenset(CLAUSE.split("|"))
JOINS = frozenset({"AND", "OR", "XOR"})
TOKEN = re.compile(
    rf"\b(?:STARTS|ENDS)\s+WITH\b|[()\[\]{{}}]|(?<![.$:\w])(?:{CLAUSE}|AND|OR|XOR|CASE|END)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Token:
    """A bracket or a word that bounds clauses and conditions; `depth` counts the brackets around it."""

    word: str
    start: int
    end: int
    depth: int


def undated(text: str, exempt: Collection[str]) -> Iterator[str]:
    """What is not dated in a text without strings and comments, a sentence each; `exempt` types carry no dates."""
    if bare := BARE.search(text):
        yield f"the relationship {bare[0]} has no name, so it cannot be dated."
    tokens = list(_tokens(text))
    for pattern in RELATIONSHIP.finditer(text):
        variable, types = pattern["variable"], (pattern["types"] or "").split("|")
        if pattern["length"]:
            yield f"{pattern[0]}: of a path of any length no edge is dated; walk it frontier by frontier."
        if all(type in exempt for type in types):
            continue
        if not variable:
            yield f"{pattern[0]} has no name, so it cannot be dated."
        elif _conditions(text, tokens, pattern.start()).isdisjoint(f"{dating}({variable})" for dating in DATING):
            yield f"{pattern[0]} is not dated: add in_force({variable}) to the WHERE of its MATCH, joined by AND."


def ended_let_through(name: str, text: str) -> Iterator[str]:
    """Whether the text of a query or fragment, without strings and comments, says begun(r) though it may not."""
    if name not in BEGUN_IN and BEGUN.search(text):
        yield f"begun(r) lets through what has ended; add in_force(r), or use one of {', '.join(sorted(BEGUN_IN))}."


def _tokens(text: str) -> Iterator[Token]:
    awaited: list[str] = []
    for found in TOKEN.finditer(text):
        word = found[0].upper()
        if awaited and word == awaited[-1]:
            awaited.pop()
        yield Token(word, found.start(), found.end(), len(awaited))
        if word in CLOSED_BY:
            awaited.append(CLOSED_BY[word])


def _conditions(text: str, tokens: list[Token], place: int) -> set[str]:
    """The terms that must all be true of what the clause at that place matches; none where it is no MATCH."""
    before = [token for token in tokens if token.start < place]
    depth = before[-1].depth + (before[-1].word in CLOSED_BY) if before else 0
    clause = next((t for t in _level(reversed(before), depth) if t.word in CLAUSES), None)
    if clause is None or clause.word != "MATCH":
        return set()
    after = tokens[len(before) :]
    where, *later = [*(t for t in _level(after, depth) if t.word in CLAUSES), None]
    if where is None or where.word != "WHERE":
        return set()
    closing = next((t.start for t in after if t.depth < depth), len(text))
    end = later[0].start if later[0] else closing
    joins = [t for t in _level(after, depth) if t.word in JOINS and where.end <= t.start < end]
    if any(join.word != "AND" for join in joins):
        return set()
    starts, ends = [where.end, *(join.end for join in joins)], [*(join.start for join in joins), end]
    return {" ".join(text[start:end].split()) for start, end in zip(starts, ends, strict=True)}


def _level(tokens: Iterable[Token], depth: int) -> Iterator[Token]:
    """The tokens at that depth, up to the bracket around them."""
    return (token for token in takewhile(lambda token: token.depth >= depth, tokens) if token.depth == depth)
