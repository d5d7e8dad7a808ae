"""What may be asked inside one managed transaction, and its form over the driver."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, Protocol

from neo4j import ManagedTransaction

from graph.store.values import concatenated, plain

NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})


class Reader(Protocol):
    """What may be asked inside one managed transaction."""

    def rows(self, text: str, parameters: Mapping[str, Any] = NOTHING) -> list[dict[str, Any]]:
        """One dict per row; dates are `datetime.date`."""

    def columns(self, text: str, parameters: Mapping[str, Any] = NOTHING) -> dict[str, list[Any]]:
        """One list per column, from a text that returns collected lists, one row per bucket."""


class Writer(Reader, Protocol):
    """A reader that may also change what is stored."""

    def run(self, text: str, parameters: Mapping[str, Any] = NOTHING) -> None:
        """Execute a statement whose rows nobody needs."""


class Transaction:
    """A reader and writer over one managed transaction of the driver."""

    def __init__(self, transaction: ManagedTransaction) -> None:
        self._transaction = transaction

    def rows(self, text: str, parameters: Mapping[str, Any] = NOTHING) -> list[dict[str, Any]]:
        """One dict per row; dates are `datetime.date`."""
        result = self._transaction.run(text, dict(parameters))
        names = result.keys()
        return [{name: plain(value) for name, value in zip(names, row, strict=True)} for row in result.values()]

    def columns(self, text: str, parameters: Mapping[str, Any] = NOTHING) -> dict[str, list[Any]]:
        """One list per column; the lists of all rows are joined in their order."""
        result = self._transaction.run(text, dict(parameters))
        return concatenated(result.keys(), result.values())

    def run(self, text: str, parameters: Mapping[str, Any] = NOTHING) -> None:
        """Execute a statement whose rows nobody needs.

        It is sent and not waited for, so that the next one is prepared while the server works; statements of a
        transaction are executed in their order, and what fails is raised by a later one or by the commit.
        """
        self._transaction.run(text, dict(parameters))
