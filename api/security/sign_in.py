"""Signing in and out. What is tried and by whom stands in the log, never what was typed."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import BoundedSemaphore
from typing import Final

from api.security.identities import Identities
from api.security.passwords import prepare
from api.security.sessions import Credential
from graph.errors import Forbidden

log = logging.getLogger("ringfence.sign_in")

AT_A_TIME: Final = 2
"""Passwords verified at once: each takes 64 MiB."""
MOST_WAITING: Final = 8
"""Requests that verify or wait for it; the others' threads stay free for questions."""

_verifying: Final = BoundedSemaphore(AT_A_TIME)
_places: Final = BoundedSemaphore(MOST_WAITING)


@dataclass(frozen=True, slots=True)
class From:
    """Where somebody signs in. token: of the session that the browser has, which ends."""

    address: str
    token: str | None = None


def sign_in_by_password(behind: Identities, name: str, password: str, where: From) -> str:
    """The token of a new session. Raises Forbidden, the same whether name or password is wrong or the user disabled."""
    with _place():
        prepare()
        _attempt(behind, name, where)
        user = behind.credentials.users.signed_in(name, password)
    if user is None:
        known = any(one.name == name for one in behind.credentials.users.users())
        log.warning("sign-in refused", extra={"actor": name if known else "", "how": "user", "address": where.address})
        raise Forbidden(
            "Name or password is wrong, or the user is disabled. Passwords are set with `ringfence users password`.",
            "用户名或密码不正确，或该用户已停用。密码可用 `ringfence users password` 重设。",
            problem="sign_in_refused",
        )
    return _begun(behind, user.name, Credential("user", user.name, user.mark), where, name)


def sign_in_by_key(behind: Identities, presented: str, where: From) -> str:
    """The same with an API key."""
    _attempt(behind, None, where)
    key = behind.credentials.keys.recognised(presented)
    if key is None:
        log.warning("sign-in refused", extra={"actor": "", "how": "key", "address": where.address})
        raise Forbidden(
            "The key is nobody's, or was revoked. See `ringfence keys list`.",
            "该密钥无效或已吊销。请看 `ringfence keys list`。",
            problem="sign_in_refused",
        )
    return _begun(behind, key.actor, Credential("key", key.key_id), where, None)


def sign_out(behind: Identities, token: str, actor: str) -> None:
    """End the session."""
    behind.sessions.end(token)
    log.info("signed out", extra={"actor": actor})


def _begun(behind: Identities, actor: str, credential: Credential, where: From, name: str | None) -> str:
    behind.throttle.succeeded(name, where.address)
    token = behind.sessions.begin(credential, where.token)
    log.info("signed in", extra={"actor": actor, "how": credential.kind, "address": where.address})
    return token


def _attempt(behind: Identities, name: str | None, where: From) -> None:
    try:
        behind.throttle.attempt(name, where.address)
    except Forbidden:
        log.warning("sign-in slowed down", extra={"how": "key" if name is None else "user", "address": where.address})
        raise


@contextmanager
def _place() -> Iterator[None]:
    """One of few places: verifying takes memory on purpose, and whoever floods it must not take the whole API."""
    if not _places.acquire(blocking=False):
        raise Forbidden(
            "Too many are signing in at this moment. Try again in a second.",
            "当前登录人数过多，请稍后重试。",
            problem="too_many_sign_ins",
            retry_after_s=1,
        )
    try:
        with _verifying:
            yield
    finally:
        _places.release()
