"""The explorer's built files under /explore; every address in there that is no file is the application itself."""

from http import HTTPStatus
from pathlib import Path
from typing import Final

from fastapi import FastAPI
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, Response

from api.problem import problem

BUILT: Final = Path(__file__).parent / "web" / "dist"
PREFIX: Final = "/explore"

NOT_BUILT: Final = """<!doctype html>
<html lang="zh-CN">
<head><meta charset="utf-8"><title>Ringfence</title></head>
<body>
<h1>图谱浏览器尚未构建 · The explorer has not been built</h1>
<p>请运行 <code>make explorer</code>，然后刷新。接口本身可用：<a href="/docs">/docs</a>。</p>
<p>Run <code>make explorer</code>, then reload. The API itself is there: <a href="/docs">/docs</a>.</p>
</body>
</html>
"""


def serve_explorer(app: FastAPI, built: Path = BUILT) -> None:
    """Add the explorer, and the way to it from the root."""
    page, assets = built / "index.html", (built / "assets").resolve()

    @app.get("/", include_in_schema=False)
    def root() -> RedirectResponse:
        return RedirectResponse(f"{PREFIX}/")

    @app.get(f"{PREFIX}/assets/{{name}}", include_in_schema=False)
    def asset(name: str) -> Response:
        file = (assets / name).resolve()
        if file.parent != assets or not file.is_file():
            # Not the page: a script that is gone must not arrive as HTML.
            return problem("unknown_address", "No such file. Reload the page.", "没有该文件。请刷新页面。")
        return FileResponse(file)

    @app.get(f"{PREFIX}/mark.svg", include_in_schema=False)
    def mark() -> Response:
        return FileResponse(built / "mark.svg") if page.is_file() else Response(status_code=HTTPStatus.NOT_FOUND)

    @app.get(PREFIX, include_in_schema=False)
    @app.get(f"{PREFIX}/{{view:path}}", include_in_schema=False)
    def explorer(view: str = "") -> Response:  # noqa: ARG001 - the application reads its address itself
        return FileResponse(page) if page.is_file() else HTMLResponse(NOT_BUILT, HTTPStatus.SERVICE_UNAVAILABLE)
