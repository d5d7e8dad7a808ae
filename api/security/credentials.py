"""Keys and users together: whether anybody has to show one, and that a name means one actor."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from api.security.actor_names import check_spelling
from api.security.keys import KeyFile, NewKey
from api.security.users import User, UserFile
from graph.errors import UsageError

if TYPE_CHECKING:
    from api.settings import Settings


@dataclass(frozen=True, slots=True)
class Credentials:
    """The file of keys and the file of users.

    Four eyes are two names of actors. So that no person has two by accident, names that differ in spelling alone are
    refused; so that no two persons share one, a name is either a key's or a user's unless whoever makes the second says
    that both are the same actor. Several keys of one name are one actor's.
    """

    keys: KeyFile
    users: UserFile

    @classmethod
    def of(cls, settings: "Settings") -> "Credentials":
        """Those that the settings name."""
        return cls(KeyFile(settings.api_keys_file), UserFile(settings.users_file))

    def exist(self) -> bool:
        """Whether everybody has to show one. A disabled user counts: disabling must open nothing."""
        return bool(self.keys.active() or self.users.users())

    def create_key(self, actor: str, *, may_write: bool = False, same_actor: bool = False) -> NewKey:
        """A new key. Raises UsageError for a name that does not fit, or that is a user's without `same_actor`."""
        self._check(actor, {user.name for user in self.users.users()}, same_actor=same_actor)
        return self.keys.create(actor, may_write=may_write)

    def add_user(self, name: str, password: str, *, may_write: bool = False, same_actor: bool = False) -> User:
        """A new user. Raises UsageError as above, also for the name of a key of the past: its acts stand under it."""
        self._check(name, {key.actor for key in self.keys.entries()}, same_actor=same_actor)
        return self.users.add(name, password, may_write=may_write)

    def _check(self, actor: str, others: set[str], *, same_actor: bool) -> None:
        """others: the names of actors by the other way."""
        known = {user.name for user in self.users.users()} | {key.actor for key in self.keys.entries()}
        check_spelling(actor, known)
        if actor in others and not same_actor:
            raise UsageError(
                f"{actor} names both a key and a user then. If both are one and the same person, say so with "
                "--same-actor: for four eyes they count as one. If not, choose another name.",
                f"{actor} 将同时是密钥和用户的名称。若确为同一人，请加 --same-actor：双人复核时按一人计。"
                "若不是同一人，请另选名称。",
                actor=actor,
            )
