"""From a database address to an open store."""

from urllib.parse import urlsplit

from neo4j import Driver

from graph.errors import StoreVersion, UsageError
from graph.store import migrations
from graph.store.bolt import driver
from graph.store.embedded import DEFAULTS, EmbeddedOptions, EmbeddedPlace
from graph.store.store import Place, Store

SCHEMES = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")


class ServerPlace:
    """A server or cluster that somebody else runs."""

    def __init__(self, address: str, user: str | None, password: str | None) -> None:
        self._address = address
        self._user = user
        self._password = password

    @property
    def address(self) -> str:
        """For messages; carries no secret."""
        return self._address

    def connect(self) -> Driver:
        """A driver whose server has answered."""
        return driver(self._address, self._user, self._password)

    def gone(self) -> bool:
        """Never: it is not this program's to start again."""
        return False

    def leave(self) -> None:
        """Nothing is held."""


def open_store(
    address: str,
    *,
    user: str | None = None,
    password: str | None = None,
    database: str = "neo4j",
    query_timeout_s: float = 60.0,
    embedded: EmbeddedOptions = DEFAULTS,
) -> Store:
    """The store at "embedded:FOLDER", neo4j://, neo4j+s://, bolt:// or bolt+s://, with the schema of this program.

    The server of a folder is started if it does not run, and its schema is brought up to date; on somebody else's
    server that is left to `ringfence db migrate`. Raises UsageError for a wrong address and the `Store…` errors.
    """
    store = connect(
        address,
        user=user,
        password=password,
        database=database,
        query_timeout_s=query_timeout_s,
        embedded=embedded,
    )
    try:
        if address.startswith("embedded:"):
            store.migrate()
        else:
            _check_schema(store)
    except BaseException:
        store.close()
        raise
    return store


def _check_schema(store: Store) -> None:
    if migrations.pending(store):
        raise StoreVersion(
            f"The database at {store.address} has not the schema of this program yet. Run `ringfence db migrate`.",
            f"{store.address} 的数据库尚未升级到本程序的结构。请运行 `ringfence db migrate`。",
            address=store.address,
        )


def connect(
    address: str,
    *,
    user: str | None = None,
    password: str | None = None,
    database: str = "neo4j",
    query_timeout_s: float = 60.0,
    embedded: EmbeddedOptions = DEFAULTS,
) -> Store:
    """As `open_store`, whatever the state of the schema: for `db migrate` and `db status`."""
    kind, _, folder = address.partition(":")
    if kind == "embedded" and folder:
        place: Place = EmbeddedPlace(folder, query_timeout_s, embedded)
        return Store(place, query_timeout_s=query_timeout_s)
    parts = urlsplit(address)
    if parts.scheme not in SCHEMES or not parts.hostname or "@" in parts.netloc:
        raise UsageError(
            "The database address is not one of embedded:FOLDER, neo4j://HOST[:PORT] and bolt://HOST[:PORT] (+s for "
            "TLS). User and password do not belong in it: set RINGFENCE_DATABASE_USER and RINGFENCE_DATABASE_PASSWORD.",
            "数据库地址应为 embedded:目录、neo4j://主机[:端口] 或 bolt://主机[:端口]（TLS 加 +s）。"
            "用户名与密码不写在地址里：请设置 RINGFENCE_DATABASE_USER 与 RINGFENCE_DATABASE_PASSWORD。",
        )
    return Store(ServerPlace(address, user, password), database=database, query_timeout_s=query_timeout_s)
