"""The articles that decide who is liable, by a name of ours; each step of an answer cites some of them."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final

from graph.regimes.provision import Source
from graph.regimes.read import parse_articles

FILE: Final = "articles.toml"


@cache
def articles() -> Mapping[str, Source]:
    """Every article by its name; RuleError with file and line where the file is wrong."""
    text = files("graph.liability").joinpath(FILE).read_text(encoding="utf-8")
    return MappingProxyType({source.id: source for source in parse_articles(text, FILE)})
