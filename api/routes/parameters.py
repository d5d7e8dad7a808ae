"""The parameters that questions share: dates, pages, limits; and the refusal of parameters nobody declared."""

import re
from datetime import date
from typing import Annotated

from fastapi import Depends, Path, Query, Request
from pydantic import AfterValidator, BeforeValidator

from api.asking import Asking
from api.desk_known import DeskKnown
from api.routes.encoded_slash import with_slashes
from graph.as_of import FIRST_DAY, LAST_DAY, AsOf
from graph.errors import LimitExceeded, UsageError


def calendar_day(given: object) -> object:
    """The text, if it is written YYYY-MM-DD: a bare number must not mean seconds since 1970."""
    if not isinstance(given, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", given):
        raise ValueError("write YYYY-MM-DD · 日期应写成 YYYY-MM-DD")
    return given


Day = Annotated[date, BeforeValidator(calendar_day)]
PartyId = Annotated[
    str,
    Path(
        min_length=1, max_length=200, description="party_id, code or exact name; a slash as %2F · 主体编号、代码或全称",
        examples=["cn.uscc:91330106MA2CFM2X53"],
    ),
    AfterValidator(with_slashes),
]  # fmt: skip


async def asking(request: Request) -> Asking:
    """The store behind this application."""
    behind: Asking = request.app.state.asking
    return behind


Ask = Annotated[Asking, Depends(asking)]


async def desk_known(request: Request) -> DeskKnown:
    """The desk of the officers behind this application."""
    behind: DeskKnown = request.app.state.desk
    return behind


Desk = Annotated[DeskKnown, Depends(desk_known)]


async def dates(
    behind: Ask,
    as_of: Annotated[
        Day | None, Query(description="in force on this day; default today · 截至日", examples=["2025-12-31"])
    ] = None,
    known_at: Annotated[
        Day | None, Query(description="as known on this day; default today · 知悉截至日", examples=["2025-12-31"])
    ] = None,
) -> AsOf:
    """The two dates of a question. Raises UsageError for a day outside the calendar of facts."""
    at = AsOf.at(as_of or behind.settings.as_of, known_at)
    for name, day in at.parameters().items():
        if not FIRST_DAY <= day <= LAST_DAY:
            raise UsageError(
                f"{name} lies outside {FIRST_DAY} to {LAST_DAY}.",
                f"{name} 应在 {FIRST_DAY} 至 {LAST_DAY} 之间。",
                parameter=name,
            )
    return at


At = Annotated[AsOf, Depends(dates)]


def named(listed: str | None) -> list[str]:
    """The parties of a comma-separated list."""
    return [one.strip() for one in (listed or "").split(",") if one.strip()]


def within(name: str, asked: int | None, usual: int, allowed: int) -> int:
    """What is asked for; where nothing is, as much of the usual as is allowed. Raises LimitExceeded."""
    if asked is None:
        return min(usual, allowed)
    if asked > allowed:
        raise LimitExceeded(
            f"{name}={asked} is more than the {allowed} allowed. Ask for less.",
            f"{name}={asked} 超过上限 {allowed}，请减小。",
            parameter=name, asked=asked, allowed=allowed,
        )  # fmt: skip
    return asked


def declared_only(request: Request) -> None:
    """Refuse a query parameter that the operation does not have: `asof=` must not silently mean today."""
    known = _declared(request)
    unknown = sorted(set(request.query_params) - known)
    twice = sorted(name for name in known if len(request.query_params.getlist(name)) > 1)
    if unknown or twice:
        raise UsageError(
            f"Unknown or repeated parameter: {', '.join(unknown + twice)}. "
            f"Known: {', '.join(sorted(known)) or 'none'}.",
            f"未知或重复的参数：{'、'.join(unknown + twice)}。可用的参数：{'、'.join(sorted(known)) or '无'}。",
            parameters=unknown + twice,
        )


def _declared(request: Request) -> frozenset[str]:
    """The query parameters of the operation, as the API's own description has them."""
    path = getattr(request.scope.get("route"), "path", "")
    operation = request.app.openapi()["paths"].get(path, {}).get(request.method.lower(), {})
    return frozenset(one["name"] for one in operation.get("parameters", ()) if one["in"] == "query")
