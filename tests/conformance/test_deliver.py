"""Webhooks from the outbox to a receiver on this machine, on each database."""

import json
import os
import signal as signals
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from api.notify.deliver import SendCount, deliver_due
from api.notify.event import Message
from api.notify.webhook import WebhookClient
from graph.notices import Telling, Wanted, dead, replay, standing
from graph.store import Reader, Store, Writer
from tests.conformance.cut import relayed
from tests.conformance.telling import START, Clock, Receiver, enqueue, found, outgoing, receiving, told
from tests.neo4j.server import Database


def test_what_is_sent_verifies_and_says_what_was_found(store: Store, tmp_path: Path) -> None:
    with receiving() as receiver:
        out = outgoing(tmp_path)
        told(store, out, receiver)
        enqueue(store, [found(1, "cn.uscc:1", level=6)], now=START)
        assert deliver_due(store, out, Clock()) == SendCount(delivered=1)
        assert deliver_due(store, out, Clock()) == SendCount()
    ((webhook_id, event),) = receiver.accepted
    assert event == {
        "specversion": "1.0", "id": webhook_id, "source": "urn:ringfence", "type": "ringfence.signal.found",
        "subject": "cn.uscc:1", "time": "2024-07-01T09:00:00Z", "datacontenttype": "application/json",
        "sequence": "00000000000000000001",
        "data": {
            "rule": "guarantee_circle", "title": {"zh": "担保圈", "en": "Guarantee circle"},
            "signal_id": "signal:guarantee_circle:1", "matter_id": "matter:guarantee_circle:1", "kind": "found",
            "change": "first", "level": 6, "level_reason": "四级 · four",
            "party_id": "cn.uscc:1", "as_of": "2024-06-30",
            "evidence": "https://ringfence.bank.example/v1/signals?party_id=cn.uscc%3A1&rule=guarantee_circle",
        },
    }  # fmt: skip
    assert receiver.asked[0]["content-type"] == "application/cloudevents+json"


def test_a_receiver_that_is_down_for_twenty_gets_all_in_order_once_by_id(store: Store, tmp_path: Path) -> None:
    parties = ["a", "b", "c", "d"]
    with receiving() as receiver:
        out, clock = outgoing(tmp_path), Clock()
        one = told(store, out, receiver)
        for number in range(40):
            enqueue(store, [found(number, parties[number % 4])], now=START)
        receiver.refuse_next = 20
        count = SendCount()
        for _ in range(100):
            count += deliver_due(store, out, clock)
            if standing(store, [one]) == {}:
                break
            clock.pass_by(minutes=30)
    assert (count.delivered, count.retried, count.dead, count.lost) == (40, 20, 0, 0)
    assert len(set(receiver.ids())) == len(receiver.ids()) == 40
    for name in parties:
        of_party = [event["sequence"] for _, event in receiver.accepted if event["subject"] == name]
        assert of_party == sorted(of_party)
        assert len(of_party) == 10
    tried = [headers["webhook-id"] for headers in receiver.asked]
    assert len(tried) == 60
    assert set(tried) == set(receiver.ids())  # an attempt has the id of the one before


def test_a_tampered_body_is_refused_by_the_library(store: Store, tmp_path: Path) -> None:
    inner = Receiver()

    def tampered(headers: dict[str, str], body: bytes) -> int:
        assert b'"level": 4' in body
        return inner.hear(headers, body.replace(b'"level": 4', b'"level": 1'))

    with receiving(tampered) as receiver:
        out = outgoing(tmp_path)
        told(store, out, receiver)
        inner.secret = receiver.secret
        enqueue(store, [found(1)], now=START)
        assert deliver_due(store, out, Clock()) == SendCount(retried=1)
    assert (inner.refused, inner.accepted) == (["No matching signature found"], [])


