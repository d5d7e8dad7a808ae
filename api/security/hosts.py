"""Host names: which are this machine's own, and which one a Host header names."""

import ipaddress
from typing import Final

LOOPBACK_NAMES: Final = frozenset({"localhost", "127.0.0.1", "::1"})


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach an address that is bound to `host`."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def written_name(host: str) -> str:
    """The name in a setting, which may carry a port as an address bar shows it."""
    return host_name(host) if host.startswith("[") or host.count(":") == 1 else host.lower()


def host_name(header: str) -> str:
    """The name in a Host header, without its port."""
    if header.startswith("["):
        return header[1:].partition("]")[0].lower()
    return header.partition(":")[0].lower()
