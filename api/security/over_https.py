"""How the caller reaches the API: whether nobody on the way can read along, and from which address."""

from fastapi import Request

from api.security.hosts import host_name, is_loopback
from api.settings import Settings
from graph.errors import Forbidden


def over_https(request: Request, settings: Settings) -> bool:
    """Whether people reach the API by https: the connection itself, or RINGFENCE_PUBLIC_URL where a proxy ends TLS."""
    return request.url.scheme == "https" or settings.public_url.lower().startswith("https://")


def check_readable_by_nobody(request: Request, settings: Settings) -> None:
    """Raises Forbidden where a password or a session would cross a network in the clear."""
    if not over_https(request, settings) and not is_loopback(host_name(request.headers.get("host", ""))):
        raise Forbidden(
            "Signing in from another machine needs https: put TLS in front, and set RINGFENCE_PUBLIC_URL to the "
            "https:// address that people use.",
            "从其他机器登录须使用 https：请在前端启用 TLS，并将 RINGFENCE_PUBLIC_URL 设为对外的 https:// 地址。",
            problem="https_needed",
        )


def address_of(request: Request, settings: Settings) -> str:
    """The caller's address; behind a proxy that the settings name, the one that it saw. What others say is not
    believed."""
    peer = request.client.host if request.client else ""
    if peer not in settings.proxies:
        return peer
    told = [one.strip() for one in ",".join(request.headers.getlist("x-forwarded-for")).split(",") if one.strip()]
    return next((one for one in reversed(told) if one not in settings.proxies), peer)
