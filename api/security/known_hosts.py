"""Under which host names the API answers, so that a page of another site cannot reach it by renaming itself."""

from collections.abc import Iterable

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from api.problem import problem
from api.security.hosts import host_name


class KnownHosts:
    """Refuses requests under a host name that is not served here (DNS rebinding)."""

    def __init__(self, app: ASGIApp, allowed: Iterable[str]) -> None:
        self._app = app
        self._allowed = frozenset(name.lower() for name in allowed)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on if its host is known."""
        if scope["type"] == "http" and host_name(Headers(scope=scope).get("host", "")) not in self._allowed:
            refusal = problem(
                "misdirected",
                "This host name is not served here. Use 127.0.0.1 or localhost, or add it to RINGFENCE_ALLOWED_HOSTS.",
                "不接受该主机名。请使用 127.0.0.1 或 localhost，或将其加入 RINGFENCE_ALLOWED_HOSTS。",
            )
            await refusal(scope, receive, send)
            return
        await self._app(scope, receive, send)