def test_a_wrong_secret_is_refused_by_the_library_and_none_is_no_attempt_over_the_wire(
    store: Store, tmp_path: Path
) -> None:
    with receiving() as receiver:
        out, clock = outgoing(tmp_path), Clock()
        one = told(store, out, receiver)
        out.secrets.create(one.subscription_id)
        enqueue(store, [found(1)], now=START)
        assert deliver_due(store, out, clock) == SendCount(retried=1)
        assert receiver.refused == ["No matching signature found"]
        out.secrets.remove(one.subscription_id)
        clock.pass_by(hours=1)
        assert deliver_due(store, out, clock) == SendCount(waiting=1)
        assert len(receiver.asked) == 1
        receiver.secret = out.secrets.create(one.subscription_id)
        clock.pass_by(hours=1)
        assert deliver_due(store, out, clock) == SendCount(delivered=1)


def test_after_a_change_either_secret_verifies_until_the_old_one_ends(store: Store, tmp_path: Path) -> None:
    with receiving() as receiver:
        out, clock = outgoing(tmp_path), Clock()
        one = told(store, out, receiver)
        old = receiver.secret
        rotated = out.secrets.rotate(one.subscription_id, clock() + timedelta(hours=2))
        assert rotated is not None
        assert (rotated.secret != old, rotated.earlier_until) == (True, clock() + timedelta(hours=2))
        for number, secret in enumerate((old, rotated.secret)):
            receiver.secret = secret
            enqueue(store, [found(number)], now=START)
            assert deliver_due(store, out, clock) == SendCount(delivered=1)
        assert [len(headers["webhook-signature"].split(" ")) for headers in receiver.asked] == [2, 2]
        clock.pass_by(hours=2)
        enqueue(store, [found(3)], now=START)
        receiver.secret = old
        assert deliver_due(store, out, clock) == SendCount(retried=1)
        receiver.secret = rotated.secret
        clock.pass_by(hours=1)
        assert deliver_due(store, out, clock) == SendCount(delivered=1)
        held = json.dumps(store.rows("MATCH (n) RETURN properties(n) AS properties"), default=str)
        assert old not in held
        assert rotated.secret not in held


def test_after_the_last_attempt_it_is_dead_the_next_goes_on_and_replay_brings_it_back(
    store: Store, tmp_path: Path
) -> None:
    with receiving() as receiver:
        out, clock = outgoing(tmp_path, attempts=3), Clock()
        one = told(store, out, receiver)
        for number in range(2):
            enqueue(store, [found(number, "a")], now=START)
        receiver.refuse_next = 3
        total = SendCount()
        for _ in range(3):
            assert receiver.accepted == []
            total += deliver_due(store, out, clock)
            clock.pass_by(hours=1)
        assert total == SendCount(delivered=1, retried=2, dead=1)
        (gone,) = dead(store, one, 10)
        assert (gone["number"], gone["attempts"], gone["last_error"]) == (1, 3, "HTTP 503")
        assert standing(store, [one]) == {one.dead: 1}
        assert replay(store, one, clock(), gone["delivery_id"]) == 1
        assert deliver_due(store, out, clock) == SendCount(delivered=1)
        assert receiver.ids()[1] == gone["delivery_id"] == receiver.asked[0]["webhook-id"]
        assert replay(store, one, clock()) == 0


@pytest.mark.parametrize(("cut", "attempts"), [("after", 1), ("before", 2)])
@pytest.mark.parametrize("single", [True, False])
def test_a_replay_whose_commit_lost_its_answer_says_what_waits_again(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cut: str, attempts: int, single: bool
) -> None:
    with receiving() as receiver, relayed(database) as (store, relay):
        out, clock = outgoing(tmp_path, attempts=1), Clock()
        one = told(store, out, receiver)
        enqueue(store, [found(number) for number in range(3)], now=START)
        receiver.status = 410
        while standing(store, [one]) != {one.dead: 3}:
            deliver_due(store, out, clock)
            clock.pass_by(hours=1)
        tries: list[int] = []
        really = store.write

        def write(work: Callable[[Writer], Any], confirm: Callable[[Reader], Any]) -> Any:
            def last_statement(writer: Writer) -> Any:
                done = work(writer)
                tries.append(1)
                relay.cut = cut if len(tries) == 1 else ""
                return done

            return really(last_statement, confirm)

        monkeypatch.setattr(store, "write", write)
        chosen = dead(store, one, 10)[0]["delivery_id"] if single else ""
        assert replay(store, one, clock(), chosen) == (1 if single else 3)
        assert len(tries) == attempts
        left = {one.dead: 2, one.pending: 1} if single else {one.pending: 3}
        assert standing(store, [one]) == left


