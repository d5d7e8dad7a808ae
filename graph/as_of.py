"""The two dates of every question: what was in force on a day, as it was known on a day."""

from dataclasses import dataclass
from datetime import date
from typing import Final

BEGINNING: Final = date(1, 1, 1)
"""The start of a fact whose start nobody stated."""

FOREVER: Final = date(9999, 12, 31)
"""The end of a fact that has none: an open interval needs no null, so one comparison serves every query."""


FIRST_DAY: Final = date(1900, 1, 1)
LAST_DAY: Final = date(9999, 12, 30)
"""The days that may be asked for. Not the last one of the calendar: it stands for an open end."""


@dataclass(frozen=True, slots=True)
class AsOf:
    """In force at `as_of`, as known at `known_at`; a back-test sets both to the same day."""

    as_of: date
    known_at: date

    @classmethod
    def at(cls, as_of: date | None = None, known_at: date | None = None) -> "AsOf":
        """Both dates, today where not given."""
        today = date.today()
        return cls(as_of or today, known_at or today)

    def parameters(self) -> dict[str, date]:
        """The two query parameters that every dated query declares."""
        return {"as_of": self.as_of, "known_at": self.known_at}
