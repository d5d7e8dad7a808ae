"""Answers against the API's own description: every answer that a test is given has to fit it."""

import re
from typing import Any

import httpx2
from fastapi import FastAPI
from fastapi.testclient import TestClient

Schema = dict[str, Any]

BASE = "http://127.0.0.1:8000"
KINDS: dict[str, type | tuple[type, ...]] = {
    "string": str, "integer": int, "number": (int, float), "boolean": bool, "array": list, "object": dict,
}  # fmt: skip


def misfits(value: Any, schema: Schema, described: Schema, where: str = "$") -> list[str]:
    """Where a value does not fit a schema: types, required and unknown fields, choices."""
    if value is None and schema.get("nullable"):
        return []
    if "$ref" in schema:
        return misfits(value, described["components"]["schemas"][schema["$ref"].rpartition("/")[2]], described, where)
    if "allOf" in schema:
        return [one for part in schema["allOf"] for one in misfits(value, part, described, where)]
    if "anyOf" in schema:
        tried = [misfits(value, part, described, where) for part in schema["anyOf"]]
        return [] if [] in tried else [f"{where}: none fits"]
    if value is None:
        return [] if "type" not in schema else [f"{where}: null"]
    if value not in schema.get("enum", [value]) or not isinstance(value, KINDS[schema.get("type", "object")]):
        return [f"{where}: {value!r} is not a {schema}"]
    if isinstance(value, list):
        return [one for part in value for one in misfits(part, schema.get("items", {}), described, f"{where}[]")]
    return members(value, schema, described, where) if isinstance(value, dict) and "properties" in schema else []


def members(value: Schema, schema: Schema, described: Schema, where: str) -> list[str]:
    """The same for the fields of an object."""
    found = [f"{where}.{name} is missing" for name in schema.get("required", []) if name not in value]
    if not schema.get("additionalProperties"):
        found += [f"{where}.{name} is unknown" for name in value.keys() - schema["properties"].keys()]
    known = {name: part for name, part in schema["properties"].items() if name in value}
    return found + [m for name, part in known.items() for m in misfits(value[name], part, described, f"{where}.{name}")]


def client_of(app: FastAPI, base: str = BASE) -> TestClient:
    """A client whose answers are checked."""

    def fits(answer: httpx2.Response) -> None:
        described, asked = app.openapi(), answer.request
        path = _described(asked.url.raw_path.decode().partition("?")[0], described)
        if path is None or not answer.is_success or answer.headers.get("content-type") != "application/json":
            return
        answer.read()
        whole = described["paths"][path][asked.method.lower()]["responses"][str(answer.status_code)]
        wrong = misfits(answer.json(), whole["content"]["application/json"]["schema"], described)
        assert wrong == [], f"{asked.url}: {wrong}"

    client = TestClient(app, base_url=base, raise_server_exceptions=False)
    client.event_hooks = {"response": [fits]}
    return client


def _described(path: str, described: Schema) -> str | None:
    """The described path, one without parameters before others; none of what is not described."""
    paths = sorted(described["paths"], key=lambda one: one.count("{"))
    return next((one for one in paths if re.fullmatch(re.sub(r"\{[^}]+\}", "[^/]+", one), path)), None)
