"""The settings and the store of a command."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from api.settings import Settings
    from graph.store import Store


def settings_of(**options: Any) -> "Settings":
    """The settings, options of the command line first."""
    from api.settings import read_settings

    return read_settings(**options)


@contextmanager
def opened(settings: "Settings", *, any_schema: bool = False) -> Iterator["Store"]:
    """The store that the settings name, closed at the end; with `any_schema` also one that awaits `db migrate`."""
    from graph.store import connect, open_store

    password = settings.database_password
    with (connect if any_schema else open_store)(
        settings.database,
        user=settings.database_user,
        password=password.get_secret_value() if password else None,
        database=settings.database_name,
        query_timeout_s=settings.query_timeout_s,
    ) as store:
        yield store
