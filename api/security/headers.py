"""What browsers are told: nothing is guessed, framed, cached or loaded from elsewhere."""

from http import HTTPStatus
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COMMON: Final = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
DATA_POLICY: Final = "default-src 'none'; frame-ancestors 'none'"
KEPT: Final = frozenset({HTTPStatus.OK, HTTPStatus.NOT_MODIFIED})
"""Answers of the documentation that a browser may keep; a refusal is not one."""
PAGE_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""For the documentation's page: the bundled viewer sets styles on its elements and draws with data: images."""
PRINTED_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox allow-modals"
"""For pages to print, which carry their own sheet of style, run nothing and load nothing."""
EXPLORER_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
    "worker-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""For the explorer: no script and no style but its own files; pictures that it has drawn itself are blobs."""
DAY: Final = 86_400
KEEPING: Final = (
    ("/docs", PAGE_POLICY, "public, max-age=3600"),
    ("/explore/assets", EXPLORER_POLICY, f"public, max-age={365 * DAY}, immutable"),
    ("/explore", EXPLORER_POLICY, "no-cache"),
)
"""By the beginning of the path: what the page may load, and how long a browser may keep it. The first that fits."""


class SecurityHeaders:
    """Adds the headers to every response."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and complete the response's headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        policy, keeping = _of(scope["path"])

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in COMMON.items():
                    headers[name] = value
                headers.setdefault("content-security-policy", policy)
                headers.setdefault("cache-control", keeping if message["status"] in KEPT else "no-store")
            await send(message)

        await self._app(scope, receive, sending)


def _of(path: str) -> tuple[str, str]:
    """Policy and keeping of an address; data is neither a page nor kept."""
    for beginning, policy, keeping in KEEPING:
        if path == beginning or path.startswith(f"{beginning}/"):
            return policy, keeping
    return DATA_POLICY, "no-store"
