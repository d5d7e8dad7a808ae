"""Who a request is from: whoever's key or session it shows."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from api.security.credentials import Credentials
from api.security.sessions import Clock, Credential, Limits, SessionFile, utc_now
from api.security.throttle import Throttle
from api.settings import Settings

How = Literal["user", "key", "request_key", "anonymous"]


@dataclass(frozen=True, slots=True)
class Identity:
    """An actor and what may be done. how: a session begun by a user or with a key, a key sent with the request, or
    nobody in particular; expires_at, ends_at: of a session, unless it is used and at the latest."""

    actor: str
    may_write: bool
    how: How
    expires_at: datetime | None = None
    ends_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Identities:
    """Keys, users and sessions of an application. What they are good for is looked up with every request."""

    credentials: Credentials
    sessions: SessionFile
    throttle: Throttle

    @classmethod
    def of(cls, settings: Settings, clock: Clock = utc_now) -> "Identities":
        """Those that the settings name; sessions and attempts to sign in stand beside the users."""
        beside = settings.users_file.with_name
        limits = Limits(timedelta(minutes=settings.session_idle_minutes), timedelta(hours=settings.session_hours))
        return cls(
            Credentials.of(settings),
            SessionFile(beside("sessions.json"), limits, clock),
            Throttle(beside("sign-ins.json"), clock),
        )

    def by_key(self, presented: str) -> Identity | None:
        """Whose key it is; None when it is nobody's."""
        known = self.credentials.keys.recognised(presented)
        return Identity(known.actor, known.may_write, "request_key") if known else None

    def by_session(self, token: str) -> Identity | None:
        """Whose session it is; None where there is none, or what it was begun with is good no more."""
        session = self.sessions.find(token)
        good = self._good(session.credential) if session else None
        if session is None or good is None:
            return None
        actor, may_write = good
        limits = self.sessions.limits
        return Identity(actor, may_write, session.kind, limits.expires(session), limits.ends(session))

    def _good(self, credential: Credential) -> tuple[str, bool] | None:
        """Actor and right, as they stand now."""
        if credential.kind == "user":
            user = self.credentials.users.active(credential.name)
            return (user.name, user.may_write) if user and user.mark == credential.mark else None
        keys = self.credentials.keys.active()
        return next(((key.actor, key.may_write) for key in keys if key.key_id == credential.name), None)
