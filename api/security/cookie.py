"""The cookie of a session: no script reads it, no other site makes a browser send it."""

from typing import Final

from fastapi import Request, Response

from api.security.over_https import over_https
from api.settings import Settings

PLAIN: Final = "ringfence_session"
SECURE: Final = f"__Host-{PLAIN}"
"""Under https: browsers take a cookie of such a name from this very host alone, and send it encrypted only."""


def cookie_name(request: Request, settings: Settings) -> str:
    """Under which name the session's token goes."""
    return SECURE if over_https(request, settings) else PLAIN


def presented_token(request: Request, settings: Settings) -> str | None:
    """The token that the browser sends."""
    return request.cookies.get(cookie_name(request, settings)) or None


def give(response: Response, token: str, request: Request, settings: Settings) -> None:
    """Without an end: how long it is good for the server knows, and the browser forgets it when it is closed."""
    response.set_cookie(
        cookie_name(request, settings), token, path="/", httponly=True, samesite="strict",
        secure=over_https(request, settings),
    )  # fmt: skip


def take_back(response: Response, request: Request, settings: Settings) -> None:
    """The browser is to forget it."""
    response.delete_cookie(
        cookie_name(request, settings), path="/", httponly=True, samesite="strict",
        secure=over_https(request, settings),
    )  # fmt: skip
