"""Logs as one JSON object per line."""

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Final

from api.observe.request_id import request_id

STANDARD: Final = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "color_message", "taskName"}
"""What every record has; the rest was given as `extra` and belongs in the line."""


class JsonLines(logging.Formatter):
    """A record as a line: time, level, logger, message, request id, then what was given as `extra`.

    A traceback is reduced to the exception's type: its message may quote data.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if request_id():
            line["request_id"] = request_id()
        line |= {name: value for name, value in vars(record).items() if name not in STANDARD}
        if record.exc_info and record.exc_info[0] is not None:
            line["exception"] = record.exc_info[0].__name__
        return json.dumps(line, ensure_ascii=False, default=str)


def log_as_json(level: str) -> None:
    """Send all logs of this process to standard error as JSON lines."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    # uvicorn's own access log quotes whole addresses, which carry names; ours carries the route.
    logging.getLogger("uvicorn.access").disabled = True
    # The driver logs statements with their parameters at debug level.
    logging.getLogger("neo4j").setLevel(logging.WARNING)
