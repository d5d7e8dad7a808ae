"""Fragments: pieces of query text that stand in one file and are used by name.

A file of ``fragment/`` begins with its signature, ``// in_force(r)``; where a query writes ``in_force(stake)``, the
body stands with ``stake`` for ``r``. The only ways to date a relationship are the fragments of ``cypher.dating``.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cypher.header import split
from cypher.query import QueryFileError

SIGNATURE = re.compile(r"(\w+)\(([\w, ]+)\)")


@dataclass(frozen=True, slots=True)
class Fragment:
    """A named piece of text with its arguments."""

    name: str
    arguments: tuple[str, ...]
    body: str

    def expanded(self, text: str) -> str:
        """The text with every use of the fragment replaced by its body."""
        return re.sub(rf"\b{self.name}\(([\w, ]+)\)", self._with, text)

    def _with(self, use: re.Match[str]) -> str:
        values = [value.strip() for value in use[1].split(",")]
        if len(values) != len(self.arguments):
            raise QueryFileError(f"{use[0]}: {self.name} takes {', '.join(self.arguments)}.")
        bound = dict(zip(self.arguments, values, strict=True))
        return re.sub(rf"(?<![\w.$])({'|'.join(self.arguments)})\b", lambda name: bound[name[0]], self.body)


def parse_fragment(text: str) -> Fragment:
    """The fragment of a file; QueryFileError without a signature."""
    lines, body = split(text)
    signature = SIGNATURE.fullmatch(lines[0]) if lines else None
    if not signature:
        raise QueryFileError("A fragment's file begins with its signature, `// name(argument)`.")
    return Fragment(signature[1], tuple(argument.strip() for argument in signature[2].split(",")), body)


def expand(text: str, fragments: Mapping[str, Fragment], names: Iterable[str]) -> str:
    """The text with the fragments of those names expanded, also those that fragments use."""
    wanted = [fragments[name] for name in names]
    for _ in range(len(fragments) + 1):
        expanded = text
        for fragment in wanted:
            expanded = fragment.expanded(expanded)
        if expanded == text:
            return text
        text = expanded
    raise QueryFileError("Fragments use one another in a circle.")
