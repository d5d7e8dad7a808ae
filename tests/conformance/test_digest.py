"""Digests by e-mail through a mail server on this machine, on each database."""

import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Literal

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, Session

from api.notify.deliver import SendCount, deliver_due
from api.notify.mail import MailServer
from graph.notices import Channel, Schedule, Subscription, Telling, Wanted, dead, standing, subscribe
from graph.store import Store
from tests.conformance.facts import party, write_facts
from tests.conformance.telling import START, Clock, enqueue, found, outgoing

OFFICER = "wang@bank.example"


class Mailbox:
    """What a mail server took; it answers with `status`."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.status = "250 OK"
        self.port = 0

    async def handle_DATA(self, _server: Any, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        if self.status.startswith("250"):
            assert envelope.content is not None
            content = envelope.content if isinstance(envelope.content, bytes) else envelope.content.encode()
            message = message_from_bytes(content, policy=policy.default)
            assert isinstance(message, EmailMessage)
            self.messages.append(message)
        return self.status

    def server(self, security: Literal["starttls", "tls", "none"] = "none", **options: Any) -> MailServer:
        return MailServer("127.0.0.1", self.port, security, "ringfence@bank.example", **options)


@contextmanager
def mail_server(**options: Any) -> Iterator[Mailbox]:
    mailbox = Mailbox()
    with socket.create_server(("127.0.0.1", 0)) as free:  # the controller tries the port that it is given
        mailbox.port = free.getsockname()[1]
    controller = Controller(mailbox, hostname="127.0.0.1", port=mailbox.port, **options)
    controller.start()
    try:
        yield mailbox
    finally:
        controller.stop()


def officer(store: Store, schedule: Schedule = Schedule.DAILY, wanted: Wanted | None = None) -> Subscription:
    one = Subscription.new(Channel.EMAIL, OFFICER, wanted or Wanted(), schedule, "wang", START)
    subscribe(store, one)
    return one


def part(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    assert body is not None
    text = body.get_content()
    assert isinstance(text, str)
    return text


def test_an_officer_gets_one_digest_of_all_that_he_wants(store: Store, tmp_path: Path) -> None:
    write_facts(store, "enterprises", "b1", {"Enterprise": [{**party("p1", kind="company"), "name": "临江<机械>"}]})
    with mail_server() as mailbox:
        out, clock = outgoing(tmp_path, mail=mailbox.server()), Clock()
        everything, grave = officer(store), officer(store, wanted=Wanted(minimum_level=6))
        found_today = [
            replace(found(1, "p1", level=7), kind="returned", change="again"),
            *(found(n, rule="other") for n in range(2, 7)),
        ]
        enqueue(store, found_today, Telling(cap=3), START)
        assert deliver_due(store, out, clock) == SendCount()
        clock.pass_by(hours=23)  # eight o'clock
        assert deliver_due(store, out, clock).delivered == 6
        assert deliver_due(store, out, clock) == SendCount()
        assert standing(store, [everything, grave]) == {}
    (message,) = mailbox.messages
    assert message["to"] == OFFICER
    assert message["from"] == "ringfence@bank.example"
    assert message["subject"] == "风险预警 6 条（最高 7 级） · 6 warnings (highest level 7)"
    plain = part(message, "plain")
    assert plain.splitlines() == [
        "担保圈 · Guarantee circle",
        "  7 级 · level 7　临江<机械> p1　再次出现 · back again　四级 · four",
        "  https://ringfence.bank.example/v1/signals?rule=guarantee_circle",
        "",
        "other · other",
        *(f"  4 级 · level 4　party:{n}　四级 · four" for n in (2, 3, 4)),
        "  另有 2 条 · 2 more",
        "  https://ringfence.bank.example/v1/signals?rule=other",
    ]
    html = part(message, "html")
    assert "临江&lt;机械&gt; p1" in html
    assert "另有 2 条 · 2 more" in html


def test_what_is_wanted_immediately_goes_at_once_and_days_add_up(store: Store, tmp_path: Path) -> None:
    with mail_server() as mailbox:
        out, clock = outgoing(tmp_path, mail=mailbox.server()), Clock()
        officer(store, Schedule.IMMEDIATELY, Wanted(minimum_level=8))
        officer(store, Schedule.WEEKLY)
        enqueue(store, [found(1, level=8)], now=START)
        assert deliver_due(store, out, clock).delivered == 1
        clock.pass_by(days=2)
        enqueue(store, [found(2)], now=clock())
        assert deliver_due(store, out, clock) == SendCount()
        clock.pass_by(days=5)
        assert deliver_due(store, out, clock).delivered == 2
    assert [message["subject"] for message in mailbox.messages] == [
        "风险预警 1 条（最高 8 级） · 1 warnings (highest level 8)",
        "风险预警 2 条（最高 8 级） · 2 warnings (highest level 8)",
    ]


def test_a_mail_server_that_refuses_is_tried_again_and_in_the_end_given_up(store: Store, tmp_path: Path) -> None:
    with mail_server() as mailbox:
        out, clock = outgoing(tmp_path, mail=mailbox.server(), attempts=3), Clock()
        one = officer(store, Schedule.IMMEDIATELY)
        enqueue(store, [found(1), found(2)], now=START)
        mailbox.status = "451 wang@bank.example is busy"
        assert deliver_due(store, out, clock) == SendCount(retried=2)
        clock.pass_by(hours=1)
        assert deliver_due(store, out, clock) == SendCount(retried=2)
        clock.pass_by(hours=1)
        assert deliver_due(store, out, clock) == SendCount(dead=2)
        assert {row["last_error"] for row in dead(store, one, 9)} == {"SMTP 451"}


def test_while_e_mail_is_off_it_waits(store: Store, tmp_path: Path) -> None:
    one = officer(store, Schedule.IMMEDIATELY)
    enqueue(store, [found(1)], now=START)
    assert deliver_due(store, outgoing(tmp_path), Clock()) == SendCount(waiting=1)
    assert standing(store, [one]) == {one.pending: 1}
    with mail_server() as mailbox:
        assert deliver_due(store, outgoing(tmp_path, mail=mailbox.server()), Clock()) == SendCount(delivered=1)


def message() -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "ringfence@bank.example", OFFICER, "x"
    made.set_content("x")
    return made


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of 127.0.0.1 with its key, signed by itself."""
    file = tmp_path_factory.mktemp("tls") / "server.pem"
    key = file.with_suffix(".key")
    made = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1"
    subprocess.run(["openssl", *made.split(), "-keyout", str(key), "-out", str(file)], check=True, capture_output=True)
    return file


