"""Where webhooks may go: addresses are judged before a connection is made, and kept to."""

import asyncio
import ipaddress
from collections.abc import Callable
from typing import Any

import pytest

from api.notify.event import Message
from api.notify.receiver import ReceiverRefused, checked_url, judge, look_up, reached
from api.notify.webhook import WebhookClient
from graph.errors import UsageError
from tests.conformance.telling import receiving

MESSAGE = Message({"webhook-id": "msg_1"}, b"{}")


def refusal(address: str, *, private: bool = True, plain: bool = False) -> str:
    try:
        judge(reached(ipaddress.ip_address(address)), private=private, plain=plain)
    except ReceiverRefused as error:
        return str(error)
    return ""


@pytest.mark.parametrize(
    "address",
    [
        "169.254.169.254", "169.254.0.1", "fe80::1", "fd00:ec2::254", "100.100.100.200", "168.63.129.16", "0.0.0.1",
        "::", "224.0.0.1", "255.255.255.255", "ff02::1", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe",
        "2002:a9fe:a9fe::1",
    ],
)  # fmt: skip
def test_never_to_the_machine_s_cloud_however_it_is_written(address: str) -> None:
    assert "belongs to the machine or its cloud" in refusal(address)
    assert "belongs to the machine or its cloud" in refusal(address, private=False)


@pytest.mark.parametrize("address", ["127.0.0.1", "10.1.2.3", "192.168.0.9", "::1", "fd12::1", "::ffff:10.0.0.1"])
def test_inside_the_house_unless_forbidden(address: str) -> None:
    assert refusal(address) == refusal(address, plain=True) == ""
    assert "RINGFENCE_WEBHOOKS_PRIVATE" in refusal(address, private=False)


@pytest.mark.parametrize("address", ["8.8.8.8", "2001:4860:4860::8888"])
def test_outside_the_house_with_https_only(address: str) -> None:
    assert refusal(address) == refusal(address, private=False) == ""
    assert "needs https" in refusal(address, plain=True)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://a.example/x", "file:///etc/passwd", "a.example", "https://", "https://u:p@a.example", "https://a.example/#x",
        "https://a.example:0/", "https://a.example:99999/", "https://a.example/ x", "https://例.example/", "https://[::1",
        "https://a.example/" + "x" * 2_000, "https://a..example/", "https://.example/", f"https://{'a' * 64}.example/",
    ],
)  # fmt: skip
def test_what_is_no_receiver(url: str) -> None:
    with pytest.raises(UsageError):
        checked_url(url)


Lookup = Callable[..., Any]


def resolving(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> list[str]:
    """Names lead to these addresses, another list at each look-up; what was looked up."""
    asked: list[str] = []
    left = list(answers)

    async def getaddrinfo(_loop: Any, host: str, port: int, **_: Any) -> list[Any]:
        asked.append(host)
        addresses = left.pop(0) if len(left) > 1 else left[0]
        return [(None, None, None, "", (address, port)) for address in addresses]

    monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", getaddrinfo)
    return asked


def test_a_name_with_one_refused_address_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    resolving(monkeypatch, ["10.0.0.1", "169.254.169.254"])
    with pytest.raises(ReceiverRefused):
        asyncio.run(look_up("https://hook.bank.example/x", private=True))


def test_the_connection_goes_to_the_address_that_was_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    with receiving(lambda headers, _body: 204 if headers["host"].startswith("hook.bank.example") else 400) as receiver:
        port = receiver.url.split(":")[2].split("/")[0]
        # A second look-up would lead elsewhere.
        asked = resolving(monkeypatch, ["127.0.0.1"], ["169.254.169.254"])
        with WebhookClient(5.0, private=True) as client:
            assert client.post(f"http://hook.bank.example:{port}/x", lambda: MESSAGE).is_delivered
            assert asked == ["hook.bank.example"]
            second = client.post(f"http://hook.bank.example:{port}/x", lambda: MESSAGE)
    assert "belongs to the machine" in second.reason
    assert "hook" not in second.reason


def test_where_one_of_its_addresses_is_not_reached_the_next_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    with receiving(lambda _headers, _body: 204) as receiver:
        port = receiver.url.split(":")[2].split("/")[0]
        resolving(monkeypatch, ["::1", "127.0.0.1"])
        with WebhookClient(5.0, private=True) as client:
            assert client.post(f"http://localhost:{port}/x", lambda: MESSAGE).is_delivered


def test_a_proxy_of_the_environment_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    with receiving(lambda _headers, _body: 204) as receiver, WebhookClient(5.0, private=True) as client:
        assert client.post(receiver.url, lambda: MESSAGE).is_delivered
    with WebhookClient(5.0, private=False) as client:
        assert "RINGFENCE_WEBHOOKS_PRIVATE" in client.post(receiver.url, lambda: MESSAGE).reason
