"""Who is in a portfolio on a day: those listed, or whoever its query finds then."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from cypher import query
from graph.as_of import AsOf
from graph.ask import ask
from graph.errors import LimitExceeded
from graph.portfolios.portfolio import NamedPortfolio, Selection
from graph.store import Store

AT_ONCE: Final = 5_000


@dataclass(frozen=True, slots=True)
class Member:
    """A party. canonical_id: the identity under which it is analysed. added_on: None where a query finds it."""

    party_id: str
    name: str | None
    kind: str | None
    canonical_id: str
    added_on: date | None


@dataclass(frozen=True, slots=True)
class Members:
    """Parties by name, each once. truncated: there are more."""

    members: tuple[Member, ...]
    truncated: bool


def members(
    store: Store, portfolio: NamedPortfolio, at: AsOf, most: int, cache_dir: Path | None = None
) -> Members:  # fmt: skip
    """At most so many of a portfolio's parties. A query is asked anew, on the day that is given; raises as it does."""
    if portfolio.selection is None:
        found = ask(store, "portfolio/members", {"name": portfolio.name}, at=at, limit=most)
        return Members(tuple(_member(row) for row in found.rows), found.truncated)
    answer = ask(
        store, portfolio.selection.query, portfolio.selection.parameters, at=at, limit=most, cache_dir=cache_dir
    )
    ids = list(dict.fromkeys(_named(portfolio.selection, answer.rows)))
    rows = [
        row
        for start in range(0, len(ids), AT_ONCE)
        for row in store.rows(query("portfolio/parties").text, {"party_ids": ids[start : start + AT_ONCE]})
    ]
    rows.sort(key=lambda row: (row["party_name"] or "", row["party_id"]))
    return Members(tuple(_member(row) for row in rows[:most]), answer.truncated or len(rows) > most)


def canonical_ids(
    store: Store, portfolio: NamedPortfolio, at: AsOf, most: int, cache_dir: Path | None = None
) -> list[str]:  # fmt: skip
    """Those of all its parties, as findings name them. LimitExceeded where there are more than `most`."""
    found = members(store, portfolio, at, most, cache_dir)
    if found.truncated:
        raise LimitExceeded(
            f"The portfolio {portfolio.name!r} has more than {most:,} parties. Raise RINGFENCE_MAX_ROWS, or split it.",
            f"组合 {portfolio.name!r} 的主体超过 {most:,} 个。请调高 RINGFENCE_MAX_ROWS，或拆分该组合。",
            name=portfolio.name,
            allowed=most,
        )
    return sorted({one.canonical_id for one in found.members})


def _named(selection: Selection, rows: Iterable[dict[str, Any]]) -> Iterable[str]:
    for row in rows:
        value = row[selection.column]
        yield from [value] if isinstance(value, str) else (value or ())


def _member(row: dict[str, Any]) -> Member:
    return Member(row["party_id"], row["party_name"], row["kind"], row["canonical_id"], row.get("added_on"))
