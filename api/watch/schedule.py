"""When the rules are due: five fields of a crontab in a time zone, and what of them lies behind us."""

from datetime import datetime, timedelta
from typing import Final

from apscheduler.triggers.cron import CronTrigger

from graph.errors import SettingsError

LOOKED_BACK: Final = tuple(timedelta(days=days) for days in (1 / 1440, 1 / 24, 1, 32, 366, 366 * 5))
"""How far, one after the other: so few moments are gone through, whether there is one a minute or one a year."""


class Schedule:
    """The moments of a crontab line. SettingsError for one that cannot be read.

    Weekdays are names (mon-fri): numbers mean different days to different programs.
    """

    def __init__(self, crontab: str, timezone: str) -> None:
        fields = crontab.split()
        try:
            if len(fields) == 5 and any(sign.isdigit() for sign in fields[4]):
                raise ValueError("write weekdays as names, mon to sun")  # noqa: TRY301 - told like the others
            self.trigger = CronTrigger.from_crontab(crontab, timezone)
        except (ValueError, LookupError) as error:
            raise SettingsError(
                f"The schedule {crontab!r} in {timezone!r} cannot be read: {error}. Write minute, hour, day, month and "
                "weekday, such as '30 6 * * mon-fri', and a zone such as Asia/Shanghai.",
                f"无法识别监测计划 {crontab!r}（时区 {timezone!r}）：{error}。请依次写分、时、日、月、星期，"
                "如 '30 6 * * mon-fri'，时区如 Asia/Shanghai。",
                setting="RINGFENCE_WATCH_SCHEDULE",
            ) from error

    def latest(self, now: datetime) -> datetime | None:
        """The last scheduled moment up to now; None where there was none for five years."""
        for back in LOOKED_BACK:
            found = self._next(now - back)
            if found is not None and found <= now:
                return self._last(found, now)
        return None

    def next(self, now: datetime) -> datetime | None:
        """The first scheduled moment after now; None where none will come."""
        return self._next(now + timedelta(microseconds=1))

    def missed(self, dealt_with: datetime | None, now: datetime) -> datetime | None:
        """The moment that a run would deal with, with all that were missed before it; None where nothing is due. Before
        the first run of all, now."""
        latest = self.latest(now)
        if dealt_with is None:
            return latest or now
        return latest if latest is not None and latest > dealt_with else None

    def _last(self, found: datetime, now: datetime) -> datetime:
        while (later := self._next(found + timedelta(microseconds=1))) is not None and later <= now:
            found = later
        return found

    def _next(self, start: datetime) -> datetime | None:
        found: datetime | None = self.trigger.get_next_fire_time(None, start)
        return found
