"""The days on which a portfolio is looked at: before the first month, at each month's end, and on the last day."""

from datetime import date, timedelta
from typing import Final

from graph.as_of import FIRST_DAY
from graph.errors import UsageError
from graph.guarantees.over_time import month_end, months_before

MOST_MONTHS: Final = 120
USUAL_MONTHS: Final = 12


def month_ends_from(since: date | None, to: date) -> list[date]:
    """The day before `since`, with which the first month is compared, then the month ends from `since` on, and `to`.

    since: by default the first day of the month eleven months before that of `to`. UsageError where it lies after `to`,
    before there are facts, or more than 120 months back.
    """
    first = since or months_before(to.replace(day=1), USUAL_MONTHS - 1)
    if not FIRST_DAY < first <= to:
        raise UsageError(
            f"The first day, {first}, lies after the last, {to}, or before {FIRST_DAY}. Give a day in between.",
            f"起始日 {first} 晚于截止日 {to}，或早于 {FIRST_DAY}。请给出其间的日期。",
            parameter="from",
        )
    days, end = [first - timedelta(days=1)], month_end(first)
    while end < to:
        days.append(end)
        end = month_end(end + timedelta(days=1))
    if len(days) > MOST_MONTHS:
        raise UsageError(
            f"{len(days)} months are more than the {MOST_MONTHS} that are told at once. Begin later.",
            f"共 {len(days)} 个月，超过一次可列示的 {MOST_MONTHS} 个月。请推迟起始日。",
            parameter="from",
        )
    return [*days, to]
