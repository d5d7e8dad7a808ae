"""Validators of answers (ETag): what a client has already is answered with 304, before anything is worked out.

A tag is made of the state of what the answer is made of, the day, the request, who asks, the settings and the text of
the program. It is looked up by three keys. Answers whose state nobody can tell so cheaply have none: models and what
is solved within a time limit, portfolios that are queries, jobs, and what is only thought of.
"""

import hashlib
import re
from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from functools import cached_property
from http import HTTPStatus
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

from fastapi import Depends, FastAPI, Header, Request, Response
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.rules_known import rules_by_id
from cypher import query
from graph.program import program_mark
from graph.signals.incremental import basis_of
from graph.store import Store

if TYPE_CHECKING:
    from api.settings import Settings

PACKAGES: Final = ("api", "cypher", "gnn", "graph", "ingest")
ENDINGS: Final = (".py", ".toml", ".cypher")
KEPT: Final = "private, no-cache"
"""A browser keeps the answer and asks each time whether it still holds."""
VARY: Final = ("Accept", "Accept-Encoding", "Authorization", "Cookie", "X-API-Key")
"""What else than the address an answer depends on: its form, and who asks."""
TAG: Final = re.compile(r'(?:W/)?"([^"]*)"')
STATE: Final = {"store_id": "store", "desk_id": "officers"}


class MadeOf(StrEnum):
    """What answers are made of beside the facts."""

    SCORES = "scores"
    DESK = "desk"
    """Matters, lists, thresholds, and the rules behind them."""
    SIGNALS = "signals"
    SCENARIOS = "scenarios"
    REJECTS = "rejects"


class NotModified(Exception):
    """The client has the answer already. tag: as the client wrote it."""

    def __init__(self, tag: str) -> None:
        super().__init__(tag)
        self.tag = tag


class Validators:
    """The tags of the answers of one application. Thread-safe."""

    def __init__(self, store: Store, settings: "Settings") -> None:
        self._store = store
        self._settings = settings

    def tag(self, request: Request, made_of: Sequence[MadeOf]) -> str:
        """The tag that an answer to this request has now."""
        scope, who = request.scope, request.state
        asked = (
            request.method, scope["raw_path"], scope["query_string"], request.headers.get("accept"), who.actor,
            who.may_write, date.today().isoformat(),
        )  # fmt: skip
        said = repr((self._fixed, asked, self._state(made_of)))
        return hashlib.blake2b(said.encode(), digest_size=16).hexdigest()

    def _state(self, made_of: Sequence[MadeOf]) -> list[object]:
        """What changes while the program runs."""
        row = self._store.rows(query("ledger/state").text, STATE)[0]
        found: list[object] = [row["version"], row["edition"]]
        if MadeOf.SCORES in made_of:
            found.append(row["scorings"])
        if MadeOf.DESK in made_of:
            found += [row["turns"], self._rules]
        if MadeOf.SIGNALS in made_of:
            found.append(self._store.rows(query("signal/count").text)[0]["signals"])
        if MadeOf.SCENARIOS in made_of:
            found.append(_files(self._settings.scenarios_folder, "*.toml"))
        if MadeOf.REJECTS in made_of:
            found.append(_files(self._settings.rejects_folder, "*/*"))
        return found

    @cached_property
    def _fixed(self) -> str:
        """What stays as long as the program runs."""
        program = [program_mark(package, ENDINGS) for package in PACKAGES]
        settings = self._settings.model_dump(mode="json")
        return hashlib.sha256(repr((version("ringfence"), program, settings)).encode()).hexdigest()

    @cached_property
    def _rules(self) -> str:
        """Of the rules as they were read: what they look for, and the words that answers take from them."""
        rules = list(rules_by_id(self._settings.rules_folder).values())
        words = [(one.id, one.title, one.meaning, one.owner, one.stages, one.reference) for one in rules]
        return hashlib.sha256(repr((basis_of(rules), words)).encode()).hexdigest()


def validated(*made_of: MadeOf, never_with: Sequence[str] = ()) -> Any:
    """The dependency of an operation that reads: its answers have a tag, except to questions with these parameters.

    made_of: what else than facts of the store they are made of.
    """

    def unchanged(
        request: Request,
        if_none_match: Annotated[
            str | None, Header(description="the ETag of an answer at hand: 304 if it still holds · 已有回答的标签")
        ] = None,
    ) -> None:
        if any(name in request.query_params for name in never_with):
            return
        validators: Validators = request.app.state.validators
        tag = validators.tag(request, made_of)
        request.state.validator = tag
        for known in TAG.finditer(if_none_match or ""):
            if known[1] == tag:
                raise NotModified(known[0])

    return Depends(unchanged)


OF_FACTS: Final = validated()


class Validated:
    """Writes the tag on answers that have one: a weak one where they are compressed, for those bytes are others."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and complete the headers of its answer."""

        async def sending(message: Message) -> None:
            tag = scope.get("state", {}).get("validator")
            kept = message.get("status") in (HTTPStatus.OK, HTTPStatus.NOT_MODIFIED)
            if message["type"] == "http.response.start" and tag and kept:
                headers = MutableHeaders(scope=message)
                strong = "content-encoding" not in headers
                headers.setdefault("etag", f'"{tag}"' if strong else f'W/"{tag}"')
                headers["cache-control"] = KEPT
                for name in VARY:
                    if name.lower() not in headers.get("vary", "").lower().replace(" ", "").split(","):
                        headers.add_vary_header(name)
            await send(message)

        await self._app(scope, receive, sending)


def answer_unchanged(app: FastAPI) -> None:
    """Make 304 of what the client has already."""

    def unchanged(_request: Request, error: Exception) -> Response:
        assert isinstance(error, NotModified)  # noqa: S101 - registered for it
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers={"ETag": error.tag})

    app.add_exception_handler(NotModified, unchanged)


def _files(folder: Path | None, pattern: str) -> str:
    """A hash over names, sizes and times of the files in a folder; empty without one."""
    if folder is None:
        return ""
    found = hashlib.sha256()
    for path in sorted(one for one in folder.glob(pattern) if one.is_file()):
        stat = path.stat()
        found.update(f"{path.parent.name} {path.name} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return found.hexdigest()
