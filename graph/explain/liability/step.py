"""A step of a legal conclusion: what follows, in both languages, and the articles that it rests on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final

import numpy as np

from graph.explain.answer import Article
from graph.explain.naming import article
from graph.liability.articles import articles
from graph.regimes.provision import Wording
from graph.toml_file import RuleFile

REGIME: Final = "china"
"""Whose law this is; its articles have a file of their own."""
FILE: Final = "steps.toml"


@dataclass(frozen=True, slots=True)
class Step:
    """what: a word for programs. said: the sentence. articles: their ids among the articles of the answer."""

    what: str
    said: Wording
    articles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """What can be said, with parts to fill in, and on what it rests by the Civil Code and by the law before 2021."""

    said: Wording
    articles: tuple[str, ...]
    before_2021: tuple[str, ...]


@cache
def sentences() -> Mapping[str, Sentence]:
    """Every sentence by its name; RuleError with file and line where the file is wrong or cites no known article."""
    source = RuleFile(files("graph.explain.liability").joinpath(FILE).read_text(encoding="utf-8"), FILE)
    found: dict[str, Sentence] = {}
    for entry in source.top().tables("sentence"):
        cited = tuple(entry.choices("articles", articles()))
        older = tuple(entry.choices("before_2021", articles())) if entry.has("before_2021") else cited
        found[entry.text("id")] = Sentence(Wording(entry.text("zh"), entry.text("en")), cited, older)
    source.refuse_unread()
    return MappingProxyType(found)


def sentence(name: str) -> Sentence:
    """One of them."""
    return sentences()[name]


def step(name: str, *, civil_code: bool = True, **parts: object) -> Step:
    """A sentence with its parts filled in, citing the law that governs."""
    found = sentence(name)
    return Step(name.partition(".")[0], said(name, **parts), found.articles if civil_code else found.before_2021)


def said(name: str, **parts: object) -> Wording:
    """A sentence that cites nothing."""
    found = sentence(name).said
    return Wording(found.zh.format(**parts), found.en.format(**parts))


def cited_articles(cited: Iterable[tuple[str, ...]]) -> tuple[Article, ...]:
    """The articles that some steps cite, each once, in the order of the file."""
    wanted = {one for some in cited for one in some}
    return tuple(article(REGIME, source) for name, source in articles().items() if name in wanted)


def known_day(day: np.datetime64) -> date | None:
    """A day of an array as a date; None for NaT."""
    found = day.astype("datetime64[D]").astype(object)
    return found if isinstance(found, date) else None


def yuan(cny: float) -> str:
    """An amount for a sentence."""
    return f"{cny:,.2f}"
