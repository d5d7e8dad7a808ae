"""The description of the API (OpenAPI) and its page, served from this machine alone."""

from http import HTTPStatus
from threading import Lock
from typing import Any, Final

from fastapi import FastAPI
from fastapi.responses import HTMLResponse, Response
from fastapi.staticfiles import StaticFiles
from swagger_ui_bundle import swagger_ui_path

from api.problem import MEDIA_TYPE, OF_CHANGES, responses
from api.routes.examples import plain_example

OPENAPI_VERSION: Final = "3.0.3"
"""The bundled viewer reads 3.0, so what is 3.1 only is rewritten."""

IF_NONE_MATCH: Final = "if-none-match"

PAGE: Final = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Ringfence API · 接口文档</title>
<link rel="icon" href="/docs/assets/favicon-32x32.png">
<link rel="stylesheet" href="/docs/assets/swagger-ui.css">
</head>
<body>
<div id="page"></div>
<script src="/docs/assets/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
"""
START: Final = """SwaggerUIBundle({
  url: "/openapi.json", dom_id: "#page", deepLinking: true, validatorUrl: null,
  presets: [SwaggerUIBundle.presets.apis], layout: "BaseLayout",
});
"""


def serve_docs(app: FastAPI) -> None:
    """Add the page, its script and the viewer's files; no request leaves the machine."""
    app.mount("/docs/assets", StaticFiles(directory=str(swagger_ui_path)), name="docs-assets")

    @app.get("/docs", include_in_schema=False)
    def page() -> HTMLResponse:
        return HTMLResponse(PAGE)

    @app.get("/docs/start.js", include_in_schema=False)
    def start() -> Response:
        return Response(START, media_type="text/javascript")

    generate, one_at_a_time = app.openapi, Lock()

    def openapi() -> dict[str, Any]:
        # Every question looks at the description, so the first ones may ask for it together.
        with one_at_a_time:
            if app.openapi_schema is None or app.openapi_schema.get("openapi") != OPENAPI_VERSION:
                described = generate()
                _complete(described)
                app.openapi_schema = _as_3_0(described) | {"openapi": OPENAPI_VERSION}
            return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]  # the framework's documented way to change the description


def _complete(described: dict[str, Any]) -> None:
    """Give each operation an example of its answer, each problem its one media type, each change what sessions need."""
    schemas = described["components"]["schemas"]
    for operations in described["paths"].values():
        for method, operation in operations.items():
            if any(one["name"] == IF_NONE_MATCH for one in operation.get("parameters", ())):
                operation["responses"]["304"] = {"description": "The answer at hand still holds · 未变化"}
            for answer in operation["responses"].values():
                content = answer.get("content", {})
                if MEDIA_TYPE in content:
                    content[MEDIA_TYPE] |= content.pop("application/json", {})
                elif "application/json" in content:
                    body = content["application/json"]
                    body.setdefault("example", _example(body["schema"], schemas))
            if method != "get" and "security" in operation:
                _refused_in_browsers(operation["responses"])


def _refused_in_browsers(answers: dict[str, Any]) -> None:
    """What a change within a session can meet besides."""
    ours = responses(*OF_CHANGES)[HTTPStatus.FORBIDDEN]
    problem = {"schema": {"$ref": "#/components/schemas/Problem"}, "examples": {}}
    there = answers.setdefault(str(HTTPStatus.FORBIDDEN.value), {"description": "", "content": {MEDIA_TYPE: problem}})
    there["description"] = "; ".join(filter(None, (there["description"], ours["description"])))
    there["content"][MEDIA_TYPE]["examples"] |= ours["content"][MEDIA_TYPE]["examples"]


def _example(schema: dict[str, Any], schemas: dict[str, Any], name: str = "") -> Any:
    """A value that fits the schema, made of the examples of its parts, which go by their names."""
    if "$ref" in schema:
        return _example(schemas[schema["$ref"].rpartition("/")[2]], schemas, name)
    for given in ("examples", "default", "const"):
        if given in schema:
            return schema[given][0] if given == "examples" else schema[given]
    if "properties" in schema:
        return {part: _example(one, schemas, part) for part, one in schema["properties"].items()}
    if schema.get("type") == "array" and not isinstance(plain_example(schema, name), list):
        return [_example(schema["items"], schemas, name)]
    return _example(schema["anyOf"][0], schemas, name) if "anyOf" in schema else plain_example(schema, name)


def _as_3_0(part: Any) -> Any:
    """The part with 3.1's null types, constants and lists of examples written as 3.0 has them."""
    if isinstance(part, list):
        return [_as_3_0(one) for one in part]
    if not isinstance(part, dict):
        return part
    part = {name: _as_3_0(value) for name, value in part.items()}
    kinds = part.get("anyOf")
    if isinstance(kinds, list) and {"type": "null"} in kinds:
        rest = [kind for kind in kinds if kind != {"type": "null"}]
        del part["anyOf"]
        part = (
            rest[0] if len(rest) == 1 and "$ref" not in rest[0] else {"allOf" if len(rest) == 1 else "anyOf": rest}
        ) | part
        part["nullable"] = True
    if isinstance(part.get("examples"), list):
        part["example"] = part.pop("examples")[0]
    if "const" in part:
        part["enum"] = [part.pop("const")]
    for limit in ("Minimum", "Maximum"):
        exclusive = part.get(f"exclusive{limit}")
        if isinstance(exclusive, int | float) and not isinstance(exclusive, bool):
            part[limit.lower()] = exclusive
            part[f"exclusive{limit}"] = True
    return part
