"""A slash written %2F belongs to an identifier; a bare one divides the address."""

import re
from typing import Final
from urllib.parse import unquote

from starlette.types import ASGIApp, Receive, Scope, Send

ENCODED: Final = re.compile(r"%2f", re.IGNORECASE)
STAND_IN: Final = "\x1f"
"""Stands for the encoded slash while the route is found; no identifier has this control character."""


class EncodedSlash:
    """Keeps an encoded slash from dividing the address; servers decode the path as a whole before it is routed."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with a stand-in for each encoded slash."""
        raw = scope.get("raw_path", b"").decode("ascii", "replace")
        if ENCODED.search(raw):
            # In place: what routing writes into the scope is read by the layers outside.
            scope["path"] = unquote(ENCODED.sub(STAND_IN, raw))
        await self._app(scope, receive, send)


def with_slashes(identifier: str) -> str:
    """The identifier as the caller meant it."""
    return identifier.replace(STAND_IN, "/")
