"""A TCP relay in front of a database that breaks a connection at a chosen moment."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

from graph.store import Store, connect
from graph.store.embedded import USER
from graph.store.folder import DataFolder
from tests.neo4j.server import Database


class Relay:
    """Passes bytes to and from a database, and breaks the connection once, at the next message of the client.

    `cut` says how: "before" the server gets the message, "during" its work on it, "after" it has answered. The client
    sees no answer in any case.
    """

    def __init__(self, port: int) -> None:
        self.cut = ""
        self._target = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            server = socket.create_connection(("127.0.0.1", self._target))
            answered = threading.Event()
            threading.Thread(target=self._pass_up, args=(client, server, answered), daemon=True).start()
            threading.Thread(target=self._pass_down, args=(server, client, answered), daemon=True).start()

    def _pass_up(self, client: socket.socket, server: socket.socket, last: threading.Event) -> None:
        with suppress(OSError):
            while message := client.recv(65536):
                cut, self.cut = self.cut, ""
                if cut == "before":
                    server.shutdown(socket.SHUT_RDWR)
                    break
                if cut == "after":
                    last.set()
                server.sendall(message)
                if cut == "during":
                    break
            if not last.is_set():
                client.shutdown(socket.SHUT_RDWR)

    def _pass_down(self, server: socket.socket, client: socket.socket, last: threading.Event) -> None:
        with suppress(OSError):
            while (message := server.recv(65536)) and not last.is_set():
                client.sendall(message)
            client.shutdown(socket.SHUT_RDWR)


def bolt(database: Database) -> tuple[int, str, str]:
    """Port, user and password under which the database answers on loopback."""
    if not database.address.startswith("embedded:"):
        assert database.user is not None
        assert database.password is not None
        return urlsplit(database.address).port or 7687, database.user, database.password
    folder = DataFolder(database.address.removeprefix("embedded:"))
    server = folder.server()
    assert server is not None
    return server.port, USER, folder.password()


@contextmanager
def relayed(database: Database) -> Iterator[tuple[Store, Relay]]:
    """A store that reaches the database through a relay."""
    port, user, password = bolt(database)
    relay = Relay(port)
    with connect(f"bolt://127.0.0.1:{relay.port}", user=user, password=password) as store:
        yield store, relay
    relay.close()
