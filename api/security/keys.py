"""API keys: 256 random bits each, kept as a hash, each the key of one actor."""

import hashlib
import hmac
import secrets
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from api.security.actor_names import check_name
from api.security.private_file import Form, PrivateFile
from graph.errors import NotFound, SettingsError

PREFIX: Final = "rfk"
SECRET_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class Entry:
    """A key as the file keeps it: the hash serves to recognise the key, not to make it. may_write: its actor may add
    facts, and not only read."""

    key_id: str
    actor: str
    hash: str
    created_on: str
    revoked_on: str | None = None
    may_write: bool = False

    def public(self) -> dict[str, Any]:
        """What may be shown."""
        return {name: value for name, value in asdict(self).items() if name != "hash"}


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key just made; `secret` is what the caller sends, and exists nowhere else."""

    key_id: str
    actor: str
    secret: str


def _damaged(path: Path) -> SettingsError:
    return SettingsError(
        f"The file of API keys {path} is damaged; nobody is let in by it. Restore it, or remove it and make new keys "
        "with `ringfence keys create`.",
        f"接口密钥文件 {path} 已损坏，不再放行任何人。请恢复该文件，或删除后用 `ringfence keys create` 重新生成。",
        file=str(path),
    )


FORM: Final[Form[tuple[Entry, ...]]] = Form(
    empty=(),
    read=lambda said: tuple(Entry(**entry) for entry in said["keys"]),
    write=lambda entries: {"keys": [asdict(entry) for entry in entries]},
    damaged=_damaged,
)


class KeyFile:
    """The file of API keys. Read again when it changes, so that a revoked key stops at once."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = PrivateFile(path, FORM)

    def entries(self) -> tuple[Entry, ...]:
        """All keys, oldest first. Raises SettingsError when the file is damaged."""
        return self._file.read()

    def active(self) -> tuple[Entry, ...]:
        """The keys that open the API."""
        return tuple(entry for entry in self.entries() if entry.revoked_on is None)

    def actor(self, presented: str) -> str | None:
        """Whose key this is; None when it is nobody's."""
        known = self.recognised(presented)
        return known.actor if known else None

    def recognised(self, presented: str) -> Entry | None:
        """The entry of a key; None when it is nobody's. Takes the same time whether or not the identifier is known."""
        prefix, _, rest = presented.partition("_")
        key_id, _, _ = rest.partition("_")
        known = next((entry for entry in self.active() if entry.key_id == key_id), None)
        expected = known.hash if known else hashed("")
        same = hmac.compare_digest(hashed(presented).encode(), expected.encode())
        return known if known and same and prefix == PREFIX else None

    def create(self, actor: str, *, may_write: bool = False) -> NewKey:
        """A new key for the actor, good for reading only unless it `may_write`.

        Raises UsageError for a name that could not stand in a log.
        """
        check_name(actor)
        key_id = secrets.token_hex(4)
        secret = f"{PREFIX}_{key_id}_{secrets.token_urlsafe(SECRET_BYTES)}"
        entry = Entry(key_id, actor, hashed(secret), date.today().isoformat(), may_write=may_write)
        self._file.change(lambda entries: (*entries, entry))
        return NewKey(key_id, actor, secret)

    def revoke(self, key_id: str) -> Entry:
        """The entry, revoked from now on. Raises NotFound."""
        today = date.today().isoformat()

        def revoked(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
            if all(entry.key_id != key_id for entry in entries):
                raise NotFound(
                    "No API key has that identifier. See `ringfence keys list`.",
                    "没有该编号的接口密钥。请看 `ringfence keys list`。",
                    key_id=key_id,
                )
            return tuple(replace(e, revoked_on=e.revoked_on or today) if e.key_id == key_id else e for e in entries)

        return next(entry for entry in self._file.change(revoked) if entry.key_id == key_id)


def hashed(key: str) -> str:
    """The hash under which a key is kept; its 256 random bits need no slow hash."""
    return hashlib.blake2b(key.encode(), digest_size=32, person=b"ringfence-key").hexdigest()
