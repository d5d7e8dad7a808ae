"""Moments as notices have them, and when the next digest is due."""

from datetime import UTC, datetime, time, timedelta
from typing import Final

MONDAY: Final = 0


def written(moment: datetime) -> str:
    """UTC in ISO 8601 to the millisecond: texts of one length, so that they compare as moments do."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")


def next_digest(now: datetime, at: time, *, weekly: bool) -> datetime:
    """The next such time of day in `now`'s own time zone; weekly: on a Monday."""
    due = now.replace(hour=at.hour, minute=at.minute, second=0, microsecond=0)
    while due <= now or (weekly and due.weekday() != MONDAY):
        due += timedelta(days=1)
    return due
