"""Who is asking. Decisions record the actor, so it is settled before any route runs."""

from typing import Annotated, Final

from fastapi import Depends, Request
from fastapi.security import APIKeyHeader, HTTPAuthorizationCredentials, HTTPBearer

from api.security.hosts import is_loopback
from api.security.keys import KeyFile
from api.settings import Settings
from graph.errors import Forbidden, SettingsError

ANONYMOUS: Final = "anonymous@local"
"""Whoever sits at this machine, while the API is on loopback and has no keys. It may read; it cannot approve."""

bearer = HTTPBearer(auto_error=False, description="`Authorization: Bearer rfk_…`")
header = APIKeyHeader(name="X-API-Key", auto_error=False, description="The same key, for clients without bearer tokens")


def exposed(settings: Settings) -> bool:
    """Whether others than this machine's users can reach the API."""
    return not is_loopback(settings.host) or bool(settings.allowed_hosts)


def check_binding(settings: Settings, keys: KeyFile) -> None:
    """Refuse to be reachable from elsewhere while nobody would have to show a key."""
    if exposed(settings) and not keys.active():
        raise SettingsError(
            f"Binding to {settings.host} makes the API reachable from elsewhere, and there is no API key yet. Make one "
            "with `ringfence keys create NAME`, or bind to 127.0.0.1.",
            f"监听 {settings.host} 会使接口可从其他机器访问，而目前还没有接口密钥。"
            "请先用 `ringfence keys create 名称` 生成，或监听 127.0.0.1。",
            host=settings.host,
        )


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
        actor: str | None = ANONYMOUS
    else:
        actor = keys.actor(presented) if presented else None
    if actor is None:
        raise Forbidden(
            "This API asks for a valid key: send `Authorization: Bearer KEY`.",
            "此接口需要有效的密钥：请发送 `Authorization: Bearer 密钥`。",
            problem="unauthenticated",
        )
    request.state.actor = actor
    return actor
