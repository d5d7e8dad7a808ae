"""The one class over the driver: managed transactions, retried where that is safe, re-read where it is not."""

import random
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from threading import Lock, local
from types import TracebackType
from typing import Any, Final, Literal, Protocol, TypeVar

from neo4j import Driver, GraphDatabase, ManagedTransaction, unit_of_work
from neo4j.api import BookmarkManager
from neo4j.exceptions import ClientError, IncompleteCommit, Neo4jError, ServiceUnavailable, SessionExpired

from graph.errors import StoreConflict
from graph.store import digest, migrations
from graph.store.failures import check_server, clashed, lost_bookmark, translated
from graph.store.transaction import NOTHING, Reader, Transaction, Writer

T = TypeVar("T")
Access = Literal["read", "write"]

Check = Callable[[Writer], object]

PAUSES_S: Final = (0.0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.8)
"""The waits before each repetition of a write that clashed with another writer's."""


class Place(Protocol):
    """Where a database is: a server's address, or a data folder whose server may have to be started."""

    @property
    def address(self) -> str:
        """For messages; carries no secret."""

    def connect(self) -> Driver:
        """A driver; starts the server of a data folder if none runs."""

    def gone(self) -> bool:
        """Whether the server has ended and `connect` would start another."""

    def leave(self) -> None:
        """This process no longer uses the place."""


class Store:
    """A graph database. Thread-safe; a context manager that closes its connections.

    `kind` is "neo4j" or "arcadedb", `address` is fit for messages. Raises only the `Store…` errors of
    `graph.errors`, and what the given work raises itself.
    """

    def __init__(self, place: Place, *, database: str = "neo4j", query_timeout_s: float = 60.0) -> None:
        self._place = place
        self._database = database
        self._reconnecting = Lock()
        self._checks = local()
        self.address = place.address
        self.query_timeout_s = query_timeout_s
        with translated(self.address):
            try:
                self._driver = place.connect()
            except BaseException:
                place.leave()
                raise
            try:
                self.kind = check_server(self._driver.get_server_info().agent, self.address)
            except BaseException:
                self.close()
                raise
        self._bookmarks = self._new_bookmarks()

    def read(self, work: Callable[[Reader], T]) -> T:
        """What `work` returns from one read transaction; it may be called again after a transient failure."""
        with translated(self.address):
            return self._alive(lambda: self._managed("read", work))

    def write(self, work: Callable[[Writer], T], confirm: Callable[[Reader], T | None] | None = None) -> T:
        """What `work` returns from one committed transaction.

        `work` is repeated after a transient failure, after a clash on a unique key, and when it raises StoreConflict
        itself: it read what another writer was changing. When the connection breaks during the commit, or writers
        clash, `confirm` looks in a new transaction: what it returns, unless None, is
        the result of the earlier commit and nothing is repeated. Without `confirm` an unknown outcome raises
        StoreConflict. Work with a `confirm` creates a node with a unique key (its ledger row), so that a commit
        still under way when `confirm` looked clashes with the repetition instead of doubling it.
        """
        work = self._checked(work)
        with translated(self.address):
            for pause_s in PAUSES_S:
                time.sleep(pause_s * random.uniform(0.5, 1.5))  # noqa: S311 - spreads writers, no secret
                try:
                    return self._alive(lambda: self._managed("write", work))
                except (IncompleteCommit, ClientError, StoreConflict) as error:
                    if isinstance(error, ClientError) and not clashed(error):
                        raise
                    if confirm is None and isinstance(error, IncompleteCommit):
                        raise
                    failure: Exception = error
                if confirm is not None:
                    # Routed like a write: in a cluster only the leader is sure to have the commit.
                    done = self._alive(lambda: self._managed("write", confirm))
                    if done is not None:
                        return done
            raise failure

    @contextmanager
    def checked(self, check: Check) -> Iterator[None]:
        """Until the end every write of this thread begins with this check, in the same transaction: what it raises is
        raised, and nothing is written. Other threads write as ever."""
        before = getattr(self._checks, "of_this_thread", None)
        self._checks.of_this_thread = check
        try:
            yield
        finally:
            self._checks.of_this_thread = before

    def rows(self, text: str, parameters: Mapping[str, Any] = NOTHING) -> list[dict[str, Any]]:
        """The rows of one statement, in a transaction of its own."""
        return self.read(lambda reader: reader.rows(text, parameters))

    def columns(self, text: str, parameters: Mapping[str, Any] = NOTHING) -> dict[str, list[Any]]:
        """The columns of one statement, in a transaction of its own."""
        return self.read(lambda reader: reader.columns(text, parameters))

    def run(self, text: str, parameters: Mapping[str, Any] = NOTHING) -> None:
        """Execute one statement in a write transaction of its own."""
        self.write(lambda writer: writer.run(text, parameters))

    def version(self) -> int:
        """How many batches have changed the facts; 0 when empty."""
        found = self.rows(digest.VERSION)
        return int(found[0]["version"]) if found else 0

    def digest(self) -> str:
        """The order-independent hash of all facts: equal digests, equal graphs, on either database."""
        return digest.digest(self)

    def migrate(self) -> list[int]:
        """Bring the stored schema up to this program; the numbers of the migrations applied now."""
        return migrations.migrate(self)

    def migrations(self) -> dict[int, str | None]:
        """Every migration that program or database knows, with the day it was applied (None: pending)."""
        return migrations.state(self)

    def close(self) -> None:
        """Close the connections; the embedded server lives on until it is stopped or idle."""
        self._driver.close()
        self._place.leave()

    def __enter__(self) -> "Store":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _checked(self, work: Callable[[Writer], T]) -> Callable[[Writer], T]:
        check: Check | None = getattr(self._checks, "of_this_thread", None)
        if check is None:
            return work

        def after_the_check(writer: Writer) -> T:
            check(writer)
            return work(writer)

        return after_the_check

    def _managed(self, access: Access, work: Callable[[Transaction], T]) -> T:
        """One managed transaction with the time limit."""

        @unit_of_work(timeout=self.query_timeout_s)
        def limited(transaction: ManagedTransaction) -> T:
            return work(Transaction(transaction))

        with self._driver.session(database=self._database, bookmark_manager=self._bookmarks) as session:
            return session.execute_read(limited) if access == "read" else session.execute_write(limited)

    def _new_bookmarks(self) -> BookmarkManager | None:
        """In a cluster every transaction waits for what this store has committed, whichever member serves it."""
        return GraphDatabase.bookmark_manager() if self.kind == "neo4j" else None

    def _alive(self, call: Callable[[], T]) -> T:
        """What `call` returns, after restarting an embedded server that has ended before or meanwhile."""
        if self._place.gone():
            self._reconnect()
        try:
            return call()
        except Neo4jError as error:
            if not lost_bookmark(error):
                raise
            self._bookmarks = self._new_bookmarks()  # the database was restored to before them
            return call()
        except (ServiceUnavailable, SessionExpired) as error:
            if isinstance(error, IncompleteCommit) or not self._place.gone():
                raise
        self._reconnect()
        return call()

    def _reconnect(self) -> None:
        with self._reconnecting:
            if self._place.gone():
                self._driver.close()
                self._driver = self._place.connect()
