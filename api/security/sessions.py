"""Sessions: who has signed in by a browser. A file beside the users', so that all processes over it and a restart know
the same ones, and a session ends everywhere at once."""

import hashlib
import secrets
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, Literal

from api.security.private_file import Form, PrivateFile
from graph.errors import SettingsError

Clock = Callable[[], datetime]

SECRET_BYTES: Final = 32
MOST_OF_ONE: Final = 20
"""Sessions of one user or key; with one more the oldest ends."""
SEEN_EVERY: Final = timedelta(minutes=1)
"""How exactly is written down when a session was last used."""


def utc_now() -> datetime:
    """The moment."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Credential:
    """With what a session was begun. name: of the user, or the identifier of the key; mark: the user's, empty for a
    key."""

    kind: Literal["user", "key"]
    name: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Session:
    """A session as the file keeps it. Its token is with the browser alone; began_at, seen_at: UTC, ISO 8601."""

    kind: Literal["user", "key"]
    name: str
    mark: str
    began_at: str
    seen_at: str

    @property
    def credential(self) -> Credential:
        """With what it was begun."""
        return Credential(self.kind, self.name, self.mark)


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a session lasts unused, and how long at most."""

    idle: timedelta
    at_most: timedelta

    def ends(self, session: Session) -> datetime:
        """At the latest, whatever is done."""
        return datetime.fromisoformat(session.began_at) + self.at_most

    def expires(self, session: Session) -> datetime:
        """Unless it is used."""
        return min(self.ends(session), datetime.fromisoformat(session.seen_at) + self.idle)


def _damaged(path: Path) -> SettingsError:
    return SettingsError(
        f"The file of sessions {path} is damaged; no session is known by it. Remove it: everybody signs in again.",
        f"会话文件 {path} 已损坏，所有会话均不再有效。请删除该文件，各人重新登录。",
        file=str(path),
    )


FORM: Final[Form[Mapping[str, Session]]] = Form(
    empty={},
    read=lambda said: {key: Session(**one) for key, one in said["sessions"].items()},
    write=lambda sessions: {"sessions": {key: asdict(one) for key, one in sessions.items()}},
    damaged=_damaged,
)


class SessionFile:
    """The file of sessions, by the hashes of their tokens."""

    def __init__(self, path: Path, limits: Limits, clock: Clock = utc_now) -> None:
        self.path, self.limits = path, limits
        self._clock = clock
        self._file = PrivateFile(path, FORM)

    def begin(self, credential: Credential, instead_of: str | None = None) -> str:
        """The token of a new session; that of the token before ends."""
        token, now = secrets.token_urlsafe(SECRET_BYTES), self._clock().isoformat()
        new = Session(credential.kind, credential.name, credential.mark, now, now)

        def begun(sessions: Mapping[str, Session]) -> Mapping[str, Session]:
            left = self._alive(sessions)
            if instead_of is not None:
                left.pop(_hashed(instead_of), None)
            own = [key for key, one in left.items() if (one.kind, one.name) == (new.kind, new.name)]
            for key in own[: max(0, len(own) + 1 - MOST_OF_ONE)]:
                del left[key]
            return left | {_hashed(token): new}

        self._file.change(begun)
        return token

    def find(self, token: str) -> Session | None:
        """The session of a token; None where there is none, or it has expired."""
        session = self._file.read().get(_hashed(token))
        return session if session is not None and self._clock() < self.limits.expires(session) else None

    def seen(self, token: str) -> None:
        """Note that it is used. A moment ago is as good as now: most requests write nothing."""
        now, key = self._clock(), _hashed(token)
        exact = min(SEEN_EVERY, self.limits.idle / 10)
        session = self._file.read().get(key)
        if session is None or now - datetime.fromisoformat(session.seen_at) < exact:
            return

        def used(sessions: Mapping[str, Session]) -> Mapping[str, Session]:
            left = self._alive(sessions)
            return left | {key: replace(left[key], seen_at=now.isoformat())} if key in left else sessions

        self._file.change(used)

    def end(self, token: str) -> None:
        """Sign out."""
        key = _hashed(token)
        self._file.change(
            lambda sessions: (
                {other: one for other, one in sessions.items() if other != key} if key in sessions else sessions
            )
        )

    def _alive(self, sessions: Mapping[str, Session]) -> dict[str, Session]:
        now = self._clock()
        return {key: one for key, one in sessions.items() if now < self.limits.expires(one)}


def csrf_token(token: str) -> str:
    """What a page of ours sends in a header with each change: made of the token, which other sites cannot read."""
    return hashlib.blake2b(token.encode(), digest_size=32, person=b"ringfence-csrf").hexdigest()


def _hashed(token: str) -> str:
    """The hash under which a session is kept; the token's 256 random bits need no slow hash."""
    return hashlib.blake2b(token.encode(), digest_size=32, person=b"ringfence-sess").hexdigest()
