"""Every request gets an identifier, one log line and its figures, whatever becomes of it."""

import logging
from time import perf_counter
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.observe import request_id
from api.observe.metrics import Metrics

log = logging.getLogger("ringfence.access")

METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
QUIET: Final = frozenset({"/health", "/ready", "/metrics"})
"""What probes ask every few seconds: logged at debug level."""


class Observe:
    """The outermost layer: identifier, log line, figures."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and record what became of it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        identifier = request_id.begin(Headers(scope=scope).get(request_id.HEADER))
        scope.setdefault("state", {})
        begin, status = perf_counter(), 500

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[request_id.HEADER] = identifier
            await send(message)

        with self._metrics.in_flight():
            try:
                await self._app(scope, receive, sending)
            finally:
                self._record(scope, status, perf_counter() - begin)

    def _record(self, scope: Scope, status: int, seconds: float) -> None:
        """The template of the route stands for the address, which may name a person."""
        method = scope["method"] if scope["method"] in METHODS else "other"
        route = getattr(scope.get("route"), "path", None) or "none"
        self._metrics.answered(method, route, status, seconds)
        log.log(
            logging.DEBUG if route in QUIET else logging.INFO,
            "answered",
            extra={
                "method": method,
                "route": route,
                "status": status,
                "ms": round(seconds * 1000, 1),
                "actor": scope["state"].get("actor", ""),
            },
        )