def test_mail_is_encrypted_and_the_server_is_known_by_its_certificate(
    certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, certificate.with_suffix(".key"))

    def right(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        return AuthResult(success=(data.login, data.password) == (b"ringfence", b"s3same"), handled=False)

    with mail_server(
        tls_context=context, require_starttls=True, authenticator=right, auth_required=True
    ) as mailbox:  # fmt: skip
        known = mailbox.server("starttls", user="ringfence", password="s3same")
        assert known.send(message()) == "SMTP: SSLCertVerificationError"
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert known.send(message()) == ""
        assert len(mailbox.messages) == 1
        assert mailbox.server("starttls", user="ringfence", password="other").send(message()) == "SMTP 535"
        assert mailbox.server("none").send(message()) == "SMTP 530"
        assert "s3same" not in repr(known)
    with mail_server() as plain:
        assert plain.server("starttls").send(message()) == "SMTP: SMTPNotSupportedError"
        assert plain.messages == []
    assert plain.server("none").send(message()) == "SMTP: ConnectionRefusedError"


def test_a_server_may_speak_tls_from_the_first_word(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, certificate.with_suffix(".key"))
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with mail_server(ssl_context=context) as mailbox:
        assert mailbox.server("tls").send(message()) == ""
        assert len(mailbox.messages) == 1
