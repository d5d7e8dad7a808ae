"""Who is asking. Decisions record the actor, so it is settled before any route runs."""

from typing import Annotated, Final

from fastapi import Depends, Request
from fastapi.security import APIKeyHeader, HTTPAuthorizationCredentials, HTTPBearer

from api.security.binding import exposed
from api.security.keys import KeyFile
from api.settings import Settings
from graph.errors import Forbidden

ANONYMOUS: Final = "anonymous@local"
"""Whoever sits at this machine, while the API is on loopback and has no keys. It may read; it cannot approve."""

bearer = HTTPBearer(auto_error=False, description="`Authorization: Bearer rfk_…`")
header = APIKeyHeader(name="X-API-Key", auto_error=False, description="The same key, for clients without bearer tokens")


def authenticate(
    request: Request,
    token: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)],
    key: Annotated[str | None, Depends(header)],
) -> str:
    """The actor of this request, also in `request.state.actor`. Raises Forbidden without a valid key."""
    settings: Settings = request.app.state.settings
    keys: KeyFile = request.app.state.keys
    presented = token.credentials if token else key
    if presented is None and not keys.active() and not exposed(settings):
        actor, may_write = ANONYMOUS, False
    elif (known := keys.recognised(presented) if presented else None) is not None:
        actor, may_write = known.actor, known.may_write
    else:
        raise Forbidden(
            "This API asks for a valid key: send `Authorization: Bearer KEY`.",
            "此接口需要有效的密钥：请发送 `Authorization: Bearer 密钥`。",
            problem="unauthenticated",
        )
    request.state.actor, request.state.may_write = actor, may_write
    return actor


async def writer(request: Request) -> str:
    """The actor of a request that adds facts. Raises Forbidden where its key does not carry that right."""
    return checked_writer(request)


def checked_writer(request: Request) -> str:
    """The same where it depends on what is asked whether the right is needed."""
    if not request.state.may_write:
        raise Forbidden(
            "This key may read only. To add facts make one with `ringfence keys create NAME --write`.",
            "此密钥只能读取。如需新增数据，请用 `ringfence keys create 名称 --write` 生成可写入的密钥。",
        )
    actor: str = request.state.actor
    return actor
