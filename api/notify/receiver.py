"""Where a webhook may go: http or https, to addresses that are looked up once, judged, and then kept to."""

import asyncio
import ipaddress
import socket
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, urlsplit

from graph.errors import UsageError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

LONGEST_URL: Final = 2_000
PORTS: Final = {"http": 80, "https": 443}
NEVER: Final[tuple[Network, ...]] = tuple(
    ipaddress.ip_network(text)
    for text in (
        "169.254.0.0/16", "fe80::/10", "fd00:ec2::254/128", "100.100.100.200/32", "168.63.129.16/32",
        "192.0.0.192/32", "0.0.0.0/8", "::/128", "224.0.0.0/4", "ff00::/8", "240.0.0.0/4",
    )
)  # fmt: skip
"""Link-local addresses and the others under which clouds tell a machine its credentials; and what is no machine."""
TRANSLATED: Final = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("64:ff9b:1::/48"))
"""NAT64: the last four bytes are the IPv4 address that is reached."""


class ReceiverRefused(Exception):
    """A webhook may not go there; says why without the URL, whose path may be a secret."""


@dataclass(frozen=True, slots=True)
class Receiver:
    """A URL whose name has been looked up: connections go to `addresses`, the certificate is that of `host`."""

    url: SplitResult
    addresses: tuple[Address, ...]

    @property
    def host(self) -> str:
        """The name as the URL gives it."""
        return self.url.hostname or ""

    @property
    def host_header(self) -> str:
        """What the receiver is told that it was asked as."""
        return self.url.netloc

    def pinned(self) -> list[str]:
        """The URL with each address in place of the name, to be tried in this order."""
        port = self.url.port or PORTS[self.url.scheme]
        shown = [f"[{one}]" if isinstance(one, ipaddress.IPv6Address) else str(one) for one in self.addresses]
        return [self.url._replace(netloc=f"{one}:{port}").geturl() for one in shown]


def checked_url(text: str) -> SplitResult:
    """The parts of a receiver's URL. Raises UsageError for one that is no http(s) address of a machine."""
    try:
        url = urlsplit(text)
        # Names that no look-up takes, such as those with an empty label, are refused here.
        fits = url.scheme in PORTS and bool((url.hostname or "").encode("idna")) and url.port != 0
    except ValueError:
        fits = False
    if not fits or "@" in url.netloc or url.fragment or len(text) > LONGEST_URL or not text.isascii() or " " in text:
        raise UsageError(
            "A receiver is https://HOST/PATH (http:// inside the house only), without user name or fragment.",
            "接收地址应为 https://主机/路径（内网可用 http://），不含用户名和 # 片段。",
        )
    return url


async def look_up(text: str, *, private: bool) -> Receiver:
    """The receiver behind a URL. Raises UsageError or ReceiverRefused, also where only one of its addresses is refused:
    a name that leads to several kinds of place is not one receiver. private: addresses inside the house are allowed."""
    url = checked_url(text)
    try:
        found = await asyncio.get_running_loop().getaddrinfo(
            url.hostname, url.port or PORTS[url.scheme], type=socket.SOCK_STREAM
        )
    except (OSError, UnicodeError) as error:
        raise ReceiverRefused(f"the host name is not known ({type(error).__name__})") from None
    addresses = tuple(dict.fromkeys(ipaddress.ip_address(str(one[4][0]).partition("%")[0]) for one in found))
    for address in addresses:
        judge(reached(address), private=private, plain=url.scheme == "http")
    return Receiver(url, addresses)


def reached(address: Address) -> Address:
    """The address that is reached in the end, where one stands inside another."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return address.ipv4_mapped
        if any(address in network for network in TRANSLATED):
            return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
        if address.sixtofour:
            return address.sixtofour
        if address.teredo:
            return address.teredo[1]
    return address


def judge(address: Address, *, private: bool, plain: bool) -> None:
    """Raises ReceiverRefused. plain: without encryption, which is for inside the house only."""
    if any(address in network for network in NEVER if network.version == address.version):
        raise ReceiverRefused("its address belongs to the machine or its cloud, not to a receiver")
    inside = not address.is_global
    if inside and not private:
        raise ReceiverRefused("its address is private (RINGFENCE_WEBHOOKS_PRIVATE)")
    if plain and not inside:
        raise ReceiverRefused("outside the house a webhook needs https")
