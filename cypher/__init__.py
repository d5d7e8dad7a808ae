"""Every query text of the product: ``QUERIES["guarantee/chain_total"]``, read from the ``.cypher`` files beside this.

A file's name is its query's name; its header is described in ``cypher.header``, its rules are those of
``cypher.check``. No Cypher stands elsewhere but what is generated from the schema.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Literal, cast

from cypher.dating import DATING
from cypher.fragment import Fragment, expand, parse_fragment
from cypher.header import parse_header, split
from cypher.query import AMBIENT, REQUIRED, Parameter, Query, QueryFileError, ResultColumn
from cypher.types import Kind, Type

__all__ = [
    "AMBIENT",
    "QUERIES",
    "REQUIRED",
    "Kind",
    "Parameter",
    "Query",
    "QueryFileError",
    "ResultColumn",
    "Type",
    "fragments",
    "parse_query",
    "query",
]

FRAGMENT_FOLDER, SUFFIX = "fragment", ".cypher"


def query(name: str) -> Query:
    """The query of that name; KeyError if there is none."""
    return QUERIES[name]


def parse_query(text: str, name: str, fragments: Mapping[str, Fragment]) -> Query:
    """The query that a file's text declares; QueryFileError where the header is wrong."""
    lines, body = split(text)
    header = parse_header(lines, name)
    written = expand(body, fragments, [f for f in fragments if f not in DATING])
    by, *uses = header.settings.get("by", "").split() or [""]
    columns = tuple(header.columns)
    return Query(
        name=name,
        title_zh=header.settings["zh"],
        title_en=header.settings["en"],
        mode=cast("Literal['read', 'write']", header.settings["mode"]),
        text=expand(written, fragments, [f for f in fragments if f in DATING]),
        written=written,
        own=body,
        parameters=tuple(header.parameters),
        given=tuple(header.given),
        columns=columns,
        answer=tuple(header.answer) or columns,
        by=by,
        uses=tuple(uses),
        notes=header.notes,
    )


class _Queries(Mapping[str, Query]):
    """All queries by name, read from the package at the first look."""

    def __getitem__(self, name: str) -> Query:
        return _load()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(_load())

    def __len__(self) -> int:
        return len(_load())


QUERIES: Mapping[str, Query] = _Queries()


@cache
def _load() -> Mapping[str, Query]:
    texts, known = _all_texts(), fragments()
    return MappingProxyType(
        {name: parse_query(text, name, known) for name, text in sorted(texts.items()) if not _is_fragment(name)}
    )


@cache
def fragments() -> Mapping[str, Fragment]:
    """The fragments of the package by name."""
    read = (parse_fragment(text) for name, text in sorted(_all_texts().items()) if _is_fragment(name))
    return MappingProxyType({fragment.name: fragment for fragment in read})


@cache
def _all_texts() -> Mapping[str, str]:
    return dict(_texts(files(__name__), ""))


def _is_fragment(name: str) -> bool:
    return name.startswith(f"{FRAGMENT_FOLDER}/")


def _texts(folder: Traversable, prefix: str) -> Iterator[tuple[str, str]]:
    """Name and text of every query file below a folder."""
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _texts(entry, f"{prefix}{entry.name}/")
        elif entry.name.endswith(SUFFIX):
            yield prefix + entry.name.removesuffix(SUFFIX), entry.read_text(encoding="utf-8")
