"""`ringfence serve`: the API."""

import socket
from contextlib import suppress
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.opening import opened, settings_of
from api.commands.options import AsOfDay, Database
from api.commands.output import note
from graph.errors import SettingsError

if TYPE_CHECKING:
    from api.settings import Settings
    from graph.store import Store


def serve(
    host: Annotated[str | None, typer.Option("--host", help="address to bind to (RINGFENCE_HOST) · 监听地址")] = None,
    port: Annotated[
        int | None, typer.Option("--port", min=0, max=65_535, help="0: any free one (RINGFENCE_PORT) · 端口")
    ] = None,
    database: Database = None,
    as_of: AsOfDay = None,
) -> None:
    """Serve the API until interrupted · 运行接口服务."""
    from api.security.binding import check_binding
    from api.security.credentials import Credentials

    settings = settings_of(database=database, host=host, port=port, as_of=as_of)
    check_binding(settings, Credentials.of(settings))
    bound = bind(settings.host, settings.port)
    with opened(settings) as store:
        run_server(settings, store, bound)


def run_server(settings: "Settings", store: "Store", bound: socket.socket) -> None:
    """Serve on a bound socket until interrupted; prints where."""
    import gc

    import uvicorn

    from api.app import create_app
    from api.observe.logs import log_as_json

    app = create_app(settings, store)
    host, port = bound.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    address = f"http://{shown}:{port}"
    note(
        f"explorer · 图谱浏览器  {address}/explore/\nAPI   {address}/v1\ndocs · 文档  {address}/docs\n"
        "stop with Ctrl-C · 按 Ctrl-C 停止"
    )
    log_as_json(settings.log_level)
    # Forwarded headers are not trusted: the Host check and the actor must come from the connection itself.
    config = uvicorn.Config(app, log_config=None, access_log=False, server_header=False, proxy_headers=False)

    class Serving(uvicorn.Server):
        """Ends the streams when it is told to stop: it would wait for their clients to go."""

        def handle_exit(self, sig: int, frame: FrameType | None) -> None:
            app.state.feed.stop()
            super().handle_exit(sig, frame)

    # What is imported stays: the collector need not walk through it, which would hold an answer up for 0.3 s.
    gc.collect()
    gc.freeze()
    with suppress(KeyboardInterrupt):  # Ctrl-C is how it is meant to end
        Serving(config).run(sockets=[bound])


def bind(host: str, port: int, *, or_any: bool = False) -> socket.socket:
    """A listening socket; where the port is taken, any free one if `or_any`. Raises SettingsError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host.strip("[]"), port))
        # From here on callers wait for the answer instead of being refused.
        listening.listen()
    except (OSError, TypeError) as error:
        listening.close()
        reason = getattr(error, "strerror", None) or "not a host name"
        if or_any and port:
            note(f"port {port} is taken, another is used · 端口 {port} 已被占用，改用其他端口")
            return bind(host, 0)
        raise SettingsError(
            f"The API cannot bind to {host}:{port} ({reason}). Choose another with --port, or --port 0.",
            f"无法监听 {host}:{port}（{reason}）。请用 --port 选择其他端口，或 --port 0。",
            host=host,
            port=port,
        ) from None
    return listening
