"""Pages of a long answer. All pages of a cursor come from one version of the facts, without gaps or doubles."""

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Depends, Query
from pydantic import BaseModel, Field

from api.asking import Asking
from api.routes.rows import row_model
from api.values import as_json, jsonable
from graph.as_of import AsOf
from graph.errors import UsageError

Item = TypeVar("Item", bound=BaseModel)


Cursor = Annotated[str | None, Query(max_length=400, description="`next_cursor` of the page before · 翻页标记")]


@dataclass(frozen=True, slots=True)
class Paging:
    """Which part of an answer is wanted."""

    limit: int
    cursor: str | None


async def paging(
    limit: Annotated[int, Query(ge=1, le=1000, description="rows on a page · 每页行数")] = 100,
    cursor: Cursor = None,
) -> Paging:
    """The part of the answer that the caller asks for."""
    return Paging(limit, cursor)


Pages = Annotated[Paging, Depends(paging)]


class Dated(BaseModel):
    """What every answer says of itself."""

    as_of: str = Field(description="in force on · 截至日", examples=["2025-12-31"])
    known_at: str = Field(description="as known on · 知悉截至日", examples=["2025-12-31"])
    version: int = Field(description="version of the facts · 数据版本", examples=[42])


class Page(Dated, Generic[Item]):
    """One page of an answer."""

    items: list[Item]
    total: int = Field(description="rows in all; with `truncated`, at least so many · 总行数", examples=[1])
    truncated: bool = Field(description="the answer was cut at the server's limit · 结果被截断", examples=[False])
    next_cursor: str | None = Field(description="for the next page; null on the last · 下一页标记", examples=[None])


def page_of(name: str) -> Any:
    """The model of one page of a named query's rows."""
    return Page.__class_getitem__(row_model(name))


def read_page(
    behind: Asking, name: str, parameters: Mapping[str, Any], at: AsOf, pages: Paging, *, found: int = 0
) -> dict[str, Any]:
    """One page of a named query's rows, as `Page` describes it. Raises UsageError for a cursor that does not fit.

    `found` is the number of findings where the rows are made of them: they change without the facts.
    """
    question, version = fingerprint(name, parameters, at), behind.version()
    begin = begun(pages.cursor, question, [version, found])
    answer = behind.answer(name, parameters, at, version=(version, found))
    end = begin + pages.limit
    return dated(at, version) | {
        "items": [jsonable(row) for row in answer.rows[begin:end]],
        "total": len(answer.rows),
        "truncated": answer.truncated,
        "next_cursor": sealed(question, [version, found], end) if end < len(answer.rows) else None,
    }


def dated(at: AsOf, version: int) -> dict[str, Any]:
    """The fields of `Dated`."""
    return {"as_of": at.as_of.isoformat(), "known_at": at.known_at.isoformat(), "version": version}


def fingerprint(name: str, parameters: Mapping[str, Any], at: AsOf) -> str:
    """What makes two requests pages of one answer."""
    asked = as_json([name, dict(sorted(parameters.items())), at.parameters()], indent=None)
    return hashlib.blake2b(asked.encode(), digest_size=8).hexdigest()


def begun(cursor: str | None, question: str, read_at: list[int]) -> int:
    """Where a page begins. `read_at`: versions by which all pages must agree. Raises UsageError as `read_page` does."""
    if cursor is None:
        return 0
    first_read_at, begin = _opened(cursor, question)
    if first_read_at != read_at:
        raise UsageError(
            "The data has changed since the first page. Start again without a cursor.",
            "翻页期间数据已更新。请不带 cursor 重新开始。",
            problem="stale_cursor",
        )
    return begin


def sealed(question: str, read_at: list[int], offset: int) -> str:
    """The cursor of the page that begins at an offset."""
    return base64.urlsafe_b64encode(json.dumps([question, read_at, offset]).encode()).decode().rstrip("=")


def _opened(cursor: str, question: str) -> tuple[list[int], int]:
    """What the pages were read at, and the offset. Raises UsageError."""
    try:
        asked, read_at, offset = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), b"-_", validate=True))
    except (binascii.Error, ValueError, TypeError):
        asked = read_at = offset = None
    if asked != question or not isinstance(read_at, list) or type(offset) is not int or offset < 0:
        raise UsageError(
            "The cursor does not belong to this question. Repeat the parameters of the first page, or start again.",
            "翻页标记与本次查询不符。请使用与首页相同的参数，或重新开始。",
            parameter="cursor",
        )
    return read_at, offset
