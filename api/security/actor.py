"""Who is asking. Decisions record the actor, so it is settled before any route runs."""

import hmac
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import Annotated, Final

from fastapi import Depends, Request
from fastapi.security import APIKeyCookie, APIKeyHeader, HTTPAuthorizationCredentials, HTTPBearer

from api.security.binding import exposed
from api.security.cookie import PLAIN, presented_token
from api.security.identities import Identities, Identity
from api.security.same_origin import SAFE, check_same_origin
from api.security.sessions import csrf_token
from api.settings import Settings
from graph.errors import Forbidden

ANONYMOUS: Final = "anonymous@local"
"""Whoever sits at this machine, while the API is on loopback and has neither keys nor users. It may read and try out,
and decides nothing."""
CSRF_HEADER: Final = "X-CSRF-Token"

bearer = HTTPBearer(auto_error=False, description="`Authorization: Bearer rfk_…`")
header = APIKeyHeader(name="X-API-Key", auto_error=False, description="The same key, for clients without bearer tokens")
session_cookie = APIKeyCookie(
    name=PLAIN,
    auto_error=False,
    description=(
        "What `POST /v1/session` sets in a browser; under https its name begins with `__Host-`. Requests other than "
        f"GET then need the session's `csrf_token` in the header `{CSRF_HEADER}` · "
        f"登录会话；非 GET 请求须附 {CSRF_HEADER} 头"
    ),
)


def authenticate(
    request: Request,
    token: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)],
    key: Annotated[str | None, Depends(header)],
    _cookie: Annotated[str | None, Depends(session_cookie)],
) -> str:
    """The actor of this request, also in `request.state.actor`. Raises Forbidden without a valid key or session."""
    presented = token.credentials if token else key
    identity = identity_of(request, presented)
    if identity is None:
        raise _ended() if presented is None and _token(request) else unauthenticated()
    if identity.how != "request_key":
        check_page(request, identity)
        if (used := _token(request)) is not None:
            _behind(request).sessions.seen(used)
    request.state.actor, request.state.may_write, request.state.how = identity.actor, identity.may_write, identity.how
    return identity.actor


def identity_of(request: Request, presented: str | None) -> Identity | None:
    """Who asks, by the key that is presented, else by the session's cookie; None for whom that tells nothing good."""
    settings, behind = _settings(request), _behind(request)
    if presented is not None:
        return behind.by_key(presented)
    token = _token(request)
    if token is not None and (known := behind.by_session(token)) is not None:
        return known
    free = not exposed(settings) and not behind.credentials.exist()
    return Identity(ANONYMOUS, may_write=False, how="anonymous") if free else None


def check_page(request: Request, identity: Identity) -> None:
    """Raises Forbidden where what a browser sends by itself would change something: another site may have asked."""
    if request.method in SAFE:
        return
    check_same_origin(request, _settings(request))
    token = _token(request)
    if identity.how == "anonymous" or token is None:
        return
    if not hmac.compare_digest(request.headers.get(CSRF_HEADER, "").encode(), csrf_token(token).encode()):
        raise Forbidden(
            f"Within a session a change needs the header {CSRF_HEADER} with the `csrf_token` of GET /v1/session.",
            f"会话中的修改请求须附 {CSRF_HEADER} 头，其值为 GET /v1/session 返回的 `csrf_token`。",
            problem="csrf",
        )


async def while_known(request: Request, parts: AsyncGenerator[bytes]) -> AsyncIterator[bytes]:
    """The parts of a long answer, which ends once its key or session is good no more. It keeps no session alive."""
    token = await bearer(request)
    presented = token.credentials if token else await header(request)
    async with aclosing(parts):
        async for part in parts:
            if identity_of(request, presented) is None:
                return
            yield part


async def writer(request: Request) -> str:
    """The actor of a request that adds facts. Raises Forbidden where that right is wanting."""
    return checked_writer(request)


def checked_writer(request: Request) -> str:
    """The same where it depends on what is asked whether the right is needed."""
    if not request.state.may_write:
        en, zh = READ_ONLY[request.state.how]
        raise Forbidden(en, zh)
    actor: str = request.state.actor
    return actor


OF_A_KEY: Final = (
    "This key may read only. To add facts make one with `ringfence keys create NAME --write`.",
    "此密钥只能读取。如需新增数据，请用 `ringfence keys create 名称 --write` 生成可写入的密钥。",
)
READ_ONLY: Final = {
    "request_key": OF_A_KEY,
    "key": OF_A_KEY,
    "user": (
        "This user may read only. The right is given with `ringfence users enable NAME --write`.",
        "该用户只能读取。可用 `ringfence users enable 名称 --write` 授予写入权。",
    ),
    "anonymous": (
        "Nobody is signed in, as there are no users and keys: everything may be read and tried out, nothing decided. "
        "Make one with `ringfence users add NAME --write` or `ringfence keys create NAME --write`.",
        "尚无用户和密钥，无人登录：可查看和试算，不可处置。"
        "请用 `ringfence users add 名称 --write` 或 `ringfence keys create 名称 --write` 添加。",
    ),
}
"""Why somebody may read only."""


def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


def _behind(request: Request) -> Identities:
    behind: Identities = request.app.state.identities
    return behind


def _token(request: Request) -> str | None:
    return presented_token(request, _settings(request))


def unauthenticated() -> Forbidden:
    """That there is no key, or none that is good."""
    return Forbidden(
        "This API asks for a valid key: send `Authorization: Bearer KEY`. In a browser, sign in.",
        "此接口需要有效的密钥：请发送 `Authorization: Bearer 密钥`。在浏览器中请先登录。",
        problem="unauthenticated",
    )


def _ended() -> Forbidden:
    return Forbidden(
        "The session has ended. Sign in again.", "会话已结束，请重新登录。", problem="session_ended"
    )  # fmt: skip
