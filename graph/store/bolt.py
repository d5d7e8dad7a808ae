"""The official driver with this product's settings."""

from typing import Final

from neo4j import Auth, Driver, GraphDatabase, NotificationDisabledClassification, basic_auth
from neo4j.exceptions import DriverError, Neo4jError

MAX_RETRY_S: Final = 15.0
FIRST_RETRY_S: Final = 0.05
ANSWER_S: Final = 10.0


def driver(address: str, user: str | None, password: str | None) -> Driver:
    """A driver whose server has answered; raises the driver's own errors."""
    auth: Auth | None = None if password is None else basic_auth(user or "neo4j", password)
    opened = GraphDatabase.driver(
        address,
        auth=auth,
        user_agent="ringfence",
        connection_timeout=ANSWER_S,
        connection_acquisition_timeout=ANSWER_S,  # covers a server that accepts and then says nothing
        max_transaction_retry_time=MAX_RETRY_S,
        initial_retry_delay=FIRST_RETRY_S,
        # A label or property that no fact has yet is no mistake in a query.
        notifications_disabled_classifications=[NotificationDisabledClassification.UNRECOGNIZED],
        telemetry_disabled=True,
    )
    try:
        opened.verify_connectivity()
    except (Neo4jError, DriverError):
        opened.close()
        raise
    return opened
