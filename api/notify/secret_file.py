"""The secrets that sign webhooks: in a file of mode 0600, never in the database or a log."""

import base64
import json
import os
import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from filelock import FileLock

from graph.errors import SettingsError
from graph.notices import written

PREFIX: Final = "whsec_"
SECRET_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class Rotated:
    """A new secret, and until when the one before it signs beside it."""

    secret: str
    earlier_until: datetime


class SecretFile:
    """The file of secrets; read each time, so that all processes over it agree.

    A subscription has one secret, and for a while after a change the one before it: `earlier` in the file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def create(self, subscription_id: str) -> str:
        """A new secret for a subscription, as Standard Webhooks writes them; those before it are forgotten."""
        secret = _new_secret()
        self._change(lambda kept: kept.without(subscription_id).having(subscription_id, secret))
        return secret

    def rotate(self, subscription_id: str, until: datetime) -> Rotated | None:
        """A new secret, beside which the one in use signs until then; one that is earlier still is forgotten. None
        where this machine has no secret of the subscription."""
        rotated: list[Rotated] = []

        def change(kept: _Kept) -> _Kept:
            used = kept.secrets.get(subscription_id)
            if used is None:
                return kept
            rotated.append(Rotated(_new_secret(), until))
            earlier = {"secret": used, "until": written(until)}
            left = _Kept(kept.secrets, kept.earlier | {subscription_id: earlier})
            return left.having(subscription_id, rotated[-1].secret)

        self._change(change)
        return rotated[-1] if rotated else None

    def signing(self, subscription_id: str, now: datetime) -> tuple[str, ...]:
        """The secrets with which a message is signed now, the newest first; none where this machine has none."""
        kept = self._read()
        used, earlier = kept.secrets.get(subscription_id), kept.earlier.get(subscription_id)
        if used is None:
            return ()
        return (used, earlier["secret"]) if earlier and written(now) < earlier["until"] else (used,)

    def remove(self, subscription_id: str) -> None:
        """Forget the secrets of a subscription."""
        self._change(lambda kept: kept.without(subscription_id))

    def _read(self) -> "_Kept":
        """Raises SettingsError when the file is damaged; its content is not repeated."""
        try:
            said = json.loads(self.path.read_text(encoding="utf-8"))
            kept = _Kept(said["secrets"], said.get("earlier", {}))
        except FileNotFoundError:
            return _Kept({}, {})
        except (ValueError, KeyError, TypeError, AttributeError):
            kept = None
        if kept is None or not kept.is_whole():
            raise SettingsError(
                f"The file of webhook secrets {self.path} is damaged; no webhook is sent. Restore it, or remove it and "
                "make the subscriptions anew.",
                f"网络回调密钥文件 {self.path} 已损坏，不再发送网络回调。请恢复该文件，或删除后重新订阅。",
                file=str(self.path),
            )
        return kept

    def _change(self, change: "Callable[[_Kept], _Kept]") -> None:
        """Write the changed secrets beside the file and put them in its place; one writer at a time."""
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with FileLock(f"{self.path}.lock", mode=0o600):
            kept = change(self._read())
            fresh = self.path.with_name(f"{self.path.name}.{secrets.token_hex(4)}")
            with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
                json.dump(asdict(kept), out, indent=2)
                out.flush()
                os.fsync(out.fileno())
            fresh.replace(self.path)


@dataclass(frozen=True, slots=True)
class _Kept:
    """What the file holds: secrets by subscription, and those before them with the moment at which they end."""

    secrets: dict[str, str]
    earlier: dict[str, dict[str, str]]

    def is_whole(self) -> bool:
        return isinstance(self.secrets, dict) and isinstance(self.earlier, dict)

    def having(self, subscription_id: str, secret: str) -> "_Kept":
        return _Kept(self.secrets | {subscription_id: secret}, self.earlier)

    def without(self, subscription_id: str) -> "_Kept":
        return _Kept(
            {name: one for name, one in self.secrets.items() if name != subscription_id},
            {name: one for name, one in self.earlier.items() if name != subscription_id},
        )


def _new_secret() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()
