"""What is counted and timed, per application, in Prometheus' text format."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)


class Metrics:
    """The counters of one application. Labels are route templates and query names, never values."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "ringfence_http_requests", "Requests answered", ("method", "route", "status"), registry=self._registry
        )
        self._duration = Histogram(
            "ringfence_http_request_seconds", "Time to answer", ("method", "route"), buckets=SECONDS,
            registry=self._registry,
        )  # fmt: skip
        self._in_flight = Gauge("ringfence_http_requests_in_flight", "Requests being answered", registry=self._registry)
        self._queries = Histogram(
            "ringfence_query_seconds", "Time of a named query", ("query",), buckets=SECONDS, registry=self._registry
        )

    @contextmanager
    def in_flight(self) -> Iterator[None]:
        """Count a request while it is being answered."""
        with self._in_flight.track_inprogress():
            yield

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """Record one answered request."""
        self._requests.labels(method, route, str(status)).inc()
        self._duration.labels(method, route).observe(seconds)

    @contextmanager
    def asking(self, query: str) -> Iterator[None]:
        """Time one named query."""
        begin = perf_counter()
        try:
            yield
        finally:
            self._queries.labels(query).observe(perf_counter() - begin)

    def text(self) -> bytes:
        """All figures as Prometheus reads them."""
        return generate_latest(self._registry)
