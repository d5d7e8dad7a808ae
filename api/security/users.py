"""Local users: people who sign in by name and password. Passwords are kept as hashes, never as themselves."""

import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from api.security.actor_names import check_name, folded
from api.security.passwords import check_password, hashed, outdated, verified
from api.security.private_file import Form, PrivateFile
from graph.errors import NotFound, SettingsError, UsageError


@dataclass(frozen=True, slots=True)
class User:
    """A user as the file keeps it. mark: made anew with each password and each disabling, so that sessions begun before
    end with it; may_write: may act and add facts, and not only read."""

    name: str
    hash: str
    mark: str
    created_on: str
    may_write: bool = False
    disabled_on: str | None = None

    def public(self) -> dict[str, Any]:
        """What may be shown."""
        return {name: value for name, value in asdict(self).items() if name not in ("hash", "mark")}


def _damaged(path: Path) -> SettingsError:
    return SettingsError(
        f"The file of users {path} is damaged; nobody is let in by it. Restore it, or remove it and add the users anew "
        "with `ringfence users add`.",
        f"用户文件 {path} 已损坏，不再放行任何人。请恢复该文件，或删除后用 `ringfence users add` 重新添加。",
        file=str(path),
    )


FORM: Final[Form[tuple[User, ...]]] = Form(
    empty=(),
    read=lambda said: tuple(User(**user) for user in said["users"]),
    write=lambda users: {"users": [asdict(user) for user in users]},
    damaged=_damaged,
)


class UserFile:
    """The file of users. Read again when it changes, so that a disabled user is out at once."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = PrivateFile(path, FORM)

    def users(self) -> tuple[User, ...]:
        """All users, the first added first. Raises SettingsError when the file is damaged."""
        return self._file.read()

    def active(self, name: str) -> User | None:
        """The user of that name, who is not disabled; None where there is none."""
        return next((user for user in self.users() if user.name == name and user.disabled_on is None), None)

    def signed_in(self, name: str, password: str) -> User | None:
        """The user, if that is the password; None also for one who is disabled. Takes the same time whoever it is.

        A hash made under parameters of the past is made anew.
        """
        known = self.active(name)
        if not verified(known.hash if known else None, password) or known is None:
            return None
        if outdated(known.hash):
            self._change(name, lambda user: replace(user, hash=hashed(password)) if user.mark == known.mark else user)
        return known

    def add(self, name: str, password: str, *, may_write: bool = False) -> User:
        """A new user. Raises UsageError for a name that is taken or could not stand in a log, or a weak password."""
        check_name(name)
        check_password(password, name)
        user = User(name, hashed(password), _new_mark(), date.today().isoformat(), may_write)

        def added(users: tuple[User, ...]) -> tuple[User, ...]:
            if any(folded(one.name) == folded(name) for one in users):
                raise UsageError(
                    f"There is a user {name} already. Change the password with `ringfence users password {name}`.",
                    f"已有用户 {name}。如需更改密码，请用 `ringfence users password {name}`。",
                    user=name,
                )
            return (*users, user)

        self._file.change(added)
        return user

    def set_password(self, name: str, password: str) -> User:
        """The user with another password; all sessions end. Raises NotFound, and UsageError for a weak one."""
        check_password(password, name)
        encoded = hashed(password)
        return self._change(name, lambda user: replace(user, hash=encoded, mark=_new_mark()))

    def disable(self, name: str) -> User:
        """The user, out from now on; all sessions end. Raises NotFound."""
        today = date.today().isoformat()
        return self._change(
            name, lambda user: replace(user, disabled_on=user.disabled_on or today, mark=_new_mark())
        )  # fmt: skip

    def enable(self, name: str, may_write: bool | None = None) -> User:
        """The user, who may sign in again; with another right if one is given. Raises NotFound."""
        return self._change(
            name,
            lambda user: replace(
                user, disabled_on=None, may_write=user.may_write if may_write is None else may_write
            ),
        )  # fmt: skip

    def remove(self, name: str) -> User:
        """Forget the user; what was done under the name stays. Raises NotFound."""
        removed: list[User] = []

        def without(users: tuple[User, ...]) -> tuple[User, ...]:
            removed.append(_one(users, name))
            return tuple(user for user in users if user.name != name)

        self._file.change(without)
        return removed[0]

    def _change(self, name: str, change: Callable[[User], User]) -> User:
        def changed(users: tuple[User, ...]) -> tuple[User, ...]:
            _one(users, name)
            return tuple(change(user) if user.name == name else user for user in users)

        return _one(self._file.change(changed), name)


def _one(users: tuple[User, ...], name: str) -> User:
    for user in users:
        if user.name == name:
            return user
    raise NotFound(
        "There is no user of that name. See `ringfence users list`.",
        "没有该名称的用户。请看 `ringfence users list`。",
        user=name,
    )


def _new_mark() -> str:
    return secrets.token_hex(8)
