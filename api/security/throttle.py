"""Guessing passwords is slowed down, by name and by address, for all processes together."""

import hashlib
import ipaddress
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from api.security.private_file import Form, PrivateFile
from api.security.sessions import Clock, utc_now
from graph.errors import Forbidden, SettingsError

FORGOTTEN_AFTER: Final = timedelta(hours=1)
MOST_KEPT: Final = 5_000


@dataclass(frozen=True, slots=True)
class Pace:
    """So many attempts are free; from then on each has to wait twice as long after the one before, up to a limit."""

    free: int
    longest_s: int


OF_NAME: Final = Pace(free=5, longest_s=300)
OF_ADDRESS: Final = Pace(free=20, longest_s=30)
"""Behind a proxy that is not named everybody has one address, so that it must not keep anybody out for long."""


@dataclass(frozen=True, slots=True)
class Attempts:
    """Attempts in vain, and when the last was made."""

    count: int
    at: str

    def wait_s(self, pace: Pace, now: datetime) -> float:
        """Seconds until the next may be made."""
        if self.count < pace.free:
            return 0.0
        delay = min(2.0 ** min(self.count - pace.free, 30), pace.longest_s)
        return delay - (now - datetime.fromisoformat(self.at)).total_seconds()


Kept = Mapping[str, Attempts]


def _damaged(path: Path) -> SettingsError:
    return SettingsError(
        f"The file of sign-in attempts {path} is damaged; nobody can sign in. Remove it.",
        f"登录尝试文件 {path} 已损坏，无法登录。请删除该文件。",
        file=str(path),
    )


FORM: Final[Form[Kept]] = Form(
    empty={},
    read=lambda said: {key: Attempts(**one) for key, one in said["attempts"].items()},
    write=lambda kept: {"attempts": {key: asdict(one) for key, one in kept.items()}},
    damaged=_damaged,
)


class Throttle:
    """The file of attempts. Names stand in it as hashes: people type passwords where the name belongs."""

    def __init__(self, path: Path, clock: Clock = utc_now) -> None:
        self._file = PrivateFile(path, FORM)
        self._clock = clock

    def attempt(self, name: str | None, address: str) -> None:
        """Count an attempt before it is made, so that many at once are many. Raises Forbidden where it must wait.

        One that must wait does not make the waiting longer.
        """
        now, paces = self._clock(), _paces(name, address)
        waits: list[float] = []

        def counted(kept: Kept) -> Kept:
            waits.extend(kept[key].wait_s(pace, now) for key, pace in paces.items() if key in kept)
            if max(waits, default=0.0) > 0:
                return kept
            recent = _recent(kept, now)
            more = {key: Attempts(recent[key].count + 1 if key in recent else 1, now.isoformat()) for key in paces}
            return recent | more

        self._file.change(counted)
        if (wait := max(waits, default=0.0)) > 0:
            raise _wait(math.ceil(wait))

    def succeeded(self, name: str | None, address: str) -> None:
        """It was no guess: the name begins anew. The address does not, or whoever has a user could guess on."""
        mine = _hashed("name", name) if name is not None else ""
        there = _hashed("address", network(address))

        def cleared(kept: Kept) -> Kept:
            left = {key: one for key, one in kept.items() if key != mine}
            if there in left:
                left[there] = Attempts(left[there].count - 1, left[there].at)
            return left

        self._file.change(cleared)


def network(address: str) -> str:
    """The address; of IPv6 the network of 64 bits, which one household has to itself."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(known, ipaddress.IPv4Address):
        return str(known)
    return str(known.ipv4_mapped or ipaddress.ip_network((known, 64), strict=False))


def _recent(kept: Kept, now: datetime) -> dict[str, Attempts]:
    """Those that still count; where they are too many, the last ones."""
    recent = {key: one for key, one in kept.items() if now - datetime.fromisoformat(one.at) < FORGOTTEN_AFTER}
    if len(recent) < MOST_KEPT:
        return recent
    return dict(sorted(recent.items(), key=lambda one: one[1].at)[len(recent) + 2 - MOST_KEPT :])


def _paces(name: str | None, address: str) -> dict[str, Pace]:
    of_address = {_hashed("address", network(address)): OF_ADDRESS}
    return of_address if name is None else {_hashed("name", name): OF_NAME} | of_address


def _hashed(kind: str, value: str) -> str:
    return hashlib.blake2b(f"{kind}:{value}".encode(), digest_size=16, person=b"ringfence-wait").hexdigest()


def _wait(seconds: int) -> Forbidden:
    return Forbidden(
        f"Too many attempts to sign in. Wait {seconds} s and try again.",
        f"登录尝试过于频繁，请在 {seconds} 秒后重试。",
        problem="too_many_sign_ins",
        retry_after_s=seconds,
    )