def test_a_receiver_says_when_to_come_back_or_never(store: Store, tmp_path: Path) -> None:
    with receiving() as receiver:
        out, clock = outgoing(tmp_path), Clock()
        one = told(store, out, receiver)
        enqueue(store, [found(1)], now=START)
        receiver.status, receiver.answers = 429, {"retry-after": "7200"}
        deliver_due(store, out, clock)
        clock.pass_by(minutes=119)
        assert deliver_due(store, out, clock) == SendCount()
        clock.pass_by(minutes=2)
        receiver.status, receiver.answers = 410, {}
        assert deliver_due(store, out, clock) == SendCount(dead=1)
        assert dead(store, one, 10)[0]["last_error"] == "HTTP 410"


def test_a_redirect_is_not_followed(store: Store, tmp_path: Path) -> None:
    with receiving() as receiver, receiving() as elsewhere:
        out = outgoing(tmp_path)
        told(store, out, receiver)
        enqueue(store, [found(1)], now=START)
        receiver.status, receiver.answers = 307, {"location": elsewhere.url}
        assert deliver_due(store, out, Clock()) == SendCount(retried=1)
        assert elsewhere.asked == []


def test_nobody_listens(store: Store, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with receiving() as receiver:
        pass
    out = outgoing(tmp_path)
    one = told(store, out, receiver)
    enqueue(store, [found(number) for number in range(10)], now=START)
    assert deliver_due(store, out, Clock()) == SendCount(retried=3)  # then the receiver is left alone
    assert standing(store, [one]) == {one.pending: 10}
    said = "".join(str(vars(record)) for record in caplog.records)
    assert "no connection (ConnectError)" in said
    assert "s3cr3t-path" not in said
    assert receiver.secret not in said


def test_two_senders_at_the_same_time_send_each_once(store: Store, tmp_path: Path) -> None:
    with receiving() as receiver:
        out = outgoing(tmp_path)
        told(store, out, receiver)
        for number in range(30):
            enqueue(store, [found(number, "abcde"[number % 5])], now=START)
        with ThreadPoolExecutor(3) as threads:
            counts = list(threads.map(lambda _: deliver_due(store, out, Clock()), range(3)))
        rest = deliver_due(store, out, Clock())
    assert sum(count.delivered for count in counts) + rest.delivered == 30
    assert len(receiver.asked) == len(set(receiver.ids())) == 30
    for name in "abcde":
        of_party = [event["sequence"] for _, event in receiver.accepted if event["subject"] == name]
        assert of_party == sorted(of_party)


def test_killed_between_sending_and_writing_it_down_it_is_sent_again_under_the_same_id(
    database: Database, store: Store, tmp_path: Path
) -> None:
    inner, pids = Receiver(), list[int]()

    def kill_once(headers: dict[str, str], body: bytes) -> int:
        status = inner.hear(headers, body)
        if pids:
            os.kill(pids.pop(), signals.SIGKILL)
        return status

    with receiving(kill_once) as receiver:
        out, clock = outgoing(tmp_path, timeout_s=5.0), Clock()
        told(store, out, receiver)
        inner.secret = receiver.secret
        enqueue(store, [found(1, "a"), found(2, "a")], now=START)
        with subprocess.Popen(
            [sys.executable, "-m", "tests.conformance.sending", database.address, database.user or "", str(tmp_path)],
            env=os.environ | {"SENDING_PASSWORD": database.password or ""}, stdin=subprocess.PIPE,
        ) as sender:  # fmt: skip
            pids.append(sender.pid)
            assert sender.stdin is not None
            sender.stdin.close()
            assert sender.wait(60) == -signals.SIGKILL
        assert len(inner.accepted) == 1
        assert deliver_due(store, out, clock) == SendCount()  # the dead sender still has it
        clock.pass_by(minutes=1)
        assert deliver_due(store, out, clock) == SendCount(delivered=2)
    first, again, second = inner.ids()
    assert first == again != second


def test_the_count_of_the_rest_is_an_event_of_its_own(store: Store, tmp_path: Path) -> None:
    with receiving() as receiver:
        out = outgoing(tmp_path)
        told(store, out, receiver, Wanted(minimum_level=2))
        enqueue(store, [found(number) for number in range(7)], Telling(cap=3), START)
        assert deliver_due(store, out, Clock()).delivered == 4
    told_singly = [event for _, event in receiver.accepted if event["type"] == "ringfence.signal.found"]
    (more,) = [event for _, event in receiver.accepted if event["type"] == "ringfence.signals.more"]
    assert len(told_singly) == 3
    assert more["data"] == {
        "rule": "guarantee_circle", "title": {"zh": "担保圈", "en": "Guarantee circle"}, "more": 4, "day": "2024-07-01",
        "evidence": "https://ringfence.bank.example/v1/signals?rule=guarantee_circle",
    }  # fmt: skip


def test_what_another_machine_has_the_secret_of_is_left_to_it(store: Store, tmp_path: Path) -> None:
    with receiving() as receiver:
        there = outgoing(tmp_path / "there")
        one = told(store, there, receiver)
        enqueue(store, [found(1), found(2)], now=START)
        for _ in range(20):
            assert deliver_due(store, outgoing(tmp_path / "here"), Clock()) == SendCount(waiting=2)
        assert receiver.asked == []
        assert standing(store, [one]) == {one.pending: 2}
        assert deliver_due(store, there, Clock()) == SendCount(delivered=2)


@pytest.mark.parametrize("asked", ["9" * 10, "9" * 5_000, "-1", "Wed, 21 Oct 2065 07:28:00 GMT"])
def test_a_time_to_come_back_that_is_none_is_passed_over(store: Store, tmp_path: Path, asked: str) -> None:
    with receiving() as receiver:
        out, clock = outgoing(tmp_path), Clock()
        told(store, out, receiver)
        enqueue(store, [found(1)], now=START)
        receiver.status, receiver.answers = 429, {"retry-after": asked}
        assert deliver_due(store, out, clock) == SendCount(retried=1)
        clock.pass_by(minutes=1)
        receiver.status = 204
        assert deliver_due(store, out, clock) == SendCount(delivered=1)


def test_a_mistake_at_one_receiver_keeps_the_counts_of_the_others(
    store: Store, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with receiving() as receiver, receiving() as other:
        out = outgoing(tmp_path)
        wrong, _ = told(store, out, receiver), told(store, out, other)
        secrets = out.secrets.path
        secrets.write_text(secrets.read_text().replace(receiver.secret, "whsec_not base64!"))
        enqueue(store, [found(1)], now=START)
        assert deliver_due(store, out, Clock()) == SendCount(delivered=1)
        assert standing(store, [wrong]) == {wrong.pending: 1}
    assert [vars(one)["exception"] for one in caplog.records if one.message == "failed"] == ["Error"]


def test_a_sender_that_is_to_stop_stops(store: Store, tmp_path: Path) -> None:
    with receiving() as receiver:
        out, stop = outgoing(tmp_path), Event()
        one = told(store, out, receiver)
        enqueue(store, [found(number) for number in range(5)], now=START)

        def stopping() -> bool:
            return len(receiver.asked) == 2 or stop.is_set()

        assert deliver_due(store, out, Clock(), stopping).delivered == 2
    assert standing(store, [one]) == {one.pending: 3}


def test_an_answer_that_never_ends_takes_no_longer_than_the_limit(tmp_path: Path) -> None:
    out, let_go = outgoing(tmp_path), Event()

    def wait(_headers: dict[str, str], _body: bytes) -> int:
        let_go.wait(10)
        return 204

    with receiving(wait) as receiver, WebhookClient(0.3, private=out.private) as client:
        outcome = client.post(receiver.url, lambda: Message({"webhook-id": "x"}, b"{}"))
        let_go.set()
    assert outcome.reason == "no answer within 0.3 s"
