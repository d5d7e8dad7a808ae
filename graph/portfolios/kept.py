"""Portfolios in the store: kept, listed and removed. Parties are never touched."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any, Final

from cypher import query
from graph.as_of import AsOf
from graph.ask import ask
from graph.errors import AlreadyThere, NotFound
from graph.portfolios.portfolio import NamedPortfolio, Selection, checked_name
from graph.store import Store, Writer

AT_ONCE: Final = 5_000
MOST: Final = 10_000


def keep(
    store: Store, name: str, created_by: str, *, owner_id: str | None = None, selection: Selection | None = None,
    party_ids: Sequence[str] = (),
) -> int:  # fmt: skip
    """Keep a portfolio, or add parties to the list of that name; how many were added. Doing it again changes nothing.

    AlreadyThere where another owner, kind or query has that name; UsageError for a name that is none.
    """
    name = checked_name(name)
    said = {
        "owner_id": owner_id, "kind": "list" if selection is None else "query",
        "query": None if selection is None else selection.query,
        "parameters": None if selection is None else _json(selection.parameters),
        "column": None if selection is None else selection.column,
    }  # fmt: skip
    made = {"created_at": datetime.now(UTC).isoformat(timespec="seconds"), "created_by": created_by}
    ids = list(dict.fromkeys(party_ids))

    def begin(writer: Writer) -> bool:
        stands = writer.rows(query("portfolio/keep").text, {"name": name, **said, **made})[0]
        if stands != said:
            raise _taken(name, stands["kind"])
        return True

    store.write(begin, confirm=lambda _: None)  # a merge may be repeated
    before = _count(store, name)
    for start in range(0, len(ids), AT_ONCE):
        _watch(store, name, ids[start : start + AT_ONCE])
    return _count(store, name) - before if ids else 0


def portfolios(store: Store) -> list[NamedPortfolio]:
    """All of them, by name."""
    return [_portfolio(row) for row in ask(store, "portfolio/list", {}, at=AsOf.at(), limit=MOST).rows]


def portfolio_named(store: Store, name: str) -> NamedPortfolio:
    """One of them. NotFound."""
    rows = ask(store, "portfolio/list", {"name": checked_name(name)}, at=AsOf.at(), limit=1).rows
    if not rows:
        raise _unknown(name)
    return _portfolio(rows[0])


def remove(store: Store, name: str) -> None:
    """Remove a portfolio. NotFound."""
    portfolio_named(store, name)

    def work(writer: Writer) -> bool:
        writer.run(query("portfolio/remove").text, {"name": checked_name(name)})
        return True

    store.write(work, confirm=lambda _: None)  # what is gone is gone


def _watch(store: Store, name: str, party_ids: list[str]) -> None:
    def work(writer: Writer) -> bool:
        said = {"name": name, "party_ids": party_ids, "added_on": date.today()}
        writer.run(query("portfolio/watch").text, said)
        return True

    store.write(work, confirm=lambda _: None)  # who is in it already is not added again


def _count(store: Store, name: str) -> int:
    return portfolio_named(store, name).members or 0


def _portfolio(row: dict[str, Any]) -> NamedPortfolio:
    selection = None
    if row["kind"] == "query":
        selection = Selection(row["query"], json.loads(row["parameters"]), row["column"])
    return NamedPortfolio(
        row["name"], row["owner_id"], row["owner_name"], selection, row["created_at"], row["created_by"], row["members"]
    )


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)


def _taken(name: str, kind: str) -> AlreadyThere:
    return AlreadyThere(
        f"There is a portfolio {name!r} already ({kind}), of another owner, kind or query. Choose another name, or "
        "remove that one first.",
        f"已有名为 {name!r} 的组合（{kind}），其所属机构、类型或查询不同。请换用其他名称，或先删除原组合。",
        name=name,
    )


def _unknown(name: str) -> NotFound:
    return NotFound(
        f"There is no portfolio {name!r}. List them with `ringfence portfolios list` or /v1/portfolios.",
        f"没有名为 {name!r} 的组合。请用 `ringfence portfolios list` 或 /v1/portfolios 查看。",
        name=name,
    )
