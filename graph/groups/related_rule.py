"""The clauses that make somebody a related party, read from `related_parties.toml`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal

Checked = Literal["text", "answers", "memory"]

FILE: Final = "related_parties.toml"


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause (`id` is article.item), what it says in short, and how far its wording was held against a text.

    `deemed`: the institution may count these parties as related, substance over form; the other clauses bind.
    """

    id: str
    zh: str
    en: str
    checked: Checked
    deemed: bool = False

    @property
    def article(self) -> str:
        """Where it stands: 第六条（一）."""
        article, _, item = self.id.partition(".")
        return f"第{_NUMERALS[int(article)]}条" + (f"（{_NUMERALS[int(item)]}）" if item else "")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A clause that the data cannot answer, and why."""

    id: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Parts of one, the number itself included: of a major holder, of a controlling one, of presumed significant
    influence, and of who benefits in the end.
    """

    major: float
    controlling: float
    influence: float
    beneficial: float


@dataclass(frozen=True, slots=True)
class Words:
    """The stored posts and kinships of which the clauses speak."""

    managers: frozenset[str]
    actual_controller: frozenset[str]
    close_kin: frozenset[str]
    adults_only: frozenset[str]
    other_kin: frozenset[str]


@dataclass(frozen=True, slots=True)
class RelatedRule:
    """The measures as data, the clauses in their order."""

    zh: str
    en: str
    order: str
    clauses: Mapping[str, Clause]
    left_out: tuple[LeftOut, ...]
    thresholds: Thresholds
    words: Words


@cache
def related_rule() -> RelatedRule:
    """The rule that the product ships."""
    text = files("graph.groups").joinpath(FILE).read_text(encoding="utf-8")
    values: dict[str, Any] = tomllib.loads(text)
    clauses = [Clause(**entry) for entry in values["clause"]]
    return RelatedRule(
        zh=values["zh"],
        en=values["en"],
        order=values["order"],
        clauses={clause.id: clause for clause in clauses},
        left_out=tuple(LeftOut(**entry) for entry in values["left_out"]),
        thresholds=Thresholds(**values["thresholds"]),
        words=Words(**{name: frozenset(words) for name, words in values["words"].items()}),
    )


_NUMERALS = "零一二三四五六七八九"
