"""The identifier under which one request appears in the answer, the log and the caller's own log."""

import re
import secrets
from contextvars import ContextVar
from typing import Final

HEADER: Final = "x-request-id"
ACCEPTABLE: Final = re.compile(r"[A-Za-z0-9._-]{8,64}")
"""A caller's identifier is taken over if it could do no harm in a log line."""

_current: ContextVar[str] = ContextVar("request_id", default="")


def request_id() -> str:
    """The identifier of the request being answered; empty outside of one."""
    return _current.get()


def begin(given: str | None) -> str:
    """Start a request under the caller's identifier, or a fresh one where none fit was given."""
    chosen = given if given and ACCEPTABLE.fullmatch(given) else secrets.token_hex(8)
    _current.set(chosen)
    return chosen


def begin_job(job_id: str) -> None:
    """From here on this thread's log lines carry the job's identifier in place of a request's."""
    _current.set(job_id)
