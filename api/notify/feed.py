"""Notices as a stream of server-sent events: each client reads on from the outbox, at its own pace."""

import asyncio
import logging
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from threading import Event
from time import monotonic
from typing import Any, Final

from fastapi.sse import format_sse_event
from starlette.concurrency import run_in_threadpool

from api.values import as_json
from graph.errors import NoLongerKept, QueueFull, StoreError
from graph.notices import Page, check_kept, newest, notices_after
from graph.store import Store

log = logging.getLogger("ringfence.notify")

MOST_STREAMS: Final = 200
LOOK_EVERY_S: Final = 1.0
KEEP_ALIVE_S: Final = 15.0
COME_BACK_MS: Final = 3_000


@dataclass(frozen=True, slots=True)
class Listener:
    """What a client has had and wants. after: the number of the last notice it has; None: from now on."""

    after: int | None
    minimum_level: int = 1
    rule: str = ""


class Feed:
    """The streams of this process. However many there are, the store is asked once in `LOOK_EVERY_S` for news.

    A stream holds one page of the outbox at a time: a client that reads slowly is waited for, and nothing is kept for
    it.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._stopping = Event()
        self._open = 0
        self._newest = 0
        self._looked_at = -LOOK_EVERY_S
        self._look = asyncio.Lock()

    def stop(self) -> None:
        """End all streams; clients come back to where they were. May be called from any thread."""
        self._stopping.set()

    async def open(self, listener: Listener) -> AsyncGenerator[bytes]:
        """The stream of a client. Raises QueueFull where there are too many, NoLongerKept where notices after the last
        one that it had have been forgotten."""
        if self._open >= MOST_STREAMS:
            raise QueueFull(
                f"{MOST_STREAMS} clients listen already. Try later, or read /v1/notices.",
                f"已有 {MOST_STREAMS} 个客户端在接收。请稍后再试，或读取 /v1/notices。",
                allowed=MOST_STREAMS,
            )
        if listener.after is not None:
            await run_in_threadpool(check_kept, self._store, listener.after)
        return self._counted(listener)

    async def _counted(self, listener: Listener) -> AsyncGenerator[bytes]:
        self._open += 1
        try:
            async for part in self._stream(listener):
                yield part
        except (StoreError, NoLongerKept) as error:
            # The answer has begun: the client sees it end and comes back with the number of what it has.
            log.warning("a stream ends", extra={"code": error.code})
        finally:
            self._open -= 1

    async def _stream(self, listener: Listener) -> AsyncGenerator[bytes]:
        after = listener.after if listener.after is not None else await run_in_threadpool(newest, self._store)
        yield format_sse_event(retry=COME_BACK_MS, id=str(after))
        said_at = monotonic()
        while not self._stopping.is_set():
            page = await run_in_threadpool(notices_after, self._store, after, listener.minimum_level, listener.rule)
            self._newest = page.newest  # else what was looked up before the page would seem to be news
            for part in _events(page, after):
                yield part
                said_at = monotonic()
            after = page.through
            if after < page.newest:
                continue
            while not self._stopping.is_set() and await self._latest() == after:
                if monotonic() - said_at >= KEEP_ALIVE_S:
                    yield format_sse_event(comment="keep-alive")
                    said_at = monotonic()
                await asyncio.sleep(LOOK_EVERY_S / 2)

    async def _latest(self) -> int:
        """The number of the newest notice, read at most once in a while for all streams."""
        async with self._look:
            if monotonic() - self._looked_at >= LOOK_EVERY_S:
                self._newest = await run_in_threadpool(newest, self._store)
                self._looked_at = monotonic()
        return self._newest


def _events(page: Page, after: int) -> list[bytes]:
    """The notices of a page; where the client wants none of them, the number from which it goes on, without data."""
    if page.rows:
        return [_event(row) for row in page.rows]
    return [format_sse_event(id=str(page.through))] if page.through != after else []


def _event(row: dict[str, Any]) -> bytes:
    return format_sse_event(event="notice", id=str(row["number"]), data_str=as_json(row, indent=None))
