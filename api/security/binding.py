"""Whether the API may be reached from elsewhere."""

from api.security.credentials import Credentials
from api.security.hosts import is_loopback
from api.settings import Settings
from graph.errors import SettingsError


def exposed(settings: Settings) -> bool:
    """Whether others than this machine's users can reach the API."""
    return not is_loopback(settings.host) or bool(settings.allowed_hosts)


def check_binding(settings: Settings, credentials: Credentials) -> None:
    """Refuse to be reachable from elsewhere while nobody would have to show a key or sign in."""
    if exposed(settings) and not credentials.exist():
        raise SettingsError(
            f"Binding to {settings.host} makes the API reachable from elsewhere, and there is neither a user nor an "
            "API key yet. Make one with `ringfence users add NAME` or `ringfence keys create NAME`, or bind to "
            "127.0.0.1.",
            f"监听 {settings.host} 会使接口可从其他机器访问，而目前既无用户也无接口密钥。"
            "请先用 `ringfence users add 名称` 或 `ringfence keys create 名称` 添加，或监听 127.0.0.1。",
            host=settings.host,
        )
