"""The secrets that sign webhooks: one per subscription, in a file of mode 0600, never in the database or a log."""

import base64
import json
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Final

from filelock import FileLock

from graph.errors import SettingsError

PREFIX: Final = "whsec_"
SECRET_BYTES: Final = 32


class SecretFile:
    """The file of secrets; read each time, so that all processes over it agree."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def create(self, subscription_id: str) -> str:
        """A new secret for a subscription, as Standard Webhooks writes them."""
        secret = PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()
        self._change(lambda kept: kept | {subscription_id: secret})
        return secret

    def secret(self, subscription_id: str) -> str | None:
        """The secret of a subscription; None where this machine has none."""
        return self._read().get(subscription_id)

    def remove(self, subscription_id: str) -> None:
        """Forget the secret of a subscription."""
        self._change(lambda kept: {name: one for name, one in kept.items() if name != subscription_id})

    def _read(self) -> dict[str, str]:
        """Raises SettingsError when the file is damaged; its content is not repeated."""
        try:
            kept = json.loads(self.path.read_text(encoding="utf-8"))["secrets"]
        except FileNotFoundError:
            return {}
        except (ValueError, KeyError, TypeError):
            kept = None
        if not isinstance(kept, dict):
            raise SettingsError(
                f"The file of webhook secrets {self.path} is damaged; no webhook is sent. Restore it, or remove it and "
                "make the subscriptions anew.",
                f"网络回调密钥文件 {self.path} 已损坏，不再发送网络回调。请恢复该文件，或删除后重新订阅。",
                file=str(self.path),
            )
        return kept

    def _change(self, change: Callable[[dict[str, str]], dict[str, str]]) -> None:
        """Write the changed secrets beside the file and put them in its place; one writer at a time."""
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with FileLock(f"{self.path}.lock", mode=0o600):
            kept = change(self._read())
            fresh = self.path.with_name(f"{self.path.name}.{secrets.token_hex(4)}")
            with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
                json.dump({"secrets": kept}, out, indent=2)
                out.flush()
                os.fsync(out.fileno())
            fresh.replace(self.path)
