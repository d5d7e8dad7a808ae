"""What a portfolio is: its name, whose it is, and who is in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from cypher import Kind
from graph.ask import askable
from graph.ask.bind import bind
from graph.errors import UsageError

LONGEST_NAME: Final = 100
PARTY_COLUMNS: Final = ("party_id", "debtor_id", "borrower_id", "guarantor_id", "owner_id", "members", "party_ids")
"""The columns of a query's rows that name parties, the one that is meant first, unless another is named."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Whoever a named query finds on the day of use. column: of its rows, with a party_id or a list of them."""

    query: str
    parameters: Mapping[str, Any]
    column: str

    @classmethod
    def of(cls, query: str, parameters: Mapping[str, Any], column: str | None = None) -> "Selection":
        """The selection, checked. UsageError for an unknown query, a wrong parameter, and where no column of texts
        names the parties."""
        asked = askable(query)
        bind(asked, parameters)
        texts = [one.name for one in asked.answer if one.type.kind is Kind.TEXT]
        chosen = column or next((name for name in PARTY_COLUMNS if name in texts), None)
        if chosen is None or chosen not in texts:
            raise UsageError(
                f"Which column of {query} names the parties? Choose one of {', '.join(texts) or 'none'}.",
                f"{query} 的哪一列是主体编号？可选：{'、'.join(texts) or '无'}。",
                query=query,
                allowed=texts,
            )
        return cls(query, dict(parameters), chosen)


@dataclass(frozen=True, slots=True)
class NamedPortfolio:
    """A portfolio. owner_id: whose it is, None for nobody's in particular. selection: None of a list. members: how many
    a list has, None of a selection. created_at: UTC."""

    name: str
    owner_id: str | None
    owner_name: str | None
    selection: Selection | None
    created_at: str
    created_by: str
    members: int | None

    @property
    def kind(self) -> str:
        """list, or query."""
        return "list" if self.selection is None else "query"


def checked_name(name: str) -> str:
    """The name without blanks around it. UsageError for one that is empty, too long, or of several lines."""
    bare = name.strip()
    if not bare or len(bare) > LONGEST_NAME or not bare.isprintable():
        raise UsageError(
            f"A portfolio has a name of 1 to {LONGEST_NAME} characters on one line.",
            f"组合名称应为 1 至 {LONGEST_NAME} 个字符，且不含换行。",
        )
    return bare
