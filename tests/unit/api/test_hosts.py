"""Which addresses are this machine's own, and what a Host header names."""

import pytest

from api.security.hosts import host_name, is_loopback


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.1", "localhost", "LOCALHOST", "::1", "[::1]"])
def test_loopback(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["::", "192.168.1.7", "bank.example", "", "127.0.0.1.evil.example"])
def test_not_loopback(host: str) -> None:
    assert not is_loopback(host)


@pytest.mark.parametrize(
    ("header", "name"),
    [("127.0.0.1:8000", "127.0.0.1"), ("[::1]:8000", "::1"), ("LocalHost", "localhost"), ("", ""), ("[", "")],
)
def test_host_name(header: str, name: str) -> None:
    assert host_name(header) == name
