"""A browser sends cookies along with what other sites make it ask: such requests change nothing here."""

from typing import Final
from urllib.parse import urlsplit

from fastapi import Request

from api.security.over_https import over_https
from api.settings import Settings
from graph.errors import Forbidden

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing."""
DEFAULT_PORTS: Final = {"http": ":80", "https": ":443"}


def check_same_origin(request: Request, settings: Settings) -> None:
    """Raises Forbidden where the browser says that another site asks. A program says nothing of the kind."""
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site not in (None, "same-origin") or (origin is not None and origin.lower() not in _own(request, settings)):
        raise Forbidden(
            "A page of another site asked for this; nothing was done. Behind a proxy pass the Host header on, or set "
            "RINGFENCE_PUBLIC_URL.",
            "该请求由其他网站的页面发出，未予执行。使用代理时请原样传递 Host 头，或设置 RINGFENCE_PUBLIC_URL。",
            problem="cross_site",
        )


def _own(request: Request, settings: Settings) -> set[str]:
    """The origins of our own pages: under https, not those that anybody on the way could have written."""
    host = request.headers.get("host", "").lower()
    schemes = ("https",) if over_https(request, settings) else ("http", "https")
    public = urlsplit(settings.public_url.lower())
    told = {f"{public.scheme}://{public.netloc.removesuffix(DEFAULT_PORTS.get(public.scheme, ''))}"}
    return (told if public.netloc else set()) | {
        f"{scheme}://{host.removesuffix(DEFAULT_PORTS[scheme])}" for scheme in schemes
    }
