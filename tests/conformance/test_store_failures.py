"""Every store says what is wrong and what to do: away, hung, wrong password, too long, refused."""

import socket
import time
from collections.abc import Iterator

import pytest

from graph.errors import StoreAuthentication, StoreError, StoreTimeout, StoreUnavailable, UsageError
from graph.store import EmbeddedOptions, Store, connect, open_store
from graph.store.embedded import stop
from tests.conformance.cut import bolt
from tests.neo4j.server import Database

RUNAWAY = (
    "UNWIND range(1, 30000) AS i UNWIND range(1, 100000) AS j RETURN count(*) AS pairs",
    "UNWIND range(1, 30000) AS i UNWIND range(1, 100000) AS j WITH i + j AS sum WHERE sum = -1 RETURN sum",
    "MATCH (a:Party)-[:OWNS*1..20]->(b:Party) RETURN count(*) AS trails",
)
LIMIT_S = 2.0


@pytest.fixture(scope="module")
def short_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An embedded database of its own: its time limit is set when its server starts."""
    folder = tmp_path_factory.mktemp("short") / "data"
    yield f"embedded:{folder}"
    stop(folder)


@pytest.fixture
def short(kind: str, request: pytest.FixtureRequest) -> Iterator[Store]:
    """A store whose queries may take two seconds."""
    if kind == "embedded":
        request.node.user_properties.append(("database", kind))
        address = request.getfixturevalue("short_folder")
        options = EmbeddedOptions(heap="512m", idle_stop_s=60)
        with open_store(address, query_timeout_s=LIMIT_S, embedded=options) as store:
            store.run("MATCH (n:Party) DETACH DELETE n")
            yield store
        return
    database: Database = request.getfixturevalue("database")
    with open_store(database.address, user=database.user, password=database.password, query_timeout_s=LIMIT_S) as store:
        yield store


@pytest.mark.parametrize("text", RUNAWAY)
def test_a_runaway_query_is_stopped(short: Store, text: str) -> None:
    """The client is answered soon after the limit, and the server is free again at once."""
    short.run("UNWIND range(1, 30) AS i CREATE (:Party {party_id: toString(i)})")
    short.run("MATCH (a:Party), (b:Party) WHERE a <> b CREATE (a)-[:OWNS]->(b)")
    begin = time.monotonic()
    with pytest.raises(StoreTimeout):
        short.rows(text)
    assert LIMIT_S * 0.9 < time.monotonic() - begin < LIMIT_S + 4
    begin = time.monotonic()
    assert short.rows("RETURN 1 AS one") == [{"one": 1}]
    assert time.monotonic() - begin < 1


def test_a_wrong_password_is_said_without_repeating_it(database: Database) -> None:
    port, user, _ = bolt(database)
    with pytest.raises(StoreAuthentication) as raised:
        connect(f"bolt://127.0.0.1:{port}", user=user, password="not the password")
    assert "not the password" not in f"{raised.value} {raised.value.details}"
    with pytest.raises(StoreAuthentication):
        connect(f"bolt://127.0.0.1:{port}")


def test_a_mistake_in_a_statement_is_an_error_of_the_store(store: Store) -> None:
    with pytest.raises(StoreError) as raised:
        store.rows("MATCH (n RETURN n")
    assert raised.value.details["code"] == "Neo.ClientError.Statement.SyntaxError"


def test_an_unknown_database_is_an_error_of_the_store(database: Database) -> None:
    port, user, password = bolt(database)
    store = connect(f"bolt://127.0.0.1:{port}", user=user, password=password, database="elsewhere")
    with store, pytest.raises(StoreError, match="DatabaseNotFound"):
        store.rows("RETURN 1 AS one")


def test_nobody_at_the_address() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(StoreUnavailable, match=f"127.0.0.1:{port}"):
        connect(f"bolt://127.0.0.1:{port}", user="neo4j", password="x")


def test_something_silent_at_the_address() -> None:
    """A port that accepts and says nothing is not waited for for ever."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        begin = time.monotonic()
        with pytest.raises(StoreUnavailable):
            connect(f"bolt://127.0.0.1:{silent.getsockname()[1]}", user="neo4j", password="x")
        assert time.monotonic() - begin < 15


@pytest.mark.parametrize(
    "address", ["", "here", "embedded:", "http://localhost:7474", "bolt://", "bolt://neo4j:secret@localhost"]
)
def test_an_address_that_is_none_is_refused_without_repeating_it(address: str) -> None:
    with pytest.raises(UsageError) as raised:
        connect(address)
    assert "secret" not in str(raised.value)
