"""Signals to tell of, a receiver that verifies as the public library does, and subscriptions to it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread
from typing import Any

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from api.notify.event import Speech, Words
from api.notify.outgoing import Outgoing
from api.notify.secret_file import SecretFile
from graph.as_of import AsOf
from graph.notices import (
    Channel,
    EnqueueCount,
    News,
    Schedule,
    Subscription,
    Telling,
    Wanted,
    outbox,
    subscribe,
)
from graph.notices.news import grave_first
from graph.store import Store

DAY = AsOf(date(2024, 6, 30), date(2024, 6, 30))
START = datetime(2024, 7, 1, 9, 0, tzinfo=UTC)


def found(number: int, party: str = "", rule: str = "guarantee_circle", level: int = 4) -> News:
    """News of a finding; those of other numbers are others."""
    party = party or f"party:{number}"
    return News(
        f"act:{rule}:{number}", 1, "found", "first", f"matter:{rule}:{number}", f"signal:{rule}:{number}", rule, party,
        level, "四级 · four", "run:test", DAY.as_of,
    )  # fmt: skip


def enqueue(
    store: Store, news: Sequence[News], telling: Telling | None = None, now: datetime | None = None
) -> EnqueueCount:  # fmt: skip
    """As an evaluation has them: the gravest first."""
    return outbox.enqueue(store, grave_first(news), telling, now)


class Clock:
    """The time as the test sets it."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **time: float) -> None:
        self.now += timedelta(**time)


@dataclass
class Receiver:
    """A receiver on this machine. It answers with `status`, verifies each request and keeps what it accepted."""

    url: str = ""
    secret: str = ""
    status: int = 204
    refuse_next: int = 0
    answers: dict[str, str] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)
    accepted: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    def hear(self, headers: dict[str, str], body: bytes) -> int:
        with self.lock:
            self.asked.append(headers)
            if self.refuse_next > 0:
                self.refuse_next -= 1
                return 503
            try:
                event = Webhook(self.secret).verify(body, headers)
            except WebhookVerificationError as error:
                self.refused.append(str(error))
                return 401
            if self.status < 300:
                self.accepted.append((headers["webhook-id"], event))
            return self.status

    def parties(self) -> list[str]:
        return [event["data"].get("party_id", "") for _, event in self.accepted]

    def ids(self) -> list[str]:
        return [webhook_id for webhook_id, _ in self.accepted]


@contextmanager
def receiving(hear: Callable[[dict[str, str], bytes], int] | None = None) -> Iterator[Receiver]:
    """A receiver that runs meanwhile."""
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            self.send_response((hear or receiver.hear)(headers, body))
            for name, value in receiver.answers.items():
                self.send_header(name, value)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver.url = f"http://127.0.0.1:{server.server_port}/hook/s3cr3t-path"
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def outgoing(folder: Path, **options: Any) -> Outgoing:
    """How notices go out in a test."""
    titles = {"guarantee_circle": Words("担保圈", "Guarantee circle")}
    speech = Speech(titles, public_url="https://ringfence.bank.example")
    return Outgoing(SecretFile(folder / "secrets.json"), speech, **options)


def told(
    store: Store, out: Outgoing, receiver: Receiver, wanted: Wanted | None = None, schedule: Schedule | None = None
) -> Subscription:
    """The receiver subscribes."""
    one = Subscription.new(
        Channel.WEBHOOK, receiver.url, wanted or Wanted(), schedule or Schedule.IMMEDIATELY, "wang", START
    )
    receiver.secret = out.secrets.create(one.subscription_id)
    subscribe(store, one)
    return one
