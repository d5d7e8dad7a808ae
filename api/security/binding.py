"""Whether the API may be reached from elsewhere."""

from api.security.hosts import is_loopback
from api.security.keys import KeyFile
from api.settings import Settings
from graph.errors import SettingsError


def exposed(settings: Settings) -> bool:
    """Whether others than this machine's users can reach the API."""
    return not is_loopback(settings.host) or bool(settings.allowed_hosts)


def check_binding(settings: Settings, keys: KeyFile) -> None:
    """Refuse to be reachable from elsewhere while nobody would have to show a key."""
    if exposed(settings) and not keys.active():
        raise SettingsError(
            f"Binding to {settings.host} makes the API reachable from elsewhere, and there is no API key yet. Make one "
            "with `ringfence keys create NAME`, or bind to 127.0.0.1.",
            f"监听 {settings.host} 会使接口可从其他机器访问，而目前还没有接口密钥。"
            "请先用 `ringfence keys create 名称` 生成，或监听 127.0.0.1。",
            host=settings.host,
        )
