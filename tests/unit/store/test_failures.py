"""Which servers are accepted, and what an error of the driver becomes."""

import pytest
from neo4j import exceptions as driver

from graph.errors import StoreAuthentication, StoreConflict, StoreError, StoreTimeout, StoreUnavailable, StoreVersion
from graph.store.failures import as_store_error, check_server, translated


@pytest.mark.parametrize(
    ("agent", "kind"),
    [
        ("Neo4j/5.26.0", "neo4j"),
        ("Neo4j/5.26.25", "neo4j"),
        ("Neo4j/2025.10.1", "neo4j"),
        ("Neo4j/5.26.0 compatible (ArcadeDB 26.10.2)", "arcadedb"),
    ],
)
def test_a_supported_server_is_told_by_its_name(agent: str, kind: str) -> None:
    assert check_server(agent, "bolt://h") == kind


@pytest.mark.parametrize("agent", ["Neo4j/5.25.9", "Neo4j/4.4.42", "Neo4j/dev", "Memgraph/3.0", ""])
def test_an_older_or_other_server_is_refused(agent: str) -> None:
    with pytest.raises(StoreVersion, match="or later is needed"):
        check_server(agent, "bolt://h")


def answered(code: str, message: str = "value 'secret' of somebody") -> driver.Neo4jError:
    return driver.Neo4jError._hydrate_neo4j(code=code, message=message)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("Neo.ClientError.Security.Unauthorized", StoreAuthentication),
        ("Neo.ClientError.Security.AuthenticationRateLimit", StoreAuthentication),
        ("Neo.ClientError.Transaction.TransactionTimedOut", StoreTimeout),
        ("Neo.ClientError.Transaction.TransactionTimedOutClientConfiguration", StoreTimeout),
        ("Neo.TransientError.Transaction.Terminated", StoreTimeout),
        ("Neo.ClientError.Schema.ConstraintValidationFailed", StoreConflict),
        ("Neo.TransientError.Transaction.DeadlockDetected", StoreConflict),
        ("Neo.DatabaseError.General.UnknownError", StoreError),
    ],
)
def test_an_answer_becomes_the_error_that_says_what_to_do(code: str, kind: type[StoreError]) -> None:
    error = as_store_error(answered(code), "bolt://h")
    assert type(error) is kind
    assert "secret" not in str(error)


def test_a_statement_s_mistake_is_told_in_the_server_s_words() -> None:
    error = as_store_error(answered("Neo.ClientError.Statement.SyntaxError", "Invalid input 'MATHC'"), "bolt://h")
    assert "MATHC" in error.en


@pytest.mark.parametrize("error", [driver.ServiceUnavailable("x"), driver.SessionExpired("x")])
def test_nobody_answering_is_unavailable(error: driver.DriverError) -> None:
    assert type(as_store_error(error, "bolt://h")) is StoreUnavailable


def test_other_errors_pass_unchanged() -> None:
    with pytest.raises(ZeroDivisionError), translated("bolt://h"):
        _ = 1 / 0
